"""Counts kept by triggers are the counts of the events: whatever comes, in any order, any number of times."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import Store
from storage.models import (
    Fact,
    MemberSeen,
    MessageDeleted,
    MessageSent,
    ReactionRemoved,
    ReactionsCleared,
    ReactionsCounted,
    VoiceStayed,
)
from tests.empty_file import empty
from tests.storage_world import (
    ALICE,
    BOB,
    CARA,
    CHANNEL,
    DAN,
    GUILD,
    IN_MEMORY,
    SAYS,
    at,
    counts_from_events,
    kept_counts,
    message_id,
    reacted,
    read,
    sent,
    window,
)

PEOPLE = (ALICE, BOB, CARA, DAN)
HOURS = (0, 1, 23, 25, 30, 49)
IDS = [message_id(hour) for hour in HOURS]
EMOJI = "👍🎉🤡👀🗿"
"""What they say is known of all but the last."""
AUTHORS = dict(zip(IDS, (ALICE, BOB, CARA, ALICE, BOB, DAN), strict=True))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(empty(tmp_path / "counts.db")) as opened:
        yield opened


def recorded(facts: list[Fact], *, batches: int = 1) -> tuple[dict[str, list[tuple[object, ...]]], ...]:
    """Kept counts and counts from events of a fresh file, the facts recorded in so many transactions."""
    with TemporaryDirectory(dir=IN_MEMORY) as folder:
        path = empty(Path(folder) / "rapport.db")
        size = max(1, -(-len(facts) // batches))
        with Store.open(path) as store:
            for start in range(0, len(facts), size):
                store.record(facts[start : start + size])
                store.flush()
            assert store.health().error is None
        assert read(path, "PRAGMA foreign_key_check") == []
        return kept_counts(path), counts_from_events(path)


def message_versions(draw: st.DrawFn, message: int) -> list[MessageSent]:
    """A message as sent, and as edited later."""
    earlier = [other for other in IDS if other < message]
    reply_to = draw(st.sampled_from([None, *earlier])) if earlier else None
    first = MessageSent(
        GUILD,
        CHANNEL,
        message,
        AUTHORS[message],
        length=draw(st.integers(0, 50)),
        sentiment=draw(st.sampled_from([None, -0.5, 0.25, 1.0])),
        reply_to=reply_to,
        reply_to_author=draw(st.sampled_from([None, AUTHORS[reply_to]])) if reply_to else None,
        mentions=tuple(draw(st.sets(st.sampled_from(PEOPLE), max_size=2)) - {AUTHORS[message]}),
        question=draw(st.booleans()),
        links=draw(st.integers(0, 2)),
    )
    edits = [
        first._replace(length=length, edited_at=at(100 + number), mentions=first.mentions[:number], sentiment=None)
        for number, length in enumerate(draw(st.lists(st.integers(0, 9), max_size=2)))
    ]
    return [first, *edits]


@st.composite
def histories(draw: st.DrawFn) -> list[Fact]:
    """Facts of which the order does not matter. A reply names its author where its target may be deleted."""
    facts: list[Fact] = []
    deleted = draw(st.sets(st.sampled_from(IDS), max_size=2))
    for message in draw(st.lists(st.sampled_from(IDS), unique=True, max_size=6)):
        versions = message_versions(draw, message)
        answered = versions[0].reply_to
        if answered in deleted:
            author = AUTHORS[answered]
            versions = [version._replace(reply_to_author=author) for version in versions]
        facts += versions
    for message, user, emoji, hour in draw(
        st.lists(
            st.tuples(
                st.sampled_from(IDS), st.sampled_from(PEOPLE), st.sampled_from(EMOJI), st.sampled_from([None, 3, 50])
            ),
            max_size=8,
        )
    ):
        named = draw(st.sampled_from([None, AUTHORS[message]]))
        says = draw(st.sampled_from([None, SAYS.get(emoji)]))
        facts.append(reacted(message, user, hour, emoji, author_id=named, sentiment=says))
    facts += [ReactionsCounted(GUILD, CHANNEL, message, 3) for message in draw(st.sets(st.sampled_from(IDS)))]
    facts += [MessageDeleted(GUILD, CHANNEL, message) for message in deleted]
    facts += [
        VoiceStayed(GUILD, CHANNEL, user, at(20), at(end))
        for user, end in draw(st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from([21, 30, 73])), max_size=3))
    ]
    return facts


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(facts=histories(), data=st.data())
def test_counts_do_not_depend_on_order_or_repetition(facts: list[Fact], data: st.DataObject) -> None:
    once, rebuilt = recorded(facts)
    assert once == rebuilt
    shuffled = data.draw(st.permutations(facts + data.draw(st.lists(st.sampled_from(facts)) if facts else st.just([]))))
    again, rebuilt_again = recorded(list(shuffled), batches=data.draw(st.integers(1, 5)))
    assert again == rebuilt_again
    assert again == once


@st.composite
def turns_of_mind(draw: st.DrawFn) -> list[list[Fact]]:
    """Reactions that come, go and come again between messages that come, change and go: a transaction each."""
    emoji, message = st.sampled_from(EMOJI), st.sampled_from(IDS[:4])
    times, people = st.sampled_from([None, 3, 26, 50]), st.sampled_from(PEOPLE)
    given = st.builds(
        lambda sign, seen, known, **place: reacted(
            emoji=sign, when=seen, sentiment=SAYS.get(sign) if known else None, **place
        ),
        emoji,
        times,
        st.booleans(),
        message=message,
        user=people,
        author_id=st.none(),
    )
    taken = st.builds(ReactionRemoved, st.just(GUILD), st.just(CHANNEL), message, people, emoji)
    cleared = st.builds(ReactionsCleared, st.just(GUILD), st.just(CHANNEL), message, st.none() | emoji)
    went = st.builds(MessageDeleted, st.just(GUILD), st.just(CHANNEL), st.sampled_from(IDS[3:]))
    came = st.sampled_from(IDS).map(lambda id_: sent(0, AUTHORS[id_], message_id=id_, sentiment=0.25))
    anything: st.SearchStrategy[Fact] = st.one_of(given, given, given, given, taken, cleared, came, came, went)
    return draw(st.lists(st.lists(anything, min_size=1, max_size=8), max_size=8))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(batches=turns_of_mind(), data=st.data())
def test_what_reactions_say_is_counted_as_their_rows_have_it(batches: list[list[Fact]], data: st.DataObject) -> None:
    """… and whatever of them goes, by the member, a moderator, with the message or by an erasure, from an open day or
    from one that is packed."""
    with TemporaryDirectory(dir=IN_MEMORY) as folder:
        path = empty(Path(folder) / "rapport.db")
        with Store.open(path) as store:
            for facts in batches:
                store.record(facts)
                store.flush()
                if data.draw(st.booleans()):
                    store.close_days(at(24))
            assert store.health().error is None
            assert kept_counts(path) == counts_from_events(path)
            store.erase_user(data.draw(st.sampled_from(PEOPLE)))
            assert kept_counts(path) == counts_from_events(path)


def test_a_reaction_says_what_it_said_at_first(store: Store) -> None:
    message = sent(1, ALICE)
    told = [reacted(message.message_id, BOB, 2, sentiment=says) for says in (None, 0.45, -1.0, None)]
    store.record([MemberSeen(GUILD, ALICE, "Alice", at(1)), MemberSeen(GUILD, BOB, "Bob", at(1)), message])
    for fact, expected in zip(told, (0, 45, 45, 45), strict=True):
        store.record([fact])
        store.flush()
        tone = store.observe(GUILD, window()).tone
        assert (tone.reaction_total.sum(), tone.reaction_count.sum()) == (expected, expected > 0)
        assert tone.given_total.tolist()[::-1] == tone.reaction_total.tolist()
        assert tone.count.sum() == 0
    store.record([ReactionRemoved(GUILD, CHANNEL, message.message_id, BOB, "👍")])
    store.flush()
    assert store.observe(GUILD, window()).tone.reaction_count.sum() == 0


def test_a_row_that_counts_nothing_any_more_is_removed(store: Store) -> None:
    message = sent(1, ALICE, mentions=(BOB,))
    store.record([message, reacted(message.message_id, CARA)])
    store.flush()
    assert len(store.observe(GUILD, window()).activity.member) == 2
    store.record([MessageDeleted(GUILD, CHANNEL, message.message_id)])
    store.flush()
    assert kept_counts(store.path) == {"members": [], "ties": [], "first": []}


def test_a_delete_that_comes_first_wins_for_ever(store: Store) -> None:
    message = sent(1, ALICE)
    store.record([MessageDeleted(GUILD, CHANNEL, message.message_id), message, reacted(message.message_id, BOB, 2)])
    store.flush()
    store.record([message._replace(edited_at=at(5))])
    store.flush()
    assert kept_counts(store.path)["members"] == []


def test_unnamed_reactions_are_what_names_do_not_cover(store: Store) -> None:
    message = sent(1, ALICE)
    counted = ReactionsCounted(GUILD, CHANNEL, message.message_id, 3)
    seen = MemberSeen(GUILD, ALICE, "Alice", at(1))
    store.record([seen, counted, message, reacted(message.message_id, BOB)])
    store.flush()
    assert store.observe(GUILD, window()).activity.unnamed.sum() == 2
    store.record([ReactionRemoved(GUILD, CHANNEL, message.message_id, BOB, "👍")])
    store.flush()
    assert store.observe(GUILD, window()).activity.unnamed.sum() == 2
    store.record([reacted(message.message_id, CARA)])
    store.flush()
    assert store.observe(GUILD, window(), channel_id=CHANNEL).activity.unnamed.sum() == 1
    assert store.observe(GUILD, window()).activity.unnamed.sum() == 1
    store.record([ReactionRemoved(GUILD, CHANNEL, message.message_id, CARA, "👍")])
    store.record([counted._replace(total=1)])
    store.flush()
    assert store.observe(GUILD, window()).activity.unnamed.sum() == 1
    store.record([ReactionsCleared(GUILD, CHANNEL, message.message_id)])
    store.flush()
    assert store.observe(GUILD, window()).activity.unnamed.sum() == 0


def test_answering_mentioning_and_applauding_oneself_makes_no_tie(store: Store) -> None:
    first = sent(1, ALICE)
    store.record([first, reacted(first.message_id, ALICE, 2), sent(2, ALICE, reply_to=first.message_id)])
    store.record([sent(3, ALICE, mentions=(ALICE,))])
    store.flush()
    counts = kept_counts(store.path)
    assert counts["ties"] == []
    ((_, _, user, _, messages, replies, *_, reactions, _, _, _, _),) = counts["members"]
    assert (user, messages, replies, reactions) == (ALICE, 3, 0, 0)


def test_a_reply_finds_its_target_when_that_turns_up_later(store: Store) -> None:
    question, answer = sent(1, ALICE), sent(2, BOB, reply_to=message_id(1), sentiment=0.5)
    store.record([answer])
    store.flush()
    assert kept_counts(store.path)["ties"] == []
    store.record([question])
    store.flush()
    ((_, _, source, target, _, replies, *_),) = kept_counts(store.path)["ties"]
    assert (source, target, replies) == (BOB, ALICE, 1)
    assert read(store.path, "SELECT * FROM awaiting") == []


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("edited_at", [None, at(3)])
def test_a_reply_is_no_mention_of_whom_it_answers(store: Store, together: bool, edited_at: datetime | None) -> None:
    answer = sent(2, BOB, reply_to=message_id(1), mentions=(ALICE, CARA))
    question = sent(1, ALICE)
    store.record([answer, question] if together else [answer])
    store.flush()
    store.record([question, answer._replace(edited_at=edited_at)])
    store.flush()
    ties = {row[2:7] for row in kept_counts(store.path)["ties"]}
    assert ties == {(BOB, ALICE, CHANNEL, 1, 0), (BOB, CARA, CHANNEL, 0, 1)}


def test_time_in_voice_is_split_at_midnight(store: Store) -> None:
    store.record([VoiceStayed(GUILD, CHANNEL, ALICE, at(23), at(end)) for end in (23.5, 24, 26, 25)])
    store.flush()
    assert store.observe(GUILD, window(27)).activity.voice_seconds.tolist() == [3600, 7200]
    assert store.observe(GUILD, window(25)).activity.voice_seconds.tolist() == [3600, 3600]


def test_an_absurd_total_spoils_nothing_beside_it(store: Store) -> None:
    message = sent(1, ALICE, sentiment=0.5)
    store.record([message, ReactionsCounted(GUILD, CHANNEL, message.message_id, 10**12)])
    store.flush()
    activity = store.observe(GUILD, window()).activity
    assert (activity.sentiment_count.tolist(), activity.reactions.tolist()) == ([1], [0])
    assert activity.unnamed[0] > 2_000_000
