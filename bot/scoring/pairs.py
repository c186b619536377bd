"""Every kind of response of every day, summed into one row for two people and a direction."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.scoring.evidence import EVEN, INFERRED, InferredReplies, Signs, fresh
from bot.scoring.packing import Days, Layout, days_of, first_rows, read_rows, write_rows
from bot.scoring.tally import add_up, parts
from storage.models import INFERRED_PARTS, Counts, Flags, Floats, Floats32, Ints, Observations, Responses

_TOLD = np.dtype([("age", np.int16), ("sure", np.float16)])
"""What stays of a row."""


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """The rows of responses that pairs are made of."""

    age: NDArray[np.int16]
    """Days before the last day of the window. Rows stand by pairs; the columns are narrow, since there are millions."""
    sure: NDArray[np.float16]
    """0..1: how sure it is that one turned to the other that day."""
    starts: Counts
    """Where the rows of each pair begin."""
    last_day: int
    crowded_day: Ints
    """Rows too full for a number, which are empty there: their days, how sure they are, and their pairs."""
    crowded_sure: Floats
    crowded_pair: Ints


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
    """Whether ``source`` responded at all: by reply, mention or reaction, or more likely than not without saying so."""
    weeks: NDArray[np.uint16]
    """The weeks in which ``source`` responded to ``target``, told as in ``seen``: a bit each, the newest is the lowest;
    the highest stands for all that are older."""
    mutual: Counts
    """Rows whose next row is the other direction of the same two."""
    given: Floats
    """Volume of what each member responded to others. This column and the next two have one row a roster row."""
    received: Floats
    """Volume of what others responded to each member."""
    expected: Floats
    """How many responses each member probably got, undecayed."""
    rows: Rows


def gather(observations: Observations, inferred: InferredReplies) -> Pairs:
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
    weeks = np.zeros(len(starts), dtype=np.uint16)
    expected: Floats = np.zeros(members)
    crowd = days_of(observations.responses, crowded, layout)
    place = np.searchsorted(starts, np.searchsorted(rows, crowd.who << layout.count_width).astype(starts.dtype))
    named, every_age = Signs.of(*layout.every_count()), np.arange(window.last_day - window.first_day + 1)
    freshness, week = fresh(every_age), _bit_of_week(every_age)
    told = rows.view(_TOLD)  # half as wide as a row, and put where rows stood that were read already
    for part in parts(len(starts)):
        begin = starts[part]
        end = starts[part.stop] if part.stop < len(starts) else len(rows)
        source[part], target[part] = layout.people(rows[begin] >> layout.count_width)
        days = read_rows(rows[begin[0] : end], layout, window.last_day)
        signs = _signs(days, named, inferred)
        ages = window.last_day - days.day
        told["age"][begin[0] : end], told["sure"][begin[0] : end] = ages, signs.sure
        columns = signs.volume, signs.told, signs.answers, signs.sure * freshness[ages]
        volume[part], doubt[part], answers, weight[part] = (
            np.add.reduceat(column, begin - begin[0]) for column in columns
        )
        weeks[part] = np.bitwise_or.reduceat(_where_told(signs, week[ages]), begin - begin[0])
        np.add.at(expected, target[part], answers)
    signs = _signs(crowd, _named(observations.responses, crowded), inferred)
    for total, column in (volume, signs.volume), (doubt, signs.told):
        np.add.at(total, place, column)
    ages = window.last_day - crowd.day
    np.add.at(weight, place, signs.sure * freshness[ages])
    np.add.at(expected, target[place], signs.answers)
    np.bitwise_or.at(weeks, place, _where_told(signs, week[ages]))
    number = len(rows)
    rows.resize(-(-number // 2), refcheck=False)
    told = rows.view(_TOLD)[:number]
    np.negative(np.expm1(np.negative(weight, out=weight), out=weight), out=weight)
    return Pairs(
        source=source,
        target=target,
        strength=weight,
        volume=volume,
        seen=doubt <= EVEN,
        weeks=weeks,
        mutual=np.flatnonzero((source[1:] == target[:-1]) & (target[1:] == source[:-1])).astype(np.int32),
        given=add_up(source, volume, members),
        received=add_up(target, volume, members),
        expected=expected,
        rows=Rows(told["age"], told["sure"], starts, window.last_day, crowd.day, signs.sure, place),
    )


def strengths_before(pairs: Pairs, own: Ints, last_days: list[int]) -> list[Floats]:
    """The strength that the pairs in the rows ``own`` had at the end of each of these days, without what came later.

    A few thousand of them at a time: what is made on the way is many times as large.
    """
    rows = pairs.rows
    begins, following = rows.starts[own].astype(np.int64), np.minimum(own + 1, len(rows.starts) - 1)
    lengths = np.where(following > own, rows.starts[following], len(rows.age)) - begins
    first = np.cumsum(lengths) - lengths
    place = np.repeat(begins - first, lengths) + np.arange(int(lengths.sum()))
    sure, age = rows.sure[place].astype(np.float64), rows.age[place]
    every_day = rows.last_day - np.arange(int(age.max(initial=0)) + 1)
    where = np.minimum(np.searchsorted(own, rows.crowded_pair), len(own) - 1)
    kept = np.flatnonzero(own[where] == rows.crowded_pair)
    found = []
    for last_day in last_days:
        weight = np.add.reduceat(sure * _freshness(every_day, last_day)[age], first)
        np.add.at(weight, where[kept], rows.crowded_sure[kept] * _freshness(rows.crowded_day[kept], last_day))
        found.append(-np.expm1(-weight))
    return found


def _freshness(day: Ints, last_day: int) -> Floats:
    """0..1 for each day at the end of ``last_day``; 0 for those after it."""
    return np.where(day <= last_day, fresh(last_day - day), 0.0)


def _bit_of_week(age: Ints) -> NDArray[np.uint16]:
    """A bit for the week in which each of these days before the last one lies."""
    return np.left_shift(1, np.minimum(age // 7, 15)).astype(np.uint16)


def _where_told(signs: Signs, bit: NDArray[np.uint16]) -> NDArray[np.uint16]:
    """These bits; 0 where a row is no response, being in doubt."""
    return np.where(signs.told <= EVEN, bit, np.uint16(0))


def _signs(days: Days, named: Signs, inferred: InferredReplies) -> Signs:
    """What each row says. ``named`` is what its replies, mentions and reactions say, one row for each of its counts."""
    signs = named.at(days.counts)
    talk = np.flatnonzero(days.inferred != 0)
    times = days.inferred[talk] / (INFERRED * INFERRED_PARTS)
    signs.overhear(talk, times, inferred.chances(days.target(talk), days.day[talk]))
    return signs


def _named(responses: Responses, rows: Ints) -> Signs:
    counts = (responses.replies, responses.mentions, responses.reactions)
    return Signs.of(*(column[rows].astype(np.int64) for column in counts))
