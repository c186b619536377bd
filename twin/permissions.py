"""Who may do what where: Discord's permission bits and the order in which roles and overwrites count.

Source: https://discord.com/developers/docs/topics/permissions, "Permission Hierarchy" and "Implicit Permissions".
"""

from __future__ import annotations

from collections.abc import Iterable

from twin.things import PRIVATE_THREAD, Channel, Guild

BITS = {
    "create_instant_invite": 1 << 0,
    "kick_members": 1 << 1,
    "ban_members": 1 << 2,
    "administrator": 1 << 3,
    "manage_channels": 1 << 4,
    "manage_guild": 1 << 5,
    "add_reactions": 1 << 6,
    "view_audit_log": 1 << 7,
    "view_channel": 1 << 10,
    "send_messages": 1 << 11,
    "manage_messages": 1 << 13,
    "embed_links": 1 << 14,
    "attach_files": 1 << 15,
    "read_message_history": 1 << 16,
    "mention_everyone": 1 << 17,
    "use_external_emojis": 1 << 18,
    "connect": 1 << 20,
    "speak": 1 << 21,
    "manage_roles": 1 << 28,
    "use_application_commands": 1 << 31,
    "manage_threads": 1 << 34,
    "create_public_threads": 1 << 35,
    "send_messages_in_threads": 1 << 38,
}
EVERYTHING = (1 << 50) - 1


def bits(names: Iterable[str]) -> int:
    """The bit set of these permission names; an unknown name is a KeyError."""
    total = 0
    for name in names:
        total |= BITS[name]
    return total


EVERYONE = bits(
    [
        "create_instant_invite",
        "add_reactions",
        "view_channel",
        "send_messages",
        "embed_links",
        "attach_files",
        "read_message_history",
        "use_external_emojis",
        "connect",
        "speak",
        "use_application_commands",
        "create_public_threads",
        "send_messages_in_threads",
    ]
)
MODERATOR = EVERYONE | bits(["manage_guild", "kick_members", "manage_messages", "manage_threads", "view_audit_log"])
BOT = EVERYONE | bits(["manage_guild", "manage_messages", "manage_threads", "manage_channels"])


def in_guild(guild: Guild, user_id: int) -> int:
    """The member's permissions before any channel has its say."""
    if user_id == guild.owner_id:
        return EVERYTHING
    total = guild.roles[guild.guild_id].permissions
    member = guild.members.get(user_id)
    for role_id in member.role_ids if member else ():
        total |= guild.roles[role_id].permissions
    return EVERYTHING if total & BITS["administrator"] else total


def in_channel(guild: Guild, channel: Channel, user_id: int) -> int:
    """The member's permissions in a channel; a thread takes those of its parent, and a private one is hidden from who
    was not let in and does not manage threads."""
    total = in_guild(guild, user_id)
    if total == EVERYTHING:
        return total
    home = guild.channels.get(channel.parent_id or 0, channel) if channel.is_thread else channel
    member = guild.members.get(user_id)
    roles = set(member.role_ids if member else ())
    total = _apply(total, home, {guild.guild_id})
    total = _apply(total, home, roles)
    total = _apply(total, home, {user_id})
    hidden = channel.kind == PRIVATE_THREAD and user_id not in channel.member_ids and not total & BITS["manage_threads"]
    return total if total & BITS["view_channel"] and not hidden else 0


def _apply(total: int, channel: Channel, whom: set[int]) -> int:
    concerned = [o for target, o in channel.overwrites.items() if target in whom]
    for overwrite in concerned:
        total &= ~overwrite.deny
    for overwrite in concerned:
        total |= overwrite.allow
    return total
