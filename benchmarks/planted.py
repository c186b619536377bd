"""Who is found, and who is not fooled by, in communities whose truth is known (``make bench-planted``).

    python -m benchmarks.planted [--seeds N] [--from N] [--json FILE]

Plants sample communities of the twin, imports them as exports, and asks for the evangelists. Then it plays tricks on
each of them and asks what they gained. With 20 seeds, the table goes into benchmarks/README.md. Fails where an
evangelist is missed, or a trick pays.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from benchmarks.figures import positive
from benchmarks.page import PAGE, put
from benchmarks.tricks import BUSY, FLOOD, still_here, with_circles, with_hour
from bot.intake.exports import read_exports
from bot.reports import Evangelists, Members
from bot.scoring import Judgement
from bot.service import Request, Service
from storage import Store
from storage.models import Observations, Window
from twin.community import exports, plant
from twin.timeline import Habit, Timeline

NOW = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
SEEDS = 20
TRICKSTERS: tuple[Habit, ...] = (
    "soapboxer",
    "farmer",
    "echo",
    "flooder",
    "ring",
    "claque",
    "pair",
    "alt",
    "raider",
    "bot",
    "webhook",
)
RING_LIMIT = 1.1
"""What the best of a ring may gain, against the better of an honest pair."""
HEADER = (
    "| seed | planted | first *k* evangelists | first *k* members | by messages | by responses | by different people "
    "| best trickster | ring ÷ pair | flood | busy hour |\n|---|---|---|---|---|---|---|---|---|---|---|"
)


@dataclass(frozen=True)
class Told:
    """What Rapport says of one community."""

    evangelists: tuple[Judgement, ...]
    ranked: tuple[Judgement, ...]
    """Everybody, best first."""
    roster: frozenset[int]
    by_messages: tuple[int, ...]
    by_responses: tuple[int, ...]
    by_people: tuple[int, ...]
    """The same people by how much they wrote, how many replies, mentions and reactions they got, and from how many
    different people."""

    def score(self, user_id: int) -> float:
        return next((judgement.score for judgement in self.ranked if judgement.user_id == user_id), 0.0)

    def best_of(self, user_ids: Sequence[int]) -> float:
        return max(self.score(user_id) for user_id in user_ids)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One seed. Precisions are 0 to 1, gains are points of the score."""

    seed: int
    planted: int
    evangelists: float
    members: float
    by_messages: float
    by_responses: float
    by_people: float
    trickster: str
    """The habit of the best-placed of those who would fool a count."""
    place: int
    unmarked: int
    """Tricksters of the kinds that look inflated who are not told to."""
    ring_gain: float
    pair_gain: float
    flood_gain: float
    busy_gain: float

    @property
    def fails(self) -> bool:
        missed = self.evangelists < 1.0 or self.members < 1.0
        return missed or self.ring_gain > RING_LIMIT * self.pair_gain or self.flood_gain > self.busy_gain

    def row(self) -> str:
        return (
            f"| {self.seed} | {self.planted} | {self.evangelists:.2f} | {self.members:.2f} | {self.by_messages:.2f} "
            f"| {self.by_responses:.2f} | {self.by_people:.2f} | {self.trickster}, place {self.place} "
            f"| {self.ring_gain:.1f} ÷ {self.pair_gain:.1f} | {self.flood_gain:+.1f} | {self.busy_gain:+.1f} |"
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=positive, default=SEEDS, help="how many communities")
    parser.add_argument("--from", type=int, default=0, dest="first", help="the first seed")
    parser.add_argument("--json", type=Path, help="write the figures into this file too")
    asked = parser.parse_args()
    print(HEADER, flush=True)
    found = []
    for seed in range(asked.first, asked.first + asked.seeds):
        found.append(examine(seed))
        print(found[-1].row(), flush=True)
    print(summary(found))
    if asked.json:
        asked.json.write_text(json.dumps([asdict(verdict) for verdict in found], indent=2) + "\n", "utf-8")
    if (asked.first, asked.seeds) == (0, SEEDS):
        table = "\n".join((HEADER, *(verdict.row() for verdict in found), "", summary(found)))
        PAGE.write_text(put(PAGE.read_text("utf-8"), "planted", table), "utf-8")
    return int(any(verdict.fails for verdict in found))


