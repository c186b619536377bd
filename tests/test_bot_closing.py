"""Days that are over are packed while the bot runs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

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
