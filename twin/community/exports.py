"""A timeline as DiscordChatExporter writes a guild: one JSON file a channel or thread.

As in real exports, mentions and custom emoji are written out in the text, edits are applied, deleted messages are
absent, joins are system messages of the first channel, and a thread that grew from a message opens with a pointer to it
(type ``21``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from twin.community.rooms import Layout
from twin.community.snowflakes import DISCORD_EPOCH_MS, millis
from twin.timeline import Deleted, Edited, Joined, Person, Posted, Reacted, Room, Timeline

Json = dict[str, Any]

ROOM_TYPES = {
    "text": "GuildTextChat",
    "news": "GuildNews",
    "voice": "GuildVoiceChat",
    "forum": "GuildForum",
    "thread": "GuildPublicThread",
}
CODES = {
    "👍": "thumbsup",
    "❤️": "heart",
    "🎉": "tada",
    "🙏": "pray",
    "🔥": "fire",
    "💯": "100",
    "👀": "eyes",
    "👏": "clap",
}

_CUSTOM_EMOJI = re.compile(r"<(a?):(\w+):(\d+)>")
_MENTION = re.compile(r"<@!?(\d+)>")
_SYSTEM_IDS = 0x200000
"""Ids of system messages count from here within their millisecond, away from those of people's messages."""


