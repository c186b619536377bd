"""What happens in a community, as plain data: the one shape between those who invent it and those who play it.

A sample community is a :class:`Timeline`. The twin's world plays it as history and live; the exporter writes it as
DiscordChatExporter files. All moments are aware UTC datetimes, all ids snowflakes whose time is the event's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Habit = Literal[
    "evangelist",
    "welcomer",
    "contributor",
    "regular",
    "newcomer",
    "fading",
    "reactor",
    "voice_sitter",
    "lapsed",
    "silent",
    "soapboxer",
    "farmer",
    "echo",
    "flooder",
    "ring",
    "claque",
    "pair",
    "alt",
    "raider",
    "bot",
    "webhook",
    "moderator",
]
RoomKind = Literal["category", "text", "news", "voice", "forum", "thread"]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the community. ``habit`` is the planted truth: tests know it, the bot never sees it."""

    user_id: int
    name: str
    habit: Habit
    joined_at: datetime
    left_at: datetime | None = None
    invited_by: int | None = None
    alt_of: int | None = None
    is_bot: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """A channel or thread. A thread's ``channel_id`` equals its starter message's id where it grew from a message."""

    channel_id: int
    name: str
    kind: RoomKind
    parent_id: int | None = None


@dataclass(frozen=True, slots=True)
class Posted:
    at: datetime
    message_id: int
    channel_id: int
    user_id: int
    content: str
    reply_to: int | None = None
    mentions: tuple[int, ...] = ()
    webhook: bool = False


@dataclass(frozen=True, slots=True)
class Edited:
    at: datetime
    message_id: int
    channel_id: int
    content: str


@dataclass(frozen=True, slots=True)
class Deleted:
    at: datetime
    message_id: int
    channel_id: int


@dataclass(frozen=True, slots=True)
class Reacted:
    at: datetime
    message_id: int
    channel_id: int
    user_id: int
    emoji: str


@dataclass(frozen=True, slots=True)
class Joined:
    at: datetime
    user_id: int


@dataclass(frozen=True, slots=True)
class Left:
    at: datetime
    user_id: int


@dataclass(frozen=True, slots=True)
class SatInVoice:
    at: datetime
    user_id: int
    channel_id: int
    until: datetime


Event = Posted | Edited | Deleted | Reacted | Joined | Left | SatInVoice


@dataclass(frozen=True, slots=True)
class Timeline:
    """A whole community: who, where and, in order of time, what."""

    guild_id: int
    guild_name: str
    owner_id: int
    people: tuple[Person, ...]
    rooms: tuple[Room, ...]
    events: tuple[Event, ...] = field(repr=False)

    def who(self, *habits: Habit) -> frozenset[int]:
        """The ids of everybody with one of these habits."""
        return frozenset(p.user_id for p in self.people if p.habit in habits)
