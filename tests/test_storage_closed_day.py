"""A day as one blob: what is in it comes out of it, what merging and leaving out do, and how large it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.closed_day import (
    ANSWERS,
    HOURS,
    KEPT_TIE_COUNTS,
    LATE_REPLIES,
    MEMBER_COUNTS,
    MEMBER_KEY,
    NEXT_SPEAKER,
    OPEN_QUESTIONS,
    TIE_KEY,
    TONE_COUNTS,
    ClosedDay,
    DayTraffic,
    people_of,
)
from storage.columnar import decode, encode
from storage.errors import StoreError
from storage.models import INFERRED_PARTS
from storage.tables import Table, rows_of, table

Rows = list[tuple[int, ...]]
Some = Sequence[tuple[int, ...]]
PERSON, CHANNEL, COUNT = st.integers(1, 6), st.integers(0, 3), st.integers(-3, 3)
SNOWFLAKE = st.integers(1, 2**62)


def rows(*columns: st.SearchStrategy[int]) -> st.SearchStrategy[Rows]:
    return st.lists(st.tuples(*columns), max_size=12)


MEMBER_ROWS = rows(PERSON, CHANNEL, *[COUNT] * len(MEMBER_COUNTS))
TIE_ROWS = rows(PERSON, PERSON, CHANNEL, *[COUNT] * len(KEPT_TIE_COUNTS))
SECONDS = st.integers(0, 90_000)
OPEN = rows(SNOWFLAKE, PERSON, CHANNEL, SECONDS)
LATE = rows(SNOWFLAKE, PERSON, PERSON, CHANNEL, SECONDS)


def columns(names: Sequence[str], found: Some) -> Table:
    return table(names, np.array(found, dtype=np.int64).reshape(-1, len(names)).T)


def tuples(found: Table) -> Rows:
    return list(zip(*(column.tolist() for column in found.values()), strict=True))


def plain(day: ClosedDay) -> list[Rows]:
    traffic = (day.hours, day.open_questions, day.late_replies, day.answers)
    return [tuples(one) for one in (day.members, day.ties, *traffic)]


def added_up(found: Rows, key: int) -> Rows:
    """One row a key, by key, without those that are zero throughout."""
    sums: dict[tuple[int, ...], Counter[int]] = {}
    for row in found:
        sums.setdefault(row[:key], Counter()).update(dict(enumerate(row[key:])))
    return [(*place, *counts.values()) for place, counts in sorted(sums.items()) if any(counts.values())]


def a_day(members: Some, ties: Some, inferred: Some, asked: Some, late: Some) -> ClosedDay:
    traffic = DayTraffic(
        columns((*TIE_KEY, "inferred"), inferred),
        columns(HOURS, [(channel, 7, 2) for *_, channel, _ in inferred][:1]),
        columns(OPEN_QUESTIONS, asked),
        columns(LATE_REPLIES, late),
        columns(ANSWERS, [(channel, 40, 2) for _, _, channel, _ in asked][:1]),
    )
    whole = ClosedDay.empty().merged(
        columns((*MEMBER_KEY, *MEMBER_COUNTS), members), columns((*TIE_KEY, *KEPT_TIE_COUNTS), ties)
    )
    return whole.with_traffic(traffic)


DAYS = st.builds(a_day, MEMBER_ROWS, TIE_ROWS, rows(PERSON, PERSON, CHANNEL, st.integers(1, 3)), OPEN, LATE)


@given(DAYS)
def test_what_goes_into_a_blob_comes_out_of_it(day: ClosedDay) -> None:
    blob = day.pack()
    unpacked = ClosedDay.unpack(blob)
    assert plain(unpacked) == plain(day)
    assert {column.dtype for column in (*unpacked.members.values(), *unpacked.ties.values())} == {np.dtype(np.int64)}
    assert people_of(blob).tolist() == day.people().tolist()
    assert unpacked.pack() == blob


@given(MEMBER_ROWS, MEMBER_ROWS, TIE_ROWS, TIE_ROWS)
def test_merging_adds_up_by_key_and_drops_what_is_nothing(m: Rows, more_m: Rows, t: Rows, more_t: Rows) -> None:
    merged = a_day(m, t, [], [], []).merged(
        columns((*MEMBER_KEY, *MEMBER_COUNTS), more_m), columns((*TIE_KEY, *KEPT_TIE_COUNTS), more_t)
    )
    assert tuples(merged.members) == added_up(m + more_m, 2)
    assert tuples(merged.ties) == added_up([(*row, 0) for row in t + more_t], 3)
    assert merged.messages == sum(row[2] for row in m + more_m)


@given(DAYS)
def test_new_traffic_replaces_the_old_and_keeps_the_counts(day: ClosedDay) -> None:
    inferred, hours = columns((*TIE_KEY, "inferred"), [(1, 2, 3, 4)]), columns(HOURS, [(3, 7, 2)])
    asked = columns(OPEN_QUESTIONS, [(9, 1, 1, 60)])
    again = day.with_traffic(
        DayTraffic(inferred, hours, asked, columns(LATE_REPLIES, []), columns(ANSWERS, [(1, 9, 1)]))
    )
    assert tuples(again.members) == tuples(day.members)
    expected = [(*row[:-1], 0) for row in tuples(day.ties)] + [(1, 2, 3, *[0] * len(KEPT_TIE_COUNTS), 4)]
    assert tuples(again.ties) == added_up(expected, 3)
    assert plain(again)[2:] == [[(3, 7, 2)], [(9, 1, 1, 60)], [], [(1, 9, 1)]]


@given(DAYS, st.sets(PERSON))
def test_nothing_of_those_who_are_left_out_remains(day: ClosedDay, gone: set[int]) -> None:
    rest = day.without(np.array(sorted(gone), dtype=np.int64))
    assert not gone & set(rest.people().tolist())
    assert not gone & set(people_of(rest.pack()).tolist())
    kept = [
        [row for row in found if not gone & {row[place] for place in places}]
        for found, places in zip(plain(day), ((0,), (0, 1), (), (1,), (1, 2), ()), strict=True)
    ]
    assert plain(rest) == kept


NUMBERS = st.one_of(st.just(0), st.integers(-3, 3), st.integers(-(2**63), 2**63 - 1), st.integers(-70_000, 70_000))


@given(st.lists(st.lists(NUMBERS, max_size=400), max_size=4))
def test_columns_of_any_width_survive(found: list[list[int]]) -> None:
    tables = [{"first": np.array(one, dtype=np.int64), "second": np.zeros(len(one), dtype=np.int64)} for one in found]
    decoded = decode(encode(tables, 3), {3: [("first", "second")] * len(found)})
    assert [one.extremes("first") for one in decoded] == [(min([0, *one]), max([0, *one])) for one in found]
    assert [one["first"].tolist() for one in decoded] == found
    assert [one["second"].tolist() for one in decoded] == [[0] * len(one) for one in found]


@pytest.mark.parametrize(
    ("values", "most"),
    [
        (np.arange(256), 256 + 4),
        (np.arange(256) - 128, 256 + 4),
        (np.arange(65_536), 2 * 65_536 + 5),
        (np.arange(-5, 65_531), 4 * 65_536 + 5),
        (np.where(np.arange(1000) % 100 == 7, 200, 0), 10 * 3 + 6),
        (np.zeros(100_000, dtype=np.int64), 5),
    ],
)
def test_a_column_takes_as_little_as_its_values_need(values: np.ndarray, most: int) -> None:
    assert len(encode([{"one": values}], 1)) <= most


def test_the_smallest_day_of_a_small_guild_is_small() -> None:
    spoke = [(person, 1, 3, 1, 160, 1, 0, 0, 1, 0, 20, 2, 0) for person in (11, 12, 13)]
    talked = [(a, b, 1, 1, 0, 1, 20, 1, 45, 1) for a, b in pairwise((11, 12, 13, 11))]
    asked = [(1_300_000_000_000_000_000, 11, 1, 0)]
    assert len(a_day(spoke, talked, [(11, 12, 1, 1)], asked, []).pack()) <= 150


def test_a_large_day_takes_few_bytes_a_row() -> None:
    random = np.random.default_rng(5)
    people, pairs = 6000, 30_000
    home = random.integers(1, 60, people + 1)

    def where(person: np.ndarray) -> np.ndarray:
        """Mostly at home."""
        return np.where(random.random(len(person)) < 0.9, home[person], random.integers(1, 60, len(person)))

    person, messages = np.arange(1, people + 1), np.minimum(random.zipf(1.6, people), 300)
    counts = (messages, messages // 3, messages * 40, messages // 8, messages // 20, messages // 20, messages // 2)
    more = (0 * messages, random.integers(-100, 100, people), messages * 2 // 3, 0 * messages)
    members = np.stack((person, where(person), *counts, *more), axis=1)
    source, target = random.integers(1, people + 1, (2, pairs))
    few = (random.integers(0, 3, pairs), random.integers(0, 2, pairs), random.integers(0, 2, pairs))
    tone = (random.integers(-100, 100, pairs), random.integers(0, 2, pairs), 45 * few[2], few[2])
    ties = np.stack((source, target, where(source), *few, *tone), axis=1)
    only_members = a_day(list(map(tuple, members)), [], [], [], [])
    only_ties = a_day([], list(map(tuple, ties)), [], [], [])
    assert len(only_members.pack()) / rows_of(only_members.members) <= 20
    assert len(only_ties.pack()) / rows_of(only_ties.ties) <= 14


STRAY = b"\x01\x02\x81\x01\x09\x01" + bytes(8)
"""Of the first table's two rows the tenth has a value."""


