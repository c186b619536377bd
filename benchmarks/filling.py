"""Gets a synthetic log into a database, through the door by which a running bot records.

    python -m benchmarks.filling FILE [--events N] [--seed N] [--part N]

A file that is there is used again where it holds this very log, and filled up where filling it was interrupted.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.community import GUILD_ID, Community
from benchmarks.population import END, END_DAY, Shape, shape_of
from benchmarks.telling import beginning, facts_of
from storage import Store
from storage.models import GuildSeen, day_of

UNFINISHED = " (not all of it)"
CLOSE_EVERY = 28
"""Days are closed behind the log as a running bot closes them, so that the file never holds many open ones."""


class OtherLogError(Exception):
    """The file holds something else than what was asked for."""


@dataclass(frozen=True, slots=True)
class Filled:
    facts: int
    """How many were recorded now; none where the file was there already."""
    seconds: float
    cpu_seconds: float


def fill(path: Path, community: Community, progress: Callable[[str], None] = lambda line: None) -> Filled:
    """The community's log in a file, made where it is missing. Raises :class:`OtherLogError`."""
    shape = community.shape
    began, cpu_began, facts = time.monotonic(), time.process_time(), 0
    with Store.open(path, clock=lambda: END, apart=True) as store:
        day = _resume_at(store, shape)
        if day == shape.first_day:
            store.record_blocking(beginning(community))
            store.record_blocking([GuildSeen(GUILD_ID, str(shape) + UNFINISHED)])
        for today in range(day, END_DAY):
            told = list(facts_of(community, community.day(today)))
            store.record_blocking(told)
            facts += len(told)
            if (END_DAY - 1 - today) % CLOSE_EVERY == 0:
                store.close_days(END - timedelta(days=END_DAY - 1 - today), helping=True)
                rate = facts / (time.monotonic() - began)
                left = (END_DAY - today) * (shape.daily / rate)
                progress(
                    f"day {today + 1 - shape.first_day:,} of {shape.days:,}, {rate:,.0f} a second, {left:,.0f} s left"
                )
        if day < END_DAY:
            store.record_blocking([GuildSeen(GUILD_ID, str(shape))])
            store.close_days(END, helping=True)
        store.flush()
    return Filled(facts, time.monotonic() - began, time.process_time() - cpu_began)


def _resume_at(store: Store, shape: Shape) -> int:
    """The first day that the file lacks some of; the day after the last where it has everything."""
    guilds = store.guilds()
    if not guilds:
        return shape.first_day
    name = guilds[0].name
    if name == str(shape):
        return END_DAY
    if name != str(shape) + UNFINISHED:
        raise OtherLogError(f"{store.path} holds {name!r} and not {str(shape)!r}")
    latest: datetime | None = store.latest(GUILD_ID)
    # The last day may be there in part; and what happened after its midnight belongs to the day before.
    return shape.first_day if latest is None else max(shape.first_day, day_of(latest) - 1)


def show(line: str) -> None:
    """Progress, apart from what was measured."""
    print(line, file=sys.stderr, flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--part", type=int, default=1, help="only the last 1/PART of its days")
    asked = parser.parse_args()
    shape = shape_of(asked.events, asked.seed).last_part(asked.part)
    show(str(shape))
    try:
        filled = fill(asked.file, Community(shape), show)
    except OtherLogError as error:
        print(f"filling: {error}", file=sys.stderr)
        return 1
    size = asked.file.stat().st_size
    print(f"{filled.facts:,} facts in {filled.seconds:,.0f} s ({filled.cpu_seconds:,.0f} s CPU); {size:,} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
