"""Counts of a window, gathered piece by piece and put together as columns no wider than they must be."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from storage.closed_day import MEMBER_COUNTS
from storage.columnar import Columns, Narrow
from storage.models import Activity, Counts, Ints, Responses, Tone
from storage.tables import rows_of

MS = 1000
MEMBER = ("person",)
PAIR = ("source", "target")
RESPONSE_COUNTS = ("replies", "mentions", "reactions", "inferred")
_PLACES = (*MEMBER, *PAIR, "channel")
"""Columns that count nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """Some rows, one a member or pair and day, which need not lie in memory until they are put in their place."""

    people: Ints
    """Small ids, to whose places in here the rows point."""
    day: int | Ints
    size: int
    """How many rows."""
    extremes: Mapping[str, tuple[int, int]]
    """The smallest and the largest of each count's values and 0, and of the days."""
    rows: Callable[[], Mapping[str, Narrow]]

    @classmethod
    def of(
        cls,
        people: Ints,
        day: int | Ints,
        rows: Mapping[str, Narrow],
        again: Callable[[], Mapping[str, Narrow]] | None = None,
    ) -> Piece:
        """``again`` reads the rows another time; without it they are kept."""
        extremes = {name: _extremes(rows, name) for name in rows if name not in _PLACES}
        days = np.asarray(day)
        extremes["day"] = int(days.min(initial=0)), int(days.max(initial=0))
        return cls(people, day, rows_of(rows), extremes, again or (lambda: rows))

    @classmethod
    def of_people(cls, rows: Mapping[str, Ints], who: Sequence[str]) -> Piece:
        """From rows that have a column ``day`` and name people by their small ids."""
        most = max(int(rows[name].max(initial=0)) for name in who)
        occurs = np.zeros(most + 1, dtype=np.bool_)
        for name in who:
            occurs[rows[name]] = True
        place = np.cumsum(occurs) - 1
        pointing = {name: place[column] if name in who else column for name, column in rows.items() if name != "day"}
        return cls.of(np.flatnonzero(occurs), rows["day"], pointing)

    def of_roster(self, row_of: Counts, who: Sequence[str]) -> Piece:
        """Without the rows of people who are not in the roster; ``row_of`` by the place of a person in here."""
        is_member = row_of >= 0
        if is_member.all():
            return self
        rows = self.rows()
        kept = np.flatnonzero(np.logical_and.reduce([is_member[rows[name]] for name in who]))
        day = self.day if isinstance(self.day, int) else self.day[kept]
        return Piece.of(self.people, day, {name: column[kept] for name, column in rows.items()})


def put_together(
    members: list[Piece], ties: list[Piece], row_of: Counts, size: int
) -> tuple[Activity, Responses, Tone]:
    """``members`` name a ``person``, ``ties`` a ``source`` and a ``target``, of the same days in the same order; both
    are used up. ``row_of`` is the roster's row by small id, −1 for none, and ``size`` how many rows it has."""
    did = _Columns(members, MEMBER, MEMBER_COUNTS, row_of)
    responded = _Columns(ties, PAIR, RESPONSE_COUNTS, row_of)
    tone = Tone.none(size)
    for _ in range(len(members)):
        did.fill_last()
        rows, at = responded.fill_last()
        _hear(tone, rows, at)
    columns = did.found
    activity = Activity(member=columns.pop("person"), voice_seconds=columns.pop("voice_ms"), **columns)
    return activity, Responses(**responded.found), tone


def _hear(tone: Tone, rows: Mapping[str, Narrow], at: Counts) -> None:
    """Add what the rows of some ties say to everybody's tone. Nobody stands in two places of ``at``."""

    def add(who: str, told: Ints, sums: Mapping[str, Ints]) -> None:
        members = at.take(rows[who][told], mode="clip")
        known = np.flatnonzero(members >= 0)
        for name, to in sums.items():
            np.add.at(to, members[known], rows[name][told[known]].astype(np.int64))

    replied, reacted = (np.flatnonzero(rows[name]) for name in ("warmth_count", "tone_count"))
    add("target", replied, {"warmth_sum": tone.total, "warmth_count": tone.count})
    add("target", reacted, {"tone_sum": tone.reaction_total, "tone_count": tone.reaction_count})
    add("source", reacted, {"tone_sum": tone.given_total})


class _Columns:
    """Columns of all pieces, filled from their ends, one piece let go after the other."""

    def __init__(self, pieces: list[Piece], who: Sequence[str], counts: Sequence[str], row_of: Counts) -> None:
        self._at = [row_of[piece.people] for piece in pieces]
        pieces[:] = [piece.of_roster(at, who) for piece, at in zip(pieces, self._at, strict=True)]
        self._pieces, self._who, self._counts = pieces, who, counts
        self._stop = sum(piece.size for piece in pieces)
        self.found: dict[str, NDArray[Any]] = {name: np.empty(self._stop, dtype=np.int32) for name in who}
        widths = {name: _width(name, pieces) for name in ("day", *counts)}
        self.found |= {name: np.empty(self._stop, dtype=width) for name, width in widths.items()}

    def fill_last(self) -> tuple[Mapping[str, Narrow], Counts]:
        """The rows that were put in their place, and the roster's row of each person in there."""
        piece, at = self._pieces.pop(), self._at.pop()
        rows = piece.rows()
        if piece.size:
            self._fill(slice(self._stop - piece.size, self._stop), piece.day, rows, at)
            self._stop -= piece.size
        return rows, at

    def _fill(self, here: slice, day: int | Ints, rows: Mapping[str, Narrow], at: Counts) -> None:
        self.found["day"][here] = day
        for name in self._who:
            np.take(at, rows[name], out=self.found[name][here], mode="clip")
        for name in self._counts:
            _put(self.found[name][here], name, rows[name])


def _width(name: str, pieces: Sequence[Piece]) -> type[Any]:
    """The narrowest type that holds a count everywhere."""
    if name == "voice_ms":
        return np.int32
    bounds = [piece.extremes[name] for piece in pieces if piece.size]
    low, high = min((low for low, _ in bounds), default=0), max((high for _, high in bounds), default=0)
    widths = (np.int8, np.int16, np.int32, np.int64)
    return next(width for width in widths if np.iinfo(width).min <= low and high <= np.iinfo(width).max)


def _extremes(rows: Mapping[str, Narrow], name: str) -> tuple[int, int]:
    if isinstance(rows, Columns):
        return rows.extremes(name)
    return int(rows[name].min(initial=0)), int(rows[name].max(initial=0))


def _put(place: NDArray[Any], name: str, column: Narrow) -> None:
    if name == "voice_ms":
        place[:] = column.astype(np.int64) // MS
    else:
        place[:] = column
