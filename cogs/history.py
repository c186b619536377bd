"""Walks one channel's history through its holes, newest first; a restart goes on where the last page ended."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import discord

from bot.app import Rapport
from bot.intake.gateway import Person
from bot.intake.history import history_facts, reaction_name
from cogs.stretches import holes
from storage.models import Recordable, StretchSeen

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
        progress.messages += len(wanted)
        if ended:
            return
        end = reached - 1


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
