"""Free pages, given back to the disk where they are many: closing the days of an import leaves a sixth of the file
empty. In the long run rows of the next day fill what those of the last one left, so that a few may stay."""

from __future__ import annotations

import sqlite3

_MANY = 1 / 16
"""Of all pages."""
_AT_ONCE = 2_000
"""Eight megabytes, so that nobody waits for long."""


def has_many_free_pages(connection: sqlite3.Connection) -> bool:
    return _pragma(connection, "freelist_count") > _MANY * _pragma(connection, "page_count")


def give_back_free_pages(connection: sqlite3.Connection) -> bool:
    """Cut some free pages off the end of the file, inside the caller's transaction. False when there is nothing more to
    do; in a file that was not made for it there never is."""
    before = _pragma(connection, "freelist_count")
    for _ in range(min(before, _AT_ONCE)):
        # One by one: sqlite3 takes a single step of a statement without columns, which cuts off a single page.
        connection.execute("PRAGMA incremental_vacuum(1)")
    return 0 < _pragma(connection, "freelist_count") < before


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])
