"""What each message tells by itself: found once, as it is looked up for everybody whom a message may answer, and for
every message that may answer it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from storage.conversation.belief import NOBODY, Heard
from storage.conversation.candidates import FURTHEST
from storage.conversation.turns import NOWHERE, REACH, Course, Turns
from storage.models import Flags, Floats32, Ints

LOG = np.log(np.maximum(np.arange(FURTHEST + 1), 1)).astype(np.float32)
"""Of as many messages as are looked back: there are many to be looked up."""
LOG_AFTER = np.log1p(np.arange(REACH + 1)).astype(np.float32)
"""Of one more than the number."""
_LONG_SINCE = 5.0
"""The logarithm of the messages since somebody spoke who did not, lately."""


@dataclass(frozen=True, slots=True, eq=False)
class Aspects:
    """Columns by the row of the message. Those who are away have not written anything in reach."""

    minutes: Floats32
    """The logarithm of the minutes since the author's last message, and so are the messages since then."""
    messages: Floats32
    goes_on: Flags
    """Nobody else wrote between that and this."""
    was_away: Flags
    went_on: Flags
    """Nobody else wrote between this and the author's next message."""
    length: Floats32
    """Its logarithm."""
    asked_before: Flags
    """The author, with the last message."""
    lately: Ints
    """Whom the author last named, up to and with this message, in reach; or ``NOBODY``."""
    lately_before: Ints
    """… without this message."""

    @classmethod
    def of(cls, turns: Turns, course: Course, own: Ints) -> Self:
        """``own`` has whom each message names itself, or ``NOBODY``."""
        rows = np.arange(len(turns))
        previous, following = course.previous, course.following
        said = previous >= 0
        before = np.where(said, own[previous], NOBODY)
        before_that = np.where(course.second >= 0, own[course.second], NOBODY)
        lately = np.where(own >= 0, own, np.where(before >= 0, before, before_that))
        return cls(
            minutes=LOG_AFTER[minutes_between(turns, previous, rows)],
            messages=np.where(said, np.log(rows - previous), _LONG_SINCE).astype(np.float32),
            goes_on=said & (previous == rows - 1),
            was_away=~said,
            went_on=following == rows + 1,
            length=np.log1p(turns.length).astype(np.float32),
            asked_before=said & turns.question[previous],
            lately=lately,
            lately_before=np.where(said, lately[previous], NOBODY),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Turned:
    """Who turned to the author of each message: as :class:`~storage.conversation.belief.Heard`, but people, or
    ``NOBODY``."""

    last: Ints
    since: Ints
    """The last one, if that was after the author's last message."""
    next: Ints
    row: Ints
    """The message of the next one, or one behind all."""

    @classmethod
    def of(cls, turns: Turns, course: Course, heard: Heard) -> Self:
        author = np.append(turns.author, NOBODY)  # whose last place is also ``NOWHERE``
        since = np.where(heard.last > course.previous, heard.last, NOWHERE)
        behind = np.where(heard.next >= 0, heard.next, len(turns))
        return cls(author[heard.last], author[since], author[heard.next], behind)


def minutes_between(turns: Turns, since: Ints, until: Ints) -> Ints:
    """The minutes between two messages in reach of each other, and ``REACH`` where one is ``NOWHERE``."""
    known = (since >= 0) & (until >= 0)
    return np.where(known, turns.minute[until] - turns.minute[since], REACH)
