"""Many messages at once, a file that cannot be written for a while, and memory that stays small."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from benchmarks.ingest import once
from benchmarks.wire import burst
from bot.intake.sightings import AGAIN_MS, Told
from bot.remembered import Remembered
from storage import Store
from storage.models import MemberSeen, MessageSent, ReactionAdded
from storage.writer import Writer
from tests.bot_stage import NOW, Clock, discord_of, living
from tests.storage_world import GUILD, at, kept_counts, read, sent
from twin.world import World


async def test_while_the_file_is_held_messages_wait_in_order_and_one_line_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("storage.connecting.BUSY_TIMEOUT_S", 0.02)
    caplog.set_level(logging.INFO, "cogs.listener")
    clock = Clock()
    world = World.empty(clock=clock)
    ada, general = world.add_member("Ada").user.user_id, world.add_channel("general").channel_id
    path = tmp_path / "rapport.db"
    async with discord_of(world) as twin, living(path, twin, clock, queue_size=10) as house:
        await house.heard()
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            messages = [twin.say(general, ada, f"number {number}") for number in range(60)]
            for message in messages[::2]:
                twin.delete(general, message.message_id)
            await twin.settle()
            await twin.until(lambda: "wait" in caplog.text)
            assert house.store.health().backlog
            other.execute("ROLLBACK")
        await house.heard()
        await twin.until(lambda: "written down again" in caplog.text)
        assert house.counts("messages") == {ada: 30}
        assert house.bot.pipeline.lost == house.bot.pipeline.refused == house.store.health().dropped == 0
    lines = [record.getMessage() for record in caplog.records if record.name == "cogs.listener"]
    assert [("locked" in line, "again" in line) for line in lines] == [(True, False), (False, True)]
    assert not [record for record in caplog.records if record.exc_info]


async def test_a_bot_that_may_not_write_can_still_be_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.connecting.BUSY_TIMEOUT_S", 0.02)
    clock = Clock()
    world = World.empty(clock=clock)
    ada, general = world.add_member("Ada").user.user_id, world.add_channel("general").channel_id
    path = tmp_path / "rapport.db"
    async with discord_of(world) as twin, living(path, twin, clock, queue_size=10) as house:
        await house.heard()
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            for number in range(60):
                twin.say(general, ada, f"number {number}")
            await twin.settle()
            await house.bot.close()
            other.execute("ROLLBACK")


def test_of_a_burst_through_the_whole_way_nothing_is_lost() -> None:
    found = once(burst(300))
    assert (found.kept, found.lost) == (300, 0)
    assert found.ratio > 0


def test_what_is_remembered_stays_within_its_bounds() -> None:
    bots: Remembered[int] = Remembered(most=3)
    bots.update([1, 2, 3, 1, 4])
    assert [number in bots for number in (1, 2, 3, 4)] == [True, False, True, True]
    assert len(bots) == 3
    told = Told(most=3)
    for user_id in range(10):
        assert told.is_news(GUILD, user_id, "Ada", None, 0)
        assert len(told) <= 3


def test_the_same_is_told_again_only_where_it_is_news() -> None:
    told = Told()
    assert told.is_news(GUILD, 1, "Ada", None, 0)
    assert not told.is_news(GUILD, 1, "Ada", None, AGAIN_MS - 1)
    assert told.is_news(GUILD + 1, 1, "Ada", None, 0)
    assert told.is_news(GUILD, 1, "Ada L.", None, 0)
    assert told.is_news(GUILD, 1, "Ada L.", NOW - timedelta(days=1), 0)
    assert told.is_news(GUILD, 1, "Ada L.", NOW - timedelta(days=1), AGAIN_MS)


def test_the_store_forgets_whom_it_met_and_counts_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    crowd = range(1000, 1040)
    facts = [
        fact
        for hour, user_id in enumerate([*crowd, *crowd])
        for fact in (
            MemberSeen(GUILD, user_id, f"member {user_id}", at(hour), at(-1)),
            sent(hour, user_id, mentions=(1000 + hour % 40,), channel_id=5000 + hour),
            ReactionAdded(GUILD, 5000 + hour, sent(hour, user_id).message_id, 1001, f":emoji{hour}:", at(hour)),
        )
    ]
    counts = []
    for most in (50_000, 10):
        monkeypatch.setattr("storage.directory.MOST_REMEMBERED", most)
        monkeypatch.setattr("storage.members.MOST_REMEMBERED", most)
        path = tmp_path / f"{most}.db"
        with Store.open(path) as store:
            for first in range(0, len(facts), 15):
                store.record(facts[first : first + 15])
                store.flush()
            assert isinstance(store._writer, Writer)
            recorder = store._writer._hand.recorder
            store.record([])
            store.flush()
            known = recorder._directory, recorder._members
            sizes = [len(known[0]._people), len(known[0]._channels), len(known[0]._emoji), len(known[1]._known)]
            assert max(sizes) <= most + 15
        counts.append((kept_counts(path), read(path, "SELECT name, first_seen_ms, joined_ms FROM member")))
    assert counts[0] == counts[1]
    assert len(counts[0][1]) == len(crowd)
    assert isinstance(facts[1], MessageSent)
