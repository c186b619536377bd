"""A community's timeline up to a moment, lived through without anybody listening."""

from __future__ import annotations

from datetime import datetime, timedelta

from twin.emojis import key_of
from twin.snowflakes import moment_of, snowflake
from twin.things import ARCHIVED_AFTER_MINUTES, Channel
from twin.timeline import Deleted, Edited, Event, Joined, Left, Person, Posted, Reacted, Room, Timeline
from twin.world import World

ARCHIVED_AFTER = timedelta(minutes=ARCHIVED_AFTER_MINUTES)


def relive(world: World, timeline: Timeline, until: datetime) -> None:
    """Builds the guild of a timeline and applies everything up to and including ``until``."""
    world.people = {p.user_id: p for p in timeline.people}
    world.rooms = {r.channel_id: r for r in timeline.rooms}
    founded = min((p.joined_at for p in timeline.people), default=until)
    owner = world.people.get(timeline.owner_id)
    guild = world.add_guild(
        timeline.guild_name,
        guild_id=timeline.guild_id,
        owner_id=timeline.owner_id,
        owner_name=owner.name if owner else "owner",
        founded=founded,
    )
    for person in timeline.people:
        world.add_user(person.name, user_id=person.user_id, is_bot=person.is_bot)
    for room in timeline.rooms:
        if room.kind != "thread" or moment_of(room.channel_id) <= until:
            open_room(world, room)
    for person in timeline.people:
        if person.joined_at <= until and person.habit != "webhook":
            welcome(world, person, person.joined_at)
    for event in timeline.events:
        if event.at > until:
            break
        happen(world, event)
    for person in timeline.people:
        if person.left_at is not None and person.left_at <= until:
            world.remove_member(person.user_id)
    for channel in world.channels.values():
        if channel.is_thread:
            _settle_thread(world, channel, until)
    _hand_out_invites(world, timeline, until)
    guild.bot_joined_at = until
    guild.members[world.bot.user_id].joined_at = until
    world.mint.pass_by(snowflake(until))


def _hand_out_invites(world: World, timeline: Timeline, until: datetime) -> None:
    for inviter_id in {p.invited_by for p in timeline.people if p.invited_by is not None and p.joined_at <= until}:
        uses = sum(1 for p in timeline.people if p.invited_by == inviter_id and p.joined_at <= until)
        world.add_invite(inviter_id, code=f"from{inviter_id % 10**10}", uses=uses)


def open_room(world: World, room: Room) -> Channel:
    """Adds the room's channel; whose a thread is shows when its first message is known."""
    return world.add_channel(room.name, room.kind, channel_id=room.channel_id, parent_id=room.parent_id)


def owner_of(world: World, thread: Channel) -> int:
    """A thread belongs to whoever wrote the message it grew from, else to whoever wrote in it first."""
    starter = world.message(thread.parent_id or 0, thread.channel_id) or next(iter(thread.log), None)
    return starter.author.user_id if starter else thread.owner_id


def _settle_thread(world: World, thread: Channel, until: datetime) -> None:
    """Gives a thread its owner, and archives one in which nothing was said for a week."""
    thread.owner_id = owner_of(world, thread)
    quiet_since = moment_of(thread.log.last_id or thread.channel_id) + ARCHIVED_AFTER
    if quiet_since <= until:
        thread.archived_at = quiet_since


def welcome(world: World, person: Person, at: datetime) -> None:
    world.add_member(
        person.name,
        user_id=person.user_id,
        joined_at=at,
        is_bot=person.is_bot,
        moderator=person.habit == "moderator",
    )


def happen(world: World, event: Event) -> None:
    """Changes the world by one event. Time in voice leaves nothing behind, as on Discord."""
    match event:
        case Posted():
            world.add_message(
                event.channel_id,
                event.user_id,
                event.content,
                message_id=event.message_id,
                reply_to=event.reply_to,
                mentions=event.mentions,
                webhook=event.webhook,
            )
        case Edited():
            message = world.message(event.channel_id, event.message_id)
            if message is not None:
                message.content, message.edited_at = event.content, event.at
        case Deleted():
            world.channels[event.channel_id].log.remove(event.message_id)
        case Reacted():
            message = world.message(event.channel_id, event.message_id)
            if message is not None:
                who = message.reactions.setdefault(key_of(event.emoji), [])
                if event.user_id not in who:
                    who.append(event.user_id)
        case Joined():
            if event.user_id not in world.guild.members:
                welcome(world, world.people[event.user_id], event.at)
        case Left():
            world.remove_member(event.user_id)
        case _:
            pass