def write(timeline: Timeline, folder: Path, *, until: datetime | None = None) -> list[Path]:
    """Write what was to be seen at ``until`` (aware; the end where None) into ``folder``, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = _Pages(timeline, until)
    paths = []
    for room in timeline.rooms:
        messages = pages.messages(room)
        if messages:
            path = folder / f"{room.channel_id}.json"
            path.write_bytes(orjson.dumps(pages.document(room, messages), option=orjson.OPT_INDENT_2))
            paths.append(path)
    return paths


class _Pages:
    """What each channel shows at one moment."""

    def __init__(self, timeline: Timeline, until: datetime | None) -> None:
        self._timeline = timeline
        self._people = {person.user_id: person for person in timeline.people}
        self._rooms = {room.channel_id: room for room in timeline.rooms}
        self._system_room = Layout.of(timeline.rooms).welcome.channel_id
        self._until = until or timeline.events[-1].at
        self._posts: dict[int, list[Posted]] = defaultdict(list)
        self._edits: dict[int, Edited] = {}
        self._gone: set[int] = set()
        self._reactions: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        self._joins: list[Joined] = []
        for event in timeline.events:
            if event.at > self._until:
                break
            if isinstance(event, Posted):
                self._posts[event.channel_id].append(event)
            elif isinstance(event, Edited):
                self._edits[event.message_id] = event
            elif isinstance(event, Deleted):
                self._gone.add(event.message_id)
            elif isinstance(event, Reacted):
                self._reactions[event.message_id][event.emoji].append(event.user_id)
            elif isinstance(event, Joined):
                self._joins.append(event)

    def messages(self, room: Room) -> list[Json]:
        posts = self._posts[room.channel_id]
        written = [self._message(post) for post in posts if post.message_id not in self._gone]
        if room.channel_id == self._system_room:
            written += [self._join(nth, joined) for nth, joined in enumerate(self._joins)]
        if room.kind == "thread" and posts and posts[0].message_id != room.channel_id:
            written.append(self._pointer(room, posts[0]))
        return sorted(written, key=lambda message: int(message["id"]))

    def document(self, room: Room, messages: list[Json]) -> Json:
        parent = self._rooms.get(room.parent_id or 0)
        news = room.kind == "thread" and parent is not None and parent.kind == "news"
        return {
            "guild": {"id": str(self._timeline.guild_id), "name": self._timeline.guild_name, "iconUrl": ""},
            "channel": {
                "id": str(room.channel_id),
                "type": "GuildNewsThread" if news else ROOM_TYPES[room.kind],
                "categoryId": str(parent.channel_id) if parent else None,
                "category": parent.name if parent else None,
                "name": room.name,
                "topic": None,
            },
            "dateRange": {"after": None, "before": None},
            "exportedAt": self._until.isoformat(),
            "messages": messages,
            "messageCount": len(messages),
        }

    def _message(self, post: Posted) -> Json:
        edit = self._edits.get(post.message_id)
        content = edit.content if edit else post.content
        message = self._bare(post.message_id, "Reply" if post.reply_to else "Default", post.at, post.user_id)
        message["timestampEdited"] = _stamp(edit.at) if edit else None
        message["content"] = self._written_out(content)
        message["reactions"] = [self._reaction(*pair) for pair in self._reactions[post.message_id].items()]
        message["mentions"] = [self._author(user_id) for user_id in post.mentions]
        message["inlineEmojis"] = [
            _emoji(emoji) for emoji in dict.fromkeys(m.group() for m in _CUSTOM_EMOJI.finditer(content))
        ]
        if post.reply_to:
            message["reference"] = self._reference(post.reply_to, post.channel_id)
        return message

    def _join(self, nth: int, joined: Joined) -> Json:
        message_id = (millis(joined.at) - DISCORD_EPOCH_MS) << 22 | (_SYSTEM_IDS + nth)
        message = self._bare(message_id, "GuildMemberJoin", joined.at, joined.user_id)
        return message | {"content": "Joined the server."}

    def _pointer(self, room: Room, first: Posted) -> Json:
        message = self._bare((first.message_id | 0x3FFFFF) - (1 << 22), "21", first.at, first.user_id)
        return message | {"reference": self._reference(room.channel_id, room.parent_id or 0)}

    def _bare(self, message_id: int, kind: str, at: datetime, user_id: int) -> Json:
        return {
            "id": str(message_id),
            "type": kind,
            "timestamp": _stamp(at),
            "timestampEdited": None,
            "callEndedTimestamp": None,
            "isPinned": False,
            "content": "",
            "author": self._author(user_id),
            "attachments": [],
            "embeds": [],
            "stickers": [],
            "reactions": [],
            "mentions": [],
            "inlineEmojis": [],
        }

    def _author(self, user_id: int) -> Json:
        person = self._people[user_id]
        return {
            "id": str(user_id),
            "name": person.name,
            "discriminator": "4096" if person.habit == "bot" else "0000",
            "nickname": person.name,
            "color": None,
            "isBot": person.is_bot,
            "roles": [],
            "avatarUrl": "https://cdn.discordapp.com/embed/avatars/0.png",
        }

    def _reaction(self, emoji: str, user_ids: list[int]) -> Json:
        users = [self._author(user_id) for user_id in user_ids]
        return {"emoji": _emoji(emoji), "count": len(users), "users": users}

    def _reference(self, message_id: int, channel_id: int) -> Json:
        guild_id = str(self._timeline.guild_id)
        return {"type": "Default", "messageId": str(message_id), "channelId": str(channel_id), "guildId": guild_id}

    def _written_out(self, content: str) -> str:
        def name(match: re.Match[str]) -> str:
            person: Person | None = self._people.get(int(match.group(1)))
            return f"@{person.name}" if person else match.group()

        return _MENTION.sub(name, _CUSTOM_EMOJI.sub(r":\2:", content))


def _emoji(emoji: str) -> Json:
    match = _CUSTOM_EMOJI.fullmatch(emoji)
    if match is None:
        return {"id": "", "name": emoji, "code": CODES.get(emoji, emoji), "isAnimated": False, "imageUrl": ""}
    animated, name, emoji_id = match.groups()
    url = f"https://cdn.discordapp.com/emojis/{emoji_id}.{'gif' if animated else 'png'}"
    return {"id": emoji_id, "name": name, "code": name, "isAnimated": bool(animated), "imageUrl": url}


def _stamp(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")
