"""Logging in: what an unmodified discord.py learns, and what it is refused."""

from __future__ import annotations

import aiohttp
import discord
import pytest

from tests.contract.ear import Ear, awake, held, usual_intents
from twin import World
from twin.intents import CONTENT, MEMBERS


def small_world() -> World:
    world = World.empty("Garden", owner_name="olive")
    world.add_channel("talk")
    return world


async def test_the_guild_arrives_with_its_channels_roles_and_owner() -> None:
    world = small_world()
    world.add_channel("the stage", "voice")
    world.add_channel("questions", "forum")
    world.add_channel("quiet corner", "category")
    world.add_member("mo", moderator=True)
    ear = Ear()
    async with held(world) as twin, awake(twin, ear):
        [guild] = ear.guilds
        assert (guild.name, guild.member_count) == ("Garden", 3)
        assert guild.owner_id == world.guild.owner_id
        assert [type(c).__name__ for c in guild.channels] == [
            "TextChannel",
            "VoiceChannel",
            "ForumChannel",
            "CategoryChannel",
        ]
        moderators = next(r for r in guild.roles if r.name == "Moderator")
        assert moderators.permissions.manage_guild
        assert not guild.default_role.permissions.manage_guild
        assert ear.user is not None
        assert guild.self_role is not None
        assert guild.me.guild_permissions.view_channel
        assert ear.application is not None
        assert ear.application.owner.name == "olive"


async def test_a_wrong_token_is_refused_at_login() -> None:
    async with held(small_world()) as twin:
        with pytest.raises(discord.LoginFailure):
            async with awake(twin, Ear(), token="wrong"):
                pytest.fail("nobody logs in with a wrong token")
        assert twin.exchanges[-1].status == 401


async def test_a_token_that_went_bad_after_login_closes_the_gateway() -> None:
    async with held(small_world()) as twin:
        twin.gateway._token = "changed meanwhile"
        with pytest.raises(discord.ConnectionClosed) as closed:
            async with awake(twin, Ear()):
                pytest.fail("the gateway does not know this token")
        assert closed.value.code == 4004


@pytest.mark.parametrize(("allowed", "gets_in"), [(CONTENT | MEMBERS, True), (MEMBERS, False), (0, False)])
async def test_intents_that_the_owner_did_not_switch_on_close_the_gateway(allowed: int, gets_in: bool) -> None:
    async with held(small_world(), allowed_intents=allowed) as twin:
        if gets_in:
            async with awake(twin, ear := Ear()):
                assert len(ear.guilds) == 1
        else:
            with pytest.raises(discord.PrivilegedIntentsRequired):
                async with awake(twin, Ear()):
                    pytest.fail("Discord closes with 4014")


async def test_words_are_withheld_from_who_did_not_ask_for_them() -> None:
    world = small_world()
    talk = world.guild.channels[next(iter(world.guild.channels))]
    ann = world.add_member("ann").user.user_id
    intents = usual_intents()
    intents.message_content = False
    ear = Ear(intents)
    async with held(world) as twin, awake(twin, ear):
        twin.say(talk.channel_id, ann, "a secret")
        twin.say(talk.channel_id, ann, "hello bot", mentions=[world.bot.user_id])
        twin.write_dm(ann, "just us")
        place = ear.get_channel(talk.channel_id)
        assert isinstance(place, discord.TextChannel)
        await place.send("my own words")
        await twin.settle()
        assert [m.content for (m,) in ear.heard["message"]] == ["", "hello bot", "just us", "my own words"]


async def test_members_are_withheld_from_who_did_not_ask_for_them() -> None:
    world = small_world()
    intents = usual_intents()
    intents.members = False
    ear = Ear(intents)
    async with held(world) as twin, awake(twin, ear):
        twin.join("newcomer")
        await twin.settle()
        assert ear.count("member_join") == 0
        assert [m.id for m in ear.guilds[0].members] == [world.bot.user_id]


async def test_a_session_without_compression_is_served_too() -> None:
    """discord.py always compresses; the plain form is what a person sees with a websocket client."""
    async with (
        held(small_world()) as twin,
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{twin.gateway_url}?v=10&encoding=json") as socket,
    ):
        hello = await socket.receive_json()
        assert (hello["op"], hello["d"]["heartbeat_interval"]) == (10, 41250)
        await socket.send_json({"op": 1, "d": None})
        assert (await socket.receive_json())["op"] == 11
        await socket.send_json({"op": 8, "d": {}})
        assert (await socket.receive()).data == 4003
