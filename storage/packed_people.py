"""People in packed days: where they occur, what is kept of them there, and taking them out."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

import numpy as np

from storage.closed_day import KEPT_TIE_COUNTS, MEMBER_COUNTS, MEMBER_KEY, TIE_KEY, ClosedDay, people_of
from storage.columnar import Narrow
from storage.errors import StoreError
from storage.models import Ints
from storage.packing import read_cells
from storage.tables import Table, rows_of

_HEAD = 1 << 16
"""Bytes of a blob that hold the list of its people, as a rule."""


def take_out_doomed(connection: sqlite3.Connection) -> int:
    """Rewrite every packed day in which somebody occurs whom ``doomed`` names for its guild. How many those are."""
    rewritten = 0
    for (guild,) in connection.execute("SELECT DISTINCT guild FROM doomed").fetchall():
        doomed = "SELECT person FROM doomed WHERE guild = ? AND person IS NOT NULL"
        people = read_cells(connection, doomed, (guild,), 1)[0]
        for packed in _days_that_name(connection, people, "guild = ?", (guild,)):
            _rewrite(connection, packed, people)
            rewritten += 1
    return rewritten


def named_in_packed_days(connection: sqlite3.Connection, people: Ints) -> Ints:
    """Which of these people occur in a packed day of a guild of which ``doomed`` says nothing."""
    named = np.zeros(len(people), dtype=np.bool_)
    for packed in _packed_days(connection, "guild NOT IN (SELECT guild FROM doomed)", ()):
        if named.all():
            break
        named |= np.isin(people, _people(connection, packed))
    return people[named]


def packed_about(connection: sqlite3.Connection, person: int | None, guild_id: int | None) -> dict[str, str]:
    """What packed days say about somebody, as JSON.

    For ``member_day`` and ``tie_day`` rows as of those tables, with ``inferred`` after the latter's columns; for
    ``packed_day`` rows ``[guild, day, message, source, target, channel]``, where the message is a question of the
    source's if there is no target, and else the target's, which the source answered.
    """
    found: dict[str, list[list[int | None]]] = {"member_day": [], "tie_day": [], "packed_day": []}
    people = np.array([] if person is None else [person], dtype=np.int64)
    where = "? IS NULL OR guild = (SELECT id FROM guild WHERE guild_id = ?)"
    for packed in _days_that_name(connection, people, where, (guild_id, guild_id)):
        guild, day, blob = connection.execute(
            "SELECT guild, day, counts FROM packed_day WHERE rowid = ?", (packed,)
        ).fetchone()
        closed = ClosedDay.unpack(blob).about(people)
        asked = {**closed.open_questions, "source": closed.open_questions["person"]}
        for name, one, columns in (
            ("member_day", closed.members, (*MEMBER_KEY, *MEMBER_COUNTS)),
            ("tie_day", closed.ties, (*TIE_KEY, *KEPT_TIE_COUNTS, "inferred")),
            ("packed_day", asked, ("message", "source", None, "channel")),
            ("packed_day", closed.late_replies, ("message", "source", "target", "channel")),
        ):
            found[name] += [[guild, day, *row] for row in _rows(one, columns)]
    return {name: json.dumps(rows) for name, rows in found.items()}


def _rows(one: Table, columns: tuple[str | None, ...]) -> Iterator[tuple[int | None, ...]]:
    nothing = [None] * rows_of(one)
    return zip(*(nothing if name is None else one[name].tolist() for name in columns), strict=True)


def _packed_days(connection: sqlite3.Connection, where: str, parameters: tuple[Any, ...]) -> list[int]:
    rows = connection.execute(f"SELECT rowid FROM packed_day WHERE {where}", parameters)  # noqa: S608 (our own text)
    return [packed for (packed,) in rows]


def _days_that_name(
    connection: sqlite3.Connection, people: Ints, where: str, parameters: tuple[Any, ...]
) -> Iterator[int]:
    if not len(people):
        return
    for packed in _packed_days(connection, where, parameters):
        if np.isin(people, _people(connection, packed)).any():
            yield packed


def _people(connection: sqlite3.Connection, packed: int) -> Narrow:
    """Everybody in a packed day, by reading no more of its blob than the beginning where that is enough."""
    with connection.blobopen("packed_day", "counts", packed, readonly=True) as blob:
        read = blob.read(_HEAD)
        while len(read) < len(blob):
            try:
                return people_of(read)
            except StoreError:
                read += blob.read(len(read))
        return people_of(read)


def _rewrite(connection: sqlite3.Connection, packed: int, people: Ints) -> None:
    (blob,) = connection.execute("SELECT counts FROM packed_day WHERE rowid = ?", (packed,)).fetchone()
    closed = ClosedDay.unpack(blob).without(people)
    if rows_of(closed.members) or rows_of(closed.ties):
        connection.execute(
            "UPDATE packed_day SET messages = ?, counts = ? WHERE rowid = ?", (closed.messages, closed.pack(), packed)
        )
    else:
        connection.execute("DELETE FROM packed_day WHERE rowid = ?", (packed,))
