"""What moderators set for their server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

import discord
from discord import app_commands

from bot.app import Rapport
from bot.words.language import Words
from bot.words.text import mark, text
from cogs.digest import checked_zone, zones_like
from cogs.errors import KindError
from cogs.insights import Channel, moderators_only
from cogs.languages import asker_words
from cogs.permission import Asked, ModeratorCog, guild_of
from storage.models import GuildSettings

Change = Callable[[GuildSettings], GuildSettings]
ONLY_MANAGERS = text("The moderator role is set by members with Manage Server only: it decides who may see all this.")


@moderators_only
class Settings(ModeratorCog):
    settings = app_commands.Group(
        name="settings", description=mark("Time zone, moderator role, who and what is left out")
    )

    def __init__(self, bot: Rapport) -> None:
        super().__init__(bot)
        self._one_at_a_time = asyncio.Lock()

    @settings.command(description=mark("What is set now."))
    async def show(self, interaction: Asked) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        settings = await asyncio.to_thread(self.bot.store.settings, guild_of(interaction))
        await interaction.followup.send(in_words(settings, asker_words(interaction)), ephemeral=True)

    @settings.command(description=mark("Let another role ask, too."))
    @app_commands.describe(role=mark("Whose members may ask everything; leave it out for Manage Server alone"))
    async def moderator_role(self, interaction: Asked, role: discord.Role | None = None) -> None:
        if not interaction.permissions.manage_guild:
            raise KindError(ONLY_MANAGERS)
        if role is not None and role.is_default():
            raise KindError(text("That role is everybody's. Everybody may use `/me` already."))
        await self._change(interaction, lambda s: replace(s, moderator_role_id=role.id if role is not None else None))

    @settings.command(description=mark("The time zone of new digests in this server."))
    @app_commands.describe(zone=mark("Start typing a city"))
    @app_commands.autocomplete(zone=zones_like)
    async def timezone(self, interaction: Asked, zone: str) -> None:
        name = checked_zone(zone)
        await self._change(interaction, lambda s: replace(s, timezone=name))

    @settings.command(description=mark("Leave a channel with its threads, or one thread, out of every report."))
    @app_commands.describe(channel=mark("The channel or thread to leave out"))
    async def exclude_channel(self, interaction: Asked, channel: Channel) -> None:
        await self._change(
            interaction, lambda s: replace(s, excluded_channel_ids=_with(s.excluded_channel_ids, channel.id))
        )

    @settings.command(description=mark("Count a channel or thread again."))
    @app_commands.describe(channel=mark("The channel or thread to count again"))
    async def include_channel(self, interaction: Asked, channel: Channel) -> None:
        await self._change(
            interaction, lambda s: replace(s, excluded_channel_ids=_without(s.excluded_channel_ids, channel.id))
        )

    @settings.command(
        description=mark("Leave a member, such as staff, out of rankings; those whom they answered still count it.")
    )
    @app_commands.describe(member=mark("The member to leave out of rankings"))
    async def exclude_member(self, interaction: Asked, member: discord.User) -> None:
        await self._change(interaction, lambda s: replace(s, excluded_user_ids=_with(s.excluded_user_ids, member.id)))

    @settings.command(description=mark("Rank a member again."))
    @app_commands.describe(member=mark("The member to rank again"))
    async def include_member(self, interaction: Asked, member: discord.User) -> None:
        await self._change(
            interaction, lambda s: replace(s, excluded_user_ids=_without(s.excluded_user_ids, member.id))
        )

    @settings.command(
        description=mark(
            "Show moderators the mood of single members, from 20 messages on; what is shared never has it."
        )
    )
    @app_commands.describe(shown=mark("Whether moderators see the mood of single members in reports"))
    async def moods(self, interaction: Asked, shown: bool) -> None:
        await self._change(interaction, lambda s: replace(s, member_moods=shown))

    @settings.command(description=mark("Where digests that could not be delivered are reported."))
    @app_commands.describe(channel=mark("Where Rapport says what moderators need to know; leave it out for nowhere"))
    async def notices(self, interaction: Asked, channel: discord.TextChannel | None = None) -> None:
        if channel is not None:
            allowed = channel.permissions_for(channel.guild.me)
            if not (allowed.view_channel and allowed.send_messages):
                raise KindError(
                    text(
                        "Rapport may not write in {channel}. Give it Send Messages there first.",
                        channel=channel.mention,
                    )
                )
        await self._change(
            interaction, lambda s: replace(s, notice_channel_id=channel.id if channel is not None else None)
        )

    async def _change(self, interaction: Asked, change: Change) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        guild_id = guild_of(interaction)
        async with self._one_at_a_time:
            settings = change(await asyncio.to_thread(self.bot.store.settings, guild_id))
            await asyncio.to_thread(self.bot.store.save_settings, guild_id, settings)
        words = asker_words(interaction)
        said = "\n".join((words.say("Done."), in_words(settings, words)))
        await interaction.followup.send(said, ephemeral=True)


def in_words(settings: GuildSettings, words: Words) -> str:
    """All settings of a guild, one a line."""
    role, notices = settings.moderator_role_id, settings.notice_channel_id
    moderators = (
        words.say("Manage Server") if role is None else words.say("Manage Server and {role}", role=f"<@&{role}>")
    )
    moods = words.say("shown to moderators") if settings.member_moods else words.say("shown to nobody")
    where = words.say("with the answers to moderators") if notices is None else f"<#{notices}>"
    channels = _listed(settings.excluded_channel_ids, "<#{}>", words)
    members = _listed(settings.excluded_user_ids, "<@{}>", words)
    lines = [
        words.say("**Time zone**: {zone}", zone=settings.timezone),
        words.say("**Moderators**: {who}", who=moderators),
        words.say("**Channels left out**: {channels}", channels=channels),
        words.say("**Members left out of rankings**: {members}", members=members),
        words.say("**Mood of single members**: {shown}", shown=moods),
        words.say("**Notices**: {where}", where=where),
    ]
    return "\n".join(lines)


def _listed(ids: tuple[int, ...], shape: str, words: Words, most: int = 30) -> str:
    return words.listed(tuple(shape.format(one) for one in ids), most) if ids else words.say("none")


def _with(ids: tuple[int, ...], one: int) -> tuple[int, ...]:
    return ids if one in ids else (*ids, one)


def _without(ids: tuple[int, ...], one: int) -> tuple[int, ...]:
    return tuple(other for other in ids if other != one)


async def setup(bot: Rapport) -> None:
    await bot.add_cog(Settings(bot))
