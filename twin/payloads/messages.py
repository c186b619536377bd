"""Messages with what hangs on them, as Discord sends them."""

from __future__ import annotations

import copy
from typing import Any

from twin.emojis import as_json
from twin.layouts import REFERENCE, media_of
from twin.payloads.channels import channel
from twin.payloads.people import user
from twin.snowflakes import iso, moment_of
from twin.things import (
    Attachment,
    Message,
)
from twin.world import World

Json = dict[str, Any]


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
        "components": _components(one, cdn) if content else [],
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


def _components(one: Message, cdn: str) -> list[Json]:
    """As they were sent, each picture or file by the address of its attachment."""
    shown = copy.deepcopy(one.components)
    known = {file.filename: file for file in one.attachments}
    for media in media_of(shown):
        file = known.get(media["url"].removeprefix(REFERENCE))
        if file is not None:
            stored = attachment(file, one.channel_id, cdn)
            media |= {key: stored[key] for key in ("url", "proxy_url", "content_type")}
            media |= {"id": stored["id"], "attachment_id": stored["id"]}
        else:
            media |= {"id": str(one.message_id), "proxy_url": media["url"]}
    return shown


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


def reaction(emoji: str, who: list[int], me: int) -> Json:
    return {
        "emoji": as_json(emoji),
        "count": len(who),
        "count_details": {"burst": 0, "normal": len(who)},
        "burst_colors": [],
        "me": me in who,
        "me_burst": False,
    }
