"""The roster: who has a row, and that everybody else is counted, at every moment."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields
from pathlib import Path
from random import Random

import numpy as np
import pytest

from storage import Store
from storage.models import (
    ARRIVAL_DAYS,
    Fact,
    GuildSeen,
    Ints,
    MemberJoined,
    MemberLeft,
    MemberSeen,
    Observations,
    Silent,
    Window,
    milliseconds,
)
from storage.roster import read_roster
from tests.empty_file import empty
from tests.storage_world import ALICE, BOB, CARA, DAN, GUILD, at, reacted, sent

DAY = 24
LAST_DAY = 200


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(empty(tmp_path / "roster.db")) as opened:
        yield opened


def keep(store: Store, *facts: Fact) -> None:
    store.record_blocking(facts)
    store.flush()
    assert store.health().error is None


def comings_and_goings(random: Random) -> tuple[list[MemberJoined | MemberLeft], list[Fact]]:
    """Moves of forty people over two hundred days, and what else was seen of them."""
    people = range(1000, 1040)
    moves: list[MemberJoined | MemberLeft] = []
    others: list[Fact] = []
    for user in people:
        for _ in range(random.choice((0, 1, 1, 1, 2, 4))):
            moment = at(random.uniform(0, LAST_DAY * DAY))
            if random.random() < 0.65:
                moves.append(MemberJoined(GUILD, user, f"name {user}", moment, random.choice((None, *people[:8]))))
            else:
                moves.append(MemberLeft(GUILD, user, moment))
        others += [sent(random.uniform(0, LAST_DAY * DAY), user) for _ in range(random.choice((0, 0, 0, 1, 3)))]
        if random.random() < 0.2:
            others.append(MemberSeen(GUILD, user, f"name {user}", at(0)))
    late = [sent(random.uniform(0, LAST_DAY * DAY), user) for user in (2001, 2002)]
    others += [*late, reacted(late[0].message_id, 2003, None, author_id=2001)]
    return moves, others


def columns(seen: Observations) -> dict[int, tuple[object, ...]]:
    """The roster's rows by user id; the inviter by theirs."""
    roster = seen.roster
    names = [field.name for field in fields(roster) if field.name not in ("user_id", "inviter")]
    rows = zip(roster.user_id.tolist(), *(list(getattr(roster, name)) for name in names), strict=True)
    inviters = [None if row < 0 else int(roster.user_id[row]) for row in roster.inviter.tolist()]
    return {row[0]: (*row[1:], inviter) for row, inviter in zip(rows, inviters, strict=True)}


def active(seen: Observations) -> set[int]:
    rows = np.concatenate((seen.activity.member, seen.responses.source, seen.responses.target))
    return set(seen.roster.user_id[np.unique(rows).astype(np.int64)].tolist())


def must_have_a_row(everyone: Observations, about: int) -> set[int]:
    roster = everyone.roster
    came: Ints = np.where(roster.joined_ms >= 0, roster.joined_ms, roster.first_seen_ms)
    lately = came >= milliseconds(everyone.window.as_of) - ARRIVAL_DAYS * 86_400_000
    here = (roster.left_ms < 0) & (roster.first_seen_ms >= 0)
    hosts = roster.inviter[here & lately & (roster.inviter >= 0)]
    is_host = np.isin(np.arange(len(roster)), hosts)
    return active(everyone) | set(roster.user_id[here & (lately | is_host | (roster.user_id == about))])


@pytest.mark.parametrize("seed", range(12))
def test_who_has_no_row_is_counted_whoever_is_asked_for_and_whenever(store: Store, seed: int) -> None:
    random = Random(seed)
    moves, others = comings_and_goings(random)
    facts = [GuildSeen(GUILD, "Home"), *moves, *others]
    random.shuffle(facts)
    keep(store, *facts)
    some_were_silent = False
    for _ in range(12):
        window = Window(at(random.uniform(DAY, (LAST_DAY + 60) * DAY)), random.choice((1, 7, 28, 84)))
        about = random.choice(range(1000, 1040))
        everyone = store.observe(GUILD, window, everyone=True)
        some = store.observe(GUILD, window, about=about)
        assert everyone.silent == Silent()
        all_rows, some_rows = columns(everyone), columns(some)
        assert some_rows.keys() == must_have_a_row(everyone, about)
        for user, (*row, inviter) in some_rows.items():
            *whole_row, invited_by = all_rows[user]
            assert (row, inviter) == (whole_row, invited_by if invited_by in some_rows else None)
        rest = np.isin(everyone.roster.user_id, some.roster.user_id, invert=True)
        wrote = everyone.roster.first_wrote_ms >= 0
        assert some.silent == Silent(int((rest & wrote).sum()), int((rest & ~wrote).sum()))
        some_were_silent |= bool(len(some.silent))
        _holds_against(moves, everyone)
    assert some_were_silent


