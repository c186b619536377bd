"""The whole way of a live message, against discord.py alone and against a plain bot.

    python -m benchmarks.ingest [--messages 100000] [--runs 3] [--out FILE]

The same squeezed gateway frames go through discord.py's own websocket code three times: to a client with an empty
``on_message``; to Rapport, until the last row is on the disk; and to a plain bot that keeps a row a message with ids
and time as text under two indexes, committed each second. What counts is the ratio within a round, and its median.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from statistics import median

import discord

from benchmarks.wire import START, Frames, Wire, burst, connected
from bot.app import Rapport, wanted_intents
from bot.async_service import AsyncService
from bot.config import Settings
from storage import Store

READ_AT_ONCE = 64
"""Frames that lie ready in one read of the socket, before the event loop turns to anything else."""
COMMIT_SECONDS = 1.0

PLAIN = (
    "PRAGMA journal_mode = WAL",
    "CREATE TABLE log (id TEXT PRIMARY KEY, guild TEXT, channel TEXT, author TEXT, length INTEGER, at TEXT)",
    "CREATE INDEX log_author ON log (guild, author, at)",
    "CREATE INDEX log_channel ON log (guild, channel, at)",
    "BEGIN",
)


@dataclass(frozen=True, slots=True)
class Round:
    """One time through. Messages a second of the wall clock, and seconds of processor in all threads."""

    bare: float
    rapport: float
    plain: float
    bare_cpu: float
    rapport_cpu: float
    kept: int
    """How many messages Rapport's file held afterwards."""
    lost: int
    """How many it refused, shed or could not record."""

    @property
    def ratio(self) -> float:
        return self.rapport / self.bare

    @property
    def cpu_ratio(self) -> float:
        """The same of processor time, SQLite's own in its thread included: what a busy machine cannot spoil."""
        return self.bare_cpu / self.rapport_cpu

    @property
    def plain_ratio(self) -> float:
        return self.plain / self.bare


class Bare(discord.Client):
    """What discord.py costs: Rapport's intents and caches, and nothing done with what comes."""

    def __init__(self) -> None:
        super().__init__(
            intents=wanted_intents(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
        )

    async def on_message(self, message: discord.Message) -> None:
        pass


class Plain(Bare):
    """A bot as they are often written."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._log = sqlite3.connect(path, isolation_level=None)
        for statement in PLAIN:
            self._log.execute(statement)
        self._committed = time.monotonic()

    async def on_message(self, message: discord.Message) -> None:
        assert message.guild is not None
        place = str(message.id), str(message.guild.id), str(message.channel.id), str(message.author.id)
        self._log.execute(
            "INSERT INTO log VALUES (?, ?, ?, ?, ?, ?)", (*place, len(message.content), message.created_at.isoformat())
        )
        if time.monotonic() - self._committed >= COMMIT_SECONDS:
            self._log.execute("COMMIT")
            self._log.execute("BEGIN")
            self._committed = time.monotonic()

    async def written_down(self) -> None:
        self._log.execute("COMMIT")
        self._log.close()


async def timed(client: discord.Client, frames: Frames, done: Callable[[], Awaitable[None]]) -> tuple[float, float]:
    """Seconds of the wall clock and of the processor from the first frame until ``done``."""
    async with connected(client):
        began, began_cpu = time.perf_counter(), time.process_time()
        wire = Wire(client)
        for first in range(0, len(frames), READ_AT_ONCE):
            await wire.bring(frames[first : first + READ_AT_ONCE])
            await asyncio.sleep(0)
        await done()
        return time.perf_counter() - began, time.process_time() - began_cpu


async def bare(frames: Frames) -> tuple[float, float]:
    async def nothing_more() -> None:
        await asyncio.sleep(0)

    return await timed(Bare(), frames, nothing_more)


async def plain(folder: Path, frames: Frames) -> tuple[float, float]:
    client = Plain(folder / "plain.db")
    return await timed(client, frames, client.written_down)


async def rapport(folder: Path, frames: Frames) -> tuple[float, float, int, int]:
    """As the others, with how many messages are in the file and how many were lost on the way."""

    def clock() -> datetime:
        return START

    path = folder / "rapport.db"
    with Store.open(path, clock=clock, apart=True) as store:
        bot = Rapport(store=store, service=AsyncService(store, clock), settings=Settings(backfill_days=0), clock=clock)
        seconds, cpu = await timed(bot, frames, bot.written_down)
        lost = bot.pipeline.refused + bot.pipeline.lost + store.health().dropped
        return seconds, cpu, store.message_count(), lost


def once(frames: Frames) -> Round:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bare_seconds, bare_cpu = asyncio.run(bare(frames))
        seconds, cpu, kept, lost = asyncio.run(rapport(folder, frames))
        plain_seconds, _ = asyncio.run(plain(folder, frames))
    number = len(frames)
    return Round(number / bare_seconds, number / seconds, number / plain_seconds, bare_cpu, cpu, kept, lost)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--out", type=Path, help="write the figures as JSON into this file too")
    asked = parser.parse_args(arguments)
    frames = burst(asked.messages)
    print("| round | discord.py alone | Rapport | ratio | in processor time | a plain bot | its ratio | kept | lost |")
    print("|---|---|---|---|---|---|---|---|---|", flush=True)
    rounds = []
    for number in range(1, asked.runs + 1):
        found = once(frames)
        rounds.append(found)
        print(
            f"| {number} | {found.bare:,.0f} /s | {found.rapport:,.0f} /s | {found.ratio:.2f} "
            f"| {found.cpu_ratio:.2f} | {found.plain:,.0f} /s | {found.plain_ratio:.2f} "
            f"| {found.kept:,} | {found.lost:,} |",
            flush=True,
        )
    ratio = median(found.ratio for found in rounds)
    print(f"\nRapport keeps up with {ratio:.2f} of what discord.py alone dispatches (median of {len(rounds)}).")
    if asked.out:
        figures = {"messages": asked.messages, "ratio": ratio, "rounds": [asdict(found) for found in rounds]}
        figures["cpu_ratio"] = median(found.cpu_ratio for found in rounds)
        figures["plain_ratio"] = median(found.plain_ratio for found in rounds)
        asked.out.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
    return 0 if all(found.kept == asked.messages and not found.lost for found in rounds) else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
