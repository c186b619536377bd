"""Observations: what a report may use, and nothing that happened later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from storage import Store
from storage.models import (
    INFERRED_PARTS,
    ChannelDeleted,
    ChannelSeen,
    Fact,
    GuildSeen,
    MemberJoined,
    MemberLeft,
    MemberSeen,
    Observations,
    VoiceStayed,
    Window,
)
from tests.empty_file import empty
from tests.storage_community import as_plain, community, until
from tests.storage_world import ALICE, BOB, CARA, CHANNEL, DAN, GUILD, at, message_id, reacted, sent, window

THREAD, TOPIC, CATEGORY, OTHER = 11, 12, 13, 14


class ClosingStore(Store):
    """Closes whatever can be closed before it is asked anything."""

    def observe(self, *args: Any, **more: Any) -> Observations:
        self.close_days(datetime(2030, 1, 1, tzinfo=UTC))
        return super().observe(*args, **more)


@pytest.fixture(params=["open", "closed", "closed, and too large to be kept meanwhile"])
def store(tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    if "too large" in request.param:
        monkeypatch.setattr("storage.observing._MANY", 0)
        monkeypatch.setattr("storage.observing._LARGE", 0)
    kind = Store if request.param == "open" else ClosingStore
    with kind.open(empty(tmp_path / "observing.db")) as opened:
        yield opened


def keep(store: Store, *facts: Fact) -> None:
    store.record(facts)
    store.flush()
    assert store.health().error is None


def seen(user: int, hours: float = 0) -> MemberSeen:
    return MemberSeen(GUILD, user, f"name{user}", at(hours))


def ties(seen: Observations) -> dict[tuple[int, int], dict[str, int]]:
    """By user ids, summed over days."""
    found: dict[tuple[int, int], dict[str, int]] = {}
    ids, columns = seen.roster.user_id, seen.responses
    for row in range(len(columns.day)):
        pair = (int(ids[columns.source[row]]), int(ids[columns.target[row]]))
        sums = found.setdefault(pair, {"replies": 0, "mentions": 0, "reactions": 0, "inferred": 0})
        for name in sums:
            sums[name] += int(getattr(columns, name)[row])
    return found


def explicit(seen: Observations) -> dict[tuple[int, int], dict[str, int]]:
    """Without what is inferred, and whom nothing else binds."""
    found = {
        pair: {name: count for name, count in sums.items() if name != "inferred"} for pair, sums in ties(seen).items()
    }
    return {pair: sums for pair, sums in found.items() if any(sums.values())}


def test_an_archive_says_so_until_the_bot_is_there_itself(store: Store) -> None:
    keep(store, GuildSeen(GUILD, "Home", imported=True), sent(1))
    assert store.observe(GUILD, window()).imported
    keep(store, GuildSeen(GUILD, "Home"))
    keep(store, GuildSeen(GUILD, "Home", imported=True))
    assert not store.observe(GUILD, window()).imported


def test_everything_about_a_small_exchange(store: Store) -> None:
    question = sent(9, ALICE, question=True, sentiment=0.2)
    keep(
        store,
        GuildSeen(GUILD, "Home"),
        ChannelSeen(GUILD, CHANNEL, "general"),
        *(seen(user) for user in (ALICE, BOB, CARA)),
        question,
        sent(10, BOB, reply_to=question.message_id, sentiment=0.6, thanks=True, links=2),
        sent(10.5, CARA, mentions=(ALICE, BOB)),
        sent(10.6, ALICE),
        reacted(question.message_id, CARA, 30, author_id=ALICE),
    )
    found = store.observe(GUILD, window(48))
    assert found.guild == "Home"
    assert found.roster.user_id.tolist() == [ALICE, BOB, CARA]
    assert found.roster.name == ("name101", "name102", "name103")
    assert explicit(found) == {
        (BOB, ALICE): {"replies": 1, "mentions": 0, "reactions": 0},
        (CARA, ALICE): {"replies": 0, "mentions": 1, "reactions": 1},
        (CARA, BOB): {"replies": 0, "mentions": 1, "reactions": 0},
    }
    assert ties(found)[ALICE, CARA]["inferred"] > 0
    assert found.tone.total.sum() == 60
    assert found.activity.messages.sum() == 4
    assert found.activity.replies.sum() == 1
    assert found.activity.sentiment_sum.sum() == 80
    assert found.hours[0, 9] == 1
    assert found.hours[0, 10] == 3
    assert found.hours.sum() == 4
    (channel,) = found.channels
    assert (channel.name, channel.messages, channel.writers, channel.questions, channel.answered, channel.replies) == (
        "general",
        4,
        3,
        1,
        1,
        1,
    )


def test_what_is_inferred_of_messages_that_do_not_say_whom_they_answer(store: Store) -> None:
    keep(
        store,
        sent(1, ALICE, question=True),
        sent(1.1, BOB),
        sent(1.2, BOB, reply_to=message_id(1)),
        sent(3, ALICE),
        sent(3.1, CARA, channel_id=OTHER),
        sent(3.2, DAN, mentions=(BOB,)),
        sent(3.3, CARA, reply_to=7),
    )
    inferred = {pair: sums["inferred"] for pair, sums in ties(store.observe(GUILD, window())).items()}
    assert 0 < inferred[BOB, ALICE] < INFERRED_PARTS
    assert inferred == {(BOB, ALICE): inferred[BOB, ALICE], (DAN, BOB): 0}


def test_threads_belong_to_their_channel_but_not_to_a_category(store: Store) -> None:
    keep(
        store,
        ChannelSeen(GUILD, CATEGORY, "All", "category"),
        ChannelSeen(GUILD, CHANNEL, "general", "text", CATEGORY),
        ChannelSeen(GUILD, THREAD, "a thread", "thread", CHANNEL),
        ChannelSeen(GUILD, TOPIC, "a topic", "thread", CATEGORY),
        sent(1, ALICE),
        sent(2, BOB, channel_id=THREAD),
        sent(3, CARA, channel_id=TOPIC),
        reacted(message_id(2), CARA, 5, channel_id=THREAD, author_id=BOB),
        VoiceStayed(GUILD, TOPIC, DAN, at(1), at(2)),
    )
    found = store.observe(GUILD, window())
    assert [(channel.name, channel.messages) for channel in found.channels] == [("general", 2), ("a topic", 1)]
    inside = store.observe(GUILD, window(), channel_id=CHANNEL)
    assert inside.activity.messages.sum() == 2
    assert inside.activity.reactions.sum() == 1
    assert inside.channel_id == CHANNEL
    assert store.observe(GUILD, window(), channel_id=CATEGORY).activity.messages.sum() == 3
    without = store.observe(GUILD, window(), excluded_channels=[CHANNEL])
    assert without.activity.messages.sum() == 1
    assert without.activity.voice_seconds.sum() == 3600
    keep(store, ChannelDeleted(GUILD, TOPIC))
    after = store.observe(GUILD, window())
    assert [channel.name for channel in after.channels] == ["general"]
    assert after.activity.messages.sum() == 3


def test_the_window_starts_at_midnight_and_ends_before_as_of(store: Store) -> None:
    keep(store, sent(-1, ALICE), sent(0, BOB), sent(36, CARA), sent(36.5, DAN))
    found = store.observe(GUILD, Window(at(36.5), 1))
    wrote = {int(found.roster.user_id[row]) for row in found.activity.member}
    assert wrote == {BOB, CARA}
    assert found.hours.sum() == 2


def test_an_unknown_guild_is_no_empty_guild(store: Store) -> None:
    with pytest.raises(KeyError):
        store.observe(77, window())


def test_members_come_go_and_come_back(store: Store) -> None:
    keep(
        store,
        MemberSeen(GUILD, ALICE, "Alice", at(0), joined_at=at(-100)),
        MemberJoined(GUILD, BOB, "Bob", at(10), inviter_id=ALICE),
        MemberJoined(GUILD, BOB, "Bob", at(10), inviter_id=ALICE),
        MemberLeft(GUILD, BOB, at(20)),
        MemberJoined(GUILD, BOB, "Bobby", at(30)),
    )

    def state(hours: float) -> dict[int, tuple[int, int]]:
        roster = store.observe(GUILD, window(hours)).roster
        return {
            int(u): (int(j), int(i)) for u, j, i in zip(roster.user_id, roster.joined_ms, roster.inviter, strict=True)
        }

    def ms(hours: float) -> int:
        return round(at(hours).timestamp() * 1000)

    assert state(5) == {ALICE: (ms(-100), -1)}
    assert state(15) == {ALICE: (ms(-100), -1), BOB: (ms(10), 0)}
    assert state(25) == {ALICE: (ms(-100), -1)}
    assert state(35) == {ALICE: (ms(-100), -1), BOB: (ms(30), 0)}
    assert store.member_name(GUILD, BOB) == "Bobby"


@pytest.mark.parametrize("order", [1, -1])
def test_what_a_thread_says_of_its_channel_is_believed_only_where_nothing_better_is_known(
    store: Store, order: int
) -> None:
    hearsay = ChannelSeen(GUILD, CHANNEL, "old", "forum", hearsay=True)
    keep(store, hearsay)
    assert store.channels(GUILD) == [hearsay._replace(hearsay=False)]
    known = ChannelSeen(GUILD, OTHER, "help", "text", CATEGORY, readable=False)
    keep(store, *[known, hearsay._replace(channel_id=OTHER)][::order])
    assert known in store.channels(GUILD)


def test_an_import_only_fills_in_what_discord_did_not_say_of_a_live_guild(store: Store) -> None:
    staff = ChannelSeen(GUILD, CHANNEL, "staff", "text", CATEGORY, readable=False)
    gone = ChannelSeen(GUILD, OTHER, "help", "text", CATEGORY)
    keep(store, GuildSeen(GUILD, "Home"), staff, gone, ChannelDeleted(GUILD, OTHER))
    before: list[Fact] = [
        GuildSeen(GUILD, "Old home", imported=True),
        staff._replace(name="team", kind="forum", readable=True, imported=True),
        gone._replace(name="ask", imported=True),
        ChannelSeen(GUILD, THREAD, "long ago", "thread", CHANNEL, imported=True),
    ]
    keep(store, *before, *before)
    assert [guild.name for guild in store.guilds()] == ["Home"]
    assert store.channels(GUILD) == [staff, ChannelSeen(GUILD, THREAD, "long ago", "thread", CHANNEL)]


def test_of_an_archive_the_last_import_is_believed_until_the_bot_is_there(store: Store) -> None:
    old = ChannelSeen(GUILD, CHANNEL, "old", imported=True)
    keep(store, GuildSeen(GUILD, "Old", imported=True), old)
    keep(store, GuildSeen(GUILD, "New", imported=True), old._replace(name="new"))
    assert [guild.name for guild in store.guilds()] == ["New"]
    assert store.channels(GUILD) == [ChannelSeen(GUILD, CHANNEL, "new")]
    now = ChannelSeen(GUILD, CHANNEL, "now", readable=False)
    keep(store, GuildSeen(GUILD, "Now"), now, GuildSeen(GUILD, "Old", imported=True), old)
    assert [guild.name for guild in store.guilds()] == ["Now"]
    assert store.channels(GUILD) == [now]


@pytest.mark.parametrize("imported", [True, False])
def test_of_several_joinings_in_an_archive_the_first_counts(store: Store, imported: bool) -> None:
    for hours in (20, 10, 30):
        keep(store, GuildSeen(GUILD, "Home", imported), MemberJoined(GUILD, BOB, "Bob", at(hours)))
    roster = store.observe(GUILD, window()).roster
    assert roster.joined_ms.tolist() == [round(at(10 if imported else 30).timestamp() * 1000)]


def test_a_departed_member_stays_while_they_count(store: Store) -> None:
    keep(store, seen(ALICE), seen(BOB), sent(1, ALICE), MemberLeft(GUILD, ALICE, at(5)), MemberLeft(GUILD, BOB, at(5)))
    roster = store.observe(GUILD, window(48)).roster
    assert roster.user_id.tolist() == [ALICE]
    assert roster.left_ms.tolist() == [round(at(5).timestamp() * 1000)]


def test_a_later_name_wins_whichever_comes_first(store: Store) -> None:
    keep(store, MemberSeen(GUILD, ALICE, "new", at(9)), MemberSeen(GUILD, ALICE, "old", at(1)))
    assert store.member_name(GUILD, ALICE) == "new"
    assert store.observe(GUILD, window()).roster.first_seen_ms.tolist() == [round(at(1).timestamp() * 1000)]


def test_latest_is_the_last_thing_that_happened(store: Store) -> None:
    assert store.latest(GUILD) is None
    keep(store, sent(3, ALICE), sent(1, BOB), MemberSeen(GUILD, CARA, "Cara", at(500)))
    assert store.latest(GUILD) == at(3)


@pytest.mark.parametrize("hours", [24.0, 49.5, 60.0, 97.25, 130.7])
@pytest.mark.parametrize("channel", [None, 14])
@pytest.mark.parametrize("kind", [Store, ClosingStore])
def test_nothing_that_happened_later_leaks(
    tmp_path: Path, hours: float, channel: int | None, kind: type[Store]
) -> None:
    facts = community(seed=7)
    with kind.open(empty(tmp_path / "whole.db")) as whole, Store.open(empty(tmp_path / "cut.db")) as cut:
        whole.record([fact for _, fact in facts])
        cut.record(until(facts, at(hours)))
        whole.flush()
        cut.flush()
        asked = Window(at(hours), 4)
        seen_whole = whole.observe(GUILD, asked, channel_id=channel)
        assert len(seen_whole.activity.day) > 0
        assert as_plain(seen_whole) == as_plain(cut.observe(GUILD, asked, channel_id=channel))


def test_excluding_nothing_that_exists_changes_nothing(store: Store) -> None:
    keep(store, *(fact for _, fact in community(seed=3)))
    asked = Window(datetime(2026, 3, 20, tzinfo=UTC), 30)
    kept, counted = store.observe(GUILD, asked), store.observe(GUILD, asked, excluded_channels=[999])
    assert as_plain(kept) == as_plain(counted)
    assert np.array_equal(kept.hours, counted.hours)
