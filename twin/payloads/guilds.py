"""Guilds, invites and applications, as Discord sends them."""

from __future__ import annotations

from typing import Any

from twin.payloads.channels import channel
from twin.payloads.people import member, role, user, voice_state
from twin.snowflakes import iso
from twin.things import (
    Guild,
    Invite,
)
from twin.world import World

Json = dict[str, Any]


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
        "preferred_locale": guild.locale,
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
