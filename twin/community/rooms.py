"""The channels of a sample community, and which of them serves what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from twin.community.snowflakes import Mint
from twin.timeline import Room, RoomKind

WELCOME = ("welcome", "lobby", "hello-there")
ANNOUNCE = ("announcements", "news", "📢-announcements")
CHAT = ("general", "off-topic", "lounge", "coffee-☕", "plaza", "random")
HELP = ("help", "support", "questions", "help-hardware", "help-software", "beginners")
SHOW = ("showcase", "show-and-tell", "gallery")
FORUM = ("ideas", "guides", "projects")
FEEDS = ("feeds", "commits", "releases-feed")
PLAY = ("bot-commands", "music-bot")
VOICE = ("Lounge", "Workbench", "Quiet room", "Game night")


@dataclass(frozen=True, slots=True)
class Layout:
    """The rooms by what they are for."""

    welcome: Room
    announce: Room
    chat: tuple[Room, ...]
    help: tuple[Room, ...]
    show: Room
    forum: Room
    feeds: Room
    play: Room
    voice: tuple[Room, ...]

    @classmethod
    def of(cls, rooms: Iterable[Room]) -> Layout:
        """Find the way around again in rooms that :func:`build` made."""
        rooms = [room for room in rooms if room.kind not in ("thread", "category")]

        def named(names: tuple[str, ...]) -> tuple[Room, ...]:
            return tuple(room for room in rooms if room.name in names)

        return cls(
            welcome=named(WELCOME)[0],
            announce=named(ANNOUNCE)[0],
            chat=named(CHAT),
            help=named(HELP),
            show=named(SHOW)[0],
            forum=named(FORUM)[0],
            feeds=named(FEEDS)[0],
            play=named(PLAY)[0],
            voice=named(VOICE),
        )

    @property
    def public(self) -> tuple[Room, ...]:
        """Where anybody would write: chat and help."""
        return self.chat + self.help


def build(rng: Random, mint: Mint, founded_ms: int, size: int) -> list[Room]:
    """Categories and channels, made one after another when the guild was founded (milliseconds since 1970)."""
    rooms: list[Room] = []

    def add(kind: RoomKind, name: str, parent: Room | None) -> Room:
        room = Room(mint.at(founded_ms), name, kind, parent.channel_id if parent else None)
        rooms.append(room)
        return room

    busy = min(2, size // 300)
    town = add("category", "Town square", None)
    add("text", rng.choice(WELCOME), town)
    add("news", rng.choice(ANNOUNCE), town)
    for name in rng.sample(CHAT, rng.randrange(2, 4) + busy):
        add("text", name, town)
    add("text", rng.choice(SHOW), town)
    aid = add("category", "Help & guides", None)
    for name in rng.sample(HELP, rng.randrange(2, 4) + busy):
        add("text", name, aid)
    add("forum", rng.choice(FORUM), aid)
    machines = add("category", "Machine room", None)
    add("text", rng.choice(FEEDS), machines)
    add("text", rng.choice(PLAY), machines)
    voices = add("category", "Voices", None)
    for name in rng.sample(VOICE, rng.randrange(2, 4)):
        add("voice", name, voices)
    return rooms
