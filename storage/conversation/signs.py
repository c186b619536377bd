"""What speaks for and against each candidate, and for nobody, as numbers.

Each sign is a name and a column. The names are those that the weights go by (``weights.json``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from storage.conversation.belief import NOBODY, Belief, Heard, Talks
from storage.conversation.candidates import Candidates
from storage.conversation.turns import NOWHERE, REACH, Course, Turns
from storage.models import Flags, Ints

Sign = tuple[str, NDArray[Any]]
_SOON = 5
"""Minutes in which somebody who spoke counts as being there."""


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """Everything that signs are read from; columns by the row of the message."""

    turns: Turns
    course: Course
    candidates: Candidates
    belief: Belief
    named: Heard
    """Who turned to the author by name or Reply."""
    believed: Heard
    """… or more likely than not."""
    names: Talks
    talks: Talks
    lately: Ints
    """Whom the author last named, up to and with this message, in reach; or ``NOBODY``."""

    @classmethod
    def of(cls, turns: Turns, course: Course, candidates: Candidates, belief: Belief) -> Self:
        names = Belief.of_names(turns)
        own = names.one
        before = np.where(course.previous >= 0, own[course.previous], NOBODY)
        before_that = np.where(course.second >= 0, own[course.second], NOBODY)
        return cls(
            turns,
            course,
            candidates,
            belief,
            Heard.of(turns, course, own),
            Heard.of(turns, course, belief.likely()),
            Talks.of(turns, course, own),
            Talks.of(turns, course, belief.likely()),
            np.where(own >= 0, own, np.where(before >= 0, before, before_that)),
        )

    def signs(self, part: slice) -> Iterator[Sign]:
        """Those for and against candidates, of a part of their rows."""
        turns, course, belief = self.turns, self.course, self.belief
        message, spoke, rank = (c[part] for c in (self.candidates.message, self.candidates.spoke, self.candidates.rank))
        author, person = turns.author[message], turns.author[spoke]
        previous, earlier = course.previous[message], course.previous[spoke]
        since = (previous > spoke) & (previous >= 0)
        yield "minutes since they spoke", self._minutes(spoke, message)
        yield "messages since they spoke", np.log(message - spoke)
        yield "speakers since they spoke", np.log1p(rank)
        yield "nobody spoke since", rank == 0
        yield "one other spoke since", rank == 1
        yield "author spoke since", since
        yield "minutes since author spoke", self._minutes(previous, message)
        yield "messages since author spoke", np.where(previous >= 0, np.log(message - previous), 5.0)
        yield "author goes on", previous == message - 1
        yield "author was away", previous == NOWHERE
        yield "they addressed author", belief.that(spoke, author)
        yield "they addressed author before", belief.that(earlier, author)
        yield "they addressed nobody", belief.open[spoke]
        yield "they addressed nobody before", np.where(earlier >= 0, belief.open[earlier], 0.0)
        yield "they went on", (earlier >= 0) & (earlier == spoke - 1)
        yield "they were away", earlier == NOWHERE
        yield "author addressed them", belief.that(previous, person)
        yield "author addressed them before", belief.that(course.second[message], person)
        yield "author last named them", self._lately(previous) == person
        yield "they last named author", self.lately[spoke] == author
        yield "they last named another", (self.lately[spoke] != author) & (self.lately[spoke] >= 0)
        for name, heard in (("named", self.named), ("turned to", self.believed)):
            last, after = heard.last[message], heard.next[message]
            yield f"they {name} author last", (last >= 0) & (turns.author[last] == person)
            yield f"they {name} author since", (last > previous) & (turns.author[last] == person)
            yield f"they {name} author next", (after >= 0) & (turns.author[after] == person)
            yield f"others {name} them since", (heard.next[spoke] >= 0) & (heard.next[spoke] < message)
        for name, talks in (("named", self.names), ("turned to", self.talks)):
            yield f"minutes since they {name} author", np.log1p(talks.minutes(message, spoke, message))
            yield f"minutes since author {name} them", np.log1p(talks.minutes(message, message, spoke))
        later, then = course.after[spoke], course.following[message]
        comes = self._comes(message, later)
        later = np.where(comes, later, NOWHERE)
        yield "they spoke later", comes
        yield "minutes until they spoke", self._minutes(message, later)
        yield "they addressed author later", belief.that(later, author)
        yield "they addressed nobody later", np.where(comes, belief.open[later], 0.0)
        yield "author went on", then == message + 1
        yield "author addressed them later", belief.that(then, person)
        yield "author addressed nobody later", np.where(then >= 0, belief.open[then], 0.0)
        yield "they spoke before author went on", comes & ((then < 0) | (later < then))
        yield "they asked", turns.question[spoke]
        yield "they asked before", (earlier >= 0) & turns.question[earlier]
        yield "they thanked", turns.thanks[spoke]
        yield "their length", np.log1p(turns.length[spoke])
        yield "author asks", turns.question[message]
        yield "author thanks", turns.thanks[message]
        yield "length", np.log1p(turns.length[message])

    def signs_of_nobody(self, rows: Ints) -> Iterator[Sign]:
        """Those for and against addressing nobody, of some messages."""
        turns, course, belief = self.turns, self.course, self.belief
        previous, then = course.previous[rows], course.following[rows]
        went_on = previous == rows - 1
        said, says = previous >= 0, then >= 0
        quiet = np.where(course.first[rows] < rows, turns.minute[rows] - turns.minute[rows - 1], REACH)
        yield "author was away", ~said
        yield "minutes since author spoke", self._minutes(previous, rows)
        yield "author goes on", went_on
        yield "author named somebody before", said & turns.addressed[previous]
        yield "author asked before", said & turns.question[previous]
        yield "author addressed nobody before", np.where(said, belief.open[previous], 0.0)
        yield "author addressed nobody later", np.where(says, belief.open[then], 0.0)
        yield "author went on", then == rows + 1
        yield "author spoke later", says
        yield "author named somebody lately", self._lately(previous) >= 0
        for name, heard in (("named", self.named), ("turned to", self.believed)):
            yield f"author was {name}", heard.last[rows] >= 0
            yield f"author was {name} since", heard.last[rows] > previous
            yield f"author is {name} later", heard.next[rows] >= 0
            yield f"minutes until author is {name}", self._minutes(rows, heard.next[rows])
        yield "minutes of silence", np.log1p(quiet)
        yield "people there", np.log1p(self._there()[rows])
        yield "author asks", turns.question[rows]
        yield "author thanks", turns.thanks[rows]
        yield "length", np.log1p(turns.length[rows])

    def _minutes(self, since: Ints, until: Ints) -> NDArray[Any]:
        """The logarithm of the minutes between, and of ``REACH`` where one is ``NOWHERE``."""
        known = (since >= 0) & (until >= 0)
        return np.log1p(np.where(known, self.turns.minute[until] - self.turns.minute[since], REACH))

    def _lately(self, previous: Ints) -> Ints:
        return np.where(previous >= 0, self.lately[previous], NOBODY)

    def _comes(self, message: Ints, later: Ints) -> Flags:
        minute = self.turns.minute
        soon = minute[np.minimum(later, len(minute) - 1)] - minute[message] < REACH
        comes: Flags = (later < len(minute)) & soon
        return comes

    def _there(self) -> Ints:
        candidates, minute = self.candidates, self.turns.minute
        near = minute[candidates.message] - minute[candidates.spoke] <= _SOON
        return np.bincount(candidates.message[near], minlength=len(self.turns))
