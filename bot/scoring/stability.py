"""Who stays among the first whatever the score's weights: a ranking that hangs on one number is a matter of taste."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Literal

import numpy as np

from bot.scoring.facets import FacetColumns
from bot.scoring.score import RECRUITING, WEIGHT, WELCOME, combine
from bot.scoring.standing import Standing
from storage.models import Counts

HALF_AS_MUCH, HALF_MORE = 0.5, 1.5
Change = Literal["half as much", "half more"]


@dataclass(frozen=True, slots=True)
class Leaving:
    """One changed weight with which somebody is no longer among the first."""

    facet: str
    change: Change
    place: int
    """Their place then, 1 is first."""


@dataclass(frozen=True, slots=True)
class Firmness:
    """How firmly one member stands among the first."""

    place: int
    """Their place among the ranked members, 1 is first."""
    worst_place: int
    """Their lowest place over all changed weights."""
    leaves: tuple[Leaving, ...]
    """Empty for whoever stays among the first."""

    @property
    def is_firm(self) -> bool:
        return not self.leaves


@dataclass(frozen=True, slots=True)
class Stability:
    first: int
    """How many the first are: all ranked members down to the last one asked about."""
    members: tuple[Firmness, ...]
    """One for each member asked about."""


def stability(standing: Standing, rows: Counts) -> Stability:
    """How firmly the members in these roster rows, all of them ranked, stand among the first.

    Each weight of the score is halved and raised by half, one at a time, and the others keep their proportions.
    """
    if not len(rows):
        return Stability(0, ())
    order = standing.order[standing.score[standing.order] >= least_rival(float(standing.score[rows].min()))]
    row_places = np.full(len(standing.score), -1)
    row_places[order] = np.arange(len(order))
    places = row_places[rows]
    first = int(places.max()) + 1
    facets = FacetColumns(**{field.name: getattr(standing.facets, field.name)[order] for field in fields(FacetColumns)})
    worst, leaves = places.copy(), [list[Leaving]() for _ in rows]
    for facet, change, weights in changed_weights():
        now = np.empty(len(order), dtype=np.int64)
        now[np.argsort(-combine(facets, weights), kind="stable")] = np.arange(len(order))
        worst = np.maximum(worst, now[places])
        for number in np.flatnonzero(now[places] >= first).tolist():
            leaves[number].append(Leaving(facet, change, int(now[places[number]]) + 1))
    return Stability(
        first,
        tuple(
            Firmness(place + 1, lowest + 1, tuple(left))
            for place, lowest, left in zip(places.tolist(), worst.tolist(), leaves, strict=True)
        ),
    )


def least_rival(score: float) -> float:
    """The score, 0..100, below which nobody can come above somebody with this one by a changed weight.

    A score is a product of powers of facets below 1. One exponent changes to at most twice or half of what the others
    change to, so that the logarithm of no score changes twice as much as that of another; the bonus is a tenth at most.
    """
    bonus = 1.0 + WELCOME + RECRUITING
    return float(100.0 * (score / 100.0 / bonus / bonus) ** (1.0 / HALF_AS_MUCH))


def changed_weights() -> Iterator[tuple[str, Change, dict[str, float]]]:
    """Each facet's weight halved and raised by half; all sum to 1 again."""
    changes: tuple[tuple[Change, float], ...] = (("half as much", HALF_AS_MUCH), ("half more", HALF_MORE))
    for facet in WEIGHT:
        for change, times in changes:
            weights = WEIGHT | {facet: WEIGHT[facet] * times}
            total = sum(weights.values())
            yield facet, change, {name: weight / total for name, weight in weights.items()}
