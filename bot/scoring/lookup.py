"""Where in the columns a member's rows are: sorted once, when first asked, so that a thousand judgements stay cheap."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from storage.models import Ints


class Lookup:
    """The rows of a column that hold a given value."""

    def __init__(self, column: Ints) -> None:
        self._column = column

    @cached_property
    def _sorted(self) -> tuple[Ints, Ints]:
        order = np.argsort(self._column, kind="stable")
        return order, self._column[order]

    def rows(self, value: int) -> Ints:
        """Places of ``value`` in the column, ascending; empty where it does not occur."""
        order, keys = self._sorted
        return order[np.searchsorted(keys, value, "left") : np.searchsorted(keys, value, "right")]
