"""Who sat in which voice channel and for how long; what is said there is never heard."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

import discord
from discord.ext import commands

from bot.app import Rapport
from bot.intake.gateway import VoiceSessions, member_seen
from cogs.rounds import Rounds
from storage.models import Fact


class Voice(commands.Cog):
    def __init__(self, bot: Rapport) -> None:
        self.bot = bot
        self._of_shard: dict[int, VoiceSessions] = defaultdict(VoiceSessions)
        self._lost: dict[int, datetime] = {}
        """Shards without a connection, and since when: what happens there now is not told."""
        self._checkpoints = Rounds("voice", bot.pace.heartbeat, self._checkpoint)

    async def cog_load(self) -> None:
        self._checkpoints.start()

    async def cog_unload(self) -> None:
        await self._checkpoints.stop()
        for shard_id in self._of_shard:
            self._close(shard_id)

    async def _checkpoint(self) -> None:
        now = self.bot.clock()
        for shard_id, sessions in self._of_shard.items():
            if shard_id not in self._lost:
                self._note(sessions.checkpoint(now))

    def _close(self, shard_id: int) -> None:
        self._note(self._of_shard[shard_id].close_all(self._lost.pop(shard_id, self.bot.clock())))

    @commands.Cog.listener()
    async def on_shard_disconnect(self, shard_id: int) -> None:
        self._lost.setdefault(shard_id, self.bot.clock())

    @commands.Cog.listener()
    async def on_shard_resumed(self, shard_id: int) -> None:
        self._lost.pop(shard_id, None)

    @commands.Cog.listener()
    async def on_shard_connect(self, shard_id: int) -> None:
        """A new session: who left in between is never told, so that stays end where the last one broke off."""
        self._close(shard_id)

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Who sits there already is counted from now on."""
        sessions = self._of_shard[guild.shard_id]
        for channel in (*guild.voice_channels, *guild.stage_channels):
            if channel == guild.afk_channel:
                continue
            for member in channel.members:
                if not member.bot:
                    self._note(sessions.moved(member.id, guild.id, None, channel.id, self.bot.clock()))

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        await self.on_guild_available(guild)

    @commands.Cog.listener()
    async def on_voice_state_update(
        self, member: discord.Member, before: discord.VoiceState, after: discord.VoiceState
    ) -> None:
        now = self.bot.clock()
        if before.channel is None and after.channel is not None:
            self._note(member_seen(member, now))
        self._note(self._of_shard[member.guild.shard_id].changed(member, before, after, now))

    def _note(self, facts: Iterable[Fact]) -> None:
        known = list(facts)
        if known:
            self.bot.pipeline.offer(known)


async def setup(bot: Rapport) -> None:
    await bot.add_cog(Voice(bot))
