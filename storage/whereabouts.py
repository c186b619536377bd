"""In which channels the members of some groups wrote, over a window."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from storage.day_slice import DaySlice
from storage.models import Ints, Window
from storage.observing import KnownGuild, RoomDays
from storage.packing import read_cells
from storage.span import Span
from storage.traffic import Traffic

_SMALL_IDS = "SELECT id, user_id FROM person WHERE user_id IN (SELECT value FROM json_each(?))"
_MOST_PERSON = "SELECT coalesce(max(id), 0) FROM person"
NO_GROUP = 0


def read_whereabouts(
    connection: sqlite3.Connection,
    guild_id: int,
    window: Window,
    groups: Sequence[Collection[int]],
    channel_id: int | None,
    excluded_channels: frozenset[int],
) -> list[Mapping[int, int]]:
    """See :meth:`storage.readable.ReadableStore.whereabouts`."""
    guild = KnownGuild.of(connection, guild_id)
    group_of = _groups(connection, groups)
    found = _Whereabouts(connection, guild, window, channel_id, excluded_channels, group_of, len(groups))
    found.take()
    return found.by_group()


def _groups(connection: sqlite3.Connection, groups: Sequence[Collection[int]]) -> Ints:
    """Of each small id of a person the number of their group from 1, or ``NO_GROUP``."""
    group_of_user = {user_id: number for number, users in enumerate(groups, 1) for user_id in users}
    ((most,),) = connection.execute(_MOST_PERSON).fetchall()
    group_of = np.full(most + 1, NO_GROUP, dtype=np.int64)
    small, users = read_cells(connection, _SMALL_IDS, (json.dumps(sorted(group_of_user)),), 2)
    group_of[small] = [group_of_user[user_id] for user_id in users.tolist()]
    return group_of


class _Whereabouts(RoomDays):
    def __init__(
        self,
        connection: sqlite3.Connection,
        guild: KnownGuild,
        window: Window,
        channel_id: int | None,
        excluded_channels: frozenset[int],
        group_of: Ints,
        groups: int,
    ) -> None:
        super().__init__(connection, guild, window, channel_id, excluded_channels)
        self._group_of = group_of
        self._size = len(self.rooms.homes)
        self._messages: Ints = np.zeros((groups + 1) * self._size, dtype=np.int64)
        """By group and room."""

    def by_group(self) -> list[Mapping[int, int]]:
        rooms, homes = self.rooms.known.by_id, self.rooms.homes.tolist()
        by_group = self._messages.reshape(-1, self._size)[1:]
        return [
            {rooms[homes[place]].channel_id: int(row[place]) for place in np.flatnonzero(row).tolist() if homes[place]}
            for row in by_group
        ]

    def _take_day(self, seen: DaySlice, *, is_large: bool) -> None:
        wrote = seen.by_channel()
        self._add(seen.people[wrote["person"]], seen.channels[wrote["channel"]], wrote["messages"])

    def _take_loose(self, span: Span, traffic: Traffic, *, from_events: bool) -> None:
        inside = np.flatnonzero(traffic.inside)
        self._add(traffic.author[inside], traffic.channel[inside], np.ones(len(inside)))

    def _add(self, people: Ints, channels: Ints, messages: np.ndarray) -> None:
        places = self._group_of[people] * self._size + self.rooms.place_of(channels)
        self._messages += np.bincount(places, messages, len(self._messages)).astype(np.int64)
