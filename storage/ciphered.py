"""SQLCipher's connections, which fail as SQLite's do: nobody else has to know that there are two libraries."""

from __future__ import annotations

import functools
import sqlite3
from collections.abc import Callable
from typing import Any, ParamSpec, Self, TypeVar

from sqlcipher3 import dbapi2

Given = ParamSpec("Given")
Result = TypeVar("Result")


def translated(call: Callable[Given, Result]) -> Callable[Given, Result]:
    """The same, raising the error of :mod:`sqlite3` by that name and with that code."""

    @functools.wraps(call)
    def calling(*args: Given.args, **named: Given.kwargs) -> Result:
        try:
            return call(*args, **named)
        except dbapi2.Error as error:
            kind: type[sqlite3.Error] = getattr(sqlite3, type(error).__name__)
            told = kind(*error.args)
            told.sqlite_errorcode = getattr(error, "sqlite_errorcode", 0)
            raise told from None

    return calling


class CipheredCursor(dbapi2.Cursor):  # type: ignore[misc]
    execute = translated(dbapi2.Cursor.execute)
    executemany = translated(dbapi2.Cursor.executemany)
    executescript = translated(dbapi2.Cursor.executescript)
    fetchone = translated(dbapi2.Cursor.fetchone)
    fetchmany = translated(dbapi2.Cursor.fetchmany)
    fetchall = translated(dbapi2.Cursor.fetchall)
    __next__ = translated(dbapi2.Cursor.__next__)


class CipheredBlob:
    """As :class:`sqlite3.Blob`, to read from its beginning."""

    def __init__(self, blob: Any) -> None:
        self._blob = blob

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._blob.close()

    def __len__(self) -> int:
        return len(self._blob)

    @translated
    def read(self, length: int) -> bytes:
        read: bytes = self._blob.read(length)
        return read


class CipheredConnection(dbapi2.Connection):  # type: ignore[misc]
    def cursor(self, factory: Any = CipheredCursor) -> Any:
        return super().cursor(factory)

    @translated
    def blobopen(self, table: str, column: str, row: int, /, *, readonly: bool = False, name: str = "main") -> Any:
        return CipheredBlob(self.open_blob(table, column, row, readonly=readonly, dbname=name))

    execute = translated(dbapi2.Connection.execute)
    executemany = translated(dbapi2.Connection.executemany)
    executescript = translated(dbapi2.Connection.executescript)
    commit = translated(dbapi2.Connection.commit)
    rollback = translated(dbapi2.Connection.rollback)
    backup = translated(dbapi2.Connection.backup)
    close = translated(dbapi2.Connection.close)
    __exit__ = translated(dbapi2.Connection.__exit__)


@translated
def connect(place: str, *, uri: bool, timeout: float) -> Any:
    connection = dbapi2.connect(
        place, uri=uri, timeout=timeout, check_same_thread=False, isolation_level=None, factory=CipheredConnection
    )
    connection.execute("PRAGMA cipher_log_level = NONE")  # it would print to standard error
    return connection
