"""Messages: history in all three directions, sending, editing, deleting, and reactions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from twin import payloads
from twin.emojis import key_of
from twin.rest.call import NO_ACCESS, Answer, Call, RefusalError, Routes, invalid, unknown
from twin.rest.writing import compose, rewrite
from twin.snowflakes import moment_of
from twin.things import DM as DM_KIND
from twin.things import Channel, Message

NONCE_LASTS = timedelta(minutes=5)
BULK_DELETE_REACHES = timedelta(days=14)
_ONE = "/channels/{channel_id}/messages/{message_id}"
_EMOJI = _ONE + "/reactions/{emoji_name}"


def routes() -> Routes:
    return {
        ("GET", "/channels/{channel_id}/messages"): history,
        ("POST", "/channels/{channel_id}/messages"): send,
        ("POST", "/channels/{channel_id}/messages/bulk-delete"): delete_many,
        ("GET", _ONE): one,
        ("PATCH", _ONE): edit,
        ("DELETE", _ONE): delete,
        ("DELETE", _ONE + "/reactions"): clear_reactions,
        ("GET", _EMOJI): reactors,
        ("DELETE", _EMOJI): clear_emoji,
        ("PUT", _EMOJI + "/@me"): react,
        ("DELETE", _EMOJI + "/@me"): unreact,
        ("DELETE", _EMOJI + "/{user_id}"): remove_reaction,
        ("POST", "/channels/{channel_id}/typing"): typing,
    }


async def history(call: Call) -> Answer:
    """Without Read Message History Discord answers an empty list, not an error."""
    channel = call.channel()
    limit = call.limit(usual=50, most=100)
    if not call.world.bot_may(channel, "read_message_history"):
        return 200, []
    page = channel.log.page(limit, before=call.asked("before"), after=call.asked("after"), around=call.asked("around"))
    return 200, [_seen(call, channel, m.message_id) for m in page]


def _seen(call: Call, channel: Channel, message_id: int) -> Mapping[str, Any]:
    message = channel.log.get(message_id)
    if message is None:
        raise unknown("Message", 10008)
    me = call.world.bot.user_id
    shown = call.stage.reads_content or channel.guild_id is None or message.author.user_id == me
    return payloads.message(call.world, message, call.stage.cdn, content=shown or me in message.mention_ids)


async def one(call: Call) -> Answer:
    channel = call.channel()
    if not call.world.bot_may(channel, "read_message_history"):
        raise RefusalError(*NO_ACCESS)
    return 200, _seen(call, channel, call.number("message_id"))


async def send(call: Call) -> Answer:
    channel = call.channel()
    if not call.world.bot_may(channel, "send_messages_in_threads" if channel.is_thread else "send_messages"):
        raise RefusalError(403, 50013, "Missing Permissions")
    if call.files and channel.kind != DM_KIND and not call.world.bot_may(channel, "attach_files"):
        raise RefusalError(403, 50013, "Missing Permissions")
    if channel.kind == DM_KIND and _shut(call, channel.recipient_id or 0):
        raise RefusalError(403, 50007, "Cannot send messages to this user")
    message = compose(call.world, call.world.bot, channel.channel_id, call.body, call.files)
    earlier = _said_already(call, message)
    if earlier is None:
        call.stage.posted(message)
    return 200, payloads.message(call.world, earlier or message, call.stage.cdn)


def _said_already(call: Call, message: Message) -> Message | None:
    """The bot's message of the last minutes with the same enforced nonce, in whichever channel: it stands for this."""
    if message.nonce is None or not (call.body or {}).get("enforce_nonce"):
        return None
    earlier = call.world.by_nonce.get(str(message.nonce))
    if earlier is not None and moment_of(message.message_id) - moment_of(earlier.message_id) < NONCE_LASTS:
        return earlier
    call.world.by_nonce[str(message.nonce)] = message
    return None


def _shut(call: Call, user_id: int) -> bool:
    """A user gets no DMs from the bot after closing them, or where the two share no guild."""
    return user_id in call.world.closed_dms or not any(user_id in g.members for g in call.world.guilds.values())


async def edit(call: Call) -> Answer:
    channel = call.channel()
    message = call.message(channel)
    if message.author.user_id != call.world.bot.user_id:
        raise RefusalError(403, 50005, "Cannot edit a message authored by another user")
    rewrite(call.world, message, call.body, call.files)
    call.stage.edited(message)
    return 200, payloads.message(call.world, message, call.stage.cdn)


async def delete(call: Call) -> Answer:
    channel = call.channel()
    message = call.message(channel)
    if message.author.user_id != call.world.bot.user_id and not call.world.bot_may(channel, "manage_messages"):
        raise RefusalError(403, 50013, "Missing Permissions")
    call.stage.delete(channel.channel_id, message.message_id)
    return 204, None


async def delete_many(call: Call) -> Answer:
    channel = call.channel("manage_messages")
    ids = [int(i) for i in call.body.get("messages", [])]
    if not 2 <= len(ids) <= 100:
        raise invalid("messages", "Must be between 2 and 100 in length.")
    if any(call.world.clock() - moment_of(i) > BULK_DELETE_REACHES for i in ids):
        raise RefusalError(400, 50034, "You can only bulk delete messages that are under 14 days old.")
    call.stage.delete_many(channel.channel_id, ids)
    return 204, None


async def typing(call: Call) -> Answer:
    call.channel()
    return 204, None


async def reactors(call: Call) -> Answer:
    """Who reacted with an emoji, by ascending user id, as Discord pages them."""
    channel = call.channel()
    if not call.world.bot_may(channel, "read_message_history"):
        raise RefusalError(*NO_ACCESS)
    message = call.message(channel)
    limit, after = call.limit(usual=25, most=100), call.asked("after") or 0
    who = sorted(i for i in message.reactions.get(_emoji(call), []) if i > after)[:limit]
    return 200, [payloads.user(call.world.users[i]) for i in who]


def _emoji(call: Call) -> str:
    return key_of(call.params["emoji_name"])


async def react(call: Call) -> Answer:
    channel = call.channel("read_message_history")
    message = call.message(channel)
    if _emoji(call) not in message.reactions and not call.world.bot_may(channel, "add_reactions"):
        raise RefusalError(403, 50013, "Missing Permissions")
    call.stage.react(channel.channel_id, message.message_id, call.world.bot.user_id, _emoji(call))
    return 204, None


async def unreact(call: Call) -> Answer:
    channel = call.channel()
    call.stage.unreact(channel.channel_id, call.message(channel).message_id, call.world.bot.user_id, _emoji(call))
    return 204, None


async def remove_reaction(call: Call) -> Answer:
    channel = call.channel("manage_messages")
    call.stage.unreact(channel.channel_id, call.message(channel).message_id, call.number("user_id"), _emoji(call))
    return 204, None


async def clear_reactions(call: Call) -> Answer:
    channel = call.channel("manage_messages")
    call.stage.clear_reactions(channel.channel_id, call.message(channel).message_id)
    return 204, None


async def clear_emoji(call: Call) -> Answer:
    channel = call.channel("manage_messages")
    call.stage.clear_emoji(channel.channel_id, call.message(channel).message_id, _emoji(call))
    return 204, None
