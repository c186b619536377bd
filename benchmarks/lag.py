"""How long the event loop keeps anybody waiting: 500 messages a second, and ten reports being made all the time.

    python -m benchmarks.lag [--events 200000] [--seconds 15] [--out FILE]

The running bot hears the messages through discord.py's websocket code. Lag is how much later than asked a sleeper
wakes.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from itertools import cycle, islice
from pathlib import Path
from random import Random

import numpy as np

from benchmarks.wire import CHANNELS, FIRST_MEMBER, GUILD, MEMBERS, START, Frames, Wire, burst, connected
from bot.app import Rapport
from bot.async_service import AsyncService
from bot.catalogue import REPORT_NAMES
from bot.config import Settings
from bot.service import Request
from storage import Store
from storage.models import Fact, GuildSeen, MemberSeen, MessageSent, snowflake_at

A_SECOND = 500
REPORTERS = 10
ASLEEP = 0.01
DAYS = 84
BATCH = 10_000


@dataclass(frozen=True, slots=True)
class Lag:
    """Milliseconds, and how much was done meanwhile."""

    p50: float
    p99: float
    most: float
    messages: int
    reports: int


def history(events: int) -> Iterator[Fact]:
    """A season of messages and replies between the members that will write live."""
    random = Random(1)
    yield GuildSeen(GUILD, "A large place")
    begun = START - timedelta(days=DAYS)
    people = [FIRST_MEMBER + int(MEMBERS * random.random() ** 3) for _ in range(events)]
    for user_id in sorted(set(people)):
        yield MemberSeen(GUILD, user_id, f"member {user_id}", begun, begun)
    first, apart = snowflake_at(begun), (snowflake_at(START) - snowflake_at(begun)) // events
    for number, author in enumerate(people):
        answered = people[number - random.randint(1, 20)] if number > 20 and random.random() < 0.4 else None
        yield MessageSent(
            GUILD,
            GUILD + 1 + int(CHANNELS * random.random() ** 2),
            first + number * apart,
            author,
            length=random.randint(1, 120),
            sentiment=random.choice((None, 0.0, 0.3, -0.2)),
            reply_to=None if answered is None else first + number,
            reply_to_author=answered,
            question=number % 9 == 0,
        )


async def measure(folder: Path, frames: Frames, events: int) -> Lag:
    with Store.open(folder / "lag.db", clock=lambda: START, apart=True) as store:
        facts = history(events)
        while batch := list(islice(facts, BATCH)):
            store.record_blocking(batch)
        store.flush()
        service = AsyncService(store, lambda: START)
        bot = Rapport(store=store, service=service, settings=Settings(backfill_days=0), clock=lambda: START)
        async with connected(bot):
            ended = asyncio.Event()
            reporters = [asyncio.create_task(report(service, ended, place)) for place in range(REPORTERS)]
            sleeper = asyncio.create_task(oversleep(ended))
            await pace(bot, frames)
            ended.set()
            lags = np.array(await sleeper)
            made = sum(await asyncio.gather(*reporters))
            await bot.written_down()
        new = store.message_count() - events
    if new != len(frames):
        raise RuntimeError(f"{len(frames)} messages came, {new} were kept")
    p50, p99 = np.percentile(lags, [50, 99])
    return Lag(float(p50), float(p99), float(lags.max()), len(frames), made)


async def report(service: AsyncService, ended: asyncio.Event, place: int) -> int:
    """Asks for one report after the other; how many were made."""
    names = [name for name in REPORT_NAMES if name not in ("member", "impact")]
    made = 0
    for name in cycle(names[place % len(names) :] + names[: place % len(names)]):
        if ended.is_set():
            break
        await service.answer(Request(name, GUILD))
        made += 1
    return made


async def oversleep(ended: asyncio.Event) -> list[float]:
    """By how many milliseconds each sleep was too long."""
    found = []
    while not ended.is_set():
        began = time.perf_counter()
        await asyncio.sleep(ASLEEP)
        found.append((time.perf_counter() - began - ASLEEP) * 1000)
    return found


async def pace(bot: Rapport, frames: Frames) -> None:
    """Feeds the frames evenly, each at its moment or as soon after it as the loop comes to it."""
    wire, began, fed = Wire(bot), time.perf_counter(), 0
    while fed < len(frames):
        due = min(len(frames), int((time.perf_counter() - began) * A_SECOND))
        await wire.bring(frames[fed:due])
        fed = due
        await asyncio.sleep(1 / A_SECOND)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=200_000, help="how many the store has before")
    parser.add_argument("--seconds", type=int, default=15)
    parser.add_argument("--out", type=Path, help="write the figures as JSON into this file too")
    asked = parser.parse_args(arguments)
    frames = burst(asked.seconds * A_SECOND)
    with tempfile.TemporaryDirectory() as folder:
        lag = asyncio.run(measure(Path(folder), frames, asked.events))
    print("| lag, median | 99 of 100 | most | messages | reports meanwhile |\n|---|---|---|---|---|")
    print(f"| {lag.p50:.1f} ms | {lag.p99:.1f} ms | {lag.most:.1f} ms | {lag.messages:,} | {lag.reports:,} |")
    if asked.out:
        asked.out.write_text(json.dumps(asdict(lag), indent=2) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
