"""Whether the file changed: what is remembered of it is worth nothing, or may not be shown, once it did."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

from storage.connection import open_reader
from storage.errors import store_error
from storage.key import Key
from storage.models import ChangeMark


class Changes:
    """A connection of its own that watches the file: SQLite's count of commits compares only with itself."""

    def __init__(self, path: Path, key: Key | None) -> None:
        self._path = path
        self._key = key
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._last: ChangeMark | None = None

    def mark(self) -> ChangeMark:
        with self._lock:
            try:
                return self._look()
            except sqlite3.Error as error:
                raise store_error(self._path, error) from error

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _look(self) -> ChangeMark:
        if self._connection is None:
            self._connection = open_reader(self._path, self._key)
        (commits,) = self._connection.execute("PRAGMA data_version").fetchone()
        if self._last is None or self._last.commits != commits:
            (wishes,) = self._connection.execute("SELECT count(*) FROM erasure").fetchone()
            self._last = ChangeMark(commits, wishes)
        return self._last
