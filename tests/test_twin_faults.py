"""Misbehaviour on request: rate limits, server errors, slowness, and missing permissions."""

from __future__ import annotations

import asyncio
import time

import discord
import pytest

from tests.contract import check
from tests.contract.ear import Ear, awake, held
from twin import Twin, World

SEND = "POST /channels/{channel_id}/messages"


def place() -> tuple[World, int]:
    world = World.empty()
    channel = world.add_channel("talk").channel_id
    world.add_message(channel, world.guild.owner_id, "hello")
    return world, channel


def channel_of(ear: Ear, channel_id: int) -> discord.TextChannel:
    channel = ear.get_channel(channel_id)
    assert isinstance(channel, discord.TextChannel)
    return channel


@pytest.mark.parametrize("route", [SEND, "/channels/{channel_id}/messages", "global", "*"])
async def test_a_rate_limit_is_waited_out(route: str, caplog: pytest.LogCaptureFixture) -> None:
    world, channel = place()
    ear = Ear()
    async with held(world) as twin, awake(twin, ear):
        begun = time.monotonic()
        twin.faults.rate_limit(route, 0.6)
        await channel_of(ear, channel).send("patience")
        assert time.monotonic() - begun >= 0.6
        assert [e.status for e in twin.exchanges if e.method == "POST"] == [429, 200]
        assert ("Global rate limit has been hit" in caplog.text) == (route == "global")
        assert [m.content for m in twin.sent(channel)] == ["patience"]


async def test_a_rate_limit_of_one_route_leaves_others_alone() -> None:
    world, channel = place()
    ear = Ear()
    async with held(world) as twin, awake(twin, ear):
        twin.faults.rate_limit(SEND, 5)
        assert [m.content async for m in channel_of(ear, channel).history()] == ["hello"]
        assert {e.status for e in twin.exchanges} == {200}


async def test_a_server_error_passes() -> None:
    world, channel = place()
    ear = Ear()
    async with held(world) as twin, awake(twin, ear):
        twin.faults.fail(SEND, times=1, status=502)
        await channel_of(ear, channel).send("second time lucky")
        assert [e.status for e in twin.exchanges if e.method == "POST"] == [502, 200]


async def test_an_unusual_server_error_is_raised() -> None:
    world, channel = place()
    ear = Ear()
    async with held(world) as twin, awake(twin, ear):
        twin.faults.fail(f"/channels/{channel}/messages", status=503)
        with pytest.raises(discord.DiscordServerError):
            await channel_of(ear, channel).send("no")


async def test_a_slow_answer() -> None:
    world, channel = place()
    ear = Ear()
    async with held(world) as twin, awake(twin, ear):
        twin.faults.slow(SEND, 1.0)
        begun = time.monotonic()
        slow = asyncio.create_task(channel_of(ear, channel).send("slow"))
        assert [m.content async for m in channel_of(ear, channel).history()] == ["hello"]
        assert not slow.done(), "the others do not wait for it"
        await slow
        assert time.monotonic() - begun >= 1.0


async def test_missing_permissions() -> None:
    world, channel = place()
    ear = Ear()
    async with held(world) as twin, awake(twin, ear):
        talk = channel_of(ear, channel)
        twin.faults.forbid(channel)
        with pytest.raises(discord.Forbidden) as refused:
            await talk.send("psst")
        assert refused.value.code == 50013
        assert [m.content async for m in talk.history()] == ["hello"]

        twin.faults.forbid(channel, "read_message_history")
        assert [m.content async for m in talk.history()] == []
        with pytest.raises(discord.Forbidden):
            await talk.fetch_message(1)

        twin.faults.forbid(channel, "view_channel")
        with pytest.raises(discord.Forbidden) as refused:
            _ = [m async for m in talk.history()]
        assert refused.value.code == 50001

        twin.faults.allow(channel)
        await twin.settle()
        assert talk.permissions_for(ear.guilds[0].me).read_message_history
        await talk.send("hello")


async def test_an_unknown_route_is_a_violation() -> None:
    world, _ = place()
    ear = Ear()
    async with Twin.serve(world) as twin:
        with twin.pointed():
            async with awake(twin, ear):
                with pytest.raises(discord.NotFound):
                    await ear.http.request(discord.http.Route("GET", "/no/such/thing"))
    assert check(twin) == ["GET /no/such/thing: Discord has no such route, or the twin does not know it"]
