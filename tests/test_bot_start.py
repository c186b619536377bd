"""Starting, refusing to start, staying connected, and stopping."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import aiohttp
import discord
import pytest

from bot.app import Rapport, StartupError, explain, run
from bot.async_service import AsyncService
from bot.config import Settings
from bot.render.easel import Easel
from storage import ReadableStore, Store
from tests.bot_stage import NO_HISTORY, QUICK, Clock, discord_of, living
from tests.empty_file import empty
from twin.pointing import pointed
from twin.world import World


def rapport(store: Store, clock: Clock, settings: Settings = NO_HISTORY) -> Rapport:
    return Rapport(store=store, service=AsyncService(store, clock), settings=settings, clock=clock, pace=QUICK)


async def test_a_wrong_token_ends_in_one_line_that_says_what_to_do(tmp_path: Path) -> None:
    clock = Clock()
    async with discord_of(World.empty(clock=clock)) as twin:
        with Store.open(empty(tmp_path / "rapport.db"), clock=clock) as store:
            with pytest.raises(StartupError, match="refused the token") as refused:
                await run(rapport(store, clock), "not-the-token")
            assert "\n" not in str(refused.value)
            assert "not-the-token" not in str(refused.value)
        logins = [one for one in twin.exchanges if one.path.endswith("/users/@me")]
        assert len(logins) == 1, "it does not try again and again"


async def test_forbidden_intents_end_in_one_line_that_says_where_to_allow_them(tmp_path: Path) -> None:
    clock = Clock()
    async with discord_of(World.empty(clock=clock), allowed_intents=0) as twin:
        with Store.open(empty(tmp_path / "rapport.db"), clock=clock) as store:
            running = asyncio.wait_for(run(rapport(store, clock), twin.token), 10)
            with pytest.raises(StartupError, match="Server Members Intent and Message Content Intent"):
                await running


async def test_without_a_network_it_says_so(tmp_path: Path) -> None:
    nowhere = pointed("http://127.0.0.1:9", "ws://127.0.0.1:9/")
    silence = pytest.raises(StartupError, match="cannot be reached")
    with Store.open(empty(tmp_path / "rapport.db")) as store, nowhere, silence:
        await run(rapport(store, Clock()), "token")


def test_every_refusal_is_explained_in_one_line() -> None:
    assert "not answer" not in (explain(aiohttp.ClientError()) or "")
    for error in (discord.LoginFailure("no"), discord.PrivilegedIntentsRequired(0), TimeoutError()):
        line = explain(error)
        assert line is not None
        assert "\n" not in line
    assert explain(ValueError("a fault of ours")) is None


async def test_it_asks_for_what_it_counts_and_nothing_else(tmp_path: Path) -> None:
    clock = Clock()
    async with discord_of(World.empty(clock=clock)) as twin, living(tmp_path / "rapport.db", twin, clock):
        identify = next(one.data for one in twin.heard if one.op == 2)
        intents = discord.Intents._from_value(identify["intents"])
        assert not intents.presences
        assert not intents.dm_messages
        assert not intents.typing
        assert intents.members
        assert intents.message_content
        assert all(one.op != 8 for one in twin.heard), "no member list is asked for over the gateway"


async def test_commands_are_told_once_and_not_at_every_start(tmp_path: Path) -> None:
    clock = Clock()

    def told() -> int:
        return sum(one.method == "PUT" and one.path.endswith("/commands") for one in twin.exchanges)

    async with discord_of(World.empty(clock=clock)) as twin:
        for _ in range(2):
            async with living(tmp_path / "rapport.db", twin, clock):
                assert told() == 1
        quick = Settings(backfill_days=0, sync_guilds=(twin.world.guild.guild_id,))
        for _ in range(2):
            async with living(tmp_path / "rapport.db", twin, clock, settings=quick):
                assert told() == 3
        assert any(f"/guilds/{twin.world.guild.guild_id}/commands" in one.path for one in twin.exchanges)


async def test_commands_of_some_servers_leave_privacy_to_everybody(tmp_path: Path) -> None:
    clock = Clock()
    world = World.empty(clock=clock)
    ada = world.add_member("Ada").user.user_id
    world.add_channel("general")
    async with discord_of(world) as twin:
        quick = Settings(backfill_days=0, sync_guilds=(world.guild.guild_id,))
        async with living(tmp_path / "rapport.db", twin, clock, settings=quick):
            assert "What Rapport keeps about you" in (await twin.command("privacy info", user_id=ada, in_dm=True)).text
            assert "What Rapport keeps about you" in (await twin.command("privacy info", user_id=ada)).text
            assert "for moderators" in (await twin.command("overview", user_id=ada)).text
        everywhere = next(one for one in twin.exchanges if one.method == "PUT" and "/guilds/" not in one.path)
        assert [command["name"] for command in everywhere.body] == ["privacy"]


async def test_a_signal_stops_it_and_everything_is_written_down(tmp_path: Path) -> None:
    clock = Clock()
    world = World.empty(clock=clock)
    ada = world.add_member("Ada").user.user_id
    text, lounge = world.add_channel("general").channel_id, world.add_channel("lounge", "voice").channel_id
    async with discord_of(world) as twin:
        with Store.open(empty(tmp_path / "rapport.db"), clock=clock) as store:
            bot = rapport(store, clock)
            running = asyncio.create_task(run(bot, twin.token))
            await twin.until_connected()
            await twin.until(lambda: bot.is_ready())
            twin.sit(ada, lounge)
            await twin.settle()
            clock.move(minutes=3)
            for number in range(200):
                twin.say(text, ada, f"message {number}")
            await twin.settle()
            os.kill(os.getpid(), signal.SIGTERM)
            await asyncio.wait_for(running, 10)
        with ReadableStore.open(tmp_path / "rapport.db") as store:
            exported = store.export_user(ada)
            assert store.stretches(world.guild.guild_id, text)
        assert "180" in str(exported), "three minutes in voice"
        assert "200" in str(exported)


async def test_the_process_that_draws_ends_with_it(tmp_path: Path) -> None:
    clock = Clock()
    world = World.empty(clock=clock)
    world.add_channel("general")
    async with discord_of(world) as twin:
        async with living(tmp_path / "rapport.db", twin, clock) as house:
            house.bot.easel = Easel()  # its own, as outside of these tests
            assert (await twin.command("overview", user_id=world.guild.owner_id)).message.files
            drawing = house.bot.easel.process_id
            assert drawing is not None
            os.kill(drawing, 0)
        with pytest.raises(ProcessLookupError):
            os.kill(drawing, 0)


@pytest.mark.slow
async def test_one_shard_losing_its_session_leaves_the_others_alone(tmp_path: Path) -> None:
    clock = Clock()
    world = World.empty(clock=clock)
    ada = world.add_member("Ada").user.user_id
    text, lounge = world.add_channel("general").channel_id, world.add_channel("lounge", "voice").channel_id
    async with discord_of(world, shards=2) as twin, living(tmp_path / "rapport.db", twin, clock) as house:
        await twin.until_connected(2)
        twin.sit(ada, lounge)
        await house.heard()
        own = house.bot.get_guild(house.guild_id)
        assert own is not None
        twin.faults.invalid_session(shard=1 - own.shard_id)
        await twin.until(lambda: sum(one.op == 2 for one in twin.heard) == 3, patience=15)
        await twin.until_connected(2)
        clock.move(minutes=10)
        twin.sit(ada, None)
        twin.say(text, ada, "still here")
        await house.heard()
        assert house.counts("voice_seconds") == {ada: 600}
        assert house.counts("messages") == {ada: 1}
