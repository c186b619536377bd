"""A thread by itself: its figures are those of its own messages, whichever way its days are kept."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from storage import Store
from storage.models import ChannelSeen, Fact, RetentionPolicy, Window
from tests.empty_file import empty
from tests.storage_community import as_plain
from tests.storage_world import CARA, GUILD, at, read, sent
from tests.thread_town import (
    ASK,
    BOATS,
    DAYS,
    HIDDEN,
    MARKET,
    PARENTS,
    PIER,
    PLACES,
    POST,
    ROOMS,
    TIDES,
    plain_count,
    second_thoughts,
    talk,
    told,
)

LATER = at(24 * DAYS + 100)
WINDOWS = (Window(LATER, 60), Window(at(24 * 6), 3), Window(at(24 * 5 + 13.5), 4))
"""Everything; whole days; and a last day that is cut."""


def keep(store: Store, facts: list[Fact]) -> None:
    store.record(facts)
    store.flush()
    assert store.health().error is None


def under(room: int) -> set[int]:
    return {room, *(thread for thread, parent in PARENTS.items() if parent == room)}


def check(store: Store, facts: list[Fact], gone: int = 0) -> None:
    """Every thread and every channel says what a plain count of its facts says."""
    for window in WINDOWS:
        for asked in (*ROOMS, ASK):
            expected = plain_count(facts, under(asked), window, gone)
            found = told(store.observe(GUILD, window, channel_id=asked))
            assert found == expected, (asked, window)
            assert expected["members"]


@pytest.mark.parametrize("seed", range(2))
def test_a_thread_says_what_its_own_messages_say(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    facts = talk(random)
    with Store.open(empty(tmp_path / "threads.db"), clock=lambda: LATER) as store:
        keep(store, [*PLACES, *facts])
        check(store, facts)
        assert store.close_days(LATER) >= DAYS
        assert read(store.path, "SELECT count(*) FROM member_day") == [(0,)]
        check(store, facts)
        changes = second_thoughts(random, facts)
        keep(store, changes)
        facts += changes
        check(store, facts)
        store.close_days(LATER)
        check(store, facts)
        store.erase_user(CARA, GUILD)
        check(store, facts, gone=CARA)


def test_a_thread_keeps_its_figures_when_its_messages_go(tmp_path: Path) -> None:
    facts = talk(Random(4))
    with Store.open(empty(tmp_path / "retained.db"), clock=lambda: LATER) as store:
        keep(store, [*PLACES, *facts])
        whole = WINDOWS[0]
        before = {room: as_plain(store.observe(GUILD, whole, channel_id=room)) for room in ROOMS}
        store.retain(RetentionPolicy(events=1), LATER)
        assert read(store.path, "SELECT count(*) FROM message") == [(0,)]
        assert {room: as_plain(store.observe(GUILD, whole, channel_id=room)) for room in ROOMS} == before
        assert told(store.observe(GUILD, whole, channel_id=TIDES)) == plain_count(facts, {TIDES}, whole)


@pytest.mark.parametrize("is_closed", [False, True])
def test_a_channel_and_its_threads_add_up_to_the_folded_channel(tmp_path: Path, is_closed: bool) -> None:
    facts = talk(Random(5))
    with Store.open(empty(tmp_path / "sums.db"), clock=lambda: LATER) as store:
        keep(store, [*PLACES, *facts])
        if is_closed:
            store.close_days(LATER)

        def messages(**asked: object) -> dict[int, int]:
            seen = store.observe(GUILD, WINDOWS[0], **asked)  # type: ignore[arg-type]  # a channel or some left out
            return {one.channel_id: one.messages for one in seen.channels if one.messages}

        folded = messages()
        assert folded.keys() == {PIER, ASK, MARKET}
        for channel in (PIER, ASK, MARKET):
            threads = under(channel) - {channel}
            apart = {thread: messages(channel_id=thread)[thread] for thread in threads}
            own = messages(channel_id=channel, excluded_channels=threads).get(channel, 0)
            assert own + sum(apart.values()) == folded[channel] == messages(channel_id=channel)[channel]


def test_a_thread_that_is_asked_for_is_a_channel_of_its_own(tmp_path: Path) -> None:
    with Store.open(empty(tmp_path / "own.db"), clock=lambda: LATER) as store:
        keep(store, [*PLACES, *talk(Random(6))])
        for asked, name, channel in (
            (TIDES, "tide tables", "pier"),
            (POST, "How do I moor?", "ask"),
            (PIER, "pier", None),
        ):
            seen = store.observe(GUILD, WINDOWS[0], channel_id=asked)
            (only,) = [one for one in seen.channels if one.messages]
            assert (only.channel_id, only.name, only.thread_of) == (asked, name, channel)
            outline = store.outline(GUILD, WINDOWS[0], channel_id=asked)
            assert (outline.channels, outline.coverage) == (seen.channels, seen.coverage)
            wrote = store.whereabouts(GUILD, WINDOWS[0], [seen.roster.user_id.tolist()], channel_id=asked)
            assert wrote == [{asked: only.messages}]
        assert not {TIDES, BOATS, POST} & {one.channel_id for one in store.observe(GUILD, WINDOWS[0]).channels}


def test_a_thread_of_a_channel_that_is_left_out_is_left_out(tmp_path: Path) -> None:
    with Store.open(empty(tmp_path / "out.db"), clock=lambda: LATER) as store:
        keep(store, [*PLACES, *talk(Random(7))])
        seen = store.observe(GUILD, WINDOWS[0], channel_id=HIDDEN, excluded_channels=[MARKET])
        assert not seen.hours.any()
        assert not len(seen.activity.day)
        assert store.channel_line(GUILD, HIDDEN) == {HIDDEN, MARKET}
        assert store.channel_line(GUILD, 999) == frozenset()
        assert store.channel_line(999, HIDDEN) == frozenset()


def test_a_thread_right_under_a_category_is_a_channel_of_its_own(tmp_path: Path) -> None:
    with Store.open(empty(tmp_path / "topics.db"), clock=lambda: LATER) as store:
        keep(
            store,
            [
                ChannelSeen(GUILD, 70, "archive", "category"),
                ChannelSeen(GUILD, 71, "winches", "thread", parent_id=70),
                sent(24, channel_id=71),
            ],
        )
        for asked in (None, 71):
            (only,) = store.outline(GUILD, WINDOWS[0], channel_id=asked).channels
            assert (only.channel_id, only.messages, only.thread_of) == (71, 1, None)
        without = store.outline(GUILD, WINDOWS[0], excluded_channels=[70])
        assert (without.sent, without.authors) == (0, 0)
