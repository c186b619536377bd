"""One guild over one window, read as columns.

Closed days come from their blobs, mended where rows or events came since; open days from their rows, and from the
messages what rows cannot tell; a last day of which a part lies after the window, from its events.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import partial

import numpy as np

from storage.closed_day import MEMBERS, TIES, tables_of
from storage.counted import Piece, put_together
from storage.coverage import read_coverage
from storage.day_slice import DaySlice, Narrows
from storage.loose_days import open_spans, read_loose
from storage.models import Ints, Observations, Outline, Window
from storage.models.moments import DAY_MS, milliseconds
from storage.room_activity import RoomActivity
from storage.rooms import read_rooms
from storage.roster import read_roster
from storage.span import Span
from storage.traffic import Traffic, read_traffic
from storage.whole_day import read_whole_day


def observe(
    connection: sqlite3.Connection,
    guild_id: int,
    window: Window,
    channel_id: int | None,
    excluded_channels: frozenset[int],
    *,
    everyone: bool = False,
    about: int | None = None,
) -> Observations:
    """See :meth:`storage.readable.ReadableStore.observe`."""
    guild = KnownGuild.of(connection, guild_id)
    seen = _Seen(connection, guild, window, channel_id, excluded_channels)
    seen.take()
    as_of_ms = milliseconds(window.as_of)
    roster, silent, row_of = read_roster(connection, guild.id, as_of_ms, seen.people(), everyone=everyone, about=about)
    outlined = seen.outlined(guild_id)
    activity, responses, tone = put_together(seen.members, seen.ties, row_of, len(roster))
    return Observations(
        **{field.name: getattr(outlined, field.name) for field in fields(Outline)},
        roster=roster,
        activity=activity,
        responses=responses,
        tone=tone,
        hours=seen.rooms.hours,
        silent=silent,
    )


def outline(
    connection: sqlite3.Connection,
    guild_id: int,
    window: Window,
    channel_id: int | None,
    excluded_channels: frozenset[int],
) -> Outline:
    """See :meth:`storage.readable.ReadableStore.outline`."""
    seen = RoomDays(connection, KnownGuild.of(connection, guild_id), window, channel_id, excluded_channels)
    seen.take()
    return seen.outlined(guild_id)


@dataclass(frozen=True, slots=True)
class KnownGuild:
    id: int
    """The small one."""
    name: str
    latest_ms: int
    """The moment of its last event."""
    imported: bool

    @classmethod
    def of(cls, connection: sqlite3.Connection, guild_id: int) -> KnownGuild:
        row = connection.execute(
            "SELECT id, name, coalesce(latest_ms, 0), imported FROM guild WHERE guild_id = ?", (guild_id,)
        ).fetchone()
        if row is None:
            raise KeyError(guild_id)
        guild, name, latest_ms, imported = row
        return cls(guild, name, latest_ms, bool(imported))


_CLOSED = """
SELECT day, counts, EXISTS (SELECT 1 FROM member_day AS late WHERE late.guild = ?1 AND late.day = closed.day)
    OR EXISTS (SELECT 1 FROM tie_day AS late WHERE late.guild = ?1 AND late.day = closed.day)
    OR EXISTS (SELECT 1 FROM stale_day AS late WHERE late.guild = ?1 AND late.day = closed.day)
