"""Windows over closed days: whatever is asked, closing changes nothing, and what was closed outlives its events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from storage import Store
from storage.conversation.inference import infer
from storage.conversation.turns import Turns
from storage.models import (
    INFERRED_PARTS,
    Fact,
    GuildSeen,
    MessageDeleted,
    MessageSent,
    Observations,
    Outline,
    ReactionAdded,
    ReactionRemoved,
    ReactionsCleared,
    ReactionsCounted,
    RetentionPolicy,
    VoiceStayed,
    Window,
    moment_of,
    snowflake_at,
)
from tests.empty_file import empty
from tests.storage_community import CHANNELS, as_plain, community
from tests.storage_world import ALICE, BOB, CARA, CHANNEL, DAN, GUILD, START, at, message_id, reacted, read, sent

Counted = tuple[dict[tuple[int, int], int], dict[int, list[int]], dict[tuple[int, int], int]]
MIDNIGHT, NOON, EVENING, LATER = at(96), at(84), at(140.5), at(400)
QUESTIONS: list[dict[str, Any]] = [{}, {"channel_id": 14}, {"excluded_channels": (14,)}]


def everything(store: Store) -> Iterator[tuple[object, object]]:
    """What was asked, and what was observed."""
    for window in (Window(MIDNIGHT, 2), Window(NOON, 30), Window(EVENING, 3), Window(LATER, 30)):
        for asked in QUESTIONS:
            seen, outline = store.observe(GUILD, window, **asked), store.outline(GUILD, window, **asked)
            for field in fields(Outline):
                assert getattr(outline, field.name) == getattr(seen, field.name), field.name
            wrote = seen.activity.messages > 0
            assert (outline.authors, outline.sent) == (
                len(np.unique(seen.activity.member[wrote])),
                seen.activity.messages.sum(),
            )
            yield (window, asked), as_plain(seen)


def changed_minds(random: Random, facts: Sequence[Fact]) -> Iterator[Fact]:
    """Late edits, deletions, reactions and old messages, most of them about days that are long over."""
    people = [ALICE, BOB, CARA, DAN]
    messages = [fact for fact in facts if isinstance(fact, MessageSent)]
    for number, message in enumerate(random.sample(messages, 40)):
        place = (GUILD, message.channel_id, message.message_id)
        others = [person for person in people if person != message.author_id]
        match number % 8:
            case 0 | 1:
                yield MessageDeleted(*place)
            case 2:
                edited_at = moment_of(message.message_id) + timedelta(days=1, seconds=number)
                mentions = tuple(random.sample(others, 1))
                edited = message._replace(length=7, sentiment=-1.0, mentions=mentions, edited_at=edited_at)
                yield edited._replace(question=not message.question)
            case 3:
                yield ReactionAdded(*place, random.choice(others), "🎉", sentiment=0.65)
            case 4:
                yield ReactionsCleared(*place)
            case 5:
                yield ReactionsCounted(*place, random.randrange(9))
            case 6:
                answer = message.message_id + (random.randrange(40) * 3_600_000 << 22)
                yield MessageSent(GUILD, message.channel_id, answer, random.choice(others), 5, None, message.message_id)
            case _:
                yield VoiceStayed(
                    GUILD, 14, random.choice(people), at(20 + number), at(20.5 + number) + timedelta(seconds=number)
                )
    for fact in facts:
        if isinstance(fact, ReactionAdded) and random.random() < 0.1:
            yield ReactionRemoved(GUILD, fact.channel_id, fact.message_id, fact.user_id, fact.emoji)


def keep(store: Store, facts: Sequence[Fact]) -> None:
    store.record(facts)
    store.flush()
    assert store.health().error is None


@pytest.mark.parametrize("seed", range(3))
def test_closing_changes_no_observation(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    facts: list[Fact] = [fact for _, fact in community(seed)]
    facts += changed_minds(random, facts)
    with Store.open(empty(tmp_path / "open.db")) as never, Store.open(empty(tmp_path / "closed.db")) as often:
        keep(never, facts)
        cuts = sorted(random.sample(range(len(facts)), 3))
        for first, last in zip([0, *cuts], [*cuts, len(facts)], strict=True):
            often.close_days(at(random.randrange(200)))
            keep(often, facts[first:last])
        expected = list(everything(never))
        assert list(everything(often)) == expected
        often.close_days(LATER)
        assert often.close_days(LATER) == 0
        assert list(everything(often)) == expected


def test_a_closed_day_is_mended_where_only_the_day_before_changed(tmp_path: Path) -> None:
    with Store.open(empty(tmp_path / "neighbours.db")) as store:
        keep(store, [sent(23.8, ALICE), sent(24.2, BOB), sent(24.3, CARA)])
        store.close_days(LATER)
        assert as_counted(store.observe(GUILD, Window(LATER, 30)))[2].keys() == {(BOB, ALICE), (CARA, BOB)}
        keep(store, [MessageDeleted(GUILD, CHANNEL, message_id(23.8))])
        assert as_counted(store.observe(GUILD, Window(LATER, 30)))[2].keys() == {(CARA, BOB)}


def test_a_closed_day_is_mended_where_only_a_tie_was_missing(tmp_path: Path) -> None:
    with Store.open(empty(tmp_path / "tie.db")) as store:
        keep(store, [reacted(message_id(5), BOB, 30), sent(20, CARA)])
        store.close_days(LATER)
        assert store.observe(GUILD, Window(LATER, 30)).responses.reactions.tolist() == []
        keep(store, [sent(5, ALICE)])
        found = store.observe(GUILD, Window(LATER, 30))
        assert (found.responses.reactions.tolist(), found.activity.reactions.sum()) == ([1], 1)
        first = store.observe(GUILD, Window(at(24), 1)).responses
        assert first.reactions.tolist() == []


def counted_by_hand(facts: Sequence[Fact], window: Window, channel: int | None) -> Counted:
    """Hours and rooms, one message after the other, and what is inferred, one day after the other."""
    low, high = snowflake_at(window.start), snowflake_at(window.as_of)
    sent = {fact.message_id: fact for fact in facts if isinstance(fact, MessageSent)}
    wanted = [sent[key] for key in sorted(sent) if channel is None or sent[key].channel_id == channel]
    inside = [message for message in wanted if low <= message.message_id < high]
    replies = [m for m in inside if m.reply_to in sent and sent[m.reply_to].author_id != m.author_id]
    answered = {message.reply_to for message in replies}
    hours: Counter[tuple[int, int]] = Counter()
    rooms = {channel: [0] * 5 for channel in CHANNELS}
    for message in inside:
        moment = moment_of(message.message_id)
        hours[moment.weekday(), moment.hour] += 1
        room = rooms[message.channel_id]
        for place, count in enumerate((1, message.question, message.question and message.message_id in answered)):
            room[place] += count
        room[3] += message in replies
    for room_id, room in rooms.items():
        room[4] = len({message.author_id for message in inside if message.channel_id == room_id})
    known = [message for message in wanted if message.message_id < high]
    pairs = sum((inferred_on(day, known, sent) for day in {moment_of(m.message_id).date() for m in inside}), Counter())
    return dict(hours), rooms, dict(pairs)


def inferred_on(day: date, known: list[MessageSent], sent: dict[int, MessageSent]) -> Counter[tuple[int, int]]:
    """What the conversation model makes of one day and the four hours before it."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    context = [m for m in known if timedelta(hours=-4) <= moment_of(m.message_id) - midnight < timedelta(days=1)]
    context.sort(key=lambda message: (message.channel_id, message.message_id))
    whom = [{*m.mentions, *([sent[m.reply_to].author_id] if m.reply_to in sent else [])} for m in context]
    names = [
        (row, who)
        for row, everybody in enumerate(whom)
        for who in sorted(everybody - {context[row].author_id}, key=lambda who: (who not in context[row].mentions, who))
    ]
    naming, named = np.array(names, dtype=np.int64).reshape(-1, 2).T
    turns = Turns(
        room=np.array([m.channel_id for m in context]),
        author=np.array([m.author_id for m in context]),
        minute=np.array([round(moment_of(m.message_id).timestamp() * 1000) // 60_000 for m in context]),
        length=np.array([m.length for m in context]),
        question=np.array([m.question for m in context]),
        thanks=np.array([m.thanks for m in context]),
        addressed=np.array([bool(m.mentions) or m.reply_to is not None for m in context]),
        naming=naming,
        named=named,
    )
    found = infer(turns).hedged()
    pairs: Counter[tuple[int, int]] = Counter()
    for message, spoke, chance in zip(found.message, found.spoke, found.chance, strict=True):
        if moment_of(context[message].message_id) >= midnight:
            pairs[context[message].author_id, context[spoke].author_id] += round(INFERRED_PARTS * chance)
    return +pairs


def as_counted(found: Observations) -> Counted:
    hours = {(day, hour): int(found.hours[day, hour]) for day, hour in zip(*found.hours.nonzero(), strict=True)}
    rooms = {c.channel_id: [c.messages, c.questions, c.answered, c.replies, c.writers] for c in found.channels}
    pairs: Counter[tuple[int, int]] = Counter()
    columns, ids = found.responses, found.roster.user_id
    for row in columns.inferred.nonzero()[0]:
        pairs[int(ids[columns.source[row]]), int(ids[columns.target[row]])] += int(columns.inferred[row])
    return hours, rooms, dict(pairs)


@pytest.mark.parametrize("close_before", [START, at(70), LATER])
@pytest.mark.parametrize("channel", [None, 10])
def test_hours_rooms_and_what_is_inferred_are_as_counted_by_hand(
    tmp_path: Path, close_before: datetime, channel: int | None
) -> None:
    chatty = [fact for _, fact in community(seed=5)]
    for number, fact in enumerate(chatty):
        if isinstance(fact, MessageSent) and number % 2:
            chatty[number] = fact._replace(mentions=())
    with Store.open(empty(tmp_path / "counted.db")) as store:
        keep(store, chatty)
        store.close_days(close_before)
        for as_of in (MIDNIGHT, NOON, EVENING, LATER):
            for days in (1, 4, 30):
                window = Window(as_of, days)
                found = as_counted(store.observe(GUILD, window, channel_id=channel))
                assert found == counted_by_hand(chatty, window, channel)


def test_a_day_with_many_members_is_read_the_same(tmp_path: Path) -> None:
    random = Random(6)
    crowd, others = range(5000, 6500), range(7000, 8500)
    facts = [
        sent(number / 50, random.choice(crowd), length=random.randrange(2000), mentions=tuple(random.sample(others, 6)))
        for number in range(2400)
    ]
    with Store.open(empty(tmp_path / "crowd.db")) as store:
        keep(store, facts)
        before = as_plain(store.observe(GUILD, Window(at(60), 30)))
        store.close_days(LATER)
        packed = read(tmp_path / "crowd.db", "SELECT length(counts) FROM packed_day")
        assert min(packed)[0] > 16_384
        assert as_plain(store.observe(GUILD, Window(at(60), 30))) == before


def test_what_was_closed_outlives_its_events(tmp_path: Path) -> None:
    facts = [GuildSeen(GUILD, "Home"), *(fact for _, fact in community(seed=4))]
    with Store.open(empty(tmp_path / "kept.db")) as store:
        keep(store, facts)
        before = [as_plain(store.observe(GUILD, Window(at(240), 30), **asked)) for asked in QUESTIONS]
        policy = RetentionPolicy(events=2, counts=400, departed_members=400, departed_guilds=400)
        assert store.retain(policy, at(240)).rows["message"] > 100
        after = [as_plain(store.observe(GUILD, Window(at(240), 30), **asked)) for asked in QUESTIONS]
    assert after == before


def test_counts_are_as_narrow_as_they_can_be(tmp_path: Path) -> None:
    for length, width in ((100, "int8"), (1000, "int16"), (40_000, "int32"), (3_000_000_000, "int64")):
        with Store.open(empty(tmp_path / f"{length}.db")) as store:
            keep(store, [MessageSent(GUILD, 10, message_id(5), ALICE, length)])
            store.close_days(LATER)
            found = store.observe(GUILD, Window(LATER, 30)).activity
        assert found.characters.tolist() == [length]
        columns = (found.characters, found.messages, found.day)
        assert [column.dtype.name for column in columns] == [width, "int8", "int16"]
