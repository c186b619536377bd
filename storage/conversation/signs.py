"""What speaks for and against each candidate, and for nobody, as numbers.

Each sign is a name and a column. The names are those that the weights go by (``weights.json``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from storage.conversation.aspects import LOG, LOG_AFTER, Aspects, Turned, minutes_between
from storage.conversation.belief import Belief, Heard, Talks
from storage.conversation.candidates import Candidates
from storage.conversation.turns import NOWHERE, REACH, Course, Turns
from storage.models import Ints

Sign = tuple[str, NDArray[Any]]
_SOON = 5
"""Minutes in which somebody who spoke counts as being there."""


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What signs are read from whatever is believed."""

    turns: Turns
    course: Course
    aspects: Aspects
    named: Turned
    """Who turned to the author by name or Reply."""
    names: Talks


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """Everything that signs are read from; columns by the row of the message."""

    ground: Ground
    candidates: Candidates
    belief: Belief
    before: Belief
    """… of the author's last message, and so are the next ones of that before it and of those after."""
    before_that: Belief
    following: Belief
    after: Belief
    believed: Turned
    """Who turned to the author more likely than not."""
    talks: Talks

    @classmethod
    def of(cls, turns: Turns, course: Course, candidates: Candidates, belief: Belief) -> Self:
        own = Belief.of_names(turns).one
        ground = Ground(
            turns,
            course,
            Aspects.of(turns, course, own),
            Turned.of(turns, course, Heard.of(turns, course, own)),
            Talks.of(turns, course, own),
        )
        return cls.on(ground, candidates, belief)

    @classmethod
    def on(cls, ground: Ground, candidates: Candidates, belief: Belief) -> Self:
        turns, course, likely = ground.turns, ground.course, belief.likely()
        return cls(
            ground,
            candidates,
            belief,
            belief.at(course.previous),
            belief.at(course.second),
            belief.at(course.following),
            belief.at(course.after),
            Turned.of(turns, course, Heard.of(turns, course, likely)),
            Talks.of(turns, course, likely),
        )

    def signs(self, part: slice) -> Iterator[Sign]:
        """Those for and against candidates, of a part of their rows."""
        turns, course, each, belief = self.ground.turns, self.ground.course, self.ground.aspects, self.belief
        message, spoke, rank = (c[part] for c in (self.candidates.message, self.candidates.spoke, self.candidates.rank))
        author, person = turns.author[message], turns.author[spoke]
        minute = turns.minute[message]
        yield "minutes since they spoke", LOG_AFTER[minute - turns.minute[spoke]]
        yield "messages since they spoke", LOG[message - spoke]
        yield "speakers since they spoke", LOG_AFTER[rank]
        yield "nobody spoke since", rank == 0
        yield "one other spoke since", rank == 1
        yield "author spoke since", course.previous[message] > spoke
        yield "minutes since author spoke", each.minutes[message]
        yield "messages since author spoke", each.messages[message]
        yield "author goes on", each.goes_on[message]
        yield "author was away", each.was_away[message]
        yield "they addressed author", belief.that(spoke, author)
        yield "they addressed author before", self.before.that(spoke, author)
        yield "they addressed nobody", belief.open[spoke]
        yield "they addressed nobody before", self.before.open[spoke]
        yield "they went on", each.goes_on[spoke]
        yield "they were away", each.was_away[spoke]
        yield "author addressed them", self.before.that(message, person)
        yield "author addressed them before", self.before_that.that(message, person)
        yield "author last named them", each.lately_before[message] == person
        they_named = each.lately[spoke]
        yield "they last named author", they_named == author
        yield "they last named another", (they_named != author) & (they_named >= 0)
        for name, turned in (("named", self.ground.named), ("turned to", self.believed)):
            yield f"they {name} author last", turned.last[message] == person
            yield f"they {name} author since", turned.since[message] == person
            yield f"they {name} author next", turned.next[message] == person
            yield f"others {name} them since", turned.row[spoke] < message
        for name, talks in (("named", self.ground.names), ("turned to", self.talks)):
            yield f"minutes since they {name} author", LOG_AFTER[talks.minutes(message, spoke, message)]
            yield f"minutes since author {name} them", LOG_AFTER[talks.minutes(message, message, spoke)]
        later, then = course.after[spoke], course.following[message]
        minutes = turns.minute[np.minimum(later, len(turns) - 1)] - minute
        comes = (later < len(turns)) & (minutes < REACH)
        yield "they spoke later", comes
        yield "minutes until they spoke", LOG_AFTER[np.where(comes, minutes, REACH)]
        yield "they addressed author later", np.where(comes, self.after.that(spoke, author), 0.0)
        yield "they addressed nobody later", np.where(comes, self.after.open[spoke], 0.0)
        yield "author went on", each.went_on[message]
        yield "author addressed them later", self.following.that(message, person)
        yield "author addressed nobody later", self.following.open[message]
        yield "they spoke before author went on", comes & ((then < 0) | (later < then))
        yield "they asked", turns.question[spoke]
        yield "they asked before", each.asked_before[spoke]
        yield "they thanked", turns.thanks[spoke]
        yield "their length", each.length[spoke]
        yield "author asks", turns.question[message]
        yield "author thanks", turns.thanks[message]
        yield "length", each.length[message]

    def signs_of_nobody(self, rows: Ints) -> Iterator[Sign]:
        """Those for and against addressing nobody, of some messages."""
        turns, course, each = self.ground.turns, self.ground.course, self.ground.aspects
        previous = course.previous[rows]
        said = previous >= 0
        quiet = np.where(course.first[rows] < rows, turns.minute[rows] - turns.minute[rows - 1], REACH)
        yield "author was away", each.was_away[rows]
        yield "minutes since author spoke", each.minutes[rows]
        yield "author goes on", each.goes_on[rows]
        yield "author named somebody before", said & turns.addressed[previous]
        yield "author asked before", each.asked_before[rows]
        yield "author addressed nobody before", self.before.open[rows]
        yield "author addressed nobody later", self.following.open[rows]
        yield "author went on", each.went_on[rows]
        yield "author spoke later", course.following[rows] >= 0
        yield "author named somebody lately", each.lately_before[rows] >= 0
        for name, turned in (("named", self.ground.named), ("turned to", self.believed)):
            yield f"author was {name}", turned.last[rows] >= 0
            yield f"author was {name} since", turned.since[rows] >= 0
            yield f"author is {name} later", turned.next[rows] >= 0
            after = np.where(turned.next[rows] >= 0, turned.row[rows], NOWHERE)
            yield f"minutes until author is {name}", LOG_AFTER[minutes_between(turns, rows, after)]
        yield "minutes of silence", LOG_AFTER[quiet]
        yield "people there", np.log1p(self._there()[rows])
        yield "author asks", turns.question[rows]
        yield "author thanks", turns.thanks[rows]
        yield "length", each.length[rows]

    def _there(self) -> Ints:
        candidates, minute = self.candidates, self.ground.turns.minute
        near = minute[candidates.message] - minute[candidates.spoke] <= _SOON
        return np.bincount(candidates.message[near], minlength=len(minute))