FROM packed_day AS closed WHERE guild = ?1 AND day >= ?2 AND day < ?3 ORDER BY day
"""
_BLOB = "SELECT counts FROM packed_day WHERE guild = ? AND day = ?"
_BYTES = "SELECT coalesce(sum(length(counts)), 0) FROM packed_day WHERE guild = ? AND day >= ? AND day < ?"
_MANY, _LARGE = 1 << 24, 1 << 16
"""Where there are more bytes of blobs than this, one of so many is rather read again than kept until the roster is
known."""


class RoomDays:
    """What went on in the rooms on a window's days, gathered by the way in which each day is kept."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        guild: KnownGuild,
        window: Window,
        channel_id: int | None,
        excluded_channels: frozenset[int],
    ) -> None:
        rooms = read_rooms(connection, guild.id, channel_id)
        channels = rooms.within(channel_id, excluded_channels)
        self._connection = connection
        self._guild = guild
        self._window = window
        self._span = Span(guild.id, window.first_day * DAY_MS, milliseconds(window.as_of), channels)
        self.rooms = RoomActivity(rooms)

    def take(self) -> None:
        span = self._span
        midnight_ms = -(-span.high_ms // DAY_MS) * DAY_MS
        if is_cut := span.high_ms < midnight_ms and self._guild.latest_ms >= span.high_ms:
            midnight_ms -= DAY_MS
        whole_days = span.within(span.low_ms, midnight_ms)
        self._take_closed(whole_days)
        for days in open_spans(self._connection, whole_days):
            self._take_loose(days, read_traffic(self._connection, days), from_events=False)
        if is_cut:
            rest = span.within(midnight_ms, span.high_ms)
            self._take_loose(rest, read_traffic(self._connection, rest), from_events=True)

    def outlined(self, guild_id: int) -> Outline:
        """What was gathered; the id is Discord's."""
        rooms, window, channel_id = self.rooms, self._window, self.rooms.known.asked
        return Outline(
            guild_id=guild_id,
            guild=self._guild.name,
            window=window,
            channels=rooms.channels(),
            coverage=read_coverage(self._connection, guild_id, window, channel_id, rooms=rooms.known),
            authors=rooms.authors(),
            sent=rooms.sent(),
            channel_id=channel_id,
            imported=self._guild.imported,
        )

    def _take_closed(self, span: Span) -> None:
        limits = (span.guild, span.low_ms // DAY_MS, span.high_ms // DAY_MS)
        are_many = self._connection.execute(_BYTES, limits).fetchone()[0] > _MANY
        for day, blob, is_mended in self._connection.execute(_CLOSED, limits):
            tables = read_whole_day(self._connection, span.guild, day).split() if is_mended else tables_of(blob)
            seen = DaySlice.of(day, tables, self.rooms.is_known, span.channels)
            self._take_day(seen, is_large=are_many and not is_mended and len(blob) >= _LARGE)

    def _take_day(self, seen: DaySlice, *, is_large: bool) -> None:
        """``is_large``: rather read again from its blob than kept."""
        self.rooms.add_day(seen)

    def _take_loose(self, span: Span, traffic: Traffic, *, from_events: bool) -> None:
        """``traffic`` is the span's."""
        self.rooms.add_traffic(traffic)


class _Seen(RoomDays):
    """… and what each member did on them."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        guild: KnownGuild,
        window: Window,
        channel_id: int | None,
        excluded_channels: frozenset[int],
    ) -> None:
        super().__init__(connection, guild, window, channel_id, excluded_channels)
        self.members: list[Piece] = []
        self.ties: list[Piece] = []
        self._again: tuple[int | None, Sequence[Narrows]] = None, ()
        self._people: list[Ints] = [np.zeros(0, dtype=np.int64)]

    def people(self) -> Ints:
        """Small ids of everybody who did something or was responded to, some of them repeated."""
        return np.concatenate(self._people)

    def _take_day(self, seen: DaySlice, *, is_large: bool) -> None:
        members, ties = seen.members(), seen.ties()
        is_again = is_large and seen.is_wanted is None
        self._people.append(seen.active(members, ties))
        again = partial(self._read_again, seen.day, MEMBERS) if is_again else None
        self.members.append(Piece.of(seen.people, seen.day, members, again))
        again = partial(self._read_again, seen.day, TIES) if is_again else None
        self.ties.append(Piece.of(seen.people, seen.day, ties, again))
        super()._take_day(seen, is_large=is_large)

    def _read_again(self, day: int, place: int) -> Narrows:
        """A day's members or ties, which are asked for one right after the other."""
        if self._again[0] != day:
            (blob,) = self._connection.execute(_BLOB, (self._span.guild, day)).fetchone()
            self._again = day, tables_of(blob, TIES + 1)
        return self._again[1][place]

    def _take_loose(self, span: Span, traffic: Traffic, *, from_events: bool) -> None:
        members, ties = read_loose(self._connection, span, traffic, from_events=from_events)
        self.members.append(members)
        self.ties.append(ties)
        self._people += (members.people, ties.people)
        super()._take_loose(span, traffic, from_events=from_events)
