"""The world's records as the JSON that Discord's REST and gateway send, one function an object."""

from twin.payloads.channels import any_channel, channel, dm, thread_member
from twin.payloads.guilds import application, guild_create, guild_plain, invite, invite_guild
from twin.payloads.messages import attachment, message, reaction
from twin.payloads.people import allowed, guild_permissions, member, member_alone, role, user, voice_state

__all__ = [
    "allowed",
    "any_channel",
    "application",
    "attachment",
    "channel",
    "dm",
    "guild_create",
    "guild_permissions",
    "guild_plain",
    "invite",
    "invite_guild",
    "member",
    "member_alone",
    "message",
    "reaction",
    "role",
    "thread_member",
    "user",
    "voice_state",
]
