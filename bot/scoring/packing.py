"""Rows of responses as single numbers: sorting these brings together what belongs to two people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from bot.scoring.tally import parts
from storage.models import Counts, Ints, Observations, Responses

_BITS = 63
_COUNT_BITS = 3
"""Nearly all counts of two people and a day are below eight."""
_COUNTED = 3
_INFERRED_BITS = 7
"""… and nearly all of what is inferred of them is below eight answers, in sixteenths of one."""


@dataclass(frozen=True, slots=True)
class Layout:
    """From the highest bit: the lower person, the higher one, whether the higher one is the source, the days since the
    row, three counts (replies, mentions, reactions), and what is inferred."""

    person_bits: int
    day_bits: int
    count_bits: int
    """0 where the rest leaves no room: every row is then crowded, which is slow and right."""
    inferred_bits: int

    @classmethod
    def of(cls, members: int, days: int) -> Self:
        person_bits, day_bits = max(members - 1, 0).bit_length(), days.bit_length()
        room = _BITS - 2 * person_bits - 1 - day_bits
        count_bits = max(0, min(_COUNT_BITS, room // (_COUNTED + 2)))
        return cls(person_bits, day_bits, count_bits, max(0, min(_INFERRED_BITS, room - _COUNTED * count_bits)))

    @property
    def count_width(self) -> int:
        """Bits below the two people and the direction."""
        return self.day_bits + _COUNTED * self.count_bits + self.inferred_bits

    @property
    def widths(self) -> tuple[int, ...]:
        """Bits of the three counts, and of what is inferred."""
        return (*[self.count_bits] * _COUNTED, self.inferred_bits)

    def every_count(self) -> tuple[Ints, Ints, Ints]:
        """All replies, mentions and reactions that fit into a row together."""
        together = np.arange(1 << _COUNTED * self.count_bits)
        replies, mentions, reactions = (
            together >> place * self.count_bits & ((1 << self.count_bits) - 1) for place in reversed(range(_COUNTED))
        )
        return replies, mentions, reactions

    def who(self, source: Counts, target: Counts) -> Ints:
        """Two people and a direction as one number."""
        one, other = source.astype(np.int64), target.astype(np.int64)
        both = np.minimum(one, other) << self.person_bits | np.maximum(one, other)
        return np.asarray(both << 1 | (one > other))

    def people(self, who: Ints) -> tuple[Ints, Ints]:
        """Source and target."""
        lower = who >> (self.person_bits + 1)
        higher = who >> 1 & ((1 << self.person_bits) - 1)
        is_back = (who & 1).astype(np.bool_)
        return np.where(is_back, higher, lower), np.where(is_back, lower, higher)


@dataclass(frozen=True, slots=True, eq=False)
class Days:
    """Rows of responses, columns of equal length."""

    who: Ints
    """As :meth:`Layout.who` says."""
    layout: Layout
    day: Ints
    counts: Ints
    """Where the replies, mentions and reactions stand: for a row that is a number, in :meth:`Layout.every_count`."""
    inferred: Ints

    def target(self, rows: Ints) -> Ints:
        return self.layout.people(self.who[rows])[1]


def write_rows(observations: Observations, layout: Layout) -> tuple[Ints, Ints]:
    """Every row as a number, sorted; and which rows are crowded: those with a count too large for its place, which are
    there as if nothing had happened in them."""
    responses, last_day = observations.responses, observations.window.last_day
    numbers = np.empty(len(responses.source), dtype=np.int64)
    crowded = [np.zeros(0, dtype=np.int64)]
    for part in parts(len(numbers)):
        columns = (responses.replies, responses.mentions, responses.reactions, responses.inferred)
        counts = [column[part].astype(np.int64) for column in columns]
        number = layout.who(responses.source[part], responses.target[part]) << layout.day_bits
        number |= last_day - responses.day[part].astype(np.int64)
        too_large = np.zeros(len(number), dtype=np.int64)
        for count, bits in zip(counts, layout.widths, strict=True):
            number <<= bits
            number |= count
            too_large |= count >> bits
        above = np.flatnonzero(too_large)
        numbers[part] = number
        if len(above):
            above += part.start
            people = layout.who(responses.source[above], responses.target[above])
            numbers[above] = people << layout.count_width
            crowded.append(above)
    numbers.sort()
    return numbers, np.concatenate(crowded)


def first_rows(numbers: Ints, layout: Layout) -> Counts:
    """Where in the sorted numbers the rows of each two people and direction begin."""
    begins = np.ones(len(numbers), dtype=np.bool_)
    for part in parts(len(numbers) - 1):
        until = min(part.stop, len(numbers) - 1)
        who = numbers[part.start : until + 1] >> layout.count_width
        np.not_equal(who[1:], who[:-1], out=begins[part.start + 1 : until + 1])
    return np.flatnonzero(begins).astype(np.int32)


def read_rows(numbers: Ints, layout: Layout, last_day: int) -> Days:
    rest = numbers >> layout.inferred_bits
    age = rest >> _COUNTED * layout.count_bits
    return Days(
        who=numbers >> layout.count_width,
        layout=layout,
        day=last_day - (age & ((1 << layout.day_bits) - 1)),
        counts=rest & ((1 << _COUNTED * layout.count_bits) - 1),
        inferred=numbers & ((1 << layout.inferred_bits) - 1),
    )


def days_of(responses: Responses, rows: Ints, layout: Layout) -> Days:
    """These rows as they are; their counts are the places of the rows, as they fit into no number."""
    return Days(
        who=layout.who(responses.source[rows], responses.target[rows]),
        layout=layout,
        day=responses.day[rows].astype(np.int64),
        counts=np.arange(len(rows)),
        inferred=responses.inferred[rows].astype(np.int64),
    )
