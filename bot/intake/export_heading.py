"""What an exported file says of its guild and channel, before any message."""

from __future__ import annotations

from typing import Any

from bot.intake.export_messages import whole_id
from bot.intake.export_reader import UnreadableError
from storage.models import ChannelKind, ChannelSeen, GuildSeen

_KINDS: dict[str, ChannelKind] = {
    "GuildVoiceChat": "voice",
    "GuildStageVoice": "stage",
    "GuildForum": "forum",
    "GuildMedia": "forum",
    "16": "forum",  # how versions that do not know media channels write one
    "GuildNews": "news",
    "GuildCategory": "category",
    "GuildNewsThread": "thread",
    "GuildPublicThread": "thread",
    "GuildPrivateThread": "thread",
}


def heading(guild: dict[str, Any], channel: dict[str, Any]) -> tuple[GuildSeen, list[ChannelSeen]]:
    """The guild, what holds the channel where the file says so, and the channel itself.

    Raises :class:`UnreadableError` where the file is not of a guild.
    """
    kind = str(channel.get("type") or "GuildTextChat")
    if kind.startswith("Direct") or str(guild.get("id")) == "0":
        raise UnreadableError("a direct conversation and no server's channel: left out")
    guild_id, channel_id = whole_id(guild.get("id")), whole_id(channel.get("id"))
    if guild_id is None or channel_id is None:
        raise UnreadableError("its guild or channel has no id that is a number")
    seen = GuildSeen(guild_id, str(guild.get("name") or guild_id), imported=True)
    ours = _KINDS.get(kind, "text")
    parent_id, parent_name = whole_id(channel.get("categoryId")), channel.get("category")
    itself = ChannelSeen(guild_id, channel_id, str(channel.get("name") or channel_id), ours, parent_id, imported=True)
    if parent_id is None or not parent_name:
        return seen, [itself]
    # What holds a thread is a channel; where that was exported too, its own file says more about it.
    holds: ChannelKind = "forum" if ours == "thread" else "category"
    return seen, [ChannelSeen(guild_id, parent_id, str(parent_name), holds, imported=True, hearsay=True), itself]
