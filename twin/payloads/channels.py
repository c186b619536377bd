"""Channels, threads and direct messages, as Discord sends them."""

from __future__ import annotations

from typing import Any

from twin.payloads.people import user
from twin.snowflakes import iso, moment_of
from twin.things import (
    ARCHIVED_AFTER_MINUTES,
    FORUM,
    NEWS,
    TEXT,
    VOICE,
    Channel,
)
from twin.world import World

Json = dict[str, Any]


def channel(one: Channel) -> Json:
    """A guild's channel or thread. A DM needs its recipient: see :func:`dm`."""
    last = one.log.last_id
    payload: Json = {
        "id": str(one.channel_id),
        "type": one.kind,
        "guild_id": str(one.guild_id),
        "name": one.name,
        "flags": 0,
        "parent_id": str(one.parent_id) if one.parent_id else None,
    }
    if one.is_thread:
        return payload | _thread(one)
    payload["position"] = one.position
    payload["permission_overwrites"] = [
        {"id": str(target), "type": o.kind, "allow": str(o.allow), "deny": str(o.deny)}
        for target, o in one.overwrites.items()
    ]
    if one.kind in (TEXT, NEWS, FORUM, VOICE):
        payload |= {"last_message_id": str(last) if last else None, "rate_limit_per_user": 0, "nsfw": False}
    if one.kind in (TEXT, NEWS, FORUM):
        payload["topic"] = one.topic
    if one.kind == VOICE:
        payload |= {"bitrate": 64000, "user_limit": 0, "rtc_region": None}
    if one.kind == FORUM:
        payload |= {
            "available_tags": [],
            "default_reaction_emoji": None,
            "default_sort_order": None,
            "default_forum_layout": 0,
        }
    return payload


def _thread(one: Channel) -> Json:
    last = one.log.last_id
    return {
        "owner_id": str(one.owner_id),
        "last_message_id": str(last) if last else None,
        "rate_limit_per_user": 0,
        "message_count": len(one.log),
        "total_message_sent": one.sent_in_all,
        "member_count": min(50, len(one.member_ids)),
        "thread_metadata": {
            "archived": one.archived_at is not None,
            "archive_timestamp": iso(one.archived_at or moment_of(one.channel_id)),
            "auto_archive_duration": ARCHIVED_AFTER_MINUTES,
            "locked": one.locked,
            "create_timestamp": iso(moment_of(one.channel_id)),
        },
    }


def dm(world: World, one: Channel) -> Json:
    last = one.log.last_id
    return {
        "id": str(one.channel_id),
        "type": one.kind,
        "flags": 0,
        "last_message_id": str(last) if last else None,
        "recipients": [user(world.users[one.recipient_id or 0])],
    }


def any_channel(world: World, one: Channel) -> Json:
    return dm(world, one) if one.guild_id is None else channel(one)


def thread_member(user_id: int, thread: Channel) -> Json:
    return {
        "id": str(thread.channel_id),
        "user_id": str(user_id),
        "join_timestamp": iso(moment_of(thread.channel_id)),
        "flags": 0,
    }
