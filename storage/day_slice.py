"""One closed day as a window sees it: all of it, or what happened in some channels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from storage.closed_day import SEVERAL
from storage.columnar import Narrow
from storage.models import Flags, Ints
from storage.tables import run_starts

Narrows = Mapping[str, Narrow]


@dataclass(frozen=True, slots=True, eq=False)
class DaySlice:
    """The tables of a blob. Rows name people and channels by their places in the two lists, channels from 1."""

    day: int
    people: Ints
    channels: Ints
    """Small ids; the first is 0, for the place that is no channel, and so are those that nobody knows any more."""
    is_wanted: Flags | None
    """Of each place in ``channels``; None where all are."""
    tables: Sequence[Narrows]
    """Those of ``closed_day.LAYOUT`` after the lists."""

    @classmethod
    def of(cls, day: int, tables: Sequence[Narrows], is_known: Flags, wanted: frozenset[int] | None) -> DaySlice:
        """``tables`` as in ``closed_day.LAYOUT``; ``is_known`` by small id of a channel."""
        people, listed, *rest = tables
        channels = np.zeros(len(listed["channel"]) + 1, dtype=np.int64)
        channels[1:] = listed["channel"]
        channels[channels >= len(is_known)] = 0
        channels[~is_known[channels]] = 0
        is_wanted = None
        if wanted is not None:
            is_wanted = np.array([channel in wanted for channel in channels.tolist()], dtype=np.bool_)
        return cls(day, people["person"].astype(np.int64), channels, is_wanted, rest)

    def active(self, members: Narrows, ties: Narrows) -> Ints:
        """Small ids of everybody who occurs in these rows of the day's."""
        if self.is_wanted is None:
            return self.people
        occurs = np.zeros(len(self.people), dtype=np.bool_)
        for places in (members["person"], ties["source"], ties["target"]):
            occurs[places] = True
        return self.people[occurs]

    def members(self) -> Narrows:
        """``person`` by place, and counts over the wanted channels: one row a person."""
        return self._over_channels(self.tables[0], self.tables[1], ("person",))

    def ties(self) -> Narrows:
        """``source`` and ``target`` by place, and counts over the wanted channels: one row a pair."""
        return self._over_channels(self.tables[2], self.tables[3], ("source", "target"))

    def by_channel(self) -> Narrows:
        """What members wrote in each wanted channel: ``person`` and ``channel`` by place, ``messages``, ``replies``
        and ``questions``. In no order."""
        totals, parts = self.tables[0], self.tables[1]
        is_alone = totals["channel"] != SEVERAL if self.is_wanted is None else self.is_wanted[totals["channel"]]
        alone, some = np.flatnonzero(is_alone), self._wanted(parts)
        found = {name: totals[name][alone] for name in ("person", *_WRITTEN)}
        if not len(some):
            return found
        found["person"] = np.concatenate((found["person"], totals["person"][parts["row"][some]]))
        return found | {name: np.concatenate((found[name], parts[name][some])) for name in _WRITTEN}

    def traffic(self) -> Sequence[Narrows]:
        """Hours, open questions, late replies and answers of the wanted channels."""
        if self.is_wanted is None:
            return self.tables[4:]
        found = [(one, self._wanted(one)) for one in self.tables[4:]]
        return [{name: column[rows] for name, column in one.items()} for one, rows in found]

    def _wanted(self, one: Narrows) -> Ints:
        """The rows of the wanted channels."""
        if self.is_wanted is None:
            return np.arange(len(one["channel"]))
        return np.flatnonzero(self.is_wanted[one["channel"]])

    def _over_channels(self, totals: Narrows, parts: Narrows, who: tuple[str, ...]) -> Narrows:
        if self.is_wanted is None:
            return totals
        alone, some = self._wanted(totals), self._wanted(parts)
        rows = parts["row"][some]
        starts = run_starts(rows)
        found = {name: np.concatenate((totals[name][alone], totals[name][rows[starts]])) for name in who}
        for name in parts:
            if name not in ("row", "channel"):
                width = np.int32 if parts[name].dtype.itemsize <= _HALF_OF_INT32 else np.int64
                sums = np.add.reduceat(parts[name][some], starts, dtype=width)
                found[name] = np.concatenate((totals[name][alone], _narrowed(sums)))
        return found


def _narrowed(column: Ints) -> Narrow:
    low, high = int(column.min(initial=0)), int(column.max(initial=0))
    return column.astype(np.result_type(np.min_scalar_type(low), np.min_scalar_type(high)))


_HALF_OF_INT32 = 2
"""Bytes: there are fewer channels than would make a sum of such numbers too large."""
_WRITTEN = ("channel", "messages", "replies", "questions")
