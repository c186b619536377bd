"""How far each exported file was imported, so that an import goes on where the last one stopped."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from storage import models

if TYPE_CHECKING:
    from storage.models import ExportRead


def remember_export(connection: sqlite3.Connection, guild: int, fact: ExportRead) -> None:
    """Keep the place, in the transaction of what was read before it. What was read whole stays so."""
    connection.execute(
        "INSERT INTO import_progress (source, guild, position, messages, lines, recall_from, recalled, whole)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET position = excluded.position,"
        " messages = excluded.messages, lines = excluded.lines, recall_from = excluded.recall_from,"
        " recalled = excluded.recalled, whole = excluded.whole WHERE NOT whole",
        (
            bytes.fromhex(fact.source),
            guild,
            fact.position,
            fact.messages,
            fact.lines,
            fact.recall_from,
            fact.recalled,
            fact.whole,
        ),
    )


def exports_read(connection: sqlite3.Connection) -> dict[str, ExportRead]:
    """The place in each file that an import has begun, by the file's ``source``."""
    rows = connection.execute(
        "SELECT source, guild_id, position, messages, lines, recall_from, recalled, whole"
        " FROM import_progress JOIN guild ON guild.id = import_progress.guild"
    )
    return {source.hex(): models.ExportRead(source.hex(), *place) for source, *place in rows}
