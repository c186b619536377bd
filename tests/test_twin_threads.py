"""Threads and forum posts: grown from messages, active, archived, deleted, and made by the bot."""

from __future__ import annotations

import discord
import pytest

from tests.contract.ear import Ear, awake, held
from twin import World
from twin.permissions import BITS


async def test_a_thread_grows_from_a_message() -> None:
    world = World.empty()
    channel = world.add_channel("talk").channel_id
    ann = world.add_member("ann").user.user_id
    ear = Ear()
    async with held(world) as twin, awake(twin, ear):
        said = twin.say(channel, ann, "shall we talk about this at length?")
        thread = twin.open_thread(channel, "at length", ann, from_message=said.message_id)
        twin.say(thread.channel_id, ann, "in here")
        await twin.settle()
        made = ear.only("thread_create")
        assert (made.id, made.parent_id, made.owner_id) == (said.message_id, channel, ann)
        inside = ear.heard["message"][-1][0]
        assert isinstance(inside.channel, discord.Thread)
        parent = ear.get_channel(channel)
        assert isinstance(parent, discord.TextChannel)
        starter = await parent.fetch_message(said.message_id)
        assert starter.flags.has_thread
        assert [m.content async for m in inside.channel.history()] == ["in here"]


async def test_a_forum_post_shares_its_id_with_its_first_message() -> None:
    world = World.empty()
    forum = world.add_channel("questions", "forum").channel_id
    ann = world.add_member("ann").user.user_id
    ear = Ear()
    async with held(world) as twin, awake(twin, ear):
        post = twin.open_thread(forum, "How do I start?", ann, first="I am lost")
        await twin.settle()
        made = ear.only("thread_create")
        first = ear.only("message")
        assert first.id == made.id == post.channel_id
        assert isinstance(made.parent, discord.ForumChannel)


async def test_active_and_archived_threads_can_be_listed() -> None:
    world = World.empty()
    channel = world.add_channel("talk").channel_id
    ann = world.add_member("ann").user.user_id
    threads = [world.add_channel(f"t{n}", "thread", parent_id=channel, owner_id=ann) for n in range(125)]
    for thread in threads[:120]:
        thread.archived_at = world.clock()
        world.add_message(thread.channel_id, ann, f"in {thread.name}")
    ear = Ear()
    async with held(world) as twin, awake(twin, ear):
        assert sorted(t.name for t in ear.guilds[0].threads) == sorted(t.name for t in threads[120:])
        active = await ear.guilds[0].active_threads()
        assert sorted(t.name for t in active) == sorted(t.name for t in threads[120:])
        parent = ear.get_channel(channel)
        assert isinstance(parent, discord.TextChannel)
        archived = [t async for t in parent.archived_threads(limit=None)]
        assert [t.name for t in archived] == [t.name for t in reversed(threads[:120])]
        assert [m.content async for m in archived[0].history()] == ["in t119"]


async def test_archiving_and_deleting_are_told() -> None:
    world = World.empty()
    channel = world.add_channel("talk").channel_id
    ear = Ear()
    async with held(world) as twin, awake(twin, ear):
        thread = twin.open_thread(channel, "brief", world.guild.owner_id)
        await twin.settle()
        twin.archive(thread.channel_id)
        await twin.settle()
        [(before, after)] = ear.heard["thread_update"]
        assert (before.archived, after.archived) == (False, True)
        twin.close_channel(thread.channel_id)
        await twin.settle()
        assert ear.only("raw_thread_delete").thread_id == thread.channel_id


async def test_the_bot_opens_joins_and_archives_threads() -> None:
    world = World.empty()
    channel = world.add_channel("talk").channel_id
    forum = world.add_channel("ideas", "forum").channel_id
    said = world.add_message(channel, world.guild.owner_id, "an idea")
    ear = Ear()
    async with held(world) as twin, awake(twin, ear):
        parent, board = ear.get_channel(channel), ear.get_channel(forum)
        assert isinstance(parent, discord.TextChannel)
        assert isinstance(board, discord.ForumChannel)
        grown = await (await parent.fetch_message(said.message_id)).create_thread(name="more")
        assert grown.id == said.message_id
        await grown.send("go on")
        loose = await parent.create_thread(name="loose", type=discord.ChannelType.public_thread)
        await loose.join()
        assert world.bot.user_id in [m.id for m in await loose.fetch_members()]
        await loose.edit(archived=True)
        assert (await anext(parent.archived_threads())).id == loose.id
        post = await board.create_thread(name="a post", content="its words")
        assert (post.message.content, post.message.id) == ("its words", post.thread.id)


async def test_channels_come_and_go() -> None:
    world = World.empty()
    ear = Ear()
    async with held(world) as twin, awake(twin, ear):
        made = twin.open_channel("new")
        await twin.settle()
        assert ear.only("guild_channel_create").id == made.channel_id
        twin.faults.forbid(made.channel_id, "view_channel")
        await twin.settle()
        assert not ear.heard["guild_channel_update"][0][1].permissions_for(ear.guilds[0].me).view_channel
        twin.say(made.channel_id, world.guild.owner_id, "behind closed doors")
        await twin.settle()
        assert ear.count("message") == 0
        twin.close_channel(made.channel_id)
        await twin.settle()
        assert ear.only("guild_channel_delete").id == made.channel_id


async def test_a_private_thread_is_hidden_from_whoever_was_not_let_in_and_manages_none() -> None:
    world = World.empty()
    channel = world.add_channel("talk").channel_id
    ann, ben = (world.add_member(name).user.user_id for name in ("ann", "ben"))
    mo = world.add_member("mo", moderator=True).user.user_id
    ear = Ear()
    async with held(world) as twin, awake(twin, ear):
        secret = twin.open_thread(channel, "secret", ann, private=True)
        await twin.settle()
        heard = ear.only("thread_create")
        assert heard.is_private(), "the bot manages threads"
        assert [world.may(who, secret, "view_channel") for who in (ann, ben, mo)] == [True, False, True]
        assert (await heard.fetch_member(ann)).id == ann
        with pytest.raises(discord.NotFound):
            await heard.fetch_member(ben)
        twin.archive(secret.channel_id)
        await twin.settle()
        parent = ear.get_channel(channel)
        assert isinstance(parent, discord.TextChannel)
        assert [t async for t in parent.archived_threads()] == []
        for role in world.guild.roles.values():
            role.permissions &= ~BITS["manage_threads"]
        assert not world.bot_may(secret, "view_channel")
        assert world.bot_may(world.channels[channel], "view_channel")
