"""Members of a guild as columns, as the file says now or as it was at a moment."""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from storage.models import Flags, Ints, Names
from storage.packing import read_cells
from storage.tables import places

_MEMBER = """
SELECT member.person, user_id, coalesce(joined_ms, -1),
    CASE WHEN first_seen_ms < :as_of THEN first_seen_ms ELSE -1 END,
    CASE WHEN first_wrote_ms < :as_of THEN first_wrote_ms ELSE -1 END,
    coalesce(left_ms, -1), coalesce(inviter, -1), name
"""
_EVERYBODY = f"{_MEMBER} FROM member JOIN person ON person.id = member.person WHERE guild = :guild"
_SOME = f"""{_MEMBER}
FROM json_each(:people) AS wanted CROSS JOIN member ON guild = :guild AND member.person = wanted.value
    JOIN person ON person.id = member.person
"""
_MOVED_LATER = """
SELECT person, max(CASE WHEN joined THEN at_ms ELSE -1 END), max(CASE WHEN joined THEN -1 ELSE at_ms END),
    coalesce((SELECT inviter FROM membership AS invited WHERE invited.guild = :guild
        AND invited.person = membership.person AND inviter IS NOT NULL AND at_ms < :as_of ORDER BY at_ms LIMIT 1), -1)
FROM membership
WHERE guild = :guild AND at_ms < :as_of
    AND person IN (SELECT person FROM membership WHERE guild = :guild AND at_ms >= :as_of)
GROUP BY person
"""
_EVER_MOVED_LATER = "SELECT person FROM membership WHERE guild = :guild AND at_ms >= :as_of"

_NUMBERS = 7
"""Columns of a row before the name."""
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class MemberRows:
    """Members of a guild, one row each: small ids, user ids, and milliseconds since 1970 (−1 where unknown)."""

    name: Names
    person: Ints
    user_id: Ints
    joined: Ints
    first_seen: Ints
    first_wrote: Ints
    left: Ints
    inviter: Ints

    def and_also(self, others: MemberRows) -> MemberRows:
        pairs = ((getattr(self, field.name), getattr(others, field.name)) for field in fields(self)[1:])
        return MemberRows(self.name + others.name, *(np.concatenate(pair) for pair in pairs))

    def here(self) -> Flags:
        return np.asarray((self.first_seen >= 0) & (self.left < 0))

    def wrote(self) -> Flags:
        return np.asarray(self.first_wrote >= 0)

    def stayed(self, before_ms: int) -> Flags:
        """Who is here, wrote at some time and came before a moment."""
        return np.asarray((self.left < 0) & self.wrote() & (self.joined < before_ms))

    def arrived(self, since_ms: int) -> Flags:
        """Who joined since a moment, or was first seen since then where nobody knows when they joined."""
        return np.asarray(np.where(self.joined >= 0, self.joined, self.first_seen) >= since_ms)


def read_members(connection: sqlite3.Connection, guild: int, as_of_ms: int, people: Ints | None) -> MemberRows:
    """The members of a guild whose small ids are given, or all of them. What they did since ``as_of_ms`` is not in it,
    but joins and leaves are as last known: see :func:`undo_later_moves`."""
    parameters = {"guild": guild, "as_of": as_of_ms}
    if people is None:
        return _read(connection, _EVERYBODY, parameters)
    return _read(connection, _SOME, {**parameters, "people": json.dumps(people.tolist())})


def _read(connection: sqlite3.Connection, statement: str, parameters: Mapping[str, Any]) -> MemberRows:
    """Rows do not pile up: what they say goes into columns, some hundreds of them at a time."""
    parts, letters, lengths = [np.zeros((_NUMBERS, 0), dtype=np.int64)], bytearray(), array("q", (0,))
    cursor = connection.execute(statement, parameters)
    while rows := cursor.fetchmany(_AT_ONCE):
        *numbers, names = zip(*rows, strict=True)
        parts.append(np.array(numbers, dtype=np.int64))
        encoded = [name.encode() for name in names]
        letters += b"".join(encoded)
        lengths.extend(map(len, encoded))
    return MemberRows(Names(bytes(letters), np.cumsum(lengths)), *np.concatenate(parts, axis=1))


def undo_later_moves(connection: sqlite3.Connection, guild: int, as_of_ms: int, size: int, members: MemberRows) -> None:
    """Undo the joins and leaves that came after a moment. Small ids are below ``size``."""
    moment = {"guild": guild, "as_of": as_of_ms}
    row_of = places(members.person, size)
    moved = row_of[read_cells(connection, _EVER_MOVED_LATER, moment, 1)[0]]
    moved = moved[moved >= 0]
    members.joined[moved] = members.left[moved] = members.inviter[moved] = -1
    person, joined, left, inviter = read_cells(connection, _MOVED_LATER, moment, 4)
    rows = row_of[person]
    is_read = rows >= 0
    rows = rows[is_read]
    members.joined[rows] = joined[is_read]
    members.left[rows] = np.where(left >= joined, left, -1)[is_read]
    members.inviter[rows] = inviter[is_read]
