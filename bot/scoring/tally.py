"""Sums a row: the one step that turns events into members."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from storage.models import Floats, Ints


def add_up(row: Ints, amount: NDArray[np.generic], rows: int) -> Floats:
    """The sum of ``amount`` for each of ``rows`` rows; 0 where there is none."""
    return np.bincount(row, amount, rows).astype(np.float64)


def count_up(row: Ints, rows: int) -> Ints:
    """How often each of ``rows`` rows occurs."""
    return np.bincount(row, minlength=rows).astype(np.int64)
