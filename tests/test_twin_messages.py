"""Messages: writing, rewording, deleting, and reading back hundreds of them in every direction."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import discord
import pytest

from tests.contract.ear import Ear, awake, held
from twin import World
from twin.snowflakes import snowflake

START = datetime(2026, 3, 1, tzinfo=UTC)


def talkative(count: int = 0) -> tuple[World, int, int]:
    """A world with one channel and a member who wrote ``count`` messages, one a minute."""
    world = World.empty()
    channel = world.add_channel("talk").channel_id
    ann = world.add_member("ann").user.user_id
    for number in range(count):
        moment = START + timedelta(minutes=number)
        world.add_message(channel, ann, f"m{number}", message_id=snowflake(moment, number))
    return world, channel, ann


def text_channel(ear: Ear, channel_id: int) -> discord.TextChannel:
    channel = ear.get_channel(channel_id)
    assert isinstance(channel, discord.TextChannel)
    return channel


async def test_history_pages_through_hundreds_in_every_direction() -> None:
    world, channel, _ = talkative(350)
    everything = [f"m{n}" for n in range(350)]
    ear = Ear()
    async with held(world) as twin, awake(twin, ear):
        talk = text_channel(ear, channel)
        middle = START + timedelta(minutes=100)
        assert [m.content async for m in talk.history(limit=None)] == everything[::-1]
        assert [m.content async for m in talk.history(limit=None, oldest_first=True)] == everything
        assert [m.content async for m in talk.history(limit=None, before=middle)] == everything[:100][::-1]
        assert [m.content async for m in talk.history(limit=150, after=middle)] == everything[101:251]
        around = [m.content async for m in talk.history(limit=11, around=middle)]
        assert sorted(around) == sorted(everything[95:106])
        last = (await anext(talk.history(limit=1))).created_at
        assert last == START + timedelta(minutes=349)


async def test_a_message_brings_its_author_its_reply_and_whom_it_mentions() -> None:
    world, channel, ann = talkative(1)
    bob = world.add_member("bob", nick="Bobby").user.user_id
    first = next(iter(world.channels[channel].log)).message_id
    ear = Ear()
    async with held(world) as twin, awake(twin, ear):
        twin.say(channel, bob, f"thanks <@{ann}>!", reply_to=first, mentions=[ann])
        await twin.settle()
        message = ear.only("message")
        assert (message.author.display_name, message.type) == ("Bobby", discord.MessageType.reply)
        assert message.reference.message_id == first
        assert message.reference.resolved.content == "m0"
        assert [m.name for m in message.mentions] == ["ann"]


async def test_webhooks_and_bots_are_told_apart() -> None:
    world, channel, _ = talkative()
    hook = world.add_user("Release notes").user_id
    robot = world.add_member("helper", is_bot=True).user.user_id
    ear = Ear()
    async with held(world) as twin, awake(twin, ear):
        twin.say(channel, hook, "1.2 is out", webhook=True)
        twin.say(channel, robot, "beep")
        await twin.settle()
        (first,), (second,) = ear.heard["message"]
        assert (first.webhook_id, first.author.bot) == (hook, True)
        assert (second.webhook_id, second.author.bot) == (None, True)


async def test_edits_and_deletes_also_of_messages_never_seen() -> None:
    world, channel, ann = talkative(3)
    ids = [m.message_id for m in world.channels[channel].log]
    ear = Ear()
    async with held(world) as twin, awake(twin, ear):
        said = twin.say(channel, ann, "helo")
        twin.edit(channel, said.message_id, "hello")
        twin.edit(channel, ids[0], "rewritten")
        twin.delete(channel, said.message_id)
        twin.delete(channel, 123456789)
        twin.delete_many(channel, ids[1:])
        await twin.settle()
        assert ear.heard["message_edit"][0][1].content == "hello"
        assert ear.heard["raw_message_edit"][1][0].cached_message is None
        assert [p.message_id for (p,) in ear.heard["raw_message_delete"]] == [said.message_id, 123456789]
        assert ear.only("raw_bulk_message_delete").message_ids == set(ids[1:])
        assert [m.content async for m in text_channel(ear, channel).history()] == ["rewritten"]


async def test_what_the_bot_sends_edits_and_deletes() -> None:
    world, channel, _ = talkative()
    ear = Ear()
    async with held(world) as twin, awake(twin, ear):
        sent = await text_channel(ear, channel).send(
            "look", embed=discord.Embed(title="A title", description="words").add_field(name="n", value="v")
        )
        assert sent.embeds[0].fields[0].value == "v"
        await sent.edit(content="look here")
        assert [m.content for m in twin.sent(channel)] == ["look here"]
        assert "A title" in twin.sent(channel)[0].text
        await sent.delete()
        assert twin.sent(channel) == []
        with pytest.raises(discord.NotFound):
            await sent.edit(content="too late")


async def test_files_arrive_with_their_bytes_and_can_be_fetched() -> None:
    import io

    world, channel, _ = talkative()
    ear = Ear()
    async with held(world) as twin, awake(twin, ear):
        picture = discord.File(io.BytesIO(b"\x89PNG bytes"), "chart.png", description="A chart of two lines")
        sent = await text_channel(ear, channel).send(file=picture)
        [file] = twin.sent(channel)[0].files
        assert (file.filename, file.data, file.description) == ("chart.png", b"\x89PNG bytes", "A chart of two lines")
        assert await sent.attachments[0].read() == b"\x89PNG bytes"


async def test_a_member_who_leaves_keeps_their_messages() -> None:
    world, channel, ann = talkative(2)
    ear = Ear()
    async with held(world) as twin, awake(twin, ear):
        twin.leave(ann)
        await twin.settle()
        authors = {type(m.author).__name__ async for m in text_channel(ear, channel).history()}
        assert authors == {"User"}
