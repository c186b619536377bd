"""Channels with their threads folded into them, but for a thread that is asked about."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Self

if TYPE_CHECKING:
    from storage.models.facts import ChannelKind


class Room(NamedTuple):
    """There are as many as threads, and each report makes them: a tuple is made in a fifth of the time of an object."""

    id: int
    channel_id: int
    parent_id: int | None
    name: str
    kind: ChannelKind
    readable: int
    """0 or 1, as the file has it."""
    deleted: int
    heard_from_id: int


@dataclass(frozen=True, slots=True)
class Rooms:
    by_id: dict[int, Room]
    """By the small id."""
    by_channel_id: dict[int, Room]
    _channels: dict[int, Room]
    """The channel of each thread that belongs to one, by the thread's small id."""
    alone: tuple[Room, ...]
    """Those that count as themselves."""
    asked: int | None = None
    """The id of the channel or thread that is asked about: a thread is then a room of its own."""

    @classmethod
    def of(cls, rooms: Iterable[Room], asked: int | None = None) -> Self:
        by_id = {room.id: room for room in rooms}
        by_channel_id = {room.channel_id: room for room in by_id.values()}
        above = {
            room.id: by_channel_id.get(room.parent_id)
            for room in by_id.values()
            if room.kind == "thread" and room.parent_id is not None
        }
        channels = {small: room for small, room in above.items() if room is not None and room.kind != "category"}
        alone = tuple(room for room in by_id.values() if room.id not in channels or room.channel_id == asked)
        return cls(by_id, by_channel_id, channels, alone, asked)

    def home(self, room: Room) -> Room:
        """The room as which this one counts: itself, or the channel that a thread belongs to."""
        return room if room.channel_id == self.asked else self._channels.get(room.id, room)

    def channel_of(self, room: Room) -> Room | None:
        """The channel that a thread belongs to; None for what is no thread, and for a thread right under a category, as
        exports have them."""
        return self._channels.get(room.id)

    def within(self, channel_id: int | None, excluded: frozenset[int]) -> frozenset[int] | None:
        """Small ids of what counts: everything under ``channel_id``, nothing under ``excluded``; None for all."""
        if channel_id is None and not excluded:
            return None
        kept = set()
        for room in self.by_id.values():
            line = self._line(room)
            if (channel_id is None or channel_id in line) and not excluded & line:
                kept.add(room.id)
        return frozenset(kept)

    def _line(self, room: Room) -> set[int]:
        """A room's id with those above it."""
        line = {room.channel_id}
        above = room.parent_id
        while above is not None and above not in line:
            line.add(above)
            parent = self.by_channel_id.get(above)
            above = None if parent is None else parent.parent_id
        return line


def read_rooms(connection: sqlite3.Connection, guild: int, asked: int | None = None) -> Rooms:
    rows = connection.execute(
        "SELECT id, channel_id, parent_id, name, kind, readable, deleted, heard_from_id FROM channel WHERE guild = ?",
        (guild,),
    )
    return Rooms.of(map(Room._make, rows), asked)
