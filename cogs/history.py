"""Walks one channel's history through its holes, newest first; a restart goes on where the last page ended."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import discord

from bot.app import Rapport, RequestsPaused
from bot.intake.gateway import Person
from bot.intake.history import history_facts, reaction_name
from cogs.places import may_read, seen
from cogs.stretches import holes
from storage.models import MessageDeleted, Recordable, StretchSeen

log = logging.getLogger(__name__)

PAGE = 100
EMOJI_EACH = 10
"""Of how many emoji of one message the people are asked for; the others are counted without names."""
PEOPLE_EACH = 100

Readable = discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.Thread
Named = Mapping[str, Sequence[Person]]


@dataclass(slots=True)
class Progress:
    """How far the history of one guild was read."""

    state: str = "waiting"
    channels: int = 0
    channels_done: int = 0
    messages: int = 0
    current: str = ""
    unreadable: list[str] = field(default_factory=list)
    troubled: list[str] = field(default_factory=list)
    """Channels that Discord did not give out to the end; they are tried again with the next round."""


async def readable_places(
    bot: Rapport, guild: discord.Guild, horizon: datetime, progress: Progress
) -> AsyncIterator[Readable]:
    """Every channel and public thread that may be read; threads that were archived before ``horizon`` are left."""
    threads = {thread.id: thread for thread in await guild.active_threads()}
    for channel in guild.channels:
        if isinstance(channel, discord.CategoryChannel):
            continue
        if not may_read(channel):
            progress.unreadable.append(channel.name)
            continue
        if not isinstance(channel, discord.ForumChannel):
            yield channel
        if isinstance(channel, (discord.TextChannel, discord.ForumChannel)):
            threads |= {thread.id: thread async for thread in _archived(channel, horizon, progress)}
    for thread in threads.values():
        if may_read(thread):
            await asyncio.to_thread(bot.store.record_blocking, seen(thread))
            yield thread


async def _archived(
    channel: discord.TextChannel | discord.ForumChannel, horizon: datetime, progress: Progress
) -> AsyncIterator[discord.Thread]:
    """Its archived threads; where Discord does not give them out, those of other channels are read all the same."""
    try:
        async for thread in channel.archived_threads(limit=None):
            if thread.archive_timestamp < horizon:
                return
            yield thread
    except RequestsPaused:
        raise
    except discord.HTTPException as error:
        progress.troubled.append(f"archived threads of {channel.name}")
        log.warning("The archived threads of channel %s were not listed to the end: %s", channel.id, error)


async def read_history(bot: Rapport, channel: Readable, first: int, last: int, progress: Progress) -> None:
    """Records what lies between two ids and was not seen yet. Raises what Discord raises."""
    seen = await asyncio.to_thread(bot.store.stretches, channel.guild.id, channel.id)
    for start, end in holes(seen, first, last):
        if channel.last_message_id is not None and channel.last_message_id < start:
            await _record(bot, channel, [], start, end)
        else:
            await _walk(bot, channel, start, end, progress)


async def _walk(bot: Rapport, channel: Readable, start: int, end: int, progress: Progress) -> None:
    while True:
        page = [m async for m in channel.history(limit=PAGE, before=discord.Object(end + 1), oldest_first=False)]
        bot.bots.update(m.author.id for m in page if m.author.bot)
        wanted = [(m, await _who_reacted(m)) for m in page if m.id >= start]
        ended = len(page) < PAGE or page[-1].id <= start
        reached = start if ended else page[-1].id
        await _record(bot, channel, wanted, reached, end)
        await _forget_deleted(bot, channel, [m.id for m in page if m.id < start], start - 1)
        progress.messages += len(wanted)
        if ended:
            return
        end = reached - 1


async def _forget_deleted(bot: Rapport, channel: Readable, there: Sequence[int], last: int) -> None:
    """A page reaches past its hole into what was heard before: what is missing there was deleted while nobody heard.

    ``there`` are the ids of it that Discord still has, newest first; it had all from the last of them to ``last``.
    """
    if not there:
        return
    known = await asyncio.to_thread(bot.store.message_ids, channel.guild.id, channel.id, there[-1], last)
    gone = [MessageDeleted(channel.guild.id, channel.id, number) for number in sorted(known.difference(there))]
    if gone:
        await asyncio.to_thread(bot.store.record_blocking, gone)


async def _who_reacted(message: discord.Message) -> Named:
    """One question a reaction, and only where somebody reacted to a person."""
    named: dict[str, list[Person]] = {}
    if message.author.bot:
        return named
    for reaction in message.reactions[:EMOJI_EACH]:
        named[reaction_name(reaction)] = [user async for user in reaction.users(limit=min(reaction.count, PEOPLE_EACH))]
    return named


async def _record(
    bot: Rapport, channel: Readable, messages: Sequence[tuple[discord.Message, Named]], first: int, last: int
) -> None:
    """Makes a page's facts and records them with the stretch that they prove, off the event loop."""

    def work() -> None:
        facts: list[Recordable] = [fact for message, named in messages for fact in history_facts(message, named)]
        facts.append(StretchSeen(channel.guild.id, channel.id, first, last, "backfill"))
        bot.store.record_blocking(facts)

    await asyncio.to_thread(work)
