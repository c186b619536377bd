"""Who responded to whom, in the few bytes that reports need once everybody is judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from storage.models import Counts, Flags, Ints, Observations, Scene

AT_ONCE = 250_000
"""Rows added up in one go: Python's lock is held meanwhile, and others want to be heard."""


@dataclass(frozen=True, slots=True, eq=False)
class Partners:
    """With whom some members exchanged responses: one row a pair, columns of equal length, by member and partner."""

    member: Ints
    """Row in the roster; so is the next."""
    other: Ints
    given: Ints
    """Replies, mentions and reactions of the member to the other."""
    received: Ints
    inferred: Ints
    """What either may have answered the other without saying so, in parts of ``INFERRED_PARTS``."""


@dataclass(frozen=True, slots=True, eq=False)
class Exchanges:
    """One row a pair and day, columns of equal length and of narrow whole numbers: widen before adding."""

    source: Counts
    """Row in the roster of the one who responds."""
    target: Counts
    explicit: Counts
    """Responses that nobody has to guess: replies, mentions and reactions."""
    inferred: Counts
    by_day: Ints
    """``explicit`` of all pairs, one row a day of the window, the first day first."""

    def to(self, members: Flags) -> Ints:
        """The places of the responses to these members; one flag a roster row."""
        return np.flatnonzero(members[self.target])

    def touching(self, members: Flags) -> int:
        """How many explicit responses were given by or to these members; one flag a roster row."""
        touched = members[self.source]
        touched |= members[self.target]
        return int(self.explicit[touched].sum(dtype=np.int64))

    def partners(self, rows: Ints, members: int) -> Partners:
        """All partners of the members in these roster rows, of ``members`` rows in all."""
        wanted = np.zeros(members, dtype=np.bool_)
        wanted[rows] = True
        out, back = np.flatnonzero(wanted[self.source]), np.flatnonzero(wanted[self.target])
        member = np.concatenate((self.source[out], self.target[back])).astype(np.int64)
        other = np.concatenate((self.target[out], self.source[back]))
        pairs, place = np.unique(member * members + other, return_inverse=True)
        given, received = self._sum("explicit", out, back, place, len(pairs))
        forth, again = self._sum("inferred", out, back, place, len(pairs))
        return Partners(pairs // max(members, 1), pairs % max(members, 1), given, received, forth + again)

    def _sum(self, name: str, out: Ints, back: Ints, place: Ints, pairs: int) -> tuple[Ints, Ints]:
        column: Counts = getattr(self, name)
        given = np.bincount(place[: len(out)], column[out], pairs).astype(np.int64)
        received = np.bincount(place[len(out) :], column[back], pairs).astype(np.int64)
        return given, received


def exchanges_of(observations: Observations) -> Exchanges:
    """The responses as reports need them: a third of the bytes."""
    responses = observations.responses
    explicit = np.add(responses.replies, responses.mentions, dtype=np.int32)
    explicit += responses.reactions
    return Exchanges(
        source=_narrow(responses.source),
        target=_narrow(responses.target),
        explicit=_narrow(explicit),
        inferred=_narrow(responses.inferred),
        by_day=per_day(observations, responses.day, explicit),
    )


def per_day(scene: Scene, day: Counts, column: Counts) -> Ints:
    """The sum of ``column`` for each day of the window, the first day first."""
    window = scene.window
    sums = np.zeros(window.last_day - window.first_day + 1)
    for start in range(0, len(day), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        sums += np.bincount(day[part].astype(np.int64) - window.first_day, column[part], len(sums))
    return sums.astype(np.int64)


def _narrow(column: NDArray[np.signedinteger[Any]]) -> Counts:
    """In the fewest bytes that hold it, and so that nothing larger is kept alive by it: itself, or else a copy."""
    most = int(column.max(initial=0))
    width = next((w for w in (np.int8, np.int16, np.int32) if most <= np.iinfo(w).max), column.dtype)
    return column if column.dtype == width and column.base is None else np.array(column, dtype=width)
