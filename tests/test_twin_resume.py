"""Lost connections: what a session gets back after a close, a cut, a request to reconnect, or not at all."""

from __future__ import annotations

import aiohttp
import pytest

from tests.contract.ear import Ear, awake, held
from twin import Twin, World


def world_with_talk() -> tuple[World, int, int]:
    world = World.empty()
    return world, world.add_channel("talk").channel_id, world.guild.owner_id


def ops(twin: Twin, op: int) -> list[str]:
    """The paths by which the bot sent this gateway command: 2 is IDENTIFY, 6 is RESUME."""
    return [h.url for h in twin.heard if h.op == op]


def lose(twin: Twin, how: str) -> None:
    if how == "cut":
        twin.faults.cut()
    elif how == "reconnect":
        twin.faults.reconnect()
    elif how == "invalid":
        twin.faults.invalid_session()
    elif how == "invalid but resumable":
        twin.faults.invalid_session(resumable=True)
    else:
        twin.faults.close(int(how))


@pytest.mark.parametrize("how", ["cut", "4000", "4008", "reconnect", "invalid but resumable"])
async def test_what_was_missed_is_replayed_once_and_in_order(how: str) -> None:
    world, talk, owner = world_with_talk()
    ear = Ear()
    async with held(world) as twin, awake(twin, ear):
        twin.say(talk, owner, "before")
        await twin.settle()
        lose(twin, how)
        twin.say(talk, owner, "while away")
        twin.say(talk, owner, "still away")
        await twin.until(lambda: ear.count("resumed") == 1)
        twin.say(talk, owner, "after")
        await twin.settle()
        assert [m.content for (m,) in ear.heard["message"]] == ["before", "while away", "still away", "after"]
        assert len(ops(twin, 2)) == 1
        assert ops(twin, 6) == ["/gateway/resume/"]
        assert ear.count("ready") == 1


@pytest.mark.parametrize("how", ["4007", "4009", "invalid"])
async def test_a_session_that_is_gone_begins_anew_and_the_gap_stays(how: str) -> None:
    world, talk, owner = world_with_talk()
    ear = Ear()
    async with held(world) as twin, awake(twin, ear):
        lose(twin, how)
        twin.say(talk, owner, "while away")
        await twin.until_connected()
        await twin.until(lambda: ear.count("ready") == 2)
        twin.say(talk, owner, "after")
        await twin.settle()
        assert [m.content for (m,) in ear.heard["message"]] == ["after"]
        assert len(ops(twin, 2)) == 2


@pytest.mark.parametrize(("code", "answer"), [(4000, ["MESSAGE_CREATE", "RESUMED"]), (1000, [None])])
async def test_only_a_session_that_was_not_closed_for_good_can_be_resumed(code: int, answer: list[str | None]) -> None:
    """By hand: discord.py itself always closes with 4000, so that Discord waits for it in vain."""
    world, talk, owner = world_with_talk()
    async with held(world) as twin, aiohttp.ClientSession() as http:
        async with http.ws_connect(f"{twin.gateway_url}?v=10&encoding=json") as socket:
            await socket.receive_json()
            await socket.send_json({"op": 2, "d": {"token": twin.token, "intents": 1 << 9, "properties": {}}})
            ready = await socket.receive_json()
            await socket.close(code=code)
        await twin.until(lambda: not list(twin.gateway.connections()))
        twin.say(talk, owner, "while away")
        async with http.ws_connect(ready["d"]["resume_gateway_url"]) as socket:
            await socket.receive_json()
            session = {"token": twin.token, "session_id": ready["d"]["session_id"], "seq": ready["s"]}
            await socket.send_json({"op": 6, "d": session})
            assert [(await socket.receive_json())["t"] for _ in answer] == answer


async def test_the_same_dispatch_twice() -> None:
    world, talk, owner = world_with_talk()
    ear = Ear()
    async with held(world) as twin, awake(twin, ear):
        twin.faults.repeat_next()
        twin.say(talk, owner, "once")
        twin.say(talk, owner, "and again")
        await twin.settle()
        assert [m.content for (m,) in ear.heard["message"]] == ["once", "once", "and again"]


async def test_an_outage_and_the_bot_being_removed() -> None:
    world, talk, owner = world_with_talk()
    ear = Ear()
    async with held(world) as twin, awake(twin, ear):
        guild = world.guild
        twin.stage.guild_lost(guild, outage=True)
        await twin.settle()
        assert ear.only("guild_unavailable").id == guild.guild_id
        twin.stage.guild_found(guild)
        await twin.settle()
        assert ear.heard["guild_available"][-1][0].id == guild.guild_id
        twin.stage.guild_lost(guild, outage=False)
        await twin.settle()
        assert ear.only("guild_remove").id == guild.guild_id
        twin.stage.guild_found(guild)
        await twin.settle()
        assert ear.only("guild_join").id == guild.guild_id
        twin.say(talk, owner, "back")
        await twin.settle()
        assert ear.only("message").content == "back"
