"""Empty pages, given back to the disk where they are many: closing the days of an import leaves a sixth of the file
empty. Of a log of more than a month the rows of one day are not many; those of the next day fill what they left."""

from __future__ import annotations

import sqlite3

_MANY = 1 / 32
"""Of all pages."""
_AT_ONCE = 2_000
"""Eight megabytes, so that nobody waits for long."""
_SMALL = 8_000
"""Pages of a file that is written anew in less than half a second, within as much memory."""


def has_many_free_pages(connection: sqlite3.Connection) -> bool:
    return _pragma(connection, "freelist_count") > _MANY * _pragma(connection, "page_count")


def rewrite_if_small(connection: sqlite3.Connection) -> None:
    """Write a small file anew, outside of any transaction: an archive's rows come in no order, so that its pages are
    partly filled also where none is empty. A large log's come by time, and fill them."""
    if _pragma(connection, "page_count") > _SMALL:
        return
    # In memory: a file elsewhere would hold what is kept of people, and the folder for such may be closed.
    connection.execute("PRAGMA temp_store = MEMORY")
    try:
        connection.execute("VACUUM")
    finally:
        connection.execute("PRAGMA temp_store = DEFAULT")


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
