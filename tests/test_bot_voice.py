"""Time in voice: counted from when somebody was seen there until they were last known to be."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.bot_stage import Clock, House, discord_of, living
from twin.world import World


@dataclass
class Lounge:
    house: House
    ada: int
    room: int

    async def later(self, minutes: float) -> dict[int, int]:
        """Seconds in voice that are written down when so many minutes have passed."""
        self.house.clock.move(minutes=minutes)
        for _ in range(3):
            await self.house.heard()
        return self.house.counts("voice_seconds")

    async def shard(self, event: str) -> None:
        self.house.bot.dispatch(event, 0)
        await self.house.heard()


@pytest.fixture
async def lounge(tmp_path: Path) -> AsyncIterator[Lounge]:
    """Ada and a robot sit there before the bot comes."""
    clock = Clock()
    world = World.empty(clock=clock)
    ada, robot = world.add_member("Ada").user.user_id, world.add_member("DJ", is_bot=True).user.user_id
    room = world.add_channel("lounge", "voice").channel_id
    async with discord_of(world) as twin:
        for one in (ada, robot):
            twin.sit(one, room)
        async with living(tmp_path / "r.db", twin, clock) as house:
            yield Lounge(house, ada, room)


async def test_who_sits_there_already_counts_from_the_start_and_before_they_leave(lounge: Lounge) -> None:
    assert await lounge.later(minutes=10) == {lounge.ada: 600}


async def test_after_a_lost_session_a_stay_ends_where_the_connection_broke(lounge: Lounge) -> None:
    await lounge.later(minutes=10)
    await lounge.shard("shard_disconnect")
    assert await lounge.later(minutes=60) == {lounge.ada: 600}, "nobody knows whether she is still there"
    await lounge.shard("shard_connect")
    assert await lounge.later(minutes=5) == {lounge.ada: 600}


async def test_after_a_resumed_session_a_stay_goes_on(lounge: Lounge) -> None:
    await lounge.later(minutes=10)
    await lounge.shard("shard_disconnect")
    await lounge.later(minutes=1)
    await lounge.shard("shard_resumed")
    assert await lounge.later(minutes=4) == {lounge.ada: 900}


async def test_who_enters_is_known_by_name_also_after_an_erasure(lounge: Lounge) -> None:
    house = lounge.house
    house.twin.sit(lounge.ada, None)
    await lounge.later(minutes=1)
    house.store.erase_user(lounge.ada, house.guild_id)
    assert house.store.member_name(house.guild_id, lounge.ada) is None
    house.clock.move(minutes=1)
    house.twin.sit(lounge.ada, lounge.room)
    await house.heard()
    assert house.store.member_name(house.guild_id, lounge.ada) == "Ada"
