"""What can go wrong with the file. Every message is one line and names it."""

# ruff: noqa: N818 (they read as what is wrong with the file)
from __future__ import annotations

import errno
import shutil
import sqlite3
from pathlib import Path

_TOO_LITTLE = 1 << 16
_FULL = "database or disk is full"
"""What SQLite says, also where the code is that of the function in which it happened."""


class StoreError(Exception):
    """Something about the store's file that a person has to look at."""


class StoreMissing(StoreError):
    """There is no such file."""


class StoreNotADatabase(StoreError):
    """The file is something else: no SQLite file, or another program's."""


class StoreWrongKey(StoreNotADatabase):
    """The key is not this file's, or not to be had, or there is one and the file is plain."""


class StoreDamaged(StoreError):
    """Pages of the file are not what was written."""

    def __init__(self, path: Path, what: str) -> None:
        advice = "restore a backup: `rapport restore FILE`"
        super().__init__(f"the database {path} is damaged ({' '.join(what.split())}): {advice}")


def is_damage(error: BaseException | None) -> bool:
    """Whether this says that the file is not what was written, so that nothing more may be written to it."""
    if isinstance(error, StoreError):
        return isinstance(error, (StoreDamaged, StoreNotADatabase))
    return _code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def is_final(error: BaseException | None) -> bool:
    """Whether nothing will be written any more, however long one waits."""
    return is_damage(error) or isinstance(error, StoreClosed)


def _code(error: BaseException | None) -> int:
    return (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF


class StoreNewer(StoreError):
    """A newer Rapport wrote the file."""


class StoreNotWritable(StoreError):
    """The file or its folder may not be written."""


class StoreFull(StoreError):
    """The disk is full. What was committed is safe; what waits is tried again."""


class StoreBusy(StoreError):
    """Another program holds the file locked."""


class StoreClosed(StoreError):
    """The store was closed before it could do this."""


def _has_no_room(path: Path) -> bool:
    """SQLite says of a journal's index that it could not be written, and not why."""
    try:
        return shutil.disk_usage(path.absolute().parent).free < _TOO_LITTLE
    except OSError:
        return False


def store_error(path: Path, error: BaseException) -> StoreError:
    """Name the file and the cause of an error of SQLite or of the operating system."""
    if isinstance(error, StoreError):
        return error
    text = " ".join(str(error).split()) or type(error).__name__
    code = _code(error)
    if (
        code == sqlite3.SQLITE_FULL
        or text == _FULL
        or (isinstance(error, OSError) and error.errno == errno.ENOSPC)
        or (code == sqlite3.SQLITE_IOERR and _has_no_room(path))
    ):
        return StoreFull(f"{path}: the disk is full")
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreBusy(f"{path}: another program holds the database locked")
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM) or isinstance(error, OSError):
        return StoreNotWritable(f"{path}: cannot be written or opened ({text})")
    if code == sqlite3.SQLITE_CORRUPT:
        return StoreDamaged(path, text)
    if code == sqlite3.SQLITE_NOTADB:
        return StoreNotADatabase(f"{path}: is not a Rapport database ({text})")
    return StoreError(f"{path}: {text}")
