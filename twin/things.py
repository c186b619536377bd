"""What a Discord world is made of: plain, changeable records without behaviour of their own."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

TEXT, DM, VOICE, CATEGORY, NEWS, NEWS_THREAD, THREAD, PRIVATE_THREAD, FORUM = 0, 1, 2, 4, 5, 10, 11, 12, 15
ARCHIVED_AFTER_MINUTES = 7 * 24 * 60


@dataclass(slots=True)
class User:
    user_id: int
    name: str
    is_bot: bool = False
    global_name: str | None = None
    locale: str = "en-US"
    """The language of their client."""


@dataclass(slots=True)
class Member:
    user: User
    joined_at: datetime
    role_ids: list[int] = field(default_factory=list)
    nick: str | None = None


@dataclass(slots=True)
class Role:
    role_id: int
    name: str
    permissions: int
    position: int
    managed_for: int | None = None


@dataclass(slots=True)
class Overwrite:
    """What a channel allows and denies one role (kind 0) or one member (kind 1)."""

    kind: int
    allow: int = 0
    deny: int = 0


@dataclass(slots=True)
class Attachment:
    attachment_id: int
    filename: str
    data: bytes
    content_type: str
    description: str | None = None


@dataclass(slots=True)
class Message:
    message_id: int
    channel_id: int
    author: User
    content: str = ""
    kind: int = 0
    edited_at: datetime | None = None
    reply_to: int | None = None
    mention_ids: list[int] = field(default_factory=list)
    mention_everyone: bool = False
    reactions: dict[str, list[int]] = field(default_factory=dict)
    embeds: list[dict[str, Any]] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    components: list[dict[str, Any]] = field(default_factory=list)
    flags: int = 0
    tts: bool = False
    pinned: bool = False
    webhook_id: int | None = None
    nonce: str | int | None = None
    application_id: int | None = None
    interaction: dict[str, Any] | None = None

    @property
    def ephemeral(self) -> bool:
        return bool(self.flags & 64)


class Log:
    """The messages of one channel, oldest first, found by id in logarithmic time."""

    def __init__(self) -> None:
        self._ids: list[int] = []
        self._messages: dict[int, Message] = {}

    def __len__(self) -> int:
        return len(self._ids)

    def __iter__(self) -> Iterator[Message]:
        return (self._messages[i] for i in self._ids)

    def get(self, message_id: int) -> Message | None:
        return self._messages.get(message_id)

    def add(self, message: Message) -> None:
        if message.message_id not in self._messages:
            insort(self._ids, message.message_id)
        self._messages[message.message_id] = message

    def remove(self, message_id: int) -> Message | None:
        message = self._messages.pop(message_id, None)
        if message is not None:
            del self._ids[bisect_left(self._ids, message_id)]
        return message

    @property
    def last_id(self) -> int | None:
        return self._ids[-1] if self._ids else None

    def page(self, limit: int, *, before: int | None, after: int | None, around: int | None) -> list[Message]:
        """At most ``limit`` messages, newest first, as Discord pages them: ``after`` begins right behind that id."""
        if after is not None:
            start = bisect_right(self._ids, after)
            end = start + limit
        elif around is not None:
            middle = bisect_left(self._ids, around)
            start, end = max(0, middle - limit // 2), middle + limit - limit // 2
        else:
            end = len(self._ids) if before is None else bisect_left(self._ids, before)
            start = max(0, end - limit)
        return [self._messages[i] for i in reversed(self._ids[start:end])]


@dataclass(slots=True)
class Channel:
    """A channel, a thread or a DM. Threads know their owner and whether they are archived; DMs their recipient."""

    channel_id: int
    kind: int
    name: str = ""
    guild_id: int | None = None
    parent_id: int | None = None
    position: int = 0
    topic: str | None = None
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    owner_id: int = 0
    archived_at: datetime | None = None
    locked: bool = False
    sent_in_all: int = 0
    member_ids: list[int] = field(default_factory=list)
    recipient_id: int | None = None
    log: Log = field(default_factory=Log)

    @property
    def is_thread(self) -> bool:
        return self.kind in (NEWS_THREAD, THREAD, PRIVATE_THREAD)


@dataclass(slots=True)
class Invite:
    code: str
    channel_id: int
    inviter_id: int | None
    created_at: datetime
    uses: int = 0
    max_uses: int = 0
    max_age: int = 0


@dataclass(slots=True)
class VoiceState:
    user_id: int
    channel_id: int
    session_id: str


@dataclass(slots=True)
class Guild:
    guild_id: int
    name: str
    owner_id: int
    moderator_role_id: int
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    invites: dict[str, Invite] = field(default_factory=dict)
    voice: dict[int, VoiceState] = field(default_factory=dict)
    bot_joined_at: datetime | None = None
    system_channel_id: int | None = None
    available: bool = True
    locale: str = "en-US"
    """The language that the guild prefers."""
