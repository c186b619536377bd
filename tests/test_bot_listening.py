"""What happens live is counted: the real bot hears the twin, and the store is asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from storage.models import Window, snowflake_at
from tests.bot_stage import QUICK, Clock, House, discord_of, living
from twin.world import World


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    clock = Clock()
    world = World.empty("A small place", clock=clock)
    for name in ("Ada", "Ben"):
        world.add_member(name)
    world.add_member("Robot", is_bot=True)
    world.add_channel("general")
    world.add_channel("lounge", "voice")
    async with discord_of(world) as twin, living(tmp_path / "rapport.db", twin, clock) as house:
        yield house


def member(house: House, name: str) -> int:
    return next(m.user.user_id for m in house.twin.world.guild.members.values() if m.user.name == name)


def place(house: House, name: str) -> int:
    return next(c.channel_id for c in house.twin.world.channels.values() if c.name == name)


async def test_messages_count_for_people_and_not_for_bots_or_webhooks(house: House) -> None:
    ada, ben, robot = (member(house, name) for name in ("Ada", "Ben", "Robot"))
    general = place(house, "general")
    first = house.twin.say(general, ada, "How do I brew this?")
    house.twin.say(general, ben, "Like so, and gladly!", reply_to=first.message_id)
    house.twin.say(general, robot, "beep")
    house.twin.say(general, ada, "from a webhook", webhook=True)
    await house.heard()
    assert house.counts("messages") == {ada: 1, ben: 1}
    assert house.counts("replies") == {ben: 1}
    assert house.counts("questions") == {ada: 1}


async def test_a_burst_keeps_its_order_and_loses_nothing(house: House) -> None:
    ada, ben = member(house, "Ada"), member(house, "Ben")
    general = place(house, "general")
    kept = 0
    for number in range(400):
        message = house.twin.say(general, (ada, ben)[number % 2], f"message {number}")
        if number % 4 == 0:
            house.twin.delete(general, message.message_id)
        else:
            kept += 1
    await house.heard()
    assert sum(house.counts("messages").values()) == kept
    assert house.store.health().dropped == 0
    assert house.bot.pipeline.refused == 0


async def test_an_edit_replaces_and_the_same_dispatch_twice_counts_once(house: House) -> None:
    ada, general = member(house, "Ada"), place(house, "general")
    house.twin.faults.repeat_next()
    message = house.twin.say(general, ada, "hi")
    house.clock.move(minutes=1)
    house.twin.edit(general, message.message_id, "hello there, friends")
    await house.heard()
    assert house.counts("messages") == {ada: 1}
    assert house.counts("characters") == {ada: len("hello there, friends")}


async def test_deleting_takes_back_one_or_many(house: House) -> None:
    ada, general = member(house, "Ada"), place(house, "general")
    ids = [house.twin.say(general, ada, f"number {n}").message_id for n in range(5)]
    house.twin.delete(general, ids[0])
    house.twin.delete_many(general, ids[1:4])
    await house.heard()
    assert house.counts("messages") == {ada: 1}


async def test_reactions_come_and_go(house: House) -> None:
    ada, ben, general = member(house, "Ada"), member(house, "Ben"), place(house, "general")
    message = house.twin.say(general, ada, "I made cake").message_id
    house.twin.react(general, message, ben, "🍰")
    house.twin.react(general, message, ben, "👍")
    house.twin.react(general, message, ada, "👍")
    await house.heard()
    assert house.counts("reactions") == {ben: 2}
    house.twin.unreact(general, message, ben, "👍")
    await house.heard()
    assert house.counts("reactions") == {ben: 1}
    house.twin.react(general, message, ben, "🎉")
    house.twin.clear_emoji(general, message, "🍰")
    await house.heard()
    assert house.counts("reactions") == {ben: 1}
    house.twin.clear_reactions(general, message)
    await house.heard()
    assert house.counts("reactions") == {}


async def test_who_joins_is_known_with_their_inviter_where_one_invite_explains_it(house: House) -> None:
    ada, ben = member(house, "Ada"), member(house, "Ben")
    first, second = house.twin.invite(ada), house.twin.invite(ben)
    await house.heard()
    newcomer = house.twin.join("Newcomer", invite=first.code).user.user_id
    await house.attributed()
    # Two at once by two invites: nobody can tell who came by which.
    pair = [
        house.twin.join("One", invite=first.code).user.user_id,
        house.twin.join("Two", invite=second.code).user.user_id,
    ]
    await house.attributed()
    roster = house.observe().roster
    rows = {user_id: row for row, user_id in enumerate(roster.user_id.tolist())}
    assert roster.inviter[rows[newcomer]] == rows[ada]
    assert [roster.inviter[rows[one]] for one in pair] == [-1, -1]
    assert roster.name[rows[newcomer]] == "Newcomer"
    assert roster.joined_ms[rows[newcomer]] > 0


async def test_who_leaves_is_gone_from_the_roster(house: House) -> None:
    ada, ben = member(house, "Ada"), member(house, "Ben")
    house.twin.say(place(house, "general"), ada, "hello")
    house.twin.leave(ben)
    await house.heard()
    house.clock.move(days=100)
    roster = house.store.observe(house.guild_id, Window(house.clock(), 28), everyone=True).roster
    assert ben not in roster.user_id.tolist()
    assert ada in roster.user_id.tolist()


async def test_time_in_voice_is_counted_also_when_the_bot_stops_first(house: House) -> None:
    ada, ben, lounge = member(house, "Ada"), member(house, "Ben"), place(house, "lounge")
    house.twin.sit(ada, lounge)
    house.twin.sit(ben, lounge)
    await house.heard()
    house.clock.move(minutes=10)
    house.twin.sit(ada, None)
    await house.heard()
    house.clock.move(minutes=5)
    await house.bot.close()
    assert house.counts("voice_seconds") == {ada: 600, ben: 900}


async def test_channels_and_threads_are_followed(house: House) -> None:
    ada = member(house, "Ada")
    tea = house.twin.open_channel("tea")
    starter = house.twin.say(tea.channel_id, ada, "Let us talk of oolong")
    thread = house.twin.open_thread(tea.channel_id, "oolong", ada, from_message=starter.message_id)
    house.twin.say(thread.channel_id, ada, "it is the best")
    house.twin.faults.forbid(place(house, "general"), "view_channel")
    await house.heard()
    known = {channel.name: channel for channel in house.store.channels(house.guild_id)}
    assert known["oolong"].parent_id == tea.channel_id
    assert known["tea"].readable
    assert not known["general"].readable
    assert {c.name: c.messages for c in house.observe().channels}["tea"] == 2
    house.twin.close_channel(tea.channel_id)
    await house.heard()
    assert {"tea", "oolong"}.isdisjoint(channel.name for channel in house.store.channels(house.guild_id))
    assert house.counts("messages") == {ada: 2}


async def test_what_is_heard_live_is_covered_up_to_the_last_message_and_no_further(tmp_path: Path) -> None:
    clock = Clock()
    world = World.empty(clock=clock)
    ada, general = world.add_member("Ada").user.user_id, world.add_channel("general").channel_id
    slow = replace(QUICK, hindsight=7200, heartbeat=3600)
    async with discord_of(world) as twin, living(tmp_path / "rapport.db", twin, clock, pace=slow) as house:
        clock.move(hours=1)
        message = twin.say(general, ada, "hello")
        clock.move(minutes=10)
        await house.heard()
        await house.bot.close()
        ((first, last),) = house.store.stretches(house.guild_id, general)
        assert first < message.message_id == last


@pytest.mark.parametrize("kind", ["a member", "not a member", "a webhook", "joined just now"])
async def test_a_reaction_to_a_bot_counts_for_nobody(house: House, kind: str) -> None:
    """An app that people brought along for themselves writes without being a member."""
    twin, ben, general = house.twin, member(house, "Ben"), place(house, "general")
    robot = {
        "a member": lambda: member(house, "Robot"),
        "not a member": lambda: twin.world.add_user("App", is_bot=True).user_id,
        "a webhook": lambda: twin.world.add_user("Hook").user_id,
        "joined just now": lambda: twin.join("Recruit", is_bot=True).user.user_id,
    }[kind]()
    # What a bot wrote before anybody listened is not heard: then it is known from its joining or the roster.
    heard = kind in ("not a member", "a webhook")
    say = twin.say if heard else twin.world.add_message
    message = say(general, robot, "I am no person", webhook=kind == "a webhook").message_id
    await house.heard()
    twin.react(general, message, ben, "👍")
    await house.heard()
    assert house.counts("reactions") == {}
    assert robot not in house.observe().roster.user_id.tolist()
    assert str(robot) not in str(house.store.export_user(ben))
    assert len(house.observe().responses.source) == 0


async def test_nothing_of_a_direct_message_is_kept(house: House) -> None:
    ada = member(house, "Ada")
    house.twin.write_dm(ada, "a secret")
    await house.heard()
    assert house.counts("messages") == {}


async def test_what_is_too_much_is_not_claimed_as_heard(house: House) -> None:
    ada, general, pipeline = member(house, "Ada"), place(house, "general"), house.bot.pipeline
    limit = pipeline._limit
    shed = []
    for pipeline._limit in (limit, 0, limit):
        house.clock.move(minutes=1)
        message = house.twin.say(general, ada, "hello").message_id
        await house.twin.settle()
        if pipeline._limit == 0:
            shed.append(message)
        house.clock.move(minutes=1)
        await house.heard()
    await house.bot.close()
    assert house.counts("messages") == {ada: 2}
    assert pipeline.refused
    covered = house.store.stretches(house.guild_id, general)
    assert covered
    assert not any(first <= shed[0] <= last for first, last in covered)


@pytest.mark.parametrize("outage", [True, False], ids=["an outage", "removed and invited again"])
async def test_while_a_guild_is_not_there_nothing_of_it_is_heard(house: House, outage: bool) -> None:
    guild, general = house.twin.world.guild, place(house, "general")
    moments = []
    for there in (False, True):
        house.clock.move(hours=1)
        if there:
            house.twin.stage.guild_found(guild)
        else:
            house.twin.stage.guild_lost(guild, outage=outage)
        await house.twin.settle()
        moments.append(snowflake_at(house.clock()))
    house.clock.move(hours=1)
    await house.heard()
    await house.bot.close()
    lost, found = moments
    covered = house.store.stretches(house.guild_id, general)
    assert all(last <= lost or first >= found for first, last in covered)
    assert any(first >= found for first, _ in covered), "it is heard again"


async def test_what_the_store_would_not_take_is_not_claimed_as_heard(house: House) -> None:
    ada, general = member(house, "Ada"), place(house, "general")
    house.clock.move(minutes=1)
    house.twin.say(general, ada, "kept")
    await house.twin.settle()
    await house.twin.until(lambda: house.store.stretches(house.guild_id, general))
    pipeline = house.bot.pipeline
    recording = pipeline._record

    def no_room(_: object) -> None:
        raise OSError("no space left on device")

    house.clock.move(minutes=1)
    pipeline._record = no_room  # the disk is full for a while
    lost = house.twin.say(general, ada, "lost")
    await house.twin.settle()
    await pipeline.drained()
    pipeline._record = recording
    for _ in range(3):
        house.clock.move(minutes=1)
        house.twin.say(general, ada, "kept again")
        await asyncio.sleep(0.1)
    await house.heard()
    assert house.counts("messages") == {ada: 4}
    covered = house.store.stretches(house.guild_id, general)
    assert len(covered) == 2, "one before it, and one after"
    assert not any(first <= lost.message_id <= last for first, last in covered)


async def test_nor_is_it_where_the_guild_goes_before_anybody_looked(house: House) -> None:
    ada, general = member(house, "Ada"), place(house, "general")
    pipeline = house.bot.pipeline
    recording = pipeline._record

    def no_room(_: object) -> None:
        raise OSError("no space left on device")

    house.clock.move(minutes=1)
    house.twin.say(general, ada, "kept")  # has the first id of this moment, up to which time alone may prove
    await house.heard()
    pipeline._record = no_room
    lost = house.twin.say(general, ada, "lost")
    await house.twin.settle()
    await pipeline.drained()
    pipeline._record = recording
    house.twin.stage.guild_lost(house.twin.world.guild, outage=True)
    await house.heard()
    assert pipeline.lost
    covered = house.store.stretches(house.guild_id, general)
    assert not any(first <= lost.message_id <= last for first, last in covered)
