"""The world's records as the JSON that Discord's REST and gateway send, one function an object."""

from __future__ import annotations

from typing import Any

from twin import permissions
from twin.emojis import as_json
from twin.snowflakes import iso, moment_of
from twin.things import (
    ARCHIVED_AFTER_MINUTES,
    FORUM,
    NEWS,
    TEXT,
    VOICE,
    Attachment,
    Channel,
    Guild,
    Invite,
    Member,
    Message,
    Role,
    User,
    VoiceState,
)
from twin.world import World

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


def attachment(one: Attachment, channel_id: int, cdn: str) -> Json:
    url = f"{cdn}/attachments/{channel_id}/{one.attachment_id}/{one.filename}"
    payload: Json = {
        "id": str(one.attachment_id),
        "filename": one.filename,
        "size": len(one.data),
        "url": url,
        "proxy_url": url,
        "content_type": one.content_type,
    }
    if one.description is not None:
        payload["description"] = one.description
    return payload


def message(world: World, one: Message, cdn: str, *, content: bool = True, deep: bool = True) -> Json:
    """A message as REST gives it. Without ``content`` its words, embeds, files and components are withheld."""
    author = user(one.author)
    if one.webhook_id is not None:
        author |= {"bot": True, "discriminator": "0000"}
    payload: Json = {
        "id": str(one.message_id),
        "channel_id": str(one.channel_id),
        "type": one.kind,
        "author": author,
        "content": one.content if content else "",
        "timestamp": iso(moment_of(one.message_id)),
        "edited_timestamp": iso(one.edited_at) if one.edited_at else None,
        "mentions": [user(world.users[i]) for i in one.mention_ids if i in world.users],
        "mention_roles": [],
        "mention_everyone": one.mention_everyone,
        "attachments": [attachment(a, one.channel_id, cdn) for a in one.attachments] if content else [],
        "embeds": one.embeds if content else [],
        "components": one.components if content else [],
        "flags": one.flags,
        "pinned": one.pinned,
        "tts": one.tts,
    }
    if one.webhook_id is not None:
        payload["webhook_id"] = str(one.webhook_id)
    if one.application_id is not None:
        payload["application_id"] = str(one.application_id)
    if one.nonce is not None:
        payload["nonce"] = one.nonce
    if one.interaction is not None:
        payload["interaction_metadata"] = one.interaction
    if one.reactions and deep:
        payload["reactions"] = [reaction(emoji, who, world.bot.user_id) for emoji, who in one.reactions.items()]
    home = world.channels.get(one.channel_id)
    if one.reply_to is not None:
        payload["message_reference"] = {"type": 0, "channel_id": str(one.channel_id), "message_id": str(one.reply_to)}
        if home is not None and home.guild_id is not None:
            payload["message_reference"]["guild_id"] = str(home.guild_id)
        if deep:
            answered = world.message(one.channel_id, one.reply_to)
            payload["referenced_message"] = (
                message(world, answered, cdn, content=content, deep=False) if answered else None
            )
    grown = world.channels.get(one.message_id)
    if grown is not None and grown.is_thread and grown.parent_id == one.channel_id:
        payload["thread"] = channel(grown)
        payload["flags"] |= 32
    return payload


def reaction(emoji: str, who: list[int], me: int) -> Json:
    return {
        "emoji": as_json(emoji),
        "count": len(who),
        "count_details": {"burst": 0, "normal": len(who)},
        "burst_colors": [],
        "me": me in who,
        "me_burst": False,
    }


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


def invite(world: World, guild: Guild, one: Invite) -> Json:
    where = guild.channels[one.channel_id]
    payload: Json = {
        "type": 0,
        "code": one.code,
        "guild_id": str(guild.guild_id),
        "guild": invite_guild(guild),
        "channel": {"id": str(where.channel_id), "type": where.kind, "name": where.name},
        "uses": one.uses,
        "max_uses": one.max_uses,
        "max_age": one.max_age,
        "temporary": False,
        "created_at": iso(one.created_at),
        "expires_at": None,
    }
    if one.inviter_id is not None:
        payload["inviter"] = user(world.users[one.inviter_id])
    return payload


