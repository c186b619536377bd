"""History: what was said before the bot came and while it was away, read once, politely, and on after a restart."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from bot.config import Settings
from cogs.backfill import backfill_of
from storage.models import snowflake_at
from tests.bot_stage import NOW, Clock, House, busy_world, discord_of, living
from twin.server import Twin
from twin.world import World

NINETY = Settings(backfill_days=90)


def pages(twin: Twin) -> int:
    """How often the bot asked for a page of messages."""
    template = "/channels/{channel_id}/messages"
    return sum(one.method == "GET" and one.template == template for one in twin.exchanges)


async def test_history_is_counted_with_its_reactions_and_covers_what_it_read(tmp_path: Path) -> None:
    clock = Clock()
    world, people, general = busy_world(clock)
    message = list(world.channels[general].log)[-40]
    message.reactions["👍"] = [people.moderator, people.silent, people.robot]
    gone = world.add_user("A bot that left", is_bot=True).user_id
    beep = world.add_message(general, gone, "beep", message_id=snowflake_at(NOW - timedelta(days=3)))
    beep.reactions["🎉"] = [people.ada]
    async with discord_of(world) as twin, living(tmp_path / "rapport.db", twin, clock, settings=NINETY) as house:
        await house.read()
        said = sum(house.counts("messages").values())
        assert said == len(world.channels[general].log) - 1
        twin.react(general, beep.message_id, people.ben, "🎉")
        await house.heard()
        assert house.counts("reactions") == {people.moderator: 1, people.silent: 1}
        assert not any(f"/{beep.message_id}/reactions/" in one.path for one in twin.exchanges)
        assert house.counts("replies")
        assert (house.observe().coverage.share or 0) > 0.99
        ((first, last),) = house.store.stretches(house.guild_id, general)
        assert first <= snowflake_at(NOW - timedelta(days=89))
        assert last >= snowflake_at(NOW - timedelta(seconds=1))
        roster = house.observe().roster
        assert people.silent in roster.user_id.tolist(), "those who never wrote are members, too"
        assert people.robot not in roster.user_id.tolist()


async def test_nothing_older_than_was_asked_for_is_read(tmp_path: Path) -> None:
    clock = Clock()
    world, _, general = busy_world(clock)
    fortnight = Settings(backfill_days=14)
    async with discord_of(world) as twin, living(tmp_path / "rapport.db", twin, clock, settings=fortnight) as house:
        await house.read()
        oldest = snowflake_at(NOW - timedelta(days=14))
        young = sum(message.message_id >= oldest for message in world.channels[general].log)
        assert sum(house.counts("messages").values()) == young


async def test_threads_and_forum_posts_are_read_archived_ones_too(tmp_path: Path) -> None:
    clock = Clock()
    world = World.empty(clock=clock)
    ada = world.add_member("Ada").user.user_id
    text, forum = world.add_channel("general"), world.add_channel("help", "forum")
    starter = world.add_message(text.channel_id, ada, "Shall we?")
    thread = world.add_channel("plans", "thread", channel_id=starter.message_id, parent_id=text.channel_id)
    post = world.add_channel("How?", "thread", parent_id=forum.channel_id)
    clock.move(minutes=1)
    world.add_message(thread.channel_id, ada, "We shall")
    world.add_message(post.channel_id, ada, "Just so")
    post.archived_at = clock()
    ancient = world.add_channel("Long ago", "thread", parent_id=forum.channel_id)
    ancient.archived_at = NOW - timedelta(days=100)
    clock.move(hours=1)
    async with discord_of(world) as twin, living(tmp_path / "rapport.db", twin, clock, settings=NINETY) as house:
        await house.read()
        assert not any(f"/channels/{ancient.channel_id}/" in one.path for one in twin.exchanges)
        assert house.store.stretches(house.guild_id, text.channel_id)[0][0] >= text.channel_id, "not before it was made"
        assert house.counts("messages") == {ada: 3}
        assert {c.name: c.messages for c in house.observe().channels} == {"general": 2, "help": 1}


async def test_what_comes_up_while_history_is_read_is_read_after_it(tmp_path: Path) -> None:
    clock = Clock()
    world, people, general = busy_world(clock, weeks=1)
    secret = world.add_channel("secret")
    world.deny_bot(secret.channel_id, ["read_message_history"])
    world.add_message(secret.channel_id, people.silent, "psst")
    clock.move(minutes=1)
    async with discord_of(world) as twin:
        twin.faults.slow(f"GET /channels/{general}/messages", 0.3)
        async with living(tmp_path / "r.db", twin, clock, settings=NINETY) as house:
            await twin.until(lambda: backfill_of(house.bot).progress[house.guild_id].current == "general")
            twin.faults.allow(secret.channel_id)
            await twin.settle()
            await house.read()
            assert people.silent in house.counts("messages")


async def test_a_bot_that_stops_begins_nothing_anew(tmp_path: Path) -> None:
    clock = Clock()
    world, _, general = busy_world(clock, weeks=1)
    async with discord_of(world) as twin:
        twin.faults.slow(f"GET /channels/{general}/messages", 0.3)
        async with living(tmp_path / "r.db", twin, clock, settings=NINETY) as house:
            backfill = backfill_of(house.bot)
            await twin.until(lambda: backfill.progress[house.guild_id].current == "general")
            under_way = backfill.progress[house.guild_id]
            assert not backfill.request(house.bot.guilds[0]), "it is for later"
        assert backfill.progress[house.guild_id] is under_way


async def test_who_left_meanwhile_is_noticed_also_where_reading_stopped_the_first_time(tmp_path: Path) -> None:
    clock = Clock()
    world, people, _ = busy_world(clock, weeks=1)

    def gone(house: House) -> bool:
        roster = house.observe().roster
        return bool(roster.left_ms[roster.user_id == people.dan] > 0)

    async with discord_of(world) as twin:
        async with living(tmp_path / "rapport.db", twin, clock, settings=NINETY) as house:
            await house.read()
        clock.move(hours=3)
        world.remove_member(people.dan)
        twin.faults.fail("GET /guilds/{guild_id}/threads/active", times=1, status=400)
        async with living(tmp_path / "rapport.db", twin, clock, settings=NINETY) as house:
            await house.read()
            assert not gone(house)
            guild = house.bot.get_guild(house.guild_id)
            assert guild is not None
            backfill_of(house.bot).request(guild)
            await house.read()
            assert gone(house)


async def test_a_guild_that_sends_the_bot_away_is_asked_no_more_and_read_when_it_comes_back(tmp_path: Path) -> None:
    clock = Clock()
    world, _, general = busy_world(clock, weeks=3)
    guild = world.guild
    async with discord_of(world) as twin:
        twin.faults.slow(f"GET /channels/{general}/messages", 0.2)
        async with living(tmp_path / "r.db", twin, clock, settings=NINETY) as house:
            await twin.until(lambda: backfill_of(house.bot).progress[guild.guild_id].current == "general")
            twin.stage.guild_lost(guild, outage=False)
            await twin.settle()
            await backfill_of(house.bot).finished(guild.guild_id)
            assert pages(twin) == 0, "not even the page that was under way is waited for"
            await asyncio.sleep(0.3)
            twin.stage.guild_found(guild)
            await twin.settle()
            await house.read()
            assert sum(house.counts("messages").values()) == len(world.channels[general].log)


@pytest.mark.parametrize(("status", "readable"), [(404, True), (403, False)])
async def test_a_channel_that_goes_or_closes_while_history_is_read_is_no_trouble(
    tmp_path: Path, status: int, readable: bool
) -> None:
    clock = Clock()
    world, _, general = busy_world(clock, weeks=1)
    async with discord_of(world) as twin:
        twin.faults.fail(f"GET /channels/{general}/messages", status=status)
        async with living(tmp_path / "r.db", twin, clock, settings=NINETY) as house:
            await house.read()
            assert backfill_of(house.bot).progress[house.guild_id].state == "done"
            assert is_readable(house, "general") == readable


async def test_of_many_emoji_the_first_are_named_and_all_are_counted(tmp_path: Path) -> None:
    clock = Clock()
    world, people, general = busy_world(clock, weeks=1)
    message = list(world.channels[general].log)[-3]
    for emoji in "🍏🍎🍐🍊🍋🍌🍉🍇🍓🍈🍒🍑":
        message.reactions[emoji] = [people.silent]
    async with discord_of(world) as twin, living(tmp_path / "r.db", twin, clock, settings=NINETY) as house:
        await house.read()
        assert sum("/reactions/" in one.path for one in twin.exchanges) == 10
        assert house.counts("reactions") == {people.silent: 10}


async def test_the_roster_is_asked_for_once_a_day_and_a_silent_channel_never_again(tmp_path: Path) -> None:
    clock = Clock()
    world, _, _ = busy_world(clock, weeks=1)

    def rosters() -> int:
        return sum(one.template == "/guilds/{guild_id}/members" for one in twin.exchanges)

    async with discord_of(world) as twin, living(tmp_path / "r.db", twin, clock, settings=NINETY) as house:
        await house.read()
        once, asked = rosters(), pages(twin)
        for hours, more in ((6, 0), (15, 1)):
            clock.move(hours=hours)
            own = house.bot.get_guild(house.guild_id)
            assert own is not None
            backfill_of(house.bot).request(own)
            await house.read()
            assert rosters() == once + more
        assert pages(twin) == asked


def is_readable(house: House, name: str) -> bool:
    return next(channel.readable for channel in house.store.channels(house.guild_id) if channel.name == name)


async def test_backfill_can_be_asked_for_and_answers_at_once(tmp_path: Path) -> None:
    clock = Clock()
    world, people, _ = busy_world(clock, weeks=1)
    async with discord_of(world) as twin:
        async with living(tmp_path / "rapport.db", twin, clock, settings=NINETY) as house:
            await house.read()
            outcome = await twin.command("data backfill", user_id=people.moderator)
            assert "History is being read" in outcome.text
            await house.read()
            assert backfill_of(house.bot).progress[house.guild_id].state == "done"
        async with living(tmp_path / "rapport.db", twin, clock) as house:
            outcome = await twin.command("data backfill", user_id=people.moderator)
            assert "turned the reading of history off" in outcome.text
