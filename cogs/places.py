"""Guilds, channels and threads: that they exist, what they are called, and whether they can be read."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import discord
from discord.ext import commands

from bot.app import Rapport
from bot.intake.gateway import Channel, channel_deleted, channel_seen, guild_left, guild_seen
from storage.models import Fact, GuildLeft


def may_read(channel: Channel) -> bool:
    """Whether the bot sees the channel and its history: without the latter Discord answers with an empty list."""
    try:
        allowed = channel.permissions_for(channel.guild.me)
    except discord.ClientException:  # a thread whose channel is hidden from us
        return False
    return allowed.view_channel and allowed.read_message_history


def seen(channel: Channel) -> list[Fact]:
    """The fact of a channel, with whether it can be read."""
    return channel_seen(channel, may_read(channel))


class Places(commands.Cog):
    def __init__(self, bot: Rapport) -> None:
        self.bot = bot

    def _note(self, facts: Iterable[Fact]) -> None:
        known = list(facts)
        self.bot.pipeline.offer(known)

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        self._note(guild_seen(guild))
        for channel in (*guild.channels, *guild.threads):
            self._note(seen(channel))

    @commands.Cog.listener()
    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        if before.permissions != after.permissions:
            await self.on_guild_available(after.guild)

    @commands.Cog.listener()
    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        if after == after.guild.me and before.roles != after.roles:
            await self.on_guild_available(after.guild)

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        await self.on_guild_available(guild)

    @commands.Cog.listener()
    async def on_guild_update(self, before: discord.Guild, after: discord.Guild) -> None:
        if before.name != after.name:
            self._note(guild_seen(after))

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        self._note(guild_left(guild, self.bot.clock()))

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Guilds that removed the bot while it was away: nobody tells it, and their data has to go too."""
        here = {guild.id for guild in self.bot.guilds}
        now = self.bot.clock()
        for guild in await asyncio.to_thread(self.bot.store.guilds):
            if not guild.imported and guild.left_at is None and guild.guild_id not in here:
                self._note([GuildLeft(guild.guild_id, now)])

    @commands.Cog.listener()
    async def on_guild_channel_create(self, channel: discord.abc.GuildChannel) -> None:
        self._note(seen(channel))

    @commands.Cog.listener()
    async def on_guild_channel_update(self, _: discord.abc.GuildChannel, channel: discord.abc.GuildChannel) -> None:
        self._note(seen(channel))

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        self._note(channel_deleted(channel))

    @commands.Cog.listener()
    async def on_thread_create(self, thread: discord.Thread) -> None:
        self._note(seen(thread))

    @commands.Cog.listener()
    async def on_thread_join(self, thread: discord.Thread) -> None:
        """A thread that came back from the archive, or that the bot may see now."""
        self._note(seen(thread))

    @commands.Cog.listener()
    async def on_thread_update(self, _: discord.Thread, thread: discord.Thread) -> None:
        self._note(seen(thread))

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        self._note(channel_deleted(payload))


async def setup(bot: Rapport) -> None:
    await bot.add_cog(Places(bot))
