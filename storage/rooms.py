"""Channels with their threads folded into them, but for a thread that is asked about."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from storage.models import Ints
from storage.packing import read_cells

if TYPE_CHECKING:
    from storage.models.facts import ChannelKind

_LINES = """
SELECT room.id, room.channel_id, coalesce(above.id, 0) FROM channel AS room
    LEFT JOIN channel AS above ON room.kind = 'thread' AND above.channel_id = room.parent_id
        AND above.guild = room.guild AND above.kind NOT IN ('category', 'thread')
WHERE room.guild = :guild
"""
_ROOMS = """
SELECT id, channel_id, parent_id, name, kind, readable, deleted, heard_from_id FROM channel
WHERE id IN (SELECT value FROM json_each(:ids)) ORDER BY id
"""


class Room(NamedTuple):
    id: int
    channel_id: int
    parent_id: int | None
    name: str
    kind: ChannelKind
    readable: int
    """0 or 1, as the file has it."""
    deleted: int
    heard_from_id: int


@dataclass(frozen=True, slots=True, eq=False)
class Rooms:
    """Every channel and thread of a guild: columns of equal length, as a guild that is years old has thousands of
    threads, and objects for the few that count as themselves."""

    small: Ints
    channel_id: Ints
    above: Ints
    """The small id of the channel that a thread belongs to; 0 for what is no thread, and for a thread right under a
    category, as exports have them."""
    home: Ints
    """The small id of the room as which each counts: its own, or that of the channel that a thread belongs to."""
    by_id: dict[int, Room]
    """Those that count as themselves, by small id."""
    by_channel_id: dict[int, Room]
    """The same."""
    asked: int | None
    """The id of the channel or thread that is asked about: a thread is then a room of its own."""

    def channel_of(self, room: Room) -> Room | None:
        """The channel that a thread belongs to which counts as itself."""
        if room.channel_id != self.asked:
            return None
        (above,) = self.above[self.small == room.id].tolist()
        return self.by_id.get(above)

    def homes(self) -> dict[int, Room]:
        """The room as which each channel and thread counts, by channel id."""
        return {channel_id: self.by_id[home] for channel_id, home in self._pairs(self.channel_id, self.home)}

    def within(self, channel_id: int | None, excluded: frozenset[int]) -> frozenset[int] | None:
        """Small ids of what counts: everything under ``channel_id``, nothing under ``excluded``; None for all."""
        if channel_id is None and not excluded:
            return None
        lines = {room.id: self._line(room) for room in self.by_id.values()}
        for small, home in self._pairs(self.small, self.home):
            if small != home:
                lines[small] = lines[home].copy()
        for small, own in self._pairs(self.small, self.channel_id):
            lines[small].add(own)
        return frozenset(
            small for small, line in lines.items() if (channel_id is None or channel_id in line) and not excluded & line
        )

    def _pairs(self, one: Ints, other: Ints) -> zip[tuple[int, int]]:
        return zip(one.tolist(), other.tolist(), strict=True)

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
    small, channel_id, above = read_cells(connection, _LINES, {"guild": guild}, 3)
    is_alone = (above == 0) | (channel_id == (asked or 0))
    alone = connection.execute(_ROOMS, {"ids": json.dumps(small[is_alone].tolist())})
    by_id = {room.id: room for room in map(Room._make, alone)}
    by_channel_id = {room.channel_id: room for room in by_id.values()}
    return Rooms(small, channel_id, above, np.where(is_alone, small, above), by_id, by_channel_id, asked)
