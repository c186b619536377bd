"""Coverage: the holes that history fills, and how far live listening may claim to have heard."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.command_set import same_commands
from bot.pipeline import Pipeline
from cogs.invites import Invite, inviter_of
from cogs.rounds import Rounds
from cogs.stretches import LiveStretches, holes
from storage.models import StretchSeen, snowflake_at

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 15)), max_size=8), st.integers(0, 30), st.integers(0, 60))
def test_holes_are_exactly_what_was_not_seen_newest_first(
    pieces: list[tuple[int, int]], first: int, length: int
) -> None:
    seen = [(begin, begin + more) for begin, more in pieces]
    last = first + length
    found = holes(seen, first, last)
    covered = {one for begin, end in seen for one in range(begin, end + 1)}
    assert {one for begin, end in found for one in range(begin, end + 1)} == set(range(first, last + 1)) - covered
    assert found == sorted(found, reverse=True)


def test_silence_proves_only_what_lies_behind_and_a_message_everything_before_it() -> None:
    live = LiveStretches(hindsight=2 * MINUTE)
    live.begin(1, NOW)
    assert list(live.grow(NOW + MINUTE)) == []
    assert list(live.grow(NOW + 5 * MINUTE)) == [StretchSeen(1, 0, snowflake_at(NOW), snowflake_at(NOW + 3 * MINUTE))]
    just_now = snowflake_at(NOW + 5 * MINUTE)
    live.heard(1, just_now)
    assert list(live.grow(NOW + 5 * MINUTE)) == [StretchSeen(1, 0, snowflake_at(NOW), just_now)]
    assert list(live.grow(NOW + 5 * MINUTE)) == [], "what was told is not told again"


def test_a_broken_connection_stops_the_clock_until_it_resumes() -> None:
    live = LiveStretches(hindsight=timedelta(0))
    live.begin(1, NOW, shard=3)
    live.begin(2, NOW, shard=4)
    live.interrupted(3)
    assert [stretch.guild_id for stretch in live.grow(NOW + MINUTE)] == [2]
    live.resumed(3)
    assert [stretch.guild_id for stretch in live.grow(NOW + MINUTE)] == [1]


def test_a_new_session_begins_another_stretch() -> None:
    live = LiveStretches(hindsight=timedelta(0))
    live.begin(1, NOW)
    list(live.grow(NOW + MINUTE))
    live.interrupted(0)
    assert live.end_shard(0) == []
    live.begin(1, NOW + 9 * MINUTE)
    first, last = snowflake_at(NOW + 9 * MINUTE), snowflake_at(NOW + 10 * MINUTE)
    assert list(live.grow(NOW + 10 * MINUTE)) == [StretchSeen(1, 0, first, last)]


def test_a_new_session_on_one_shard_ends_nothing_on_another() -> None:
    live = LiveStretches(hindsight=timedelta(0))
    live.begin(1, NOW, shard=0)
    live.begin(2, NOW, shard=1)
    live.heard(2, snowflake_at(NOW + MINUTE))
    assert live.end_shard(0) == []
    assert [stretch.guild_id for stretch in live.grow(NOW + MINUTE)] == [2]


def test_a_message_that_comes_late_takes_nothing_back() -> None:
    live = LiveStretches(hindsight=timedelta(hours=1))
    live.begin(1, NOW)
    live.heard(1, snowflake_at(NOW + MINUTE))
    live.heard(1, snowflake_at(NOW + MINUTE / 2))
    (stretch,) = live.grow(NOW + MINUTE)
    assert stretch.last_id == snowflake_at(NOW + MINUTE)


def test_what_is_missed_without_a_connection_brings_none_back() -> None:
    live = LiveStretches(hindsight=timedelta(0))
    live.begin(1, NOW)
    live.interrupted(0)
    live.missed(1, NOW + MINUTE)
    assert list(live.grow(NOW + 5 * MINUTE)) == []


def test_what_could_not_be_taken_is_not_claimed() -> None:
    live = LiveStretches(hindsight=timedelta(0))
    live.begin(1, NOW)
    live.heard(1, snowflake_at(NOW + MINUTE))
    assert len(list(live.grow(NOW + MINUTE))) == 1
    live.missed(1, NOW + 2 * MINUTE)
    (after,) = live.grow(NOW + 3 * MINUTE)
    assert after.first_id >= snowflake_at(NOW + 2 * MINUTE)


def test_an_invite_explains_a_join_only_where_it_alone_was_used_once() -> None:
    before = {"a": Invite(3, 10), "b": Invite(0, 11)}
    assert inviter_of(before, {"a": Invite(4, 10), "b": Invite(0, 11)}) == 10
    assert inviter_of(before, before) is None
    assert inviter_of(before, {"a": Invite(4, 10), "b": Invite(1, 11)}) is None
    assert inviter_of(before, {"a": Invite(5, 10), "b": Invite(0, 11)}) is None
    assert inviter_of(before, {**before, "new": Invite(1, 12)}) == 12


async def test_the_pipeline_keeps_order_survives_what_fails_and_refuses_what_is_too_much() -> None:
    taken: list[int] = []
    pipeline: Pipeline[int] = Pipeline(taken.extend, limit=1000, batch=7)

    for number in range(999):
        assert pipeline.offer([number])
    assert pipeline.offer(1 // number for number in (0,))
    assert not pipeline.offer([-1])
    assert pipeline.refused == 1
    working = asyncio.create_task(pipeline.run())
    await pipeline.drained()
    assert taken == list(range(999))
    working.cancel()


async def test_rounds_go_on_after_an_error_and_say_so(caplog: pytest.LogCaptureFixture) -> None:
    """Live coverage, voice, backfill, the digest and retention are rounds."""
    gone_round = 0
    enough = asyncio.Event()

    async def work() -> None:
        nonlocal gone_round
        gone_round += 1
        if gone_round == 1:
            raise OSError("no space left on device")
        if gone_round == 3:
            enough.set()

    rounds = Rounds("watering", 0.01, work)
    rounds.start()
    async with asyncio.timeout(5):
        await enough.wait()
    await rounds.stop()
    assert "watering failed" in caplog.text
    assert "no space left" in caplog.text


async def test_the_pipeline_goes_on_after_the_store_failed() -> None:
    taken: list[int] = []
    full = True

    def record(facts: object) -> None:
        if full:
            raise OSError("disk full")
        taken.extend(facts)  # type: ignore[arg-type]  # a sequence of numbers

    pipeline: Pipeline[int] = Pipeline(record)
    working = asyncio.create_task(pipeline.run())
    pipeline.offer([1, 2])
    await pipeline.drained()
    assert pipeline.lost == 2
    full = False
    pipeline.offer([3])
    await pipeline.drained()
    assert taken == [3]
    working.cancel()


def test_commands_are_compared_by_what_a_member_notices() -> None:
    ours: dict[str, Any] = {
        "name": "top",
        "type": 1,
        "description": "Best",
        "default_member_permissions": 32,
        "dm_permission": False,
        "options": [{"name": "period", "type": 4, "description": "Days", "choices": [{"name": "7", "value": 7}]}],
    }
    theirs = {**ours, "id": 5, "application_id": 6, "default_member_permissions": "32", "nsfw": False}
    assert same_commands([ours], [theirs])
    assert not same_commands([ours], [{**theirs, "description": "Worst"}])
    assert not same_commands([ours], [{**theirs, "default_member_permissions": None}])
    assert not same_commands([ours], [])
    assert not same_commands([ours], [{**theirs, "dm_permission": True}])
    assert same_commands([ours], [{**theirs, "dm_permission": None}], of_one_guild=True)
    longer = {**ours["options"][0], "choices": []}
    assert not same_commands([ours], [{**theirs, "options": [longer]}])
