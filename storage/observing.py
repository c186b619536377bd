"""One guild over one window, read as columns."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from storage import recounting
from storage.coverage import read_coverage
from storage.models import Activity, Ints, Observations, Responses, Window
from storage.models.moments import DAY_MS, DISCORD_EPOCH_MS, milliseconds
from storage.packing import capped, pack, pack_people, read_cells, unpack, unpack_people
from storage.rooms import read_rooms
from storage.roster import read_roster
from storage.traffic import Traffic, read_traffic

HUNDREDTHS = 100.0


@dataclass(frozen=True, slots=True)
class _Span:
    """Which moments and channels are asked for; ``channels`` None means all."""

    guild: int
    low_ms: int
    high_ms: int
    channels: str | None

    def since(self, low_ms: int) -> _Span:
        return _Span(self.guild, low_ms, self.high_ms, self.channels)

    def parameters(self) -> Mapping[str, Any]:
        return {
            "guild": self.guild,
            "low_ms": self.low_ms,
            "high_ms": self.high_ms,
            "low_id": (self.low_ms - DISCORD_EPOCH_MS) << 22,
            "high_id": (self.high_ms - DISCORD_EPOCH_MS) << 22,
            "channels": self.channels,
        }


def observe(
    connection: sqlite3.Connection,
    guild_id: int,
    window: Window,
    channel_id: int | None,
    excluded_channels: frozenset[int],
) -> Observations:
    """See :meth:`storage.store.Store.observe`."""
    row = connection.execute(
        "SELECT id, name, coalesce(latest_ms, 0), imported FROM guild WHERE guild_id = ?", (guild_id,)
    ).fetchone()
    if row is None:
        raise KeyError(guild_id)
    guild, name, latest_ms, imported = row
    rooms = read_rooms(connection, guild)
    channels = rooms.within(channel_id, excluded_channels)
    as_of_ms = milliseconds(window.as_of)
    span = _Span(guild, window.first_day * DAY_MS, as_of_ms, None if channels is None else json.dumps(sorted(channels)))
    members, ties = _read_days(connection, span, latest_ms)
    traffic = read_traffic(connection, span.parameters())
    ties = _with_adjacent(ties, traffic)
    roster, row_of = read_roster(connection, guild, as_of_ms, np.concatenate((members[:, 0], ties[:, 0], ties[:, 1])))
    return Observations(
        guild_id=guild_id,
        guild=name,
        window=window,
        roster=roster,
        activity=_activity(members, row_of),
        responses=_responses(ties, row_of),
        channels=traffic.channels(rooms),
        hours=traffic.hours(),
        coverage=read_coverage(connection, guild_id, window, channel_id),
        channel_id=channel_id,
        imported=bool(imported),
    )


_MEMBER_DAYS = (
    f"SELECT person, {pack('day', 'messages', 'replies')}, characters, {pack('questions', 'thanks', capped('links'))},"  # noqa: S608 (our own text)
    f" {pack('reactions', capped('unnamed'), 'sentiment_count')}, sentiment_sum, voice_ms FROM ({{counts}})"
)
_TIE_DAYS = (
    f"SELECT {pack_people('source', 'target')}, {pack('day', 'replies', 'mentions')},"  # noqa: S608 (our own text)
    f" {pack('reactions', 'warmth_count')}, warmth_sum FROM ({{counts}}) ORDER BY day, source, target"
)
_KEPT_MEMBER_DAYS = "SELECT * FROM member_day WHERE guild = ? AND day >= ? AND day < ?"
_KEPT_TIE_DAYS = "SELECT * FROM tie_day WHERE guild = ? AND day >= ? AND day < ?"


def _read_member_days(connection: sqlite3.Connection, counts: str, parameters: Any) -> Ints:
    """Person, day and eleven counts: shape (rows, 13)."""
    cells = read_cells(connection, _MEMBER_DAYS.replace("{counts}", counts), parameters, 7)
    person, first, characters, second, third, sentiment_sum, voice_ms = cells
    day, messages, replies = unpack(first, 3)
    reactions, unnamed, sentiment_count = unpack(third, 3)
    sums = (reactions, unnamed, sentiment_sum, sentiment_count, voice_ms)
    return np.stack((person, day, messages, replies, characters, *unpack(second, 3), *sums), axis=1)


def _read_tie_days(connection: sqlite3.Connection, counts: str, parameters: Any) -> Ints:
    """Source, target, day and five counts, by day, source and target: shape (rows, 8)."""
    people, first, second, warmth_sum = read_cells(connection, _TIE_DAYS.replace("{counts}", counts), parameters, 4)
    reactions, warmth_count = unpack(second, 2)
    columns = (*unpack_people(people), *unpack(first, 3), reactions, warmth_sum, warmth_count)
    return np.stack(columns, axis=1)


def _read_days(connection: sqlite3.Connection, span: _Span, latest_ms: int) -> tuple[Ints, Ints]:
    """Counts of members (person, day, 11 counts) and of ties (source, target, day, 5 counts) in the span.

    Whole days come from the kept counts. What they cannot tell comes from the events: some channels only, or a last
    day of which a part lies after the span.
    """
    if span.channels is not None:
        return _recount(connection, span)
    after_last_day = -(-span.high_ms // DAY_MS)
    is_cut = span.high_ms % DAY_MS != 0 and latest_ms >= span.high_ms
    if is_cut:
        after_last_day -= 1
    days = (span.guild, span.low_ms // DAY_MS, after_last_day)
    members = _read_member_days(connection, _KEPT_MEMBER_DAYS, days)
    ties = _read_tie_days(connection, _KEPT_TIE_DAYS, days)
    if is_cut:
        last_members, last_ties = _recount(connection, span.since(after_last_day * DAY_MS))
        members, ties = np.concatenate((members, last_members)), np.concatenate((ties, last_ties))
    return members, ties


def _recount(connection: sqlite3.Connection, span: _Span) -> tuple[Ints, Ints]:
    some = span.channels is not None
    members = _read_member_days(connection, recounting.member_days(some_channels=some), span.parameters())
    ties = _read_tie_days(connection, recounting.tie_days(some_channels=some), span.parameters())
    return members, ties


def _with_adjacent(ties: Ints, traffic: Traffic) -> Ints:
    """Ties with a ninth column, and rows for pairs that only wrote one after another. ``ties`` come by day, source
    and target, so that one number a row, which rises, finds its place."""
    written = traffic.adjacent()
    adjacent = np.stack([written[name] for name in ("source", "target", "day")], axis=1)
    people = int(max(ties[:, :2].max(initial=0), adjacent[:, :2].max(initial=0))) + 1
    keys = _tie_keys(ties, people)
    wanted, first, counts = np.unique(_tie_keys(adjacent, people), return_index=True, return_counts=True)
    place = np.searchsorted(keys, wanted)
    is_known = np.zeros(len(wanted), dtype=np.bool_)
    inside = place < len(keys)
    is_known[inside] = keys[place[inside]] == wanted[inside]
    ninth = np.zeros((len(ties), 1), dtype=np.int64)
    ninth[place[is_known], 0] = counts[is_known]
    only = np.zeros((int((~is_known).sum()), 9), dtype=np.int64)
    only[:, :3] = adjacent[first[~is_known]]
    only[:, 8] = counts[~is_known]
    return np.concatenate((np.concatenate((ties, ninth), axis=1), only))


def _tie_keys(rows: Ints, people: int) -> Ints:
    return (rows[:, 2] * people + rows[:, 0]) * people + rows[:, 1]


def _activity(members: Ints, row_of: Ints) -> Activity:
    kept = members[row_of[members[:, 0]] >= 0]
    return Activity(
        member=row_of[kept[:, 0]],
        day=kept[:, 1],
        messages=kept[:, 2],
        replies=kept[:, 3],
        characters=kept[:, 4],
        questions=kept[:, 5],
        thanks=kept[:, 6],
        links=kept[:, 7],
        reactions=kept[:, 8],
        unnamed=kept[:, 9],
        sentiment_sum=kept[:, 10] / HUNDREDTHS,
        sentiment_count=kept[:, 11],
        voice_seconds=kept[:, 12] // 1000,
    )


def _responses(ties: Ints, row_of: Ints) -> Responses:
    kept = ties[(row_of[ties[:, 0]] >= 0) & (row_of[ties[:, 1]] >= 0)]
    return Responses(
        source=row_of[kept[:, 0]],
        target=row_of[kept[:, 1]],
        day=kept[:, 2],
        replies=kept[:, 3],
        mentions=kept[:, 4],
        reactions=kept[:, 5],
        warmth_sum=kept[:, 6] / HUNDREDTHS,
        warmth_count=kept[:, 7],
        adjacent=kept[:, 8],
    )