@pytest.mark.parametrize("damage", [b"", b"\x63", b"\x01\x05", b"\x01\x02\x08", b"\x81\x00\x00", STRAY])
def test_what_is_no_blob_of_ours_is_said(damage: bytes) -> None:
    with pytest.raises(StoreError, match="a packed day is"):
        ClosedDay.unpack(damage)


@given(DAYS, st.data())
def test_a_blob_that_was_cut_is_said(day: ClosedDay, data: st.DataObject) -> None:
    blob = day.pack()
    with pytest.raises(StoreError):
        ClosedDay.unpack(blob[: data.draw(st.integers(0, len(blob) - 1))])


def as_version(number: int, day: ClosedDay) -> bytes:
    """What that version would have packed, which knew nothing yet of some of it."""
    unknown = {*TONE_COUNTS, *(("seconds",) if number < 3 else ())}
    tables = [{name: column for name, column in one.items() if name not in unknown} for one in day.split()]
    return encode(tables if number > 2 else tables[:-1], number)


def toneless(found: Rows) -> Rows:
    """Rows of ties as if nobody had asked how reactions sound."""
    return [(*row[:-3], 0, 0, row[-1]) for row in found]


@given(DAYS, st.sets(PERSON))
def test_of_a_day_that_was_packed_before_reactions_had_a_tone_none_is_known(day: ClosedDay, gone: set[int]) -> None:
    unpacked, people = ClosedDay.unpack(as_version(3, day)), np.array(sorted(gone), dtype=np.int64)
    expected = [toneless(found) if place == 1 else found for place, found in enumerate(plain(day))]
    assert plain(unpacked) == expected
    assert plain(ClosedDay.unpack(unpacked.without(people).pack())) == plain(unpacked.without(people))


@given(DAYS)
def test_a_day_that_was_packed_before_waits_were_measured_is_read_without_them(day: ClosedDay) -> None:
    old = as_version(2, day)
    unpacked = plain(ClosedDay.unpack(old))
    assert unpacked[0] == plain(day)[0]
    assert unpacked[1:3] == [toneless(plain(day)[1]), plain(day)[2]]
    assert unpacked[3:5] == [[(*row[:-1], 0) for row in found] for found in plain(day)[3:5]]
    assert unpacked[5] == []
    assert people_of(old).tolist() == day.people().tolist()


@given(DAYS)
def test_the_next_speakers_of_version_1_count_as_little_as_two_in_five_answer(day: ClosedDay) -> None:
    old = as_version(1, day)
    counts = toneless(tuples(day.ties))
    assert tuples(ClosedDay.unpack(old).ties) == [(*row[:-1], row[-1] * NEXT_SPEAKER) for row in counts]
    assert people_of(old).tolist() == day.people().tolist()
    assert pytest.approx(0.4, abs=0.5 / INFERRED_PARTS) == NEXT_SPEAKER / INFERRED_PARTS
