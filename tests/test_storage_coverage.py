"""Coverage: what was seen, what was not, and what is no gap at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import Store
from storage.coverage import clipped, holes, length, merged
from storage.models import (
    ChannelKind,
    ChannelSeen,
    Fact,
    GuildSeen,
    StretchSeen,
    StretchSource,
    Window,
    moment_of,
    snowflake_at,
)
from storage.stretches import add_stretch
from tests.empty_file import empty
from tests.storage_world import GUILD, at, message_id, sent

DAY = 24
HELP, QUIET, STAFF = (snowflake_at(at(-900)) + number for number in range(3))


class Clock:
    def __init__(self) -> None:
        self.now = at(0)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    with Store.open(empty(tmp_path / "coverage.db"), clock=clock) as opened:
        yield opened


def keep(store: Store, *facts: Fact) -> None:
    store.record(facts)
    store.flush()
    assert store.health().error is None


def channel(channel_id: int, name: str, *, readable: bool = True, kind: ChannelKind = "text") -> ChannelSeen:
    return ChannelSeen(GUILD, channel_id, name, kind, readable=readable)


def stretch(channel_id: int, first: float, last: float, source: StretchSource = "live") -> StretchSeen:
    return StretchSeen(GUILD, channel_id, message_id(first), message_id(last), source)


WEEK = Window(at(7 * DAY), 7)

intervals = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=8)


@given(intervals, st.integers(0, 30), st.integers(30, 60))
def test_intervals_are_sets_of_points(found: list[tuple[int, int]], low: int, high: int) -> None:
    def points(spans: list[tuple[int, int]]) -> set[int]:
        return {point for first, end in spans for point in range(first, end)}

    whole = merged(found)
    assert points(whole) == points(found)
    assert all(end < first for (_, end), (first, _) in pairwise(whole))
    inside, outside = clipped(whole, low, high), holes(whole, low, high)
    assert points(inside) == points(found) & set(range(low, high))
    assert points(outside) == set(range(low, high)) - points(found)
    assert length(inside) + length(outside) == high - low


@given(st.lists(st.tuples(st.integers(1, 40), st.integers(1, 40)), min_size=1, max_size=8))
def test_stored_stretches_join_when_they_touch(found: list[tuple[int, int]]) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE stretch (guild, channel_id, first_id, last_id, source)")
        for first, last in found:
            add_stretch(connection, 1, StretchSeen(GUILD, 5, first, last))
        rows = connection.execute("SELECT first_id, last_id FROM stretch ORDER BY first_id").fetchall()
    assert rows == [(first, end - 1) for first, end in merged((min(pair), max(pair) + 1) for pair in found)]


def test_nothing_seen_is_not_zero(store: Store) -> None:
    keep(store, GuildSeen(GUILD, "Home"), channel(HELP, "help"))
    coverage = store.coverage(GUILD, WEEK)
    assert (coverage.share, coverage.seen_from, coverage.gaps) == (None, None, ())
    assert store.coverage(12345, WEEK).share is None


def test_live_listening_covers_every_readable_channel(store: Store) -> None:
    keep(
        store,
        GuildSeen(GUILD, "Home"),
        channel(HELP, "help"),
        channel(QUIET, "quiet"),
        channel(STAFF, "staff", readable=False),
        ChannelSeen(GUILD, STAFF + 1, "forum", "forum"),
        ChannelSeen(GUILD, STAFF + 2, "thread", "thread", parent_id=HELP),
        stretch(0, 0, 3 * DAY),
        stretch(0, 4 * DAY, 7 * DAY),
        stretch(HELP, 3 * DAY, 4 * DAY, "backfill"),
    )
    coverage = store.coverage(GUILD, WEEK)
    assert coverage.share == pytest.approx(13 / 14, abs=1e-6)
    assert coverage.seen_from == at(0)
    assert [(gap.channel, gap.reason) for gap in coverage.gaps] == [
        ("staff", "no permission to read history"),
        ("quiet", "not seen"),
    ]
    assert coverage.gaps[1].end == at(4 * DAY)
    assert store.stretches(GUILD, HELP) == [(message_id(0), message_id(7 * DAY))]
    assert store.stretches(GUILD, STAFF) == []


def test_before_the_bot_came_nothing_was_seen(store: Store) -> None:
    keep(store, GuildSeen(GUILD, "Home"), channel(HELP, "help"), stretch(0, 6 * DAY, 7 * DAY))
    coverage = store.coverage(GUILD, WEEK)
    assert coverage.share == pytest.approx(1 / 7, abs=1e-6)
    assert coverage.seen_from == at(6 * DAY)
    (gap,) = coverage.gaps
    assert (gap.start, gap.end) == (at(0), at(6 * DAY))


def test_a_channel_made_within_the_window_is_expected_from_then_on(store: Store) -> None:
    keep(store, GuildSeen(GUILD, "Home"), channel(message_id(6 * DAY), "new"), stretch(0, 6 * DAY, 7 * DAY))
    assert store.coverage(GUILD, WEEK).share == pytest.approx(1)


def test_an_archive_has_no_gap_where_a_channel_began_later_or_fell_silent(store: Store) -> None:
    keep(
        store,
        GuildSeen(GUILD, "Archive", imported=True),
        channel(HELP, "help"),
        channel(QUIET, "quiet"),
        stretch(HELP, 0, 7 * DAY, "import"),
        stretch(QUIET, 2 * DAY, 3 * DAY, "import"),
    )
    coverage = store.coverage(GUILD, WEEK)
    assert coverage.share == pytest.approx(1)
    assert coverage.gaps == ()
    archive_end = message_id(7 * DAY)
    later = store.coverage(GUILD, Window(at(14 * DAY), 14))
    assert later.share == pytest.approx((7 + 5) / (14 + 12), abs=1e-6)
    assert [(gap.start, gap.end) for gap in later.gaps] == [(moment_of(archive_end), at(14 * DAY))] * 2


def test_an_archive_of_a_forum_was_seen_through_its_posts(store: Store) -> None:
    forum, early, late = QUIET, message_id(1 * DAY), message_id(5 * DAY)
    keep(
        store,
        GuildSeen(GUILD, "archive", imported=True),
        ChannelSeen(GUILD, forum, "ideas", "forum"),
        ChannelSeen(GUILD, early, "first post", "thread", forum),
        ChannelSeen(GUILD, late, "second post", "thread", forum),
        StretchSeen(GUILD, early, early, message_id(2 * DAY), "import"),
        StretchSeen(GUILD, late, late, message_id(7 * DAY), "import"),
    )
    coverage = store.coverage(GUILD, Window(at(7 * DAY), 7))
    assert coverage.share == pytest.approx(1)
    assert coverage.seen_from == moment_of(early)
    assert coverage.gaps == ()


def test_a_hole_between_two_exports_is_a_gap(store: Store) -> None:
    keep(store, GuildSeen(GUILD, "Archive", imported=True), channel(HELP, "help"))
    keep(store, stretch(HELP, 5 * DAY, 7 * DAY, "import"), stretch(HELP, 0, 1 * DAY, "import"))
    coverage = store.coverage(GUILD, WEEK)
    assert coverage.share == pytest.approx(3 / 7, abs=1e-6)
    assert [gap.channel for gap in coverage.gaps] == ["help"]


def test_short_gaps_are_not_worth_a_line_and_long_ones_come_first(store: Store) -> None:
    keep(store, GuildSeen(GUILD, "Home"), channel(HELP, "help"), stretch(0, 0, 24), stretch(0, 24.9, 48))
    keep(store, stretch(0, 50, 72), stretch(0, 80, 7 * DAY))
    gaps = store.coverage(GUILD, WEEK).gaps
    assert [gap.end for gap in gaps] == [at(80), at(50)]
    keep(store, *(stretch(HELP, 7 * DAY + 4 * n, 7 * DAY + 4 * n + 1) for n in range(40)))
    assert len(store.coverage(GUILD, Window(at(14 * DAY), 14)).gaps) == 20


def test_a_channel_that_becomes_readable_was_not_heard_before(store: Store, clock: Clock) -> None:
    keep(store, GuildSeen(GUILD, "Home"), channel(STAFF, "staff", readable=False), stretch(0, 0, 7 * DAY))
    clock.now = at(5 * DAY)
    keep(store, channel(STAFF, "staff"))
    assert store.stretches(GUILD, STAFF) == [(message_id(5 * DAY), message_id(7 * DAY))]


def test_a_channel_that_is_closed_to_the_bot_keeps_what_was_heard(store: Store, clock: Clock) -> None:
    keep(store, GuildSeen(GUILD, "Home"), channel(STAFF, "staff"), stretch(0, 0, 2 * DAY))
    clock.now = at(2 * DAY)
    keep(store, channel(STAFF, "staff", readable=False), stretch(0, 0, 7 * DAY))
    assert store.stretches(GUILD, STAFF) == [(message_id(0), message_id(2 * DAY))]
    (gap,) = store.coverage(GUILD, WEEK).gaps
    assert gap.reason == "no permission to read history"
    assert gap.end == WEEK.as_of


def test_a_channel_first_met_closed_was_never_heard(store: Store, clock: Clock) -> None:
    keep(store, GuildSeen(GUILD, "Home"), channel(HELP, "help"), stretch(0, 0, 2 * DAY))
    keep(store, channel(STAFF, "staff", readable=False))
    assert store.stretches(GUILD, STAFF) == []
    clock.now = at(3 * DAY)
    keep(store, channel(STAFF, "staff"))
    assert store.stretches(GUILD, STAFF) == [], "so that history fetches it"


def test_a_report_on_one_channel_tells_of_that_channel(store: Store) -> None:
    keep(store, GuildSeen(GUILD, "Home"), channel(HELP, "help"), channel(QUIET, "quiet"))
    keep(store, stretch(HELP, 0, 7 * DAY, "backfill"), sent(1, channel_id=HELP))
    assert store.observe(GUILD, WEEK, channel_id=HELP).coverage.share == pytest.approx(1)
    assert store.observe(GUILD, WEEK).coverage.share == pytest.approx(0.5, abs=1e-6)
    assert store.observe(GUILD, WEEK, channel_id=QUIET).coverage.share is None
