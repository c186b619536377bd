"""Closing days that are over: a day's rows, and what its messages tell, become one blob."""

# ruff: noqa: S608 (statements are put together from this file's own text, never from input)
from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from storage.closed_day import KEPT_TIE_COUNTS, MEMBER_COUNTS, MEMBER_KEY, TIE_KEY, ClosedDay
from storage.models.moments import DAY_MS
from storage.packing import read_cells
from storage.tables import Table, rows_of, table
from storage.traffic import read_day_traffic

_THIS_DAY = "guild = ? AND day = ?"
_DAYS_WITH_ROWS = """
SELECT * FROM (WITH RECURSIVE found (guild, day) AS (
    SELECT id, (SELECT min(day) FROM {table} WHERE {table}.guild = guild.id) FROM guild
    UNION ALL SELECT guild, (SELECT min(day) FROM {table} WHERE {table}.guild = found.guild AND {table}.day > found.day)
    FROM found WHERE day < :before
) SELECT guild, day FROM found WHERE day < :before)
"""
"""Goes from one day to the next by the key, over all that lies between."""
_DUE = " UNION ".join(
    (
        *(_DAYS_WITH_ROWS.replace("{table}", name) for name in ("member_day", "tie_day")),
        "SELECT guild, day FROM stale_day WHERE day < :before ORDER BY day, guild",
    )
)


def due_days(connection: sqlite3.Connection, before_day: int) -> list[tuple[int, int]]:
    """The days before this one (whole UTC days since 1970) that closing would change, the oldest first: each with the
    small id of its guild."""
    return connection.execute(_DUE, {"before": before_day}).fetchall()


def close_day(connection: sqlite3.Connection, guild: int, day: int) -> None:
    """Bring the blob of a day up to date with its rows and events, and delete the rows, inside the caller's
    transaction.

    Of a day before the guild's horizon there are no events, so that what the blob says of their order stays.
    """
    this_day = (guild, day)
    blob = connection.execute(f"SELECT counts FROM packed_day WHERE {_THIS_DAY}", this_day).fetchone()
    closed = ClosedDay.empty() if blob is None else ClosedDay.unpack(blob[0])
    closed = closed.merged(
        _rows(connection, "member_day", (*MEMBER_KEY, *MEMBER_COUNTS), this_day),
        _rows(connection, "tie_day", (*TIE_KEY, *KEPT_TIE_COUNTS), this_day),
    )
    is_stale = connection.execute(f"SELECT 1 FROM stale_day WHERE {_THIS_DAY}", this_day).fetchone() is not None
    if (blob is None or is_stale) and _has_events(connection, guild, day):
        closed = closed.with_traffic(read_day_traffic(connection, guild, day))
    for name in ("member_day", "tie_day", "stale_day"):
        connection.execute(f"DELETE FROM {name} WHERE {_THIS_DAY}", this_day)
    if not rows_of(closed.members) and not rows_of(closed.ties):
        connection.execute(f"DELETE FROM packed_day WHERE {_THIS_DAY}", this_day)
        return
    connection.execute(
        "INSERT INTO packed_day (guild, day, messages, counts) VALUES (?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET messages = excluded.messages, counts = excluded.counts",
        (*this_day, closed.messages, closed.pack()),
    )


def _rows(connection: sqlite3.Connection, name: str, columns: Sequence[str], this_day: tuple[int, int]) -> Table:
    statement = f"SELECT {', '.join(columns)} FROM {name} WHERE {_THIS_DAY}"
    return table(columns, read_cells(connection, statement, this_day, len(columns)))


def _has_events(connection: sqlite3.Connection, guild: int, day: int) -> bool:
    since = (guild, day * DAY_MS)
    return connection.execute("SELECT 1 FROM guild WHERE id = ? AND horizon_ms <= ?", since).fetchone() is not None
