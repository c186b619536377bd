"""A connection that writes, to a file that is made or updated where needed."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path

from sqlite_utils import Database

from storage.connecting import connect
from storage.connection import refuse_foreign, refuse_special
from storage.errors import StoreError, StoreMissing, StoreNotWritable, store_error
from storage.key import Key
from storage.schema import migrations

_PRAGMAS = (
    "auto_vacuum = INCREMENTAL",
    "journal_mode = WAL",
    "synchronous = FULL",
    "secure_delete = ON",
    "cache_size = -4096",
)
"""The first only tells of a new file that free pages can be given back (``storage/free_pages.py``)."""


def open_writer(path: Path, key: Key | None, *, create: bool) -> sqlite3.Connection:
    """Open the file for writing with its schema up to date; a failure leaves nothing behind that was not there."""
    existed = path.exists()
    if not existed and not create:
        raise StoreMissing(f"{path}: there is no such file")
    refuse_special(path)
    if not path.parent.is_dir():
        raise StoreNotWritable(f"{path}: cannot be made, because the folder {path.parent} does not exist")
    connection: sqlite3.Connection | None = None
    try:
        connection = connect(path, key)
        refuse_foreign(path, connection, may_be_empty=True)
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        migrations.apply(Database(connection, recursive_triggers=False, execute_plugins=False))
    except (sqlite3.Error, OSError, StoreError) as error:
        if connection is not None:
            connection.close()
        if not existed:
            for leftover in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
                with suppress(OSError):
                    leftover.unlink(missing_ok=True)
        raise store_error(path, error) from error
    return connection
