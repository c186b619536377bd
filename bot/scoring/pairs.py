"""Every kind of response of every day, summed into one row for two people and a direction."""

from __future__ import annotations

from dataclasses import dataclass
from math import log

import numpy as np

from bot.scoring.evidence import MENTION, REACTION, REPLY, NextSpeakers, fresh
from bot.scoring.packing import Days, Layout, days_of, first_rows, read_rows, write_rows
from bot.scoring.tally import add_up, parts
from storage.models import Counts, Flags, Floats, Floats32, Ints, Observations

_DOUBT = (log(1.0 - REPLY), log(1.0 - MENTION), log(1.0 - REACTION))
_EVEN = log(0.5)
"""From this doubt on it is more likely than not."""


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """The rows of responses that pairs are made of."""

    numbers: Ints
    """Sorted, each of them a row as :class:`~bot.scoring.packing.Layout` says."""
    starts: Counts
    """Where the numbers of each pair begin."""
    layout: Layout
    last_day: int
    crowded: Days
    """Rows too full for a number; their numbers are empty."""
    crowded_pair: Ints
    """The pair of each of them."""


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """One row a directed pair, columns of equal length. Both directions of two people are neighbours: rows are sorted
    by the lower of the two, then the higher, then with who is lower as the source first."""

    source: Counts
    target: Counts
    strength: Floats32
    """0..1, ``1 − e^−weight``: how sure it is that one answers the other; a hundred answers are not a hundred. The
    weight is the days on which ``source`` responded to ``target``, each by its likelihood and decayed by its age."""
    volume: Floats32
    """How much was responded, undecayed, on a logarithmic scale within each day."""
    seen: Flags
    """Whether ``source`` responded at all: by reply, mention or reaction, or more likely than not by speaking next."""
    mutual: Ints
    """Rows whose next row is the other direction of the same two."""
    given: Floats
    """Volume of what each member responded to others. This column and the next two have one row a roster row."""
    received: Floats
    """Volume of what others responded to each member."""
    expected: Floats
    """How many responses each member probably got, undecayed."""
    rows: Rows


def gather(observations: Observations, speakers: NextSpeakers) -> Pairs:
    """Sum days into pairs.

    Everything of a row is in the number that is sorted, so that summing goes straight through memory: to fetch it from
    millions of rows in another order takes far longer than sorting them.
    """
    members, window = len(observations.roster), observations.window
    layout = Layout.of(members, window.last_day - window.first_day + 1)
    rows, crowded = write_rows(observations, layout)
    starts = first_rows(rows, layout)
    source, target = np.empty((2, len(starts)), dtype=np.int32)
    weight, volume, doubt = (np.empty(len(starts), dtype=np.float32) for _ in range(3))
    expected: Floats = np.zeros(members)
    for part in parts(len(starts)):
        begin = starts[part]
        end = starts[part.stop] if part.stop < len(starts) else len(rows)
        source[part], target[part] = layout.people(rows[begin] >> layout.count_width)
        days = read_rows(rows[begin[0] : end], layout, window.last_day)
        sums = (np.add.reduceat(column, begin - begin[0]) for column in _evidence(days, speakers, window.last_day))
        weight[part], volume[part], doubt[part], answers = sums
        np.add.at(expected, target[part], answers)
    days = days_of(observations.responses, crowded, layout)
    place = np.searchsorted(starts, np.searchsorted(rows, days.who << layout.count_width).astype(starts.dtype))
    *evidence, answers = _evidence(days, speakers, window.last_day)
    for total, column in zip((weight, volume, doubt), evidence, strict=True):
        np.add.at(total, place, column)
    np.add.at(expected, target[place], answers)
    np.negative(np.expm1(np.negative(weight, out=weight), out=weight), out=weight)
    return Pairs(
        source=source,
        target=target,
        strength=weight,
        volume=volume,
        seen=doubt <= _EVEN,
        mutual=np.flatnonzero((source[1:] == target[:-1]) & (target[1:] == source[:-1])),
        given=add_up(source, volume, members),
        received=add_up(target, volume, members),
        expected=expected,
        rows=Rows(rows, starts, layout, window.last_day, days, place),
    )


def strengths_before(pairs: Pairs, own: Ints, speakers: NextSpeakers, last_days: list[int]) -> list[Floats]:
    """The strength that the pairs in the rows ``own`` had at the end of each of these days, without what came later."""
    rows = pairs.rows
    begins = rows.starts[own].astype(np.int64)
    ends = np.append(rows.starts, len(rows.numbers))[own + 1]
    lengths = ends - begins
    first = np.cumsum(lengths) - lengths
    weights = [np.zeros(len(own)) for _ in last_days]
    for part in parts(len(own)):
        begin = first[part] - first[part.start]
        place = np.repeat(begins[part] - begin, lengths[part]) + np.arange(int(lengths[part].sum()))
        days = read_rows(rows.numbers[place], rows.layout, rows.last_day)
        sure = _sureness(days, speakers)
        for weight, last_day in zip(weights, last_days, strict=True):
            weight[part] = np.add.reduceat(sure * _freshness(days, last_day), begin)
    if len(rows.crowded_pair):
        where = np.minimum(np.searchsorted(own, rows.crowded_pair), len(own) - 1)
        kept = np.flatnonzero(own[where] == rows.crowded_pair) if len(own) else np.zeros(0, dtype=np.int64)
        sure, day = _sureness(rows.crowded, speakers)[kept], rows.crowded.day[kept]
        for weight, last_day in zip(weights, last_days, strict=True):
            np.add.at(weight, where[kept], sure * np.where(day <= last_day, fresh(last_day - day), 0.0))
    return [-np.expm1(-weight) for weight in weights]


def _sureness(days: Days, speakers: NextSpeakers) -> Floats:
    """0..1 for each row: the chance that one turned to the other that day."""
    doubt: Floats = _DOUBT[0] * days.replies + _DOUBT[1] * days.mentions + _DOUBT[2] * days.reactions
    talk = np.flatnonzero(days.adjacent != 0)
    doubt[talk] += days.adjacent[talk] * np.log1p(-speakers.chances(days.target(talk), days.day[talk]))
    return np.asarray(-np.expm1(doubt))


def _freshness(days: Days, last_day: int) -> Floats:
    """0..1 for each row at the end of that day; 0 for what came later."""
    return np.where(days.day <= last_day, fresh(last_day - days.day), 0.0)


def _evidence(days: Days, speakers: NextSpeakers, last_day: int) -> tuple[Floats, Floats, Floats, Floats]:
    """For each row what it adds to its pair: weight, volume, the logarithm of the chance that nothing in it was meant
    (so low where somebody replied, mentioned or reacted that there is no doubt that they did), and expected responses.

    The chance that at least one response of a day was meant is a noisy-or: what each leaves in doubt, multiplied.
    """
    doubt: Floats = _DOUBT[0] * days.replies + _DOUBT[1] * days.mentions + _DOUBT[2] * days.reactions
    answers: Floats = np.asarray(REACTION * days.reactions + days.replies + days.mentions, dtype=np.float64)
    explicit = answers > 0
    talk = np.flatnonzero(days.adjacent != 0)
    times, chance = days.adjacent[talk], speakers.chances(days.target(talk), days.day[talk])
    doubt[talk] += times * np.log1p(-chance)
    answers[talk] += times * chance
    weight: Floats = -np.expm1(doubt) * fresh(last_day - days.day)
    return weight, np.log2(1.0 + answers), doubt + _EVEN * explicit, answers
