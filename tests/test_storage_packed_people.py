"""People in packed days: erased as if they had never been there, shown to themselves, and let go in time."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import fields
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from storage import Store
from storage.closed_day import ClosedDay
from storage.models import (
    Fact,
    GuildLeft,
    GuildSeen,
    MemberJoined,
    MessageSent,
    Observations,
    ReactionAdded,
    RetentionPolicy,
    VoiceStayed,
)
from tests.empty_file import empty
from tests.storage_world import ALICE, BOB, CARA, DAN, GUILD, at, kept_counts, message_id, read, sent, window

DAY = 24
ELSEWHERE = 901
PEOPLE = (ALICE, BOB, CARA, DAN, 105, 106)
NOW = at(DAY * 30)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(empty(tmp_path / "packed.db"), clock=lambda: NOW) as opened:
        yield opened


def keep(store: Store, *facts: Fact) -> None:
    store.record_blocking(facts)
    store.flush()
    assert store.health().error is None


def packed(path: Path) -> dict[tuple[int, int], ClosedDay]:
    rows = read(path, "SELECT guild_id, day, counts FROM packed_day JOIN guild ON guild.id = packed_day.guild")
    return {(guild, day): ClosedDay.unpack(blob) for guild, day, blob in rows}


def some_days(random: Random, guild: int = GUILD, first: float = 0.0, last: float = 6.0 * DAY) -> list[Fact]:
    """Chatter of six people in two channels: replies, mentions, questions, reactions, stays in voice."""
    hours = sorted(random.uniform(first, last) for _ in range(90))
    said: list[MessageSent] = []
    others: list[Fact] = []
    base = guild * 10
    for hour in hours:
        answered = random.choice(said[-12:]) if said and random.random() < 0.5 else None
        message = sent(
            hour,
            random.choice(PEOPLE),
            guild_id=guild,
            channel_id=base + random.randrange(2),
            message_id=message_id(hour, guild),
            reply_to=answered and answered.message_id,
            mentions=tuple(random.sample(PEOPLE, random.choice((0, 0, 1, 2)))),
            question=random.random() < 0.3,
            sentiment=random.choice((None, 0.4, -0.2)),
        )
        if random.random() < 0.5:
            moment = random.choice((None, at(hour + random.uniform(0, 40))))
            reactor = random.choice(PEOPLE)
            others.append(
                ReactionAdded(
                    guild, message.channel_id, message.message_id, reactor, "👍", moment, message.author_id, 0.45
                )
            )
        if random.random() < 0.1:
            others.append(VoiceStayed(guild, base, message.author_id, at(hour), at(hour + random.uniform(0.1, 30))))
        said.append(message)
    joined = MemberJoined(guild, DAN, "Dan", at(first), inviter_id=BOB)
    return [*said, *others, joined]


def as_if_never(erased: int, facts: list[Fact]) -> list[Fact]:
    """The facts of a world in which there was nobody of that id."""
    theirs = {fact.message_id for fact in facts if isinstance(fact, MessageSent) and fact.author_id == erased}
    others: list[Fact] = []
    for fact in facts:
        match fact:
            case MessageSent() if fact.author_id != erased:
                reply_to = None if fact.reply_to in theirs else fact.reply_to
                mentions = tuple(user for user in fact.mentions if user != erased)
                others.append(fact._replace(reply_to=reply_to, mentions=mentions))
            case ReactionAdded() if fact.user_id != erased and fact.message_id not in theirs:
                others.append(fact)
            case MemberJoined() if fact.user_id != erased:
                others.append(fact._replace(inviter_id=None if fact.inviter_id == erased else fact.inviter_id))
            case VoiceStayed() if fact.user_id != erased:
                others.append(fact)
            case GuildSeen():
                others.append(fact)
            case _:
                pass
    return others


def figures(seen: Observations) -> dict[str, Any]:
    """Everything that was counted, by user ids."""
    ids = seen.roster.user_id.tolist()
    activity, responses = seen.activity, seen.responses
    members = zip(*(getattr(activity, field.name).tolist() for field in fields(activity)), strict=True)
    ties = zip(*(getattr(responses, field.name).tolist() for field in fields(responses)), strict=True)
    return {
        "members": sorted((ids[member], *counts) for member, *counts in members),
        "ties": sorted((ids[source], ids[target], *counts) for source, target, *counts in ties),
        "hours": seen.hours.tolist(),
        "channels": seen.channels,
        "first": seen.roster.first_wrote_ms.tolist(),
    }


WAYS: dict[str, Callable[[Store], object]] = {
    "everywhere": lambda store: store.erase_user(BOB),
    "here": lambda store: store.erase_user(BOB, GUILD),
    "opting out": lambda store: store.opt_out(BOB, GUILD),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("seed", range(6))
def test_who_is_erased_has_never_been_there(tmp_path: Path, seed: int, way: str) -> None:
    random = Random(seed)
    facts = [GuildSeen(GUILD, "Home"), *some_days(random)]
    random.shuffle(facts)
    pieces = [facts[:60], facts[60:120], facts[120:]]
    erased_after = random.randrange(3)
    with ExitStack() as both:
        store, other = (
            both.enter_context(Store.open(empty(tmp_path / name), clock=lambda: NOW))
            for name in ("with.db", "without.db")
        )
        never = as_if_never(BOB, facts)
        keep(other, *never)
        for place, piece in enumerate(pieces):
            keep(store, *(piece if place <= erased_after else [fact for fact in piece if fact in never]))
            if random.random() < 0.7:
                store.close_days(at(random.uniform(0, 8 * DAY)))
            if place == erased_after:
                ((bob,),) = read(store.path, "SELECT id FROM person WHERE user_id = ?", (BOB,))
                WAYS[way](store)
                assert read(store.path, "SELECT * FROM person WHERE user_id = ?", (BOB,)) == []
                _names_nobody(store.path, bob)
        keep(store, *never)
        assert kept_counts(store.path) == kept_counts(other.path)
        assert figures(store.observe(GUILD, window())) == figures(other.observe(GUILD, window()))
        store.close_days(NOW)
        _names_nobody(store.path, bob)
        assert kept_counts(store.path) == kept_counts(other.path)
        assert figures(store.observe(GUILD, window())) == figures(other.observe(GUILD, window()))


def _names_nobody(path: Path, person: int) -> None:
    assert not [day for day, closed in packed(path).items() if person in closed.people()]
    assert read(path, "SELECT * FROM member_day WHERE person = ?", (person,)) == []
    assert read(path, "SELECT * FROM tie_day WHERE ? IN (source, target)", (person,)) == []


def test_days_whose_events_are_gone_forget_as_well(store: Store) -> None:
    keep(store, GuildSeen(GUILD, "Home"), *some_days(Random(1)))
    store.close_days(NOW)
    store.retain(RetentionPolicy(events=20), NOW)
    assert read(store.path, "SELECT * FROM message") == []
    before = kept_counts(store.path)
    ((bob,),) = read(store.path, "SELECT id FROM person WHERE user_id = ?", (BOB,))
    theirs = [day for day, closed in packed(store.path).items() if bob in closed.people()]
    assert store.erase_user(BOB).rows["packed_day"] == len(theirs) > 1
    _names_nobody(store.path, bob)
    after = kept_counts(store.path)
    assert after["members"] == [row for row in before["members"] if row[2] != BOB]
    assert after["ties"] == [row for row in before["ties"] if BOB not in row[2:4]]
    assert store.message_count() == sum(row[4] for row in after["members"])
    assert store.erase_user(BOB).rows.get("packed_day", 0) == 0


def test_a_day_on_which_nobody_else_did_anything_goes(store: Store) -> None:
    keep(store, GuildSeen(GUILD, "Home"), sent(1, BOB), sent(DAY + 1, ALICE))
    store.close_days(NOW)
    store.retain(RetentionPolicy(events=20), NOW)
    assert len(packed(store.path)) == 2
    store.erase_user(BOB)
    assert len(packed(store.path)) == 1


def test_somebody_whom_only_another_guilds_packed_day_names_stays_there(store: Store) -> None:
    keep(store, GuildSeen(GUILD, "Home"), GuildSeen(ELSEWHERE, "Elsewhere"), sent(1, BOB))
    keep(store, sent(2, ALICE, guild_id=ELSEWHERE, channel_id=77, message_id=message_id(2, 1), mentions=(BOB,)))
    store.close_days(NOW)
    store.retain(RetentionPolicy(events=20), NOW)
    store.erase_user(BOB, GUILD)
    (tie,) = store.export_user(BOB)["tie_day"]["rows"]
    assert (tie["guild"], tie["source_id"], tie["target_id"], tie["mentions"]) == ("Elsewhere", str(ALICE), str(BOB), 1)
    store.erase_user(BOB, ELSEWHERE)
    assert store.export_user(BOB) == {"user_id": str(BOB)}
    assert read(store.path, "SELECT * FROM person WHERE user_id = ?", (BOB,)) == []


@pytest.mark.parametrize("guild_id", [None, GUILD, ELSEWHERE])
def test_packed_days_are_shown_as_the_rows_that_they_were(store: Store, guild_id: int | None) -> None:
    facts = [*some_days(Random(2)), *some_days(Random(3), ELSEWHERE)]
    keep(store, GuildSeen(GUILD, "Home"), GuildSeen(ELSEWHERE, "Elsewhere"), *facts)
    opened = store.export_user(BOB, guild_id)
    store.close_days(NOW)
    closed = store.export_user(BOB, guild_id)
    late = [reaction for reaction in facts if isinstance(reaction, ReactionAdded) and reaction.user_id == BOB]
    keep(store, *(reaction._replace(emoji="🎉") for reaction in late))
    ((rows,),) = read(store.path, "SELECT count(*) FROM tie_day")
    assert rows, "differences to packed days"
    differing = store.export_user(BOB, guild_id)
    store.close_days(NOW)
    assert store.export_user(BOB, guild_id) == differing
    assert opened["member_day"]["rows"] == closed["member_day"]["rows"]
    kept = [{**row, "answers_inferred": 0} for row in closed["tie_day"]["rows"] if _counts_more(row)]
    assert kept == opened["tie_day"]["rows"]
    assert {row["guild_id"] for row in closed["member_day"]["rows"]} == (
        {str(GUILD), str(ELSEWHERE)} if guild_id is None else {str(guild_id)}
    )
    assert opened["member_day"]["rows"][0]["channel_id"] is not None
    asked = {row["message_id"] for row in closed["packed_day"]["rows"] if row["answers_id"] is None}
    questions = {str(fact.message_id) for fact in facts if isinstance(fact, MessageSent) and fact.question}
    assert asked
    assert asked <= questions


def _counts_more(tie: dict[str, Any]) -> bool:
    return any(tie[name] for name in ("replies", "mentions", "reactions"))


def test_what_only_events_tell_of_a_day_is_packed_before_they_go(store: Store) -> None:
    keep(store, GuildSeen(GUILD, "Home"), *some_days(Random(4)))
    seen = figures(store.observe(GUILD, window()))
    store.retain(RetentionPolicy(events=20), NOW)
    assert read(store.path, "SELECT * FROM message") == []
    assert figures(store.observe(GUILD, window())) == seen
    assert any(row[-1] for row in seen["ties"])


def test_packed_days_go_with_their_counts_and_with_their_guild(store: Store) -> None:
    keep(store, GuildSeen(GUILD, "Home"), GuildSeen(ELSEWHERE, "Elsewhere"))
    keep(store, *some_days(Random(5)), *some_days(Random(6), ELSEWHERE))
    store.close_days(NOW)
    keep(store, sent(1.5, ALICE, question=True))
    assert read(store.path, "SELECT count(*) FROM stale_day") == [(1,)]
    days = sorted(day for guild, day in packed(store.path) if guild == GUILD)
    removed = store.retain(RetentionPolicy(counts=30 - 2), NOW)
    assert removed.rows["packed_day"] == 4
    assert sorted(day for guild, day in packed(store.path) if guild == GUILD) == days[2:]
    keep(store, GuildLeft(ELSEWHERE, NOW))
    store.retain(RetentionPolicy(), at(DAY * 60))
    assert {guild for guild, _ in packed(store.path)} == {GUILD}
    assert read(store.path, "SELECT * FROM stale_day") == []
    store.retain(RetentionPolicy(), at(DAY * 5000))
    assert packed(store.path) == {}


def test_a_day_of_very_many_is_searched_to_its_last_person(store: Store) -> None:
    people = np.arange(1, 60_001)
    keep(store, GuildSeen(GUILD, "Home"))
    did = np.random.default_rng(1).integers(1, 9_000, len(people))
    day = ClosedDay.empty().merged(
        {"person": people, "channel": people * 0 + 1, "messages": did}, {"source": people[:0]}
    )
    with closing(sqlite3.connect(store.path)) as connection, connection:
        rows = ((int(person), 7_000_000 + int(person)) for person in people)
        connection.executemany("INSERT INTO person (id, user_id) VALUES (?, ?)", rows)
        connection.execute("INSERT INTO packed_day VALUES (1, 20000, ?, ?)", (day.messages, day.pack()))
    for person in (1, 30_000, 60_000):
        assert len(store.export_user(7_000_000 + person)["member_day"]["rows"]) == 1
        assert store.erase_user(7_000_000 + person).rows == {"packed_day": 1, "person": 1}
        assert person not in packed(store.path)[GUILD, 20000].people()
    assert store.message_count() == int(did.sum() - did[[0, 29_999, 59_999]].sum())
