"""Ties: responses both ways between two members, which of them are kept up, and who hangs on one alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.scoring.pairs import Pairs
from bot.scoring.tally import count_up
from storage.models import Counts, Flags, Floats, Floats32, Ints

LEAST_TIE = 0.25
"""Weaker ties are chance."""
KEPT_UP_WEEKS = 3
"""A tie is kept up where each answered the other in so many different weeks: people know many, and keep up few (Dunbar
1992)."""


@dataclass(frozen=True, slots=True, eq=False)
class Ties:
    """One row a tie, columns of equal length, sorted by ``a`` and then ``b``."""

    a: Ints
    """Roster rows, ``a < b``."""
    b: Ints
    weight: Floats
    """``LEAST_TIE`` to 1."""
    weeks: Counts
    """In how many different weeks each answered the other; of both directions the lower number."""

    def __len__(self) -> int:
        return len(self.weight)


@dataclass(frozen=True, slots=True, eq=False)
class Holding:
    """Of the ties between members who are here. One row a roster row."""

    ties: Counts
    kept_up: Counts
    """How many of those are kept up."""
    only: Counts
    """The hero factor: of how many members this member is the only tie, so that they would have none."""


def mutual_ties(pairs: Pairs, strength: Floats32) -> Ties:
    """The geometric mean of both directions' ``strength``, so that one side alone is none."""
    weight = np.sqrt(strength[pairs.mutual] * strength[pairs.mutual + 1])
    kept = weight >= LEAST_TIE
    rows = pairs.mutual[kept]
    a, b = pairs.source[rows].astype(np.int64), pairs.target[rows].astype(np.int64)
    weeks = np.minimum(np.bitwise_count(pairs.weeks[rows]), np.bitwise_count(pairs.weeks[rows + 1]))
    return Ties(a, b, weight[kept].astype(np.float64), weeks.astype(np.int8))


def kept_up_weeks(weeks: int) -> int:
    """In how many weeks of a window of so many both have to have answered for a tie that is kept up."""
    return min(KEPT_UP_WEEKS, weeks)


def holding(ties: Ties, here: Flags, weeks: int) -> Holding:
    """``here`` are those who have not left, one flag a roster row; ``weeks`` is how many the window has."""
    members, both = len(here), np.flatnonzero(here[ties.a] & here[ties.b])
    a, b = ties.a[both], ties.b[both]
    number = count_up(np.concatenate((a, b)), members)
    kept = ties.weeks[both] >= kept_up_weeks(weeks)
    only = count_up(a[number[b] == 1], members) + count_up(b[number[a] == 1], members)
    return Holding(
        ties=number.astype(np.int32),
        kept_up=count_up(np.concatenate((a[kept], b[kept])), members).astype(np.int32),
        only=only.astype(np.int32),
    )
