"""Whom each message is believed to address: what it says itself, or what was inferred so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from storage.conversation.candidates import NONE, Candidates
from storage.conversation.turns import NOWHERE, REACH, Course, Turns, within_reach
from storage.models import Flags, Floats, Ints

NAMED = 0.9
"""In hand-marked IRC nine of ten messages that name somebody answer them."""
NOBODY = -1
_LIKELY = 0.5
_SPELL = REACH.bit_length()
"""Its power of two is a spell of minutes: whatever is in reach is of the same one or of the one before."""
_SPARSE = 64
"""Slots for each message that turns to somebody: so many that hardly two pairs share one."""
_MOST_SLOTS = 1 << 22
"""On a vast day more pairs share one, and more is looked up, rather than that it takes more bytes."""


@dataclass(frozen=True, slots=True, eq=False)
class Belief:
    """For each message the two whom it most likely addresses, and how likely that is: 0..1. People are their numbers,
    or ``NOBODY``. Columns of equal length."""

    one: Ints
    one_chance: Floats
    other: Ints
    other_chance: Floats
    open: Floats
    """How likely it addresses nobody."""

    @classmethod
    def of_names(cls, turns: Turns) -> Self:
        """Only what messages say themselves."""
        size = len(turns)
        one, other = np.full((2, size), NOBODY)
        begins = np.ones(len(turns.naming), dtype=np.bool_)
        begins[1:] = turns.naming[1:] != turns.naming[:-1]
        first = np.flatnonzero(begins)
        one[turns.naming[first]] = turns.named[first]
        second = first[first + 1 < len(begins)] + 1
        second = second[~begins[second]]
        other[turns.naming[second]] = turns.named[second]
        share = np.where(other >= 0, NAMED / 2, NAMED)
        one_chance, other_chance = share * (one >= 0), share * (other >= 0)
        return cls(one, one_chance, other, other_chance, 1.0 - one_chance - other_chance)

    def with_inferred(self, turns: Turns, candidates: Candidates, chance: Floats) -> Self:
        """``chance`` beside the candidates: how likely the message answers each."""
        one, one_chance = self.one.copy(), self.one_chance.copy()
        other, other_chance = self.other.copy(), self.other_chance.copy()
        asking, options = candidates.options(chance)
        for person, likely in ((one, one_chance), (other, other_chance)):
            place = options.argmax(axis=1)
            at = np.arange(len(asking)), place
            there = np.flatnonzero(options[at] >= 0)
            message = asking[there]
            person[message] = turns.author[candidates.spoke[candidates.start[message] + place[there]]]
            likely[message] = options[at][there]
            options[at] = NONE
        total = np.bincount(candidates.message, chance, len(turns))
        return type(self)(one, one_chance, other, other_chance, np.where(turns.addressed, self.open, 1.0 - total))

    def at(self, rows: Ints) -> Self:
        """Of these messages. Of those that are ``NOWHERE`` or behind all others nothing is likely."""
        there = (rows >= 0) & (rows < len(self.one))
        rows = np.where(there, rows, 0)
        people = (np.where(there, person[rows], NOBODY) for person in (self.one, self.other))
        chances = (there * chance[rows] for chance in (self.one_chance, self.other_chance, self.open))
        (one, other), (one_chance, other_chance, nobody) = people, chances
        return type(self)(one, one_chance, other, other_chance, nobody)

    def that(self, rows: Ints, person: Ints) -> Floats:
        """How likely each of these messages addresses the person beside it."""
        chance = np.where(self.one[rows] == person, self.one_chance[rows], 0.0)
        chance += np.where(self.other[rows] == person, self.other_chance[rows], 0.0)
        return chance

    def likely(self) -> Ints:
        """Whom each message more likely than not addresses."""
        return np.where(self.one_chance >= _LIKELY, self.one, NOBODY)


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """Who turned to the author of a message, as rows of those messages, or ``NOWHERE``."""

    last: Ints
    """The last one before it, in reach."""
    next: Ints
    """The next one after it, in reach."""

    @classmethod
    def of(cls, turns: Turns, course: Course, addressee: Ints) -> Self:
        """``addressee`` of each message, or ``NOBODY``."""
        rows = np.arange(len(turns))
        to = turns.seat(addressee)
        place = np.minimum(np.searchsorted(course.seats, to), len(course.seats) - 1)
        said = np.flatnonzero((addressee >= 0) & (course.seats[place] == to))
        said = said[np.argsort(place[said], kind="stable")]
        turned = np.concatenate(([NOWHERE], place[said] * len(rows) + said, [NOWHERE]))
        rows_of = np.concatenate(([NOWHERE], said, [NOWHERE]))
        wanted = course.seat * len(rows) + rows
        at = np.searchsorted(turned[1:-1], wanted)
        last, after = turned[at], turned[at + 1]
        last = np.where(last >= course.seat * len(rows) + course.first, rows_of[at], NOWHERE)
        after = np.where((after >= wanted) & (after < (course.seat + 1) * len(rows)), rows_of[at + 1], NOWHERE)
        return cls(last, within_reach(turns, rows, after))


@dataclass(frozen=True, slots=True, eq=False)
class Talks:
    """Who turned to whom and when, to be asked for any two people of a room."""

    course: Course
    minute: Ints
    row: Ints
    """Messages that turn to somebody who speaks in the room, by the two and then in order."""
    key: Ints
    lately: Flags
    """By :func:`_slot`: False where one did surely not turn to the other in reach, which is so of most."""

    @classmethod
    def of(cls, turns: Turns, course: Course, addressee: Ints) -> Self:
        to = turns.seat(addressee)
        place = np.minimum(np.searchsorted(course.seats, to), len(course.seats) - 1)
        said = np.flatnonzero((addressee >= 0) & (course.seats[place] == to))
        pair = course.seat[said] * len(course.seats) + place[said]
        lately = np.zeros(min(1 << (_SPARSE * len(said)).bit_length(), _MOST_SLOTS), dtype=np.bool_)
        for still in (0, 1 << _SPELL):
            lately[_slot(pair, turns.minute[said] + still, len(lately))] = True
        key = pair * len(turns) + said
        order = np.argsort(key)
        return cls(course, turns.minute, said[order], key[order], lately)

    def minutes(self, message: Ints, source: Ints, target: Ints) -> Ints:
        """Minutes from the last message of the author of ``source`` to the author of ``target``, all of them rows,
        before ``message``; ``REACH`` where there is none in reach."""
        pair = self.course.seat[source] * len(self.course.seats) + self.course.seat[target]
        minutes = np.full(len(pair), REACH)
        asked = np.flatnonzero(self.lately[_slot(pair, self.minute[message], len(self.lately))])
        pair, message = pair[asked] * len(self.minute), message[asked]
        at = np.searchsorted(self.key, pair + message) - 1
        found = np.flatnonzero((at >= 0) & (self.key[at] >= pair + self.course.first[message]))
        minutes[asked[found]] = self.minute[message[found]] - self.minute[self.row[at[found]]]
        return minutes


def _slot(pair: Ints, minute: Ints, slots: int) -> Ints:
    """Where, of a power of two of slots, it is noted that two, as one number, talked within a spell."""
    slot: Ints = (pair << 5 ^ minute >> _SPELL) & slots - 1
    return slot
