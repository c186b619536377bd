"""Who invited whom: said only where one invite alone explains a join, and never guessed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import discord
import pytest

from tests.bot_stage import QUICK, Clock, House, discord_of, living
from twin.permissions import BITS
from twin.world import World

INVITES = "GET /guilds/{guild_id}/invites"


def inviters(house: House) -> dict[str, str | None]:
    """The name of who invited each member."""
    roster = house.observe().roster
    return {
        name: None if row < 0 else roster.name[row]
        for name, row in zip(roster.name, roster.inviter.tolist(), strict=True)
    }


async def join(house: House, name: str, code: str) -> None:
    house.twin.join(name, invite=code)
    await house.attributed()


async def test_each_join_is_held_against_the_uses_before_it_and_a_bot_invites_nobody(tmp_path: Path) -> None:
    clock = Clock()
    world = World.empty(clock=clock)
    ada, robot = world.add_member("Ada").user.user_id, world.add_member("Robot", is_bot=True).user.user_id
    world.add_channel("general")
    async with discord_of(world) as twin, living(tmp_path / "r.db", twin, clock) as house:
        by_ada, by_robot = twin.invite(ada).code, twin.invite(robot).code
        for name, code in (("One", by_ada), ("Two", by_ada), ("Three", by_robot)):
            await join(house, name, code)
        found = inviters(house)
        assert [found[name] for name in ("One", "Two", "Three")] == ["Ada", "Ada", None]


async def test_without_the_uses_before_nobody_is_named(tmp_path: Path) -> None:
    clock = Clock()
    world = World.empty(clock=clock)
    ada = world.add_member("Ada").user.user_id
    world.add_channel("general")
    async with discord_of(world) as twin:
        twin.faults.fail(INVITES, status=403)
        async with living(tmp_path / "r.db", twin, clock) as house:
            await join(house, "One", twin.invite(ada).code)
            assert inviters(house)["One"] is None


async def test_who_may_see_invites_later_names_inviters_from_then_on(tmp_path: Path) -> None:
    clock = Clock()
    world = World.empty(clock=clock)
    ada = world.add_member("Ada").user.user_id
    world.add_channel("general")
    (guild,) = world.guilds.values()
    for role in guild.roles.values():
        role.permissions &= ~BITS["manage_guild"]
    async with discord_of(world) as twin, living(tmp_path / "r.db", twin, clock) as house:
        code = twin.invite(ada).code
        await join(house, "One", code)
        role = next(role for role in guild.roles.values() if role.managed_for == world.bot.user_id)
        role.permissions |= BITS["manage_guild"]
        twin.stage.role_changed(guild, role)
        await house.heard()
        await join(house, "Two", code)
        found = inviters(house)
        assert [found[name] for name in ("One", "Two")] == [None, "Ada"]


async def test_a_network_that_fails_loses_nobody_who_joins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    world = World.empty(clock=clock)
    ada = world.add_member("Ada").user.user_id
    world.add_channel("general")

    async def unreachable(_: discord.Guild) -> list[discord.Invite]:
        raise ConnectionResetError

    async with discord_of(world) as twin, living(tmp_path / "r.db", twin, clock) as house:
        code = twin.invite(ada).code
        with monkeypatch.context() as broken:
            broken.setattr(discord.Guild, "invites", unreachable)
            await join(house, "One", code)
        await join(house, "Two", code)
        assert {"One", "Two"} <= inviters(house).keys()


async def test_who_joined_just_before_the_end_is_kept(tmp_path: Path) -> None:
    clock = Clock()
    world = World.empty(clock=clock)
    ada = world.add_member("Ada").user.user_id
    world.add_channel("general")
    patient = replace(QUICK, invites=3600)
    async with discord_of(world) as twin, living(tmp_path / "r.db", twin, clock, pace=patient) as house:
        twin.join("One", invite=twin.invite(ada).code)
        await twin.settle()
        await house.bot.close()
        assert inviters(house)["One"] is None
