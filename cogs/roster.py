"""Who belongs to a guild now, and who left while nobody looked."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime

import discord

from bot.app import Rapport
from bot.intake.gateway import member_seen
from storage.models import Fact, MemberLeft, Window, milliseconds

BATCH = 1000


@dataclass(frozen=True, slots=True)
class Present:
    """The humans whom Discord listed, and from when on it may have missed somebody."""

    since: datetime
    user_ids: frozenset[int]


async def read_roster(bot: Rapport, guild: discord.Guild) -> Present:
    """Records every member of the guild, a page at a time, without keeping them in memory."""
    now = bot.clock()
    ids: set[int] = set()
    page: list[discord.Member] = []
    async for member in guild.fetch_members(limit=None):
        if member.bot:
            bot.bots.add(member.id)
            continue
        ids.add(member.id)
        page.append(member)
        if len(page) == BATCH:
            await asyncio.to_thread(_record, bot, page, now)
            page = []
    await asyncio.to_thread(_record, bot, page, now)
    return Present(now, frozenset(ids))


def _record(bot: Rapport, members: list[discord.Member], now: datetime) -> None:
    bot.store.record_blocking([fact for member in members for fact in member_seen(member, now)])


async def mark_departed(bot: Rapport, guild: discord.Guild, present: Present) -> int:
    """Whoever is known and was not listed has left: authors of old messages too. How many that are."""
    await bot.written_down()
    gone = await asyncio.to_thread(_departed, bot, guild.id, present)
    await asyncio.to_thread(bot.store.record_blocking, gone)
    return len(gone)


def _departed(bot: Rapport, guild_id: int, present: Present) -> list[Fact]:
    roster = bot.store.observe(guild_id, Window(bot.clock(), 1)).roster
    since = milliseconds(present.since)
    rows = zip(
        roster.user_id.tolist(),
        roster.left_ms.tolist(),
        roster.joined_ms.tolist(),
        roster.first_seen_ms.tolist(),
        strict=True,
    )
    return [
        MemberLeft(guild_id, user_id, present.since)
        for user_id, left, joined, first_seen in rows
        if left < 0 and user_id not in present.user_ids and max(joined, first_seen) < since
    ]
