"""Many rows at a step.

``sqlite3`` lets go of Python's lock for each step of a statement, and to get it back beside a busy event loop takes
five milliseconds. So a batch is read and written in few steps, which also leaves the loop alone.
"""

# ruff: noqa: S608 (statements are put together from this program's own text, never from input)
from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

_MOST_ROWS = 256
"""Few enough for 32,766 variables, SQLite's smallest usual limit, with a hundred columns."""

Row = Sequence[int | str | None]


def insert(connection: sqlite3.Connection, into: str, rows: Sequence[Row], on_conflict: str = "") -> None:
    """Insert rows into ``into``, a table with its columns such as ``mention (message, person)``, in their order."""
    start, size = 0, _MOST_ROWS
    while start < len(rows):
        while size > len(rows) - start:
            size //= 2  # sizes are powers of two, so that few statements are ever compiled
        piece = rows[start : start + size]
        connection.execute(_statement(into, len(piece[0]), size, on_conflict), list(chain.from_iterable(piece)))
        start += size


def find(connection: sqlite3.Connection, query: str, ids: Collection[int], *before: int) -> list[list[Any]]:
    """The rows of ``query``, a SELECT of one ``json_array(…)`` with ``{ids}`` where the ids are asked for.

    ``before`` are the values of its variables before that.
    """
    asked = query.format(ids="(SELECT value FROM json_each(?))")
    (found,) = connection.execute(
        f"SELECT json_group_array(json(one)) FROM ({asked})", (*before, json.dumps(list(ids)))
    ).fetchone()
    rows: list[list[Any]] = json.loads(found)
    return rows


def occurs(connection: sqlite3.Connection, table: str, key: str, ids: Collection[int]) -> bool:
    """Whether a table has any row at all from the smallest to the largest of these ids, by a key that it is sorted by.
    What comes for the first time and in order, as most does, need not be looked for one by one."""
    if not ids:
        return False
    query = f"SELECT EXISTS (SELECT 1 FROM {table} WHERE {key} BETWEEN ? AND ?)"
    (found,) = connection.execute(query, (min(ids), max(ids))).fetchone()
    return bool(found)


@lru_cache(256)
def _statement(into: str, columns: int, rows: int, on_conflict: str) -> str:
    row = f"({', '.join('?' * columns)})"
    return f"INSERT INTO {into} VALUES {', '.join([row] * rows)} {on_conflict}"
