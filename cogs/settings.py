"""What moderators set for their server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

import discord
from discord import app_commands

from bot.app import Rapport
from cogs.digest import checked_zone, zones_like
from cogs.errors import KindError
from cogs.insights import Channel, moderators_only
from cogs.permission import Asked, ModeratorCog, guild_of
from storage.models import GuildSettings

Change = Callable[[GuildSettings], GuildSettings]
ONLY_MANAGERS = "The moderator role is set by members with Manage Server only: it decides who may see all this."


@moderators_only
class Settings(ModeratorCog):
    settings = app_commands.Group(name="settings", description="Time zone, moderator role, who and what is left out")

    def __init__(self, bot: Rapport) -> None:
        super().__init__(bot)
        self._one_at_a_time = asyncio.Lock()

    @settings.command()
    async def show(self, interaction: Asked) -> None:
        """What is set now."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        settings = await asyncio.to_thread(self.bot.store.settings, guild_of(interaction))
        await interaction.followup.send(in_words(settings), ephemeral=True)

    @settings.command()
    @app_commands.describe(role="Whose members may ask everything; leave it out for Manage Server alone")
    async def moderator_role(self, interaction: Asked, role: discord.Role | None = None) -> None:
        """Let another role ask, too."""
        if not interaction.permissions.manage_guild:
            raise KindError(ONLY_MANAGERS)
        if role is not None and role.is_default():
            raise KindError("That role is everybody's. Everybody may use `/me` already.")
        await self._change(interaction, lambda s: replace(s, moderator_role_id=role.id if role is not None else None))

    @settings.command()
    @app_commands.describe(zone="Start typing a city")
    @app_commands.autocomplete(zone=zones_like)
    async def timezone(self, interaction: Asked, zone: str) -> None:
        """The time zone of new digests in this server."""
        name = checked_zone(zone)
        await self._change(interaction, lambda s: replace(s, timezone=name))

    @settings.command()
    @app_commands.describe(channel="The channel to leave out")
    async def exclude_channel(self, interaction: Asked, channel: Channel) -> None:
        """Leave a channel and its threads out of every report."""
        await self._change(
            interaction, lambda s: replace(s, excluded_channel_ids=_with(s.excluded_channel_ids, channel.id))
        )

    @settings.command()
    @app_commands.describe(channel="The channel to count again")
    async def include_channel(self, interaction: Asked, channel: Channel) -> None:
        """Count a channel again."""
        await self._change(
            interaction, lambda s: replace(s, excluded_channel_ids=_without(s.excluded_channel_ids, channel.id))
        )

    @settings.command()
    @app_commands.describe(member="The member to leave out of rankings")
    async def exclude_member(self, interaction: Asked, member: discord.User) -> None:
        """Leave a member, such as staff, out of rankings; those whom they answered still count it."""
        await self._change(interaction, lambda s: replace(s, excluded_user_ids=_with(s.excluded_user_ids, member.id)))

    @settings.command()
    @app_commands.describe(member="The member to rank again")
    async def include_member(self, interaction: Asked, member: discord.User) -> None:
        """Rank a member again."""
        await self._change(
            interaction, lambda s: replace(s, excluded_user_ids=_without(s.excluded_user_ids, member.id))
        )

    @settings.command()
    @app_commands.describe(shown="Whether moderators see the mood of single members in reports")
    async def moods(self, interaction: Asked, shown: bool) -> None:
        """Show moderators the mood of single members, from 20 messages on; what is shared never has it."""
        await self._change(interaction, lambda s: replace(s, member_moods=shown))

    @settings.command()
    @app_commands.describe(channel="Where Rapport says what moderators need to know; leave it out for nowhere")
    async def notices(self, interaction: Asked, channel: discord.TextChannel | None = None) -> None:
        """Where digests that could not be delivered are reported."""
        if channel is not None:
            allowed = channel.permissions_for(channel.guild.me)
            if not (allowed.view_channel and allowed.send_messages):
                raise KindError(f"Rapport may not write in {channel.mention}. Give it Send Messages there first.")
        await self._change(
            interaction, lambda s: replace(s, notice_channel_id=channel.id if channel is not None else None)
        )

    async def _change(self, interaction: Asked, change: Change) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        guild_id = guild_of(interaction)
        async with self._one_at_a_time:
            settings = change(await asyncio.to_thread(self.bot.store.settings, guild_id))
            await asyncio.to_thread(self.bot.store.save_settings, guild_id, settings)
        await interaction.followup.send(f"Done.\n{in_words(settings)}", ephemeral=True)


def in_words(settings: GuildSettings) -> str:
    """All settings of a guild, one a line."""
    role, notices = settings.moderator_role_id, settings.notice_channel_id
    lines = [
        f"**Time zone**: {settings.timezone}",
        f"**Moderators**: Manage Server{f' and <@&{role}>' if role is not None else ''}",
        f"**Channels left out**: {_listed(settings.excluded_channel_ids, '<#{}>')}",
        f"**Members left out of rankings**: {_listed(settings.excluded_user_ids, '<@{}>')}",
        f"**Mood of single members**: {'shown to moderators' if settings.member_moods else 'shown to nobody'}",
        f"**Notices**: {f'<#{notices}>' if notices is not None else 'with the answers to moderators'}",
    ]
    return "\n".join(lines)


def _listed(ids: tuple[int, ...], shape: str, most: int = 30) -> str:
    names = ", ".join(shape.format(one) for one in ids[:most])
    return (names + (f" and {len(ids) - most} more" if len(ids) > most else "")) or "none"


def _with(ids: tuple[int, ...], one: int) -> tuple[int, ...]:
    return ids if one in ids else (*ids, one)


def _without(ids: tuple[int, ...], one: int) -> tuple[int, ...]:
    return tuple(other for other in ids if other != one)


async def setup(bot: Rapport) -> None:
    await bot.add_cog(Settings(bot))
