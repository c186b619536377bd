"""A sample community as history and live: what the bot can read back is what the timeline says happened."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import discord

from tests.contract.ear import Ear, awake, held
from twin import World
from twin.snowflakes import snowflake
from twin.timeline import Deleted, Edited, Event, Joined, Left, Person, Posted, Reacted, Room, SatInVoice, Timeline

FOUNDED = datetime(2026, 1, 1, tzinfo=UTC)
GUILD, TALK, VOICE, FORUM = (snowflake(FOUNDED, n) for n in range(4))
OWNER, ANN, BEN, CLEO, MO, HOOK, ROBOT = range(5001, 5008)


def day(number: float) -> datetime:
    return FOUNDED + timedelta(days=number)


def at(number: float) -> int:
    return snowflake(day(number))


def community() -> Timeline:
    """Ten days of talk; a thread and a forum post on day 2 and day 8; comings and goings."""
    people = (
        Person(OWNER, "olive", "moderator", FOUNDED),
        Person(ANN, "ann", "evangelist", FOUNDED),
        Person(BEN, "ben", "lapsed", FOUNDED, left_at=day(3)),
        Person(CLEO, "cleo", "newcomer", day(7), invited_by=ANN),
        Person(MO, "mo", "moderator", FOUNDED, invited_by=ANN),
        Person(HOOK, "Feed", "webhook", FOUNDED, is_bot=True),
        Person(ROBOT, "helper", "bot", FOUNDED, is_bot=True),
    )
    rooms = (
        Room(TALK, "talk", "text"),
        Room(VOICE, "voice", "voice"),
        Room(FORUM, "questions", "forum"),
        Room(at(2), "about one", "thread", TALK),
        Room(at(8), "How?", "thread", FORUM),
    )
    events: tuple[Event, ...] = (
        Posted(day(1), at(1), TALK, ANN, "one"),
        Posted(day(1.5), at(1.5), TALK, BEN, "two", reply_to=at(1), mentions=(ANN,)),
        Posted(day(2), at(2), TALK, BEN, "three, gone soon"),
        Posted(day(2.1), at(2.1), at(2), ANN, "in the thread"),
        Posted(day(2.5), at(2.5), TALK, HOOK, "news", webhook=True),
        Edited(day(2.6), at(1), TALK, "one, corrected"),
        Reacted(day(2.7), at(1), TALK, BEN, "👍"),
        Deleted(day(2.8), at(1.5), TALK),
        Left(day(3), BEN),
        Joined(day(7), CLEO),
        SatInVoice(day(7.5), CLEO, VOICE, day(7.6)),
        Posted(day(8), at(8), at(8), CLEO, "How does this work?"),
        Reacted(day(8.1), at(8), at(8), ANN, "👍"),
        Posted(day(8.2), at(8.2), at(2), MO, "reviving this"),
        Edited(day(8.3), at(2), TALK, "three, kept"),
        Deleted(day(8.4), at(2.5), TALK),
        Left(day(9), MO),
    )
    return Timeline(GUILD, "Garden", OWNER, people, rooms, events)


async def test_the_past_can_be_read_back() -> None:
    world = World.from_timeline(community(), day(5))
    ear = Ear()
    async with held(world) as twin, awake(twin, ear):
        [guild] = ear.guilds
        assert (guild.id, guild.name, guild.owner_id) == (GUILD, "Garden", OWNER)
        assert {m.name for m in guild.members} == {"olive", "ann", "mo", "helper", "Rapport"}
        moderators = {m.name for m in guild.members if m.guild_permissions.manage_guild and not m.bot}
        assert moderators == {"olive", "mo"}
        talk = guild.get_channel(TALK)
        assert isinstance(talk, discord.TextChannel)
        seen = [m async for m in talk.history(oldest_first=True)]
        assert [(m.id, m.content) for m in seen] == [
            (at(1), "one, corrected"),
            (at(2), "three, gone soon"),
            (at(2.5), "news"),
        ]
        assert (seen[0].created_at, seen[0].edited_at) == (day(1), day(2.6))
        assert [(r.emoji, r.count) for r in seen[0].reactions] == [("👍", 1)]
        assert (seen[2].webhook_id, seen[1].flags.has_thread) == (HOOK, True)
        assert {i.inviter.name: i.uses for i in await guild.invites() if i.inviter} == {"ann": 1}
        thread = guild.get_thread(at(2))
        assert thread is not None
        assert thread.owner_id == BEN
        assert [m.content async for m in thread.history()] == ["in the thread"]


async def test_a_thread_quiet_for_a_week_is_archived() -> None:
    world = World.from_timeline(community(), day(9.5))
    late = World.from_timeline(community(), day(30))
    ear = Ear()
    async with held(late) as twin, awake(twin, ear):
        assert [t.name for t in world.channels.values() if t.is_thread and t.archived_at] == []
        assert list(ear.guilds[0].threads) == []
        talk = ear.guilds[0].get_channel(TALK)
        assert isinstance(talk, discord.TextChannel)
        assert [t.id async for t in talk.archived_threads()] == [at(2)]
        twin.say(at(2), ANN, "waking it up")
        await twin.settle()
        assert [t.id for t in ear.guilds[0].threads] == [at(2)]
        assert ear.only("message").channel.id == at(2)


async def test_the_rest_happens_live() -> None:
    timeline = community()
    world = World.from_timeline(timeline, day(5))
    ear = Ear()
    async with held(world) as twin, awake(twin, ear):
        for event in timeline.events:
            if event.at > day(5):
                twin.play(event)
        await twin.settle()
        assert [(m.id, m.content) for (m,) in ear.heard["message"]] == [
            (at(8), "How does this work?"),
            (at(8.2), "reviving this"),
        ]
        assert ear.only("member_join").name == "cleo"
        assert ear.only("raw_member_remove").user.id == MO
        assert ear.only("thread_create").owner_id == CLEO
        assert ear.only("raw_reaction_add").user_id == ANN
        assert ear.only("raw_message_edit").message_id == at(2)
        assert ear.only("raw_message_delete").message_id == at(2.5)
        assert ear.count("voice_state_update") == 1
        uses = {i.inviter.name: i.uses for i in await ear.guilds[0].invites() if i.inviter}
        assert uses == {"ann": 2}


async def test_what_happens_later_sorts_after_the_past() -> None:
    world = World.from_timeline(community(), day(9.5), clock=lambda: day(9.5))
    ear = Ear()
    async with held(world) as twin, awake(twin, ear):
        talk = ear.guilds[0].get_channel(TALK)
        assert isinstance(talk, discord.TextChannel)
        sent = await talk.send("now")
        again = twin.say(TALK, ANN, "and now")
        assert at(9.5) < sent.id < again.message_id
        assert [m.id async for m in talk.history(limit=2)] == [again.message_id, sent.id]
