"""Channels with their threads folded into them, but for a thread that is asked about."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.models.facts import ChannelKind


@dataclass(frozen=True, slots=True)
class Room:
    id: int
    channel_id: int
    parent_id: int | None
    name: str
    kind: ChannelKind
    readable: bool
    deleted: bool
    heard_from_id: int


@dataclass(frozen=True, slots=True)
class Rooms:
    by_id: dict[int, Room]
    """By the small id."""
    by_channel_id: dict[int, Room]
    asked: int | None = None
    """The id of the channel or thread that is asked about: a thread is then a room of its own."""

    def home(self, room: Room) -> Room:
        """The room as which this one counts: itself, or the channel that a thread belongs to."""
        return room if room.channel_id == self.asked else self.channel_of(room) or room

    def channel_of(self, room: Room) -> Room | None:
        """The channel that a thread belongs to; None for what is no thread, and for a thread right under a category, as
        exports have them."""
        if room.kind != "thread" or room.parent_id is None:
            return None
        parent = self.by_channel_id.get(room.parent_id)
        return None if parent is None or parent.kind == "category" else parent

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
    rooms = [
        Room(small, channel_id, parent_id, name, kind, bool(readable), bool(deleted), heard_from_id)
        for small, channel_id, parent_id, name, kind, readable, deleted, heard_from_id in rows
    ]
    return Rooms({room.id: room for room in rooms}, {room.channel_id: room for room in rooms}, asked)
