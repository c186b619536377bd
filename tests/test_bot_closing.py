"""Days that are over are packed while the bot runs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.service import Request
from tests.bot_stage import QUICK, Clock, discord_of, living
from tests.storage_world import read
from twin.world import World


async def test_a_day_is_packed_when_it_is_over_and_counts_as_before(tmp_path: Path) -> None:
    clock = Clock()
    world = World.empty(clock=clock)
    ada, general = world.add_member("Ada").user.user_id, world.add_channel("general").channel_id
    path = tmp_path / "r.db"

    def packed() -> list[tuple[int]]:
        return read(path, "SELECT messages FROM packed_day")

    async with discord_of(world) as twin, living(path, twin, clock, pace=replace(QUICK, closing=0.02)) as house:
        for text in ("good morning", "good night"):
            twin.say(general, ada, text)
        await house.heard()
        assert packed() == []
        clock.move(days=1)
        await twin.until(packed)
        assert packed() == [(2,)]
        assert read(path, "SELECT * FROM member_day") == []
        assert house.counts("messages") == {ada: 2}


async def test_a_large_guild_is_judged_ahead_of_time_again_and_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.standings.WORTH_IT_SECONDS", 0.0)
    clock = Clock()
    world = World.empty(clock=clock)
    ada, general = world.add_member("Ada").user.user_id, world.add_channel("general").channel_id
    path = tmp_path / "r.db"

    def judged() -> list[tuple[int]]:
        return read(path, "SELECT as_of_ms FROM prepared")

    async with discord_of(world) as twin, living(path, twin, clock, pace=replace(QUICK, closing=0.02)) as house:
        twin.say(general, ada, "good morning")
        await house.heard()
        await twin.until(judged)
        first = judged()
        clock.move(minutes=3)
        await twin.until(lambda: judged() != first)
        assert judged()[0][0] - first[0][0] >= 180_000
        report = await house.bot.service.answer(Request("members", guild_id=house.guild_id))
        assert report.heading.as_of.timestamp() * 1000 == judged()[0][0]
