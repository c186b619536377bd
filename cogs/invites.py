"""Who joined, and by whose invite where exactly one invite explains it; unknown everywhere else."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import NamedTuple

import aiohttp
import discord
from discord.ext import commands

from bot.app import Rapport
from bot.intake.gateway import member_joined

log = logging.getLogger(__name__)


class Invite(NamedTuple):
    uses: int
    inviter_id: int | None


def inviter_of(before: Mapping[str, Invite], after: Mapping[str, Invite]) -> int | None:
    """Who invited the one member who joined in between: whose invite alone was used, and once."""
    used = {code: invite.uses - before.get(code, Invite(0, None)).uses for code, invite in after.items()}
    risen = [code for code, more in used.items() if more > 0]
    if len(risen) != 1 or used[risen[0]] != 1:
        return None
    return after[risen[0]].inviter_id


class Invites(commands.Cog):
    def __init__(self, bot: Rapport) -> None:
        self.bot = bot
        self._known: dict[int, dict[str, Invite]] = {}
        self._joined: dict[int, list[discord.Member]] = {}
        self._looking: set[asyncio.Task[None]] = set()

    async def cog_unload(self) -> None:
        """Whoever joined just now is recorded without an inviter rather than not at all."""
        for task in self._looking:
            task.cancel()
        for members in self._joined.values():
            self._record(members, None)
        self._joined.clear()

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        invites = await _fetch(guild)
        if invites is not None:
            self._known[guild.id] = invites

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        await self.on_guild_available(guild)

    @commands.Cog.listener()
    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        if before.permissions != after.permissions and after.guild.id not in self._known:
            await self.on_guild_available(after.guild)

    @commands.Cog.listener()
    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        """Ours alone: of nobody else discord.py knows what they were before."""
        if after == after.guild.me and before.roles != after.roles and after.guild.id not in self._known:
            await self.on_guild_available(after.guild)

    @commands.Cog.listener()
    async def on_member_join(self, member: discord.Member) -> None:
        guild_id = member.guild.id
        if member.bot:
            self.bot.bots.add(member.id)
        elif guild_id not in self._known:
            self._record([member], None)
        elif guild_id in self._joined:
            self._joined[guild_id].append(member)
        else:
            self._joined[guild_id] = [member]
            task = asyncio.create_task(self._attribute(member.guild), name="invites")
            self._looking.add(task)
            task.add_done_callback(self._looking.discard)

    async def _attribute(self, guild: discord.Guild) -> None:
        """Joins of the same moment are looked at together: then nobody can tell who came by which invite."""
        await asyncio.sleep(self.bot.pace.invites)
        now = await _fetch(guild)
        before = self._known.get(guild.id, {})
        members = self._joined.pop(guild.id, [])
        inviter_id = None
        if now is None:
            self._known.pop(guild.id, None)
        else:
            self._known[guild.id] = now
            inviter_id = inviter_of(before, now) if len(members) == 1 else None
        self._record(members, inviter_id)

    def _record(self, members: list[discord.Member], inviter_id: int | None) -> None:
        for member in members:
            self.bot.pipeline.offer(member_joined(member, inviter_id))


async def _fetch(guild: discord.Guild) -> dict[str, Invite] | None:
    """The guild's invites; None where the bot may not see them."""
    if not guild.me.guild_permissions.manage_guild:
        return None
    try:
        return {invite.code: _of(invite) for invite in await guild.invites()}
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        log.warning("The invites of guild %s cannot be read: %s", guild.id, error)
        return None


def _of(invite: discord.Invite) -> Invite:
    inviter = invite.inviter
    return Invite(invite.uses or 0, inviter.id if inviter is not None and not inviter.bot else None)


async def setup(bot: Rapport) -> None:
    await bot.add_cog(Invites(bot))
