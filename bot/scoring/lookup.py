"""Where in the columns a member's rows are: sorted once, when first asked, so that a thousand judgements stay cheap."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from bot.scoring.tally import in_order
from storage.models import Counts, Ints


class Lookup:
    """The rows of a column that hold a given value, out of ``0 … below - 1``."""

    def __init__(self, column: Counts, below: int) -> None:
        self._column = column
        self._below = below

    @cached_property
    def _sorted(self) -> tuple[Ints, Ints]:
        return in_order(self._column.astype(np.int64), self._below.bit_length())

    def rows(self, value: int) -> Ints:
        """Places of ``value`` in the column, ascending; empty where it does not occur."""
        keys, order = self._sorted
        return order[np.searchsorted(keys, value, "left") : np.searchsorted(keys, value, "right")]
