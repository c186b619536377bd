"""Whom a message may answer: those who spoke last in its room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from storage.conversation.turns import Course, Turns
from storage.models import Flags, Floats, Ints

MOST = 8
"""Candidates for a message: in crowded IRC, 97 of 100 answers go to one of so many."""
NONE = -1.0
FURTHEST = 64
"""Messages that are looked back."""


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """One row a message and candidate, by message, the nearest candidate first. Columns of equal length."""

    message: Ints
    """The row of the message that may answer."""
    spoke: Ints
    """The row of the candidate's last message before it."""
    rank: Ints
    """How many others spoke since."""
    start: Ints
    """Where each message's candidates begin: one more than there are messages."""

    def __len__(self) -> int:
        return len(self.message)

    def options(self, chance: Floats) -> tuple[Ints, Floats]:
        """The messages that have candidates, and the chances of each one's by rank: shape (messages, ``MOST``), filled
        up with ``NONE``."""
        asking = np.flatnonzero(np.diff(self.start))
        options = np.full((len(self.start) - 1, MOST), NONE)
        options[self.message, self.rank] = chance
        return asking, options[asking]

    def some(self, kept: Flags) -> Self:
        """Without the others; each keeps its rank."""
        start = np.zeros_like(self.start)
        np.cumsum(np.bincount(self.message[kept], minlength=len(start) - 1), out=start[1:])
        return type(self)(self.message[kept], self.spoke[kept], self.rank[kept], start)

    @classmethod
    def of(cls, turns: Turns, course: Course) -> Self:
        messages = len(turns)
        found = np.zeros(messages, dtype=np.int64)
        asking = np.flatnonzero(~turns.addressed)
        parts = []
        for back in range(1, FURTHEST + 1):
            asking = asking[(asking - back >= course.first[asking]) & (found[asking] < MOST)]
            if not len(asking):
                break
            spoke = asking - back
            last = course.after[spoke] > asking
            message, spoke = asking[last], spoke[last]
            parts.append((message, spoke, found[message]))
            found[message] += 1
        columns = [np.concatenate([np.zeros(0, dtype=np.int64), *column]) for column in zip(*parts, strict=True)]
        message, spoke, rank = columns or np.zeros((3, 0), dtype=np.int64)
        start = np.zeros(messages + 1, dtype=np.int64)
        np.cumsum(found, out=start[1:])
        place = start[message] + rank
        ordered = np.empty((3, len(place)), dtype=np.int64)
        ordered[:, place] = message, spoke, rank
        return cls(message=ordered[0], spoke=ordered[1], rank=ordered[2], start=start)
