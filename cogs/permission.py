"""Who may ask: Manage Server or the guild's moderator role, checked here and never left to Discord's hiding."""

from __future__ import annotations

import asyncio

import discord
from discord import app_commands
from discord.ext import commands

from bot.app import Rapport

Asked = discord.Interaction[Rapport]


class NotAModerator(app_commands.CheckFailure):
    """The member may not see what they asked for."""


async def is_moderator(interaction: Asked) -> bool:
    """Whether who asks has Manage Server in this guild, or the role that was set for moderators."""
    if interaction.permissions.manage_guild:  # administrators and owners have every permission here and below
        return True
    if not isinstance(interaction.user, discord.Member):
        return False
    return await _has_moderator_role(interaction.client, interaction.user)


async def may_moderate(bot: Rapport, member: discord.Member) -> bool:
    """As :func:`is_moderator`, of a member who is not asking just now."""
    return member.guild_permissions.manage_guild or await _has_moderator_role(bot, member)


async def _has_moderator_role(bot: Rapport, member: discord.Member) -> bool:
    settings = await asyncio.to_thread(bot.store.settings, member.guild.id)
    role_id = settings.moderator_role_id
    return role_id is not None and any(role.id == role_id for role in member.roles)


def guild_of(interaction: Asked) -> int:
    """The guild in which this was asked. Raises :class:`discord.app_commands.NoPrivateMessage` outside of one."""
    if interaction.guild_id is None:
        raise app_commands.NoPrivateMessage
    return interaction.guild_id


async def require_moderator(interaction: Asked) -> None:
    """Raises :class:`NotAModerator`, or what :func:`guild_of` raises."""
    guild_of(interaction)
    if not await is_moderator(interaction):
        raise NotAModerator


class ModeratorCog(commands.Cog):
    """A cog whose every command is for moderators."""

    def __init__(self, bot: Rapport) -> None:
        self.bot = bot

    async def interaction_check(self, interaction: Asked) -> bool:  # type: ignore[override]  # our own client
        await require_moderator(interaction)
        return True
