"""Who belongs to a guild now, and who left while nobody looked."""

from __future__ import annotations

import asyncio
from array import array
from dataclasses import dataclass
from datetime import datetime

import discord
import numpy as np

from bot.app import Rapport
from bot.intake.gateway import member_seen
from storage.models import Ints, MemberLeft, milliseconds

BATCH = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Present:
    """The humans whom Discord listed, and from when on it may have missed somebody."""

    since: datetime
    user_id: Ints
    """Sorted."""


async def read_roster(bot: Rapport, guild: discord.Guild) -> Present:
    """Records every member of the guild, a page at a time, and keeps nothing of them but eight bytes each."""
    now = bot.clock()
    ids = array("q")
    page: list[discord.Member] = []
    async for member in guild.fetch_members(limit=None):
        if member.bot:
            bot.bots.add(member.id)
            continue
        ids.append(member.id)
        page.append(member)
        if len(page) == BATCH:
            await asyncio.to_thread(_record, bot, page, now)
            page = []
    await asyncio.to_thread(_record, bot, page, now)
    return Present(now, np.sort(np.frombuffer(ids, dtype=np.int64)))


def _record(bot: Rapport, members: list[discord.Member], now: datetime) -> None:
    bot.store.record_blocking([fact for member in members for fact in member_seen(member, now)])


async def mark_departed(bot: Rapport, guild: discord.Guild, present: Present) -> int:
    """Whoever is known and was not listed has left: authors of old messages too. How many that are."""
    await bot.written_down()
    gone = await asyncio.to_thread(_departed, bot, guild.id, present)
    for start in range(0, len(gone), BATCH):
        left = [MemberLeft(guild.id, user_id, present.since) for user_id in gone[start : start + BATCH].tolist()]
        await asyncio.to_thread(bot.store.record_blocking, left)
    return len(gone)


def _departed(bot: Rapport, guild_id: int, present: Present) -> Ints:
    """The user ids of those who were members when Discord was asked, and whom it did not list."""
    here = bot.store.members_here(guild_id)
    known = here.user_id[here.since_ms < milliseconds(present.since)]
    return np.setdiff1d(known, present.user_id, assume_unique=True)
