"""Where the weights of the score come from: what would have foreseen best whom people answered next month.

    python -m benchmarks.fitting COMMUNITY.zip… [--json FILE]

From the first of each month everybody is scored with every mixture of three weights that sum to 1, in steps of a
twentieth: reach, consistency, and what resonance, dialogue and warmth share evenly, since the months say too little to
tell these apart; and with several numbers of people at which reach is one half. Each is held against how many people
answered each member in the 30 days after (the mean of the four figures of ``bot.scoring.hindsight``), each community
counting the same. Many are about as good, and which of them is the very best is luck: the one that is chosen is the
middle of all that lie within a thousandth of it. Beside it stands, for each community, what is chosen on the others
alone, and what it reaches there.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import numpy as np

from benchmarks.figures import table
from benchmarks.foresight import opened
from bot.backtesting import DAYS, DAYS_AHEAD, month_starts
from bot.reports.backtest import came_to
from bot.scoring import FacetColumns, judge
from bot.scoring.baselines import answers_in
from bot.scoring.facets import REACH_HALF, saturate
from bot.scoring.hindsight import FIGURES, foresight
from bot.scoring.score import WEIGHT, combine
from storage import ReadableStore
from storage.models import Floats, Window

STEPS = 20
AS_GOOD = 0.001
BETWEEN_EQUALS = ("resonance", "dialogue", "warmth")


@dataclass(frozen=True, slots=True)
class Mixture:
    """Weights in twentieths, and at how many people reach is one half."""

    half: int
    reach: int
    consistency: int

    @property
    def rest(self) -> int:
        return STEPS - self.reach - self.consistency

    def weights(self) -> dict[str, float]:
        shared = dict.fromkeys(BETWEEN_EQUALS, self.rest / STEPS / len(BETWEEN_EQUALS))
        return {"reach": self.reach / STEPS, "consistency": self.consistency / STEPS, **shared}

    def __str__(self) -> str:
        mixed = f"{self.reach / STEPS:.2f} / {self.consistency / STEPS:.2f} / {self.rest / STEPS:.2f}"
        return f"{mixed}, half at {self.half}"


HALVES = (3, 5, 7, 10, 14, 20)
"""About the square root of two apart."""
MIXTURES = [
    Mixture(half, reach, rest) for half in HALVES for reach in range(STEPS + 1) for rest in range(STEPS + 1 - reach)
]


@dataclass(frozen=True, slots=True, eq=False)
class Month:
    """Those who wrote before it, one row each."""

    facets: FacetColumns
    volume: Floats
    """Messages."""
    came: Floats
    """How many different people answered them afterwards."""

    def figures(self, mixture: Mixture) -> list[float]:
        """Those of :class:`~bot.scoring.hindsight.Foresight`; NaN where one cannot be told."""
        answering = REACH_HALF * self.facets.reach / (1.0 - self.facets.reach)
        facets = replace(self.facets, reach=saturate(answering, mixture.half))
        found = foresight(combine(facets, mixture.weights()), self.came, self.volume)
        return [np.nan if (value := getattr(found, name)) is None else value for name in FIGURES]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("communities", nargs="+", type=Path)
    parser.add_argument("--json", type=Path, help="write the figures of every mixture into this file too")
    asked = parser.parse_args(arguments)
    found: dict[str, Floats] = {}
    for community in asked.communities:
        if not community.is_file():
            print(f"fitting: {community}: no such file", file=sys.stderr)
            return 1
        with tempfile.TemporaryDirectory() as folder, opened(community, None, Path(folder)) as store:
            found[community.stem] = figures_of(list(months(store)))
    print(told(found))
    if asked.json:
        figures = {name: columns.tolist() for name, columns in found.items()}
        mixtures = [mixture.weights() for mixture in MIXTURES]
        asked.json.write_text(json.dumps({"mixtures": mixtures, "figures": figures}, indent=1) + "\n", "utf-8")
    return 0


def months(store: ReadableStore) -> Iterator[Month]:
    (guild,) = store.guilds()
    began, ended = store.earliest(guild.guild_id), store.latest(guild.guild_id)
    if began is None or ended is None:
        return
    whole = store.outline(guild.guild_id, Window(ended + timedelta(milliseconds=1), (ended - began).days + 1))
    answers = answers_in(*(sum(getattr(room, name) for room in whole.channels) for name in ("messages", "replies")))
    for as_of in month_starts(began, ended):
        past = store.observe(guild.guild_id, Window(as_of, DAYS))
        ahead = store.observe(guild.guild_id, Window(as_of + timedelta(days=DAYS_AHEAD), DAYS_AHEAD))
        standing = judge(past)
        rows = np.flatnonzero(standing.messages > 0)
        came = came_to(ahead, answers, past.roster.user_id[rows])
        if came.any():
            yield Month(standing.facets.some(rows), standing.messages[rows].astype(np.float64), came)


def figures_of(seen: list[Month]) -> Floats:
    """The mean over the months: shape (mixtures, figures)."""
    found = np.array([[month.figures(mixture) for month in seen] for mixture in MIXTURES])
    return np.asarray(np.nanmean(found, axis=1))


def plateau(found: list[Floats]) -> list[Mixture]:
    """The mixtures whose mean over communities and figures is within ``AS_GOOD`` of the highest."""
    mean = np.mean([columns.mean(axis=1) for columns in found], axis=0)
    return [MIXTURES[place] for place in np.flatnonzero(mean >= mean.max() - AS_GOOD)]


def middle(mixtures: list[Mixture]) -> Mixture:
    """Of the half by its logarithm, and then of the weights that go with that half."""
    wanted = np.mean(np.log([one.half for one in mixtures]))
    half = min(HALVES, key=lambda known: abs(np.log(known) - wanted))
    beside = [one for one in mixtures if one.half == half] or mixtures
    reach, consistency = (round(np.mean([getattr(one, name) for one in beside])) for name in ("reach", "consistency"))
    return Mixture(half, reach, consistency)


def told(found: dict[str, Floats]) -> str:
    best = plateau(list(found.values()))
    chosen, rows = middle(best), []
    for name, columns in found.items():
        others = [other for community, other in found.items() if community != name] or [columns]
        mixtures = (MIXTURES[int(np.argmax(columns.mean(axis=1)))], middle(plateau(others)), chosen)
        rows.append([name, *(f"{one}: {columns[MIXTURES.index(one)].mean():.4f}" for one in mixtures)])
    has = Mixture(round(REACH_HALF), round(STEPS * WEIGHT["reach"]), round(STEPS * WEIGHT["consistency"]))
    limits = [
        (name, *(limit(getattr(one, name) for one in best) for limit in (min, max))) for name in Mixture.__slots__
    ]
    span = "; ".join(
        f"{name} from {low} to {high}" if name == "half" else f"{name} from {low / STEPS} to {high / STEPS}"
        for name, low, high in limits
    )
    return "\n\n".join(
        (
            table(("reach / consistency / rest", "its own best", "chosen on the others", "chosen on all"), rows),
            f"Of {len(MIXTURES)} mixtures {len(best)} lie within {AS_GOOD} of the best ({span}). The middle of them is "
            f"{chosen}; the score has {has}, which is {'' if has in best else 'not '}one of them.",
        )
    )


if __name__ == "__main__":
    raise SystemExit(main())