def invite_guild(guild: Guild) -> Json:
    return {
        "id": str(guild.guild_id),
        "name": guild.name,
        "splash": None,
        "banner": None,
        "description": None,
        "icon": None,
        "features": [],
        "verification_level": 0,
        "vanity_url_code": None,
        "nsfw_level": 0,
        "nsfw": False,
        "premium_subscription_count": 0,
    }


def guild_plain(guild: Guild) -> Json:
    """What REST and GUILD_CREATE have in common."""
    return {
        "id": str(guild.guild_id),
        "name": guild.name,
        "icon": None,
        "description": None,
        "splash": None,
        "discovery_splash": None,
        "features": [],
        "banner": None,
        "owner_id": str(guild.owner_id),
        "application_id": None,
        "region": "rotterdam",
        "afk_channel_id": None,
        "afk_timeout": 300,
        "system_channel_id": str(guild.system_channel_id) if guild.system_channel_id else None,
        "system_channel_flags": 0,
        "widget_enabled": False,
        "widget_channel_id": None,
        "verification_level": 0,
        "roles": [role(r) for r in guild.roles.values()],
        "default_message_notifications": 0,
        "mfa_level": 0,
        "explicit_content_filter": 0,
        "max_presences": None,
        "max_members": 500000,
        "max_stage_video_channel_users": 50,
        "max_video_channel_users": 25,
        "vanity_url_code": None,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "preferred_locale": "en-US",
        "rules_channel_id": None,
        "safety_alerts_channel_id": None,
        "public_updates_channel_id": None,
        "premium_progress_bar_enabled": False,
        "nsfw_level": 0,
        "emojis": [],
        "stickers": [],
        "incidents_data": None,
    }


def guild_create(world: World, guild: Guild, *, large_threshold: int, fresh: bool = False) -> Json:
    """The dispatch that makes a guild known. Without the presences intent it names only the bot and who is in voice.

    ``fresh`` is for a guild that the bot was just invited to, not one that was there or unavailable before.
    """
    named = [guild.members[i] for i in (world.bot.user_id, *guild.voice) if i in guild.members]
    threads = [c for c in guild.channels.values() if c.is_thread and c.archived_at is None]
    return {
        **guild_plain(guild),
        "joined_at": iso(guild.bot_joined_at or world.clock()),
        "large": len(guild.members) > large_threshold,
        **({} if fresh else {"unavailable": False}),
        "member_count": len(guild.members),
        "members": [member(m) for m in named],
        "channels": [channel(c) for c in guild.channels.values() if not c.is_thread],
        "threads": [channel(c) for c in threads if world.bot_may(c, "view_channel")],
        "presences": [],
        "voice_states": [voice_state(v, v.user_id, guild.members.get(v.user_id)) for v in guild.voice.values()],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
        "hub_type": None,
    }


def application(world: World, name: str = "") -> Json:
    """The bot's own application, as its owner sees it."""
    owner = world.users[world.guild.owner_id] if world.guilds else world.bot
    return {
        "id": str(world.bot.user_id),
        "name": name or world.bot.name,
        "icon": None,
        "description": "",
        "type": None,
        "bot": user(world.bot),
        "bot_public": False,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": 1 << 15 | 1 << 19,
        "flags_new": str(1 << 15 | 1 << 19),
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "owner": user(owner),
        "approximate_guild_count": len(world.guilds),
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "team": None,
        "eligible_oauth2_scopes": [],
    }


def allowed(guild: Guild, place: Channel, user_id: int) -> str:
    """The permissions of one member in one channel as the string of a number."""
    return str(permissions.in_channel(guild, place, user_id))


def guild_permissions(guild: Guild, user_id: int) -> str:
    return str(permissions.in_guild(guild, user_id))
