"""How long questions wait for an answer, counted in slots, each a ninth longer than the one before it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from storage.models import Ints

_TO_DOUBLE = 8
"""Slots until a wait is twice as long."""
SLOTS = 180
"""The last one takes all waits of two months and more."""
FEWEST_WAITS = 3
"""A median of fewer says little."""


def slots_of(seconds: NDArray[Any]) -> Ints:
    """The slot of each wait, from 0."""
    slots = np.floor(_TO_DOUBLE * np.log2(np.maximum(seconds, 1).astype(np.float64)))
    capped: Ints = np.minimum(slots, SLOTS - 1).astype(np.int64)
    return capped


def median_seconds(counts: Ints) -> float | None:
    """The middle of the slot in which the median of the waits lies; ``counts`` has one number a slot. None where there
    are fewer than ``FEWEST_WAITS``."""
    total = int(counts.sum())
    if total < FEWEST_WAITS:
        return None
    slot = int(np.searchsorted(np.cumsum(counts), (total + 1) // 2))
    return float(2 ** ((slot + 0.5) / _TO_DOUBLE))
