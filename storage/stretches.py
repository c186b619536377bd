"""Stretches of message ids that were seen, as closed intervals."""

from __future__ import annotations

import sqlite3

from storage.models.facts import StretchSeen, StretchSource

SOURCES: tuple[StretchSource, ...] = ("live", "backfill", "import")
"""A stretch's source is its place in here. The order is part of a migration."""


def add_stretch(connection: sqlite3.Connection, guild: int, fact: StretchSeen) -> None:
    """Add one stretch, joined with those of its channel that it overlaps or touches."""
    first, last = sorted((fact.first_id, fact.last_id))
    where = "guild = ? AND channel_id = ? AND first_id <= ? AND last_id >= ?"
    around = (guild, fact.channel_id, last + 1, first - 1)
    touched = connection.execute(f"SELECT first_id, last_id FROM stretch WHERE {where}", around).fetchall()  # noqa: S608 (our own text)
    if touched:
        first = min(first, *(row[0] for row in touched))
        last = max(last, *(row[1] for row in touched))
        connection.execute(f"DELETE FROM stretch WHERE {where}", around)  # noqa: S608 (our own text)
    connection.execute(
        "INSERT INTO stretch (guild, channel_id, first_id, last_id, source) VALUES (?, ?, ?, ?, ?)",
        (guild, fact.channel_id, first, last, SOURCES.index(fact.source)),
    )
