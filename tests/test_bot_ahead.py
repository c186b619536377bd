"""Large guilds are judged ahead of time while the bot runs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.service import Request
from tests.bot_stage import QUICK, Clock, discord_of, living
from tests.storage_world import read
from twin.world import World


async def test_a_large_guild_is_judged_ahead_of_time_again_and_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.standings.WORTH_IT_SECONDS", 0.0)
    clock = Clock()
    world = World.empty(clock=clock)
    ada, general = world.add_member("Ada").user.user_id, world.add_channel("general").channel_id
    path = tmp_path / "r.db"

    def judged() -> int:
        """Of when everybody of the whole guild lies ready."""
        of_all = "name = '' AND question LIKE '%\"channel_id\":null%'"
        return int(read(path, f"SELECT coalesce(max(as_of_ms), 0) FROM prepared WHERE {of_all}")[0][0])  # noqa: S608

    async with discord_of(world) as twin, living(path, twin, clock, pace=replace(QUICK, ahead=0.02)) as house:
        twin.say(general, ada, "good morning")
        await house.heard()
        await twin.until(judged)
        first = judged()
        clock.move(minutes=51)
        await twin.until(lambda: judged() - first >= 51 * 60_000)
        report = await house.bot.service.answer(Request("members", guild_id=house.guild_id))
        assert report.heading.as_of.timestamp() * 1000 == judged()
        owner = world.guild.owner_id
        for minutes, says in ((0, False), (4, False), (2, True)):
            clock.move(minutes=minutes)
            answer = (await twin.command("lurkers", user_id=owner)).message.text
            assert (f"-# Judged <t:{judged() // 1000}:R>: a server of this size" in answer) == says, minutes
        clock.move(minutes=101)
        monkeypatch.setattr("bot.standings.WORTH_IT_SECONDS", 1e9)
        await twin.until(lambda: not judged())
