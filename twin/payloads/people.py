"""Users, members, roles and voice states, as Discord sends them."""

from __future__ import annotations

from typing import Any

from twin import permissions
from twin.snowflakes import iso
from twin.things import (
    Channel,
    Guild,
    Member,
    Role,
    User,
    VoiceState,
)

Json = dict[str, Any]


def user(one: User) -> Json:
    payload: Json = {
        "id": str(one.user_id),
        "username": one.name,
        "avatar": None,
        "discriminator": "0000" if one.is_bot else "0",
        "public_flags": 0,
        "flags": 0,
        "global_name": one.global_name,
        "primary_guild": None,
    }
    if one.is_bot:
        payload["bot"] = True
    return payload


def member_alone(one: Member) -> Json:
    """A member without the user, as it stands beside a message's author."""
    return {
        "avatar": None,
        "banner": None,
        "communication_disabled_until": None,
        "flags": 0,
        "joined_at": iso(one.joined_at),
        "nick": one.nick,
        "pending": False,
        "premium_since": None,
        "roles": [str(r) for r in one.role_ids],
        "mute": False,
        "deaf": False,
    }


def member(one: Member) -> Json:
    return {"user": user(one.user), **member_alone(one)}


def role(one: Role) -> Json:
    payload: Json = {
        "id": str(one.role_id),
        "name": one.name,
        "permissions": str(one.permissions),
        "position": one.position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": one.managed_for is not None,
        "mentionable": False,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }
    if one.managed_for is not None:
        payload["tags"] = {"bot_id": str(one.managed_for)}
    return payload


def voice_state(one: VoiceState | None, user_id: int, whom: Member | None) -> Json:
    """Where somebody sits in voice; ``None`` for the state after leaving."""
    payload: Json = {
        "user_id": str(user_id),
        "channel_id": str(one.channel_id) if one else None,
        "session_id": one.session_id if one else f"v{user_id:x}",
        "deaf": False,
        "mute": False,
        "self_deaf": False,
        "self_mute": False,
        "self_video": False,
        "suppress": False,
        "request_to_speak_timestamp": None,
    }
    if whom is not None:
        payload["member"] = member(whom)
    return payload


def allowed(guild: Guild, place: Channel, user_id: int) -> str:
    """The permissions of one member in one channel as the string of a number."""
    return str(permissions.in_channel(guild, place, user_id))


def guild_permissions(guild: Guild, user_id: int) -> str:
    return str(permissions.in_guild(guild, user_id))
