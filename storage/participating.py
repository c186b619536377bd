"""On which days of a window members took part: no roster is read, of which an impact needs nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from dataclasses import fields

import numpy as np

from storage.counted import Piece
from storage.day_slice import DaySlice
from storage.loose_days import read_loose
from storage.models import Counts, MemberDays, Outline, Participation, Window
from storage.models.moments import DAY_MS, milliseconds
from storage.observing import KnownGuild, RoomDays
from storage.packing import read_cells
from storage.span import Span
from storage.tables import distinct, places
from storage.traffic import Traffic

_RESPONSES = ("replies", "mentions", "reactions")
_BEGAN = """
SELECT person, first_wrote_ms FROM member
WHERE guild = :guild AND first_wrote_ms >= :low AND first_wrote_ms < :high
"""
_NAMED = "SELECT id FROM person WHERE user_id = ?"


def participation(
    connection: sqlite3.Connection,
    guild_id: int,
    window: Window,
    channel_id: int | None,
    excluded_channels: frozenset[int],
    excluded_users: Collection[int],
) -> Participation:
    """See :meth:`storage.readable.ReadableStore.participation`."""
    guild = KnownGuild.of(connection, guild_id)
    seen = _Doing(connection, guild, window, channel_id, excluded_channels)
    seen.take()
    out = {person for user_id in excluded_users for (person,) in connection.execute(_NAMED, (user_id,))}
    wrote, responded = _joined(seen.wrote), _joined(seen.responded)
    person = distinct(wrote.member, responded.member)
    most = int(person.max(initial=-1))
    person = person[~np.isin(person, sorted(out))]
    number = places(person, most + 1)
    limits = {"guild": guild.id, "low": window.first_day * DAY_MS, "high": milliseconds(window.as_of)}
    began, began_ms = read_cells(connection, _BEGAN, limits, 2)
    outline = seen.outlined(guild_id)
    return Participation(
        **{field.name: getattr(outline, field.name) for field in fields(Outline)},
        members=len(person),
        wrote=_numbered(wrote, number),
        responded=_numbered(responded, number),
        began_day=began_ms[np.isin(began, person)] // DAY_MS,
    )


class _Doing(RoomDays):
    """What went on in the rooms, and who did how much on which day."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        guild: KnownGuild,
        window: Window,
        channel_id: int | None,
        excluded_channels: frozenset[int],
    ) -> None:
        super().__init__(connection, guild, window, channel_id, excluded_channels)
        self.wrote: list[MemberDays] = []
        self.responded: list[MemberDays] = []

    def _take_day(self, seen: DaySlice, *, is_large: bool) -> None:
        self._take_pieces(*(Piece.of(seen.people, seen.day, rows) for rows in (seen.members(), seen.ties())))
        super()._take_day(seen, is_large=is_large)

    def _take_loose(self, span: Span, traffic: Traffic, *, from_events: bool) -> None:
        self._take_pieces(*read_loose(self._connection, span, traffic, from_events=from_events))
        super()._take_loose(span, traffic, from_events=from_events)

    def _take_pieces(self, members: Piece, ties: Piece) -> None:
        rows = members.rows()
        self.wrote.append(
            MemberDays(
                members.people[rows["person"]].astype(np.int32), _days(members), rows["messages"].astype(np.int32)
            )
        )
        rows = ties.rows()
        source, given = rows["source"], np.zeros(ties.size, dtype=np.int32)
        for name in _RESPONSES:
            given += rows[name]
        days = _days(ties)
        if isinstance(ties.day, int):  # one row a member instead of one a pair
            sums = np.bincount(source, given, len(ties.people)).astype(np.int32)
            source = np.flatnonzero(sums)
            given, days = sums[source], days[: len(source)]
        self.responded.append(MemberDays(ties.people[source].astype(np.int32), days, given))


def _days(piece: Piece) -> Counts:
    return np.full(piece.size, piece.day, dtype=np.int32) if isinstance(piece.day, int) else piece.day


def _joined(parts: list[MemberDays]) -> MemberDays:
    """By small ids of people, as the parts are."""
    nothing = np.zeros(0, dtype=np.int32)
    some = [MemberDays(nothing, nothing, nothing), *parts]
    parts.clear()  # used up
    return MemberDays(*(np.concatenate([getattr(part, field.name) for part in some]) for field in fields(MemberDays)))


def _numbered(some: MemberDays, number: Counts) -> MemberDays:
    """Without the rows of people who have no number."""
    member = number[some.member]
    kept = member >= 0
    if kept.all():
        return MemberDays(member, some.day, some.count)
    return MemberDays(member[kept], some.day[kept], some.count[kept])