def summary(found: Sequence[Verdict]) -> str:
    perfect = sum(verdict.evangelists == 1.0 for verdict in found)
    ratio = max(verdict.ring_gain / max(verdict.pair_gain, 1e-9) for verdict in found)
    surplus = max(verdict.flood_gain - verdict.busy_gain for verdict in found)
    best = min(found, key=lambda verdict: verdict.place - verdict.planted)
    unmarked = sum(verdict.unmarked for verdict in found)
    return (
        f"Precision 1.0 in {perfect} of {len(found)} communities. The trickster that came nearest to the evangelists "
        f"was the {best.trickster} on place {best.place} behind {best.planted} of them; {unmarked} of those who look "
        f"inflated were not told to. A ring of five gained at most {ratio:.2f} times what an honest pair did, and "
        f"{FLOOD:,} messages in an hour at most {surplus:+.1f} points more than {BUSY}."
    )


def examine(seed: int) -> Verdict:
    timeline = plant(seed, now=NOW)
    habit = {person.user_id: person.habit for person in timeline.people}
    wanted = timeline.who("evangelist")
    told = tell(timeline)
    place, trickster = next(
        (place, habit[one.user_id]) for place, one in enumerate(told.ranked, 1) if habit[one.user_id] in TRICKSTERS
    )
    inflated = {one.user_id for one in told.ranked if one.inflated}
    shown = timeline.who("farmer", "flooder", "ring", "claque", "pair", "alt", "raider")
    circles, ring, pair = with_circles(timeline, seed)
    after = tell(circles)
    regulars = [one.user_id for one in told.ranked if habit[one.user_id] == "regular"]
    talker = still_here(timeline, regulars)[len(regulars) // 2]
    return Verdict(
        seed=seed,
        planted=len(wanted),
        evangelists=precision(tuple(one.user_id for one in told.evangelists), wanted),
        members=precision(tuple(one.user_id for one in told.ranked), wanted),
        by_messages=precision(told.by_messages, wanted),
        by_responses=precision(told.by_responses, wanted),
        by_people=precision(told.by_people, wanted),
        trickster=trickster,
        place=place,
        unmarked=len({one.user_id for one in told.ranked} & shown - inflated),
        ring_gain=after.best_of(ring),
        pair_gain=after.best_of(pair),
        flood_gain=tell(with_hour(timeline, talker, FLOOD)).score(talker) - told.score(talker),
        busy_gain=tell(with_hour(timeline, talker, BUSY)).score(talker) - told.score(talker),
    )


def precision(ranked: Sequence[int], wanted: frozenset[int]) -> float:
    """The share of ``wanted`` among as many of the first; who is not listed is missed."""
    return len(wanted & set(ranked[: len(wanted)])) / len(wanted)


def tell(timeline: Timeline) -> Told:
    """The whole way, from an export to the reports."""
    with imported(timeline) as store:
        service = Service(store, lambda: NOW)
        best = service.report(Request("evangelists", as_of=NOW, limit=0))
        ranked = service.report(Request("members", as_of=NOW, limit=0))
        by_messages = service.report(Request("members", as_of=NOW, limit=0, by="messages"))
        seen = store.observe(timeline.guild_id, Window(NOW, 84))
    assert isinstance(best, Evangelists)
    assert isinstance(ranked, Members)
    assert isinstance(by_messages, Members)
    responses, people = received(seen)
    return Told(
        evangelists=best.evangelists,
        ranked=ranked.members,
        roster=frozenset(seen.roster.user_id.tolist()),
        by_messages=tuple(one.user_id for one in by_messages.members),
        by_responses=tuple(user for user, _ in responses.most_common()),
        by_people=tuple(user for user, _ in people.most_common()),
    )


@contextmanager
def imported(timeline: Timeline) -> Iterator[Store]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        exports.write(timeline, folder / "exports")
        with Store.open(folder / "rapport.db", clock=lambda: NOW) as store:
            for facts in read_exports([folder / "exports"], on_problem=complain):
                store.record_blocking(facts)
            store.flush()
            yield store


def complain(problem: str) -> None:
    print(f"planted: {problem}", file=sys.stderr)


def received(seen: Observations) -> tuple[Counter[int], Counter[int]]:
    """By user id: replies, mentions and reactions, and from how many different people."""
    responses, ids = seen.responses, seen.roster.user_id
    number = responses.replies.astype(np.int64) + responses.mentions + responses.reactions
    total, people = Counter[int](), Counter[int]()
    pairs = set()
    for source, target, times in zip(
        responses.source.tolist(), responses.target.tolist(), number.tolist(), strict=True
    ):
        if times:
            total[int(ids[target])] += times
            pairs.add((source, target))
    people.update(int(ids[target]) for _, target in pairs)
    return total, people


if __name__ == "__main__":
    raise SystemExit(main())
