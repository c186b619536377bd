"""Threads and forum posts: the active ones of a guild, the archived ones of a channel, new ones, and their members."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from twin import payloads
from twin.rest.call import NO_PERMISSION, Answer, Call, RefusalError, Routes, invalid, unknown
from twin.rest.writing import compose
from twin.snowflakes import moment_of
from twin.things import FORUM, NEWS, NEWS_THREAD, PRIVATE_THREAD, Channel


def routes() -> Routes:
    return {
        ("GET", "/guilds/{guild_id}/threads/active"): active,
        ("GET", "/channels/{channel_id}/threads/archived/public"): archived,
        ("GET", "/channels/{channel_id}/threads/archived/private"): archived_private,
        ("GET", "/channels/{channel_id}/users/@me/threads/archived/private"): archived_private,
        ("POST", "/channels/{channel_id}/threads"): create,
        ("POST", "/channels/{channel_id}/messages/{message_id}/threads"): create_from_message,
        ("PATCH", "/channels/{channel_id}"): change,
        ("GET", "/channels/{channel_id}/thread-members"): members,
        ("GET", "/channels/{channel_id}/thread-members/{user_id}"): member,
        ("PUT", "/channels/{channel_id}/thread-members/@me"): join,
        ("DELETE", "/channels/{channel_id}/thread-members/@me"): leave,
    }


def _listed(call: Call, threads: list[Channel]) -> dict[str, Any]:
    me = call.world.bot.user_id
    return {
        "threads": [payloads.channel(t) for t in threads],
        "members": [payloads.thread_member(me, t) for t in threads if me in t.member_ids],
    }


async def active(call: Call) -> Answer:
    """Every thread of the guild that is not archived and that the bot may see, newest first; all in one answer."""
    found = [c for c in call.guild().channels.values() if c.is_thread and c.archived_at is None]
    seen = [c for c in found if call.world.bot_may(c, "view_channel")]
    return 200, _listed(call, sorted(seen, key=lambda c: -c.channel_id)) | {"has_more": False}


async def archived(call: Call) -> Answer:
    """Archived public threads by the moment of archiving, latest first; ``before`` is such a moment."""
    parent = call.channel("read_message_history")
    before = call.query.get("before")
    limit = call.limit(usual=50, most=100)
    home = call.world.guilds[parent.guild_id or 0]
    found = [c for c in home.channels.values() if c.parent_id == parent.channel_id and c.archived_at is not None]
    found = [c for c in found if c.kind != PRIVATE_THREAD]
    if before is not None:
        edge = datetime.fromisoformat(before)
        found = [c for c in found if c.archived_at is not None and c.archived_at < edge]
    found.sort(key=lambda c: c.archived_at or moment_of(c.channel_id), reverse=True)
    return 200, _listed(call, found[:limit]) | {"has_more": len(found) > limit}


async def archived_private(call: Call) -> Answer:
    call.channel("read_message_history")
    return 200, {"threads": [], "members": [], "has_more": False}


async def create(call: Call) -> Answer:
    """A thread of its own, or a forum post with its first message."""
    parent = call.channel("create_public_threads")
    body = call.body or {}
    world = call.world
    number = world.mint.next()
    first = None
    if parent.kind == FORUM:
        if not isinstance(body.get("message"), dict):
            raise invalid("message", "This field is required")
        first = compose(world, world.bot, number, body["message"], call.files)
        first.message_id = number
    made = _made(call, parent, number, str(body.get("name") or ""))
    call.stage.channel_made(made)
    seen = payloads.channel(made)
    if first is not None:
        call.stage.posted(first)
        seen = payloads.channel(made) | {"message": payloads.message(world, first, call.stage.cdn)}
    return 201, seen


async def create_from_message(call: Call) -> Answer:
    parent = call.channel("create_public_threads")
    message = call.message(parent)
    if message.message_id in call.world.channels:
        raise RefusalError(400, 160004, "A thread has already been created for this message")
    made = _made(call, parent, message.message_id, str((call.body or {}).get("name") or ""))
    call.stage.channel_made(made)
    return 201, payloads.channel(made)


def _made(call: Call, parent: Channel, number: int, name: str) -> Channel:
    if not 1 <= len(name) <= 100:
        raise invalid("name", "Must be between 1 and 100 in length.")
    home = call.world.guilds[parent.guild_id or 0]
    made = call.world.add_channel(
        name, "thread", channel_id=number, parent_id=parent.channel_id, guild=home, owner_id=call.world.bot.user_id
    )
    if parent.kind == NEWS:
        made.kind = NEWS_THREAD
    return made


async def change(call: Call) -> Answer:
    place = call.channel()
    if not call.world.bot_may(place, "manage_threads" if place.is_thread else "manage_channels"):
        raise RefusalError(*NO_PERMISSION)
    body = call.body or {}
    place.name = body.get("name", place.name)
    place.topic = body.get("topic", place.topic)
    if "archived" in body:
        place.archived_at = call.world.clock() if body["archived"] else None
    place.locked = body.get("locked", place.locked)
    call.stage.channel_changed(place.channel_id)
    return 200, payloads.channel(place)


def _thread(call: Call) -> Channel:
    thread = call.channel()
    if not thread.is_thread:
        raise unknown("Channel", 10003)
    return thread


async def members(call: Call) -> Answer:
    thread = _thread(call)
    return 200, [payloads.thread_member(i, thread) for i in thread.member_ids]


async def member(call: Call) -> Answer:
    thread, user_id = _thread(call), call.number("user_id")
    if user_id not in thread.member_ids:
        raise unknown("Member", 10007)
    return 200, payloads.thread_member(user_id, thread)


async def join(call: Call) -> Answer:
    thread = _thread(call)
    if call.world.bot.user_id not in thread.member_ids:
        thread.member_ids.append(call.world.bot.user_id)
    return 204, None


async def leave(call: Call) -> Answer:
    thread = _thread(call)
    if call.world.bot.user_id in thread.member_ids:
        thread.member_ids.remove(call.world.bot.user_id)
    return 204, None
