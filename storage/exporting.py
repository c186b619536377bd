"""What is kept about somebody, for them to read."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import Any

from storage.models.moments import DAY_MS
from storage.packed_people import packed_about
from storage.registry import PERSONAL_TABLES


def export_user(connection: sqlite3.Connection, user_id: int, guild_id: int | None) -> dict[str, Any]:
    """Every row about somebody, by table, and packed days as the rows that they were. Ids are strings, moments ISO 8601
    in UTC."""
    row = connection.execute("SELECT id FROM person WHERE user_id = ?", (user_id,)).fetchone()
    person = None if row is None else row[0]
    parameters = {"person": person, "user": user_id, **packed_about(connection, person, guild_id)}
    exported: dict[str, Any] = {"user_id": str(user_id)}
    for entry in PERSONAL_TABLES:
        cursor = connection.execute(entry.export, parameters)
        names = [description[0] for description in cursor.description]
        rows = [dict(zip(names, values, strict=True)) for values in cursor]
        if guild_id is not None:
            rows = [row for row in rows if row.get("guild_id", guild_id) == guild_id]
        if rows:
            exported[entry.table] = {
                "about": entry.holds,
                "rows": [{name: _readable(name, value) for name, value in row.items()} for row in rows],
            }
    if guild_id is not None and exported.keys() == {"user_id", "person"}:
        del exported["person"]
    return exported


def _readable(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name.endswith("_id"):
        return str(value)
    if name.endswith("_at"):
        return datetime.fromtimestamp(value / 1000, UTC).isoformat()
    if name == "day":
        return datetime.fromtimestamp(value * DAY_MS / 1000, UTC).date().isoformat()
    return value
