"""Closing days that are over: a day's rows, and what its messages tell, become one blob."""

# ruff: noqa: S608 (statements are put together from this file's own text, never from input)
from __future__ import annotations

import sqlite3

from storage.tables import rows_of
from storage.traffic import Foreseen
from storage.whole_day import read_whole_day

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


def close_day(connection: sqlite3.Connection, guild: int, day: int, foreseen: Foreseen | None = None) -> None:
    """Bring the blob of a day up to date with its rows and events, and delete the rows, inside the caller's
    transaction."""
    this_day = (guild, day)
    closed = read_whole_day(connection, guild, day, foreseen)
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
