"""Ties: responses both ways between two members."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.scoring.pairs import Pairs
from storage.models import Floats, Floats32, Ints

LEAST_TIE = 0.25
"""Weaker ties are chance."""


@dataclass(frozen=True, slots=True, eq=False)
class Ties:
    """One row a tie, columns of equal length, sorted by ``a`` and then ``b``."""

    a: Ints
    """Roster rows, ``a < b``."""
    b: Ints
    weight: Floats
    """``LEAST_TIE`` to 1."""

    def __len__(self) -> int:
        return len(self.weight)


def mutual_ties(pairs: Pairs, strength: Floats32) -> Ties:
    """The geometric mean of both directions' ``strength``, so that one side alone is none."""
    weight = np.sqrt(strength[pairs.mutual] * strength[pairs.mutual + 1])
    kept = weight >= LEAST_TIE
    rows = pairs.mutual[kept]
    a, b = pairs.source[rows].astype(np.int64), pairs.target[rows].astype(np.int64)
    return Ties(a, b, weight[kept].astype(np.float64))
