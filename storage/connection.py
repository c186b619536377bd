"""Connections that read, and what is refused of a file by whoever opens it."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.connecting import Mode, connect
from storage.errors import StoreError, StoreMissing, StoreNewer, StoreNotADatabase, store_error
from storage.key import Key
from storage.version import APPLICATION_ID, MIGRATION_SET, MIGRATIONS, MIGRATIONS_TABLE, VERSION

_APPLIED = f"SELECT name FROM {MIGRATIONS_TABLE} WHERE migration_set = ?"  # noqa: S608 (our own name)


def refuse_special(path: Path) -> None:
    """Refuse what is no file: opening a pipe would wait for somebody at its other end."""
    if path.exists() and not path.is_file():
        raise StoreNotADatabase(f"{path}: is no file")


def refuse_foreign(path: Path, connection: sqlite3.Connection, *, may_be_empty: bool) -> None:
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if may_be_empty and _is_unwritten(connection, tables):
        return
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    if application != APPLICATION_ID or MIGRATIONS_TABLE not in tables:
        raise StoreNotADatabase(f"{path}: is not a Rapport database")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    applied = {name for (name,) in connection.execute(_APPLIED, (MIGRATION_SET,))}
    if version > VERSION or not applied <= set(MIGRATIONS):
        raise StoreNewer(f"{path}: was written by a newer Rapport; update this one, or restore an older backup")


def _is_unwritten(connection: sqlite3.Connection, tables: set[str]) -> bool:
    """Whether nothing was ever done to the file, also where its making was cut short."""
    if not tables <= {MIGRATIONS_TABLE}:
        return False
    return not tables or connection.execute(_APPLIED, (MIGRATION_SET,)).fetchone() is None


def open_reader(path: Path, key: Key | None) -> sqlite3.Connection:
    """Open the file for reading, also in a folder that may not be written."""
    if not path.exists():
        raise StoreMissing(f"{path}: there is no such file")
    refuse_special(path)
    try:
        return _open(path, key, "ro")
    except sqlite3.OperationalError as error:
        # There SQLite cannot make the WAL's index. Without a WAL nobody is writing, and the file may be read as it
        # lies there.
        wal = Path(f"{path}-wal")
        cause = error.sqlite_errorcode & 0xFF
        if cause not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY) or (wal.exists() and wal.stat().st_size):
            raise
        return _open(path, key, "ro&immutable=1")


def _open(path: Path, key: Key | None, mode: Mode) -> sqlite3.Connection:
    connection = connect(path, key, mode)
    try:
        connection.execute("PRAGMA cache_size = -2048")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


class Readers:
    """A pool of read-only connections: each is used by one thread at a time."""

    def __init__(self, path: Path, key: Key | None = None) -> None:
        self._path = path
        self._key = key
        self._idle: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        self._closed = False

    def check(self) -> None:
        """Raise what is wrong with the file, if anything is; nothing stays open then."""
        try:
            with self.transaction() as connection:
                refuse_foreign(self._path, connection, may_be_empty=False)
        except StoreError:
            self.close()
            raise

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """One consistent view of the file."""
        with self._lock:
            connection = self._idle.pop() if self._idle else None
        try:
            connection = connection or open_reader(self._path, self._key)
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("COMMIT")
        except sqlite3.Error as error:
            if connection is not None:
                connection.close()
            raise store_error(self._path, error) from error
        except BaseException:
            self._put_back(connection)
            raise
        self._put_back(connection)

    def _put_back(self, connection: sqlite3.Connection | None) -> None:
        if connection is None:
            return
        with self._lock:
            if not self._closed:
                self._idle.append(connection)
                return
        connection.close()

    def close(self) -> None:
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()
