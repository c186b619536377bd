"""Who speaks in which room, one message after the other, and what that alone tells of each message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from storage.models import Flags, Ints
from storage.models.moments import MINUTE_MS

REACH = 60
"""Minutes: what was said as long ago as that, or is said as much later, tells nothing of a message."""
CONTEXT_MS = 4 * REACH * MINUTE_MS
"""As far back lies all that tells whom a message answers: what those who spoke within the hour before it had said in
the hour before that, and as much again for whom that answered."""
NOWHERE = -1
_BITS = 31


@dataclass(frozen=True, slots=True, eq=False)
class Turns:
    """Messages, those of one room after each other and each room's in the order in which they were sent. Columns of
    equal length."""

    room: Ints
    author: Ints
    """A number below 2**31."""
    minute: Ints
    """Whole minutes since any moment: chats are often kept no finer, so the model knows no finer ones."""
    length: Ints
    """Characters."""
    question: Flags
    thanks: Flags
    addressed: Flags
    """Whether the message says itself whom it addresses, by Reply or by name. Nothing is inferred of such a message."""
    naming: Ints
    """Rows of messages that name somebody, ascending: one for each of whom they name."""
    named: Ints
    """Beside ``naming``, whom."""

    def __len__(self) -> int:
        return len(self.room)

    def seat(self, person: Ints) -> Ints:
        """Each message's room with the person beside it, as one number."""
        return self.room << _BITS | person


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """Where each message stands among those of its room, as rows, or ``NOWHERE``. Nothing here looks back further than
    ``REACH``."""

    previous: Ints
    """The author's last message before."""
    second: Ints
    """… and the last one before that."""
    following: Ints
    """The author's next one."""
    after: Ints
    """The author's next one however late, or the number of messages."""
    first: Ints
    """The room's first message in reach."""
    seats: Ints
    """Every author in every room as one number, ascending."""
    seat: Ints
    """The place in there of each message's author."""

    @classmethod
    def of(cls, turns: Turns) -> Self:
        rows = np.arange(len(turns))
        seats, seat = np.unique(turns.seat(turns.author), return_inverse=True)
        before, after = neighbours(seat)
        moment = turns.room << _BITS | (turns.minute - turns.minute.min(initial=0)) + REACH
        first = np.searchsorted(moment, moment - REACH, side="right")
        previous = np.where(before >= first, before, NOWHERE)
        second = np.where(previous >= 0, before[previous], NOWHERE)
        return cls(
            previous=previous,
            second=np.where(second >= first, second, NOWHERE),
            following=within_reach(turns, rows, after),
            after=np.where(after >= 0, after, len(rows)),
            first=first,
            seats=seats,
            seat=seat,
        )


def neighbours(key: Ints) -> tuple[Ints, Ints]:
    """For each row the last one before with the same key, and the next one; ``NOWHERE`` where there is none."""
    before, after = np.full((2, len(key)), NOWHERE)
    order = np.argsort(key, kind="stable")
    same = np.flatnonzero(key[order[1:]] == key[order[:-1]])
    before[order[same + 1]], after[order[same]] = order[same], order[same + 1]
    return before, after


def within_reach(turns: Turns, rows: Ints, later: Ints) -> Ints:
    """The later rows, but ``NOWHERE`` for those that come too late to tell anything of the rows."""
    near = (later >= 0) & (turns.minute[later] - turns.minute[rows] < REACH)
    return np.where(near, later, NOWHERE)