def _holds_against(moves: list[MemberJoined | MemberLeft], seen: Observations) -> None:
    """Joins, leaves and invitations as plain code reads them off the facts."""
    before = sorted((move for move in moves if move.at < seen.window.as_of), key=lambda move: move.at)
    joined = {move.user_id: milliseconds(move.at) for move in before if isinstance(move, MemberJoined)}
    left = {move.user_id: milliseconds(move.at) for move in before if isinstance(move, MemberLeft)}
    inviter: dict[int, int] = {}
    for move in before:
        if isinstance(move, MemberJoined) and move.inviter_id is not None:
            inviter.setdefault(move.user_id, move.inviter_id)
    here_or_active = set(seen.roster.user_id.tolist())
    for user, (_, joined_ms, _, _, left_ms, invited, _, invited_by) in columns(seen).items():
        assert joined_ms == joined.get(user, -1)
        assert left_ms == (left[user] if left.get(user, -1) >= max(joined.get(user, 0), 0) else -1)
        assert invited_by == (inviter.get(user) if inviter.get(user) in here_or_active else None)
        assert invited == sum(inviter.get(other) == user for other in here_or_active)


def test_a_guild_of_which_nobody_is_known_has_an_empty_roster(store: Store) -> None:
    keep(store, GuildSeen(GUILD, "Home"))
    seen = store.observe(GUILD, Window(at(0), 7), about=ALICE)
    assert len(seen.roster) == len(seen.silent) == 0


def test_somebody_asked_about_has_a_row_unless_they_left(store: Store) -> None:
    keep(
        store, *(MemberSeen(GUILD, user, "name", at(0)) for user in (ALICE, BOB, CARA)), MemberLeft(GUILD, CARA, at(1))
    )
    late = Window(at(100 * DAY), 7)
    assert store.observe(GUILD, late, about=ALICE).roster.user_id.tolist() == [ALICE]
    assert store.observe(GUILD, late, about=CARA).silent == Silent(unseen=2)
    assert store.observe(GUILD, late, about=999).silent == Silent(unseen=2)


def test_the_silent_are_counted_and_the_invited_found_without_reading_their_rows(store: Store) -> None:
    with closing(sqlite3.connect(store.path)) as connection:
        asked: list[str] = []
        connection.set_trace_callback(asked.append)
        read_roster(connection, 1, milliseconds(at(0)), np.empty(0, dtype=np.int64))
        connection.set_trace_callback(None)
        plans = [
            plan
            for statement in asked
            for *_, plan in connection.execute(f"EXPLAIN QUERY PLAN {statement}")
            if "member" in plan
        ]
    assert plans
    assert not [plan for plan in plans if "SCAN" in plan]
    by_key_alone = [plan for plan in plans if plan.endswith("PRIMARY KEY (guild=?)")]
    assert not by_key_alone, "would go through every member"


def test_who_is_a_member_now_and_since_when(store: Store) -> None:
    keep(store, GuildSeen(GUILD, "Home"), MemberSeen(GUILD, ALICE, "Alice", at(5), joined_at=at(1)), sent(2, BOB))
    keep(store, MemberJoined(GUILD, CARA, "Cara", at(3)), MemberSeen(GUILD, DAN, "Dan", at(4)))
    keep(store, MemberLeft(GUILD, DAN, at(6)), MemberJoined(GUILD, BOB, "Bob", at(7), inviter_id=2001))
    here = store.members_here(GUILD)
    since = dict(zip(here.user_id.tolist(), here.since_ms.tolist(), strict=True))
    assert since == {ALICE: milliseconds(at(5)), BOB: milliseconds(at(7)), CARA: milliseconds(at(3))}
    assert len(store.members_here(999).user_id) == 0
