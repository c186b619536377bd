"""A request body → a message: what the bot sends, answers and edits, by whichever route."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable
from typing import Any

from twin.layouts import CONTAINER, FILE, SEPARATOR, THUMBNAIL, references
from twin.limits import SELECTS
from twin.rest.call import RefusalError, invalid
from twin.rules import broken_rules
from twin.things import Attachment, Message, User
from twin.world import World

_MENTION = re.compile(r"<@!?(\d{15,20})>")
MOST_FILES, MOST_FILE_BYTES = 10, 10 * 1024 * 1024
SUPPRESS_NOTIFICATIONS, EPHEMERAL, COMPONENTS_V2 = 1 << 12, 1 << 6, 1 << 15
FINISHED: dict[int, dict[str, Any]] = {
    THUMBNAIL: {"spoiler": False, "description": None},
    FILE: {"spoiler": False},
    SEPARATOR: {"spacing": 1, "divider": True},
    CONTAINER: {"spoiler": False, "accent_color": None},
}
"""What Discord adds to a component where the bot did not say it."""
EMPTY = (400, 50006, "Cannot send an empty message")


def compose(
    world: World, author: User, channel_id: int, body: dict[str, Any] | None, files: dict[int, Attachment]
) -> Message:
    """A new message, not yet in its channel. Refuses (400) what Discord would refuse."""
    body = body or {}
    _check(body, files, 0, files.values())
    given = ("content", "embeds", "components", "sticker_ids", "poll")
    if not files and not any(body.get(key) for key in given):
        raise RefusalError(*EMPTY)
    message = Message(world.mint.next(), channel_id, author, nonce=body.get("nonce"))
    message.tts = bool(body.get("tts"))
    reference = body.get("message_reference")
    if reference:
        known = world.message(channel_id, int(reference["message_id"])) is not None
        if not known and reference.get("fail_if_not_exists", True):
            raise invalid("message_reference", "Unknown message")
        message.reply_to, message.kind = int(reference["message_id"]), 19
    message.flags = int(body.get("flags") or 0) & (SUPPRESS_NOTIFICATIONS | EPHEMERAL | COMPONENTS_V2)
    _fill(world, message, body, files)
    return message


def rewrite(world: World, message: Message, body: dict[str, Any] | None, files: dict[int, Attachment]) -> None:
    """Applies an edit: only what the body names changes."""
    body = body or {}
    _check(body, files, message.flags & COMPONENTS_V2, _left(message, body, files))
    if int(body.get("flags") or 0) & COMPONENTS_V2:
        _turn(message, body)
    left = ((key, getattr(message, key)) for key in ("content", "embeds", "components", "attachments"))
    if not files and not any(body.get(key, before) for key, before in left):
        raise RefusalError(*EMPTY)
    _fill(world, message, body, files)
    message.edited_at = world.clock()


def _turn(message: Message, body: dict[str, Any]) -> None:
    """What a message said otherwise must go where its components become all there is to see; it never turns back."""
    for key in ("content", "embeds"):
        if body.get(key, getattr(message, key)):
            raise invalid(key, f"The '{key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2")
    message.flags |= COMPONENTS_V2


def _left(message: Message, body: dict[str, Any], files: dict[int, Attachment]) -> list[Attachment]:
    """The attachments of a message after an edit."""
    if "attachments" not in body and not files:
        return message.attachments
    kept = {int(a["id"]) for a in body.get("attachments") or [] if "id" in a}
    return [a for a in message.attachments if a.attachment_id in kept] + list(files.values())


def _check(body: dict[str, Any], files: dict[int, Attachment], flags: int, shown: Iterable[Attachment]) -> None:
    if len(files) > MOST_FILES:
        raise invalid("attachments", "Must be 10 or fewer in length.")
    if any(len(f.data) > MOST_FILE_BYTES for f in files.values()):
        raise RefusalError(413, 40005, "Request entity too large")
    for where, problem in broken_rules(body, flags):
        raise invalid(where, problem)
    names = {attachment.filename for attachment in shown}
    for name in references(body.get("components") or []):
        if name not in names:
            raise invalid("components", f"The referenced attachment {name!r} was not found")


def _fill(world: World, message: Message, body: dict[str, Any], files: dict[int, Attachment]) -> None:
    if "content" in body:
        message.content = body["content"] or ""
        _mention(world, message, body.get("allowed_mentions"))
    message.attachments = _left(message, body, files)
    if "embeds" in body:
        message.embeds = [{"type": "rich", **_finished(e)} for e in body["embeds"] or []]
    if "components" in body:
        message.components = copy.deepcopy(body["components"] or [])
        _number(message.components)


def _mention(world: World, message: Message, allowed: dict[str, Any] | None) -> None:
    """Who is pinged: those written in the text whom ``allowed_mentions`` lets through, and whom a reply answers."""
    named = [int(i) for i in _MENTION.findall(message.content) if int(i) in world.users]
    message.mention_ids = list(dict.fromkeys(named))
    answered = world.message(message.channel_id, message.reply_to) if message.reply_to else None
    if answered is not None and (allowed or {}).get("replied_user", allowed is None):
        message.mention_ids.append(answered.author.user_id)


def _finished(embed: dict[str, Any]) -> dict[str, Any]:
    """What Discord adds to an embed: fields know whether they are inline."""
    done = dict(embed)
    if "fields" in done:
        done["fields"] = [{"inline": False, **field} for field in done["fields"]]
    return done


def _number(components: list[dict[str, Any]], start: int = 1) -> int:
    """Gives every component without one an id that is unique in its message, and menus how much may be chosen;
    "required" is for forms only."""
    for component in components:
        component.pop("required", None)
        if component.get("type") in SELECTS:
            component |= {"min_values": component.get("min_values", 1), "max_values": component.get("max_values", 1)}
        component.setdefault("id", start)
        component |= {
            key: value
            for key, value in FINISHED.get(component.get("type", 0), {}).items()
            if component.get(key) is None
        }
        for item in component.get("items") or []:
            item |= {"description": item.get("description"), "spoiler": bool(item.get("spoiler"))}
        start += 1
        start = _number(component.get("components") or [], start)
        accessory = component.get("accessory")
        if accessory:
            start = _number([accessory], start)
    return start
