"""Days that are over are packed, and packed days stay true: whatever comes later, in any order, any number of times."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import Store
from storage.closed_day import ClosedDay
from storage.free_pages import give_back_free_pages, has_many_free_pages
from storage.models import (
    Fact,
    MessageDeleted,
    MessageSent,
    ReactionRemoved,
    ReactionsCleared,
    ReactionsCounted,
    RetentionPolicy,
    VoiceStayed,
)
from storage.models.moments import DAY_MS, day_of, milliseconds
from storage.tables import chosen
from storage.traffic import read_day_traffic
from tests.empty_file import empty
from tests.storage_world import (
    ALICE,
    BOB,
    CARA,
    CHANNEL,
    DAN,
    GUILD,
    IN_MEMORY,
    START,
    at,
    counts_from_events,
    kept_counts,
    message_id,
    reacted,
    read,
    sent,
)

PEOPLE = (ALICE, BOB, CARA, DAN)
HOURS = (0, 22.5, 23, 23.9, 24.1, 24.8, 25.2, 47.5, 48.2, 70)
"""On three days, many of them around midnight."""
IDS = [message_id(hour) for hour in HOURS]
AUTHORS = {message: PEOPLE[place % 3] for place, message in enumerate(IDS)}
CHANNELS = {message: CHANNEL + (place in (1, 6)) for place, message in enumerate(IDS)}
FIRST_DAY = day_of(START)

Step = Callable[[Store], object]

messages = st.sampled_from(IDS)
people = st.sampled_from(PEOPLE)
emojis = st.sampled_from("👍🎉")


@st.composite
def sent_messages(draw: st.DrawFn) -> MessageSent:
    """A message as it is first heard of, or as it is after an edit."""
    message = draw(messages)
    earlier = [other for other in IDS if other < message]
    is_reply: bool = draw(st.booleans())
    answered = draw(st.sampled_from(earlier)) if is_reply and earlier else None
    return MessageSent(
        GUILD,
        CHANNELS[message],
        message,
        AUTHORS[message],
        length=draw(st.integers(0, 9)),
        sentiment=draw(st.sampled_from([None, -0.5, 1.0])),
        reply_to=answered,
        reply_to_author=draw(st.sampled_from([None, AUTHORS[answered]])) if answered else None,
        mentions=draw(st.sampled_from([(), (), (DAN,), (ALICE, BOB)])),
        question=draw(st.booleans()),
        thanks=draw(st.booleans()),
        links=draw(st.integers(0, 2)),
        edited_at=draw(st.sampled_from([None, at(100), at(101)])),
    )


@st.composite
def reaction_facts(draw: st.DrawFn) -> Fact:
    message, user, emoji = draw(messages), draw(people), draw(emojis)
    channel = CHANNELS[message]
    choices: tuple[Fact, ...] = (
        reacted(message, user, draw(st.sampled_from([None, 26, 71])), emoji, channel_id=channel),
        reacted(message, user, 27, emoji, channel_id=channel, author_id=AUTHORS[message]),
        ReactionRemoved(GUILD, channel, message, user, emoji),
        ReactionsCleared(GUILD, channel, message, draw(st.sampled_from([None, emoji]))),
        ReactionsCounted(GUILD, channel, message, draw(st.integers(0, 4))),
    )
    return draw(st.sampled_from(choices))


deletions = st.builds(lambda message: MessageDeleted(GUILD, CHANNELS[message], message), messages)
stays = st.builds(
    lambda user, end: VoiceStayed(GUILD, CHANNEL, user, at(20), at(end)), people, st.sampled_from([23, 30])
)
facts = st.one_of(sent_messages(), sent_messages(), deletions, deletions, reaction_facts(), stays)


def recording(batch: list[Fact]) -> Step:
    def step(store: Store) -> None:
        store.record(batch)
        store.flush()

    return step


def closing_before(hour: float) -> Step:
    return lambda store: store.close_days(at(hour))


def erasing(user: int) -> Step:
    return lambda store: store.erase_user(user, GUILD)


def opting_out(user: int) -> Step:
    return lambda store: store.opt_out(user, GUILD)


def retaining(hour: float) -> Step:
    return lambda store: store.retain(RetentionPolicy(events=1), at(hour))


first_steps = st.builds(
    recording, st.lists(st.one_of(sent_messages(), sent_messages(), facts), min_size=8, max_size=20)
)
few_facts = st.builds(recording, st.lists(facts, min_size=1, max_size=2))
more_facts = st.builds(recording, st.lists(facts, min_size=3, max_size=9))
closings = st.builds(closing_before, st.sampled_from([24, 48, 1000, 1000]))
removals = st.one_of(st.builds(erasing, people), st.builds(opting_out, people), st.builds(retaining, st.just(48)))
steps = st.one_of(few_facts, few_facts, few_facts, more_facts, closings, closings, removals)
histories = st.builds(lambda first, then: [first, *then], first_steps, st.lists(steps, min_size=2, max_size=12))


def fresh_and_recomputed_traffic(path: Path) -> tuple[list[object], list[object]]:
    """What packed days that are not stale say of the order of messages, and what the messages say of it. The first day
    whose messages are kept is left out: those of the hour before it are not."""
    fresh: list[object] = []
    recomputed: list[object] = []
    with closing(sqlite3.connect(path)) as connection:
        for guild, day, blob in connection.execute(
            "SELECT packed_day.guild, packed_day.day, counts FROM packed_day JOIN guild ON guild.id = packed_day.guild"
            " WHERE packed_day.day * 86400000 > horizon_ms"
            " AND (packed_day.guild, packed_day.day) NOT IN (SELECT guild, day FROM stale_day)"
        ).fetchall():
            closed = ClosedDay.unpack(blob)
            follows = chosen(closed.ties, closed.ties["inferred"] > 0)
            follows = {name: follows[name] for name in ("source", "target", "channel", "inferred")}
            traffic = read_day_traffic(connection, guild, day)
            for found, of in (
                (fresh, (follows, closed.hours, closed.open_questions, closed.late_replies, closed.answers)),
                (
                    recomputed,
                    (traffic.inferred, traffic.hours, traffic.open_questions, traffic.late_replies, traffic.answers),
                ),
            ):
                found.append((day, [{name: column.tolist() for name, column in table.items()} for table in of]))
    return fresh, recomputed


def assert_true(path: Path) -> None:
    """Rows and blobs together are the counts of the events, of every day whose events are still there."""
    kept, counted = kept_counts(path), counts_from_events(path)
    ((horizon_ms,),) = read(path, "SELECT coalesce(max(horizon_ms), 0) FROM guild")
    for table in ("members", "ties"):
        assert [row for row in kept[table] if row[1] * DAY_MS >= horizon_ms] == counted[table]
    if not horizon_ms:
        assert kept["first"] == counted["first"]
    fresh, recomputed = fresh_and_recomputed_traffic(path)
    assert fresh == recomputed


def lived(history: list[Step]) -> None:
    """A history leaves the counts true, and so does closing all days at its end."""
    with TemporaryDirectory(dir=IN_MEMORY) as folder:
        path = empty(Path(folder) / "rapport.db")
        with Store.open(path, clock=lambda: at(1000)) as store:
            for step in history:
                step(store)
            assert_true(path)
            store.close_days(at(1000))
            assert read(path, "SELECT * FROM member_day") == []
            assert read(path, "SELECT * FROM stale_day") == []
            assert_true(path)
            assert store.health().error is None
            assert store.message_count() == sum(row[4] for row in kept_counts(path)["members"])


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(history=histories)
def test_rows_and_blobs_are_the_counts_of_the_events(history: list[Step]) -> None:
    lived(history)


@pytest.mark.slow
@pytest.mark.timeout(900)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(history=histories)
def test_rows_and_blobs_are_the_counts_of_the_events_in_many_histories(history: list[Step]) -> None:
    lived(history)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(empty(tmp_path / "closing.db"), clock=lambda: at(1000)) as opened:
        yield opened


def recorded(store: Store, *told: Fact) -> None:
    store.record(told)
    store.flush()


def stale_days(store: Store) -> list[int]:
    """As days since the start."""
    return [day - FIRST_DAY for (day,) in read(store.path, "SELECT day FROM stale_day ORDER BY day")]


def packed_days(store: Store) -> list[tuple[int, int]]:
    """Days since the start, and messages."""
    rows = read(store.path, "SELECT day, messages FROM packed_day ORDER BY day")
    return [(day - FIRST_DAY, messages) for day, messages in rows]


def test_a_day_is_closed_when_it_is_over_and_only_once(store: Store) -> None:
    recorded(store, sent(1, ALICE), sent(25, BOB))
    assert store.close_days(at(23.99)) == 0
    assert store.close_days(at(24)) == 1
    assert packed_days(store) == [(0, 1)]
    assert store.message_count() == 2
    assert store.close_days(at(47)) == 0
    assert store.close_days(at(48)) == 1
    assert packed_days(store) == [(0, 1), (1, 1)]
    assert store.message_count() == 2


def test_progress_tells_the_days_and_what_breaks_off_goes_on_later(store: Store) -> None:
    recorded(store, *(sent(24 * day, ALICE) for day in range(4)))
    before = kept_counts(store.path)
    told: list[tuple[int, int]] = []

    def until_the_second(done: int, days: int) -> None:
        told.append((done, days))
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.close_days(at(1000), until_the_second)
    assert told == [(1, 4), (2, 4)]
    assert packed_days(store) == [(0, 1), (1, 1)]
    assert kept_counts(store.path) == before
    assert store.close_days(at(1000)) == 2
    assert kept_counts(store.path) == before


def test_what_comes_late_is_a_difference_until_the_day_is_closed_again(store: Store) -> None:
    first = sent(1, ALICE, links=2)
    recorded(store, first, sent(2, BOB))
    store.close_days(at(24))
    recorded(store, first._replace(length=5, edited_at=at(30)), MessageDeleted(GUILD, CHANNEL, message_id(2)))
    assert sorted(read(store.path, "SELECT messages, characters, links FROM member_day")) == [(-1, -20, 0), (0, -15, 0)]
    assert store.close_days(at(24)) == 1
    assert packed_days(store) == [(0, 1)]
    assert_true(store.path)


def test_a_difference_that_is_taken_back_is_none(store: Store) -> None:
    message = sent(1, ALICE)
    recorded(store, message)
    store.close_days(at(24))
    reaction = reacted(message.message_id, BOB)
    recorded(store, reaction, ReactionRemoved(GUILD, CHANNEL, message.message_id, BOB, reaction.emoji))
    assert read(store.path, "SELECT * FROM member_day") == []
    assert read(store.path, "SELECT * FROM tie_day") == []
    assert store.close_days(at(24)) == 0


def test_a_day_of_which_nothing_is_left_is_no_day(store: Store) -> None:
    recorded(store, sent(1, ALICE))
    store.close_days(at(24))
    recorded(store, MessageDeleted(GUILD, CHANNEL, message_id(1)))
    assert store.close_days(at(24)) == 1
    assert packed_days(store) == []
    assert store.close_days(at(24)) == 0


@pytest.mark.parametrize(
    ("hour", "stale"), [(0, [0]), (19.99, [0]), (20, [0, 1]), (23.99, [0, 1]), (24, [1]), (47.5, [1]), (71.5, [])]
)
def test_a_late_message_makes_its_day_stale_and_the_next_where_it_is_four_hours_away(
    store: Store, hour: float, stale: list[int]
) -> None:
    recorded(store, sent(12, ALICE), sent(36, ALICE))
    store.close_days(at(48))
    recorded(store, sent(hour, BOB))
    assert stale_days(store) == stale
    store.close_days(at(48))
    assert stale_days(store) == []
    recorded(store, MessageDeleted(GUILD, CHANNEL, message_id(hour)))
    assert stale_days(store) == stale


def test_what_says_nothing_of_the_order_of_messages_makes_no_day_stale(store: Store) -> None:
    message = sent(1, ALICE)
    recorded(store, message, sent(2, BOB))
    store.close_days(at(24))
    recorded(store, reacted(message.message_id, BOB, 3), ReactionsCounted(GUILD, CHANNEL, message.message_id, 4))
    recorded(store, VoiceStayed(GUILD, CHANNEL, BOB, at(3), at(4)))
    assert stale_days(store) == []
    assert store.close_days(at(24)) == 1
    assert_true(store.path)


def test_a_reply_that_finds_its_target_makes_its_day_stale(store: Store) -> None:
    recorded(store, sent(25, BOB, reply_to=message_id(1)), sent(49, CARA))
    store.close_days(at(1000))
    recorded(store, sent(1, ALICE))
    assert stale_days(store) == [1]


@pytest.mark.parametrize("is_closed", [False, True])
def test_who_wrote_first_is_found_in_open_and_closed_days(store: Store, is_closed: bool) -> None:
    hours = (1, 2, 30, 80)
    recorded(store, *(sent(hour, ALICE) for hour in hours), sent(50, BOB))
    for hour, next_first in zip(hours, (2, 30, 80, None), strict=True):
        if is_closed:
            store.close_days(at(72))
        recorded(store, MessageDeleted(GUILD, CHANNEL, message_id(hour)))
        wrote = {user: at_ms for _, user, at_ms in kept_counts(store.path)["first"]}
        assert wrote.get(ALICE) == (None if next_first is None else milliseconds(at(next_first)))
        assert wrote[BOB] == milliseconds(at(50))


def test_a_small_file_with_many_empty_pages_is_written_anew(store: Store) -> None:
    fill_many_days(store)
    before = page_count(store)
    store.close_days(at(1000))
    after = page_count(store)
    assert after < before
    with closing(sqlite3.connect(store.path)) as connection:
        connection.execute("VACUUM")
    assert page_count(store) == after
    assert store.damage() is None
    assert store.message_count() == MANY_DAYS * len(MANY_PEOPLE)


def test_empty_pages_are_cut_off_piece_by_piece(store: Store) -> None:
    fill_many_days(store)
    store.flush()
    with closing(sqlite3.connect(store.path, isolation_level=None)) as connection:
        connection.execute("DELETE FROM member_day")
        before = page_count(store)
        assert has_many_free_pages(connection)
        while give_back_free_pages(connection):
            pass
        assert not has_many_free_pages(connection)
        assert connection.execute("PRAGMA freelist_count").fetchone() == (0,)
    assert page_count(store) < before
    assert store.damage() is None


MANY_DAYS = 30
MANY_PEOPLE = range(1000, 1200)


def fill_many_days(store: Store) -> None:
    recorded(
        store,
        *(
            sent(24 * day, user, message_id=message_id(24 * day, user))
            for day in range(MANY_DAYS)
            for user in MANY_PEOPLE
        ),
    )


def page_count(store: Store) -> int:
    ((pages,),) = read(store.path, "PRAGMA page_count")
    return int(pages)
