"""A file becomes an encrypted one, or a plain one again: written beside, and put in its place when it is whole."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from storage.backup import remove_unfinished, unfinished
from storage.connecting import connect_either_kind, is_plain
from storage.connection import Readers
from storage.errors import StoreBusy, StoreDamaged, StoreWrongKey, store_error
from storage.key import Key

_AT_ONCE = 1 << 20
_COPIED = ("application_id", "user_version")
"""What ``sqlcipher_export`` leaves out of a file's head."""


def encrypt_database(path: Path, key: Key) -> None:
    """Nobody else may have it open. A kill at any moment leaves either file, whole."""
    _convert(path, None, key)


def decrypt_database(path: Path, key: Key) -> None:
    """As :func:`encrypt_database`, the other way."""
    _convert(path, key, None)


def _convert(path: Path, before: Key | None, after: Key | None) -> None:
    if after is not None and path.is_file() and path.stat().st_size and not is_plain(path):
        raise StoreWrongKey(f"{path}: is encrypted already, or no Rapport database")
    with closing(Readers(path, before)) as readers:
        readers.check()
    part = unfinished(path)
    try:
        remove_unfinished(part)
        with closing(connect_either_kind(str(path))) as connection, path.open("rb+") as old:
            if before is not None:
                connection.execute(f'PRAGMA key = "{before.literal}"')
            _hold(path, connection)
            part.touch()
            shutil.copymode(path, part)
            _export(path, connection, part, after)
            if os.name == "nt":  # where nothing that is open can be replaced
                connection.close()
                old.close()
            # While the file is held: whoever waits for it finds that it has moved, and cannot write to the old one.
            part.replace(path)
            if before is None and not old.closed:
                _overwrite(old.fileno())
    except (sqlite3.Error, OSError) as error:
        remove_unfinished(part)
        raise store_error(path, error) from error


def _hold(path: Path, connection: sqlite3.Connection) -> None:
    """Move the journal into the file and let nobody else at it. Raises :class:`StoreBusy` where somebody is."""
    connection.execute("PRAGMA busy_timeout = 500")
    try:
        # Before the lock is kept: then SQLite also keeps the journal of this change, and a kill would leave it there.
        (mode,) = connection.execute("PRAGMA journal_mode = DELETE").fetchone()
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")
        (still,) = connection.execute("PRAGMA journal_mode").fetchone()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
            raise StoreBusy(f"{path}: is in use: stop the bot first") from None
        raise
    if not mode == still == "delete":
        raise StoreBusy(f"{path}: is in use: stop the bot first")


def _export(path: Path, connection: sqlite3.Connection, part: Path, key: Key | None) -> None:
    connection.execute("ATTACH DATABASE ? AS fresh KEY ?", (str(part), "" if key is None else key.literal))
    connection.execute("PRAGMA fresh.auto_vacuum = INCREMENTAL")
    connection.execute("SELECT sqlcipher_export('fresh')")
    for name in _COPIED:
        (value,) = connection.execute(f"PRAGMA main.{name}").fetchone()
        connection.execute(f"PRAGMA fresh.{name} = {value}")
    (found,) = connection.execute("PRAGMA fresh.quick_check(1)").fetchone()
    if found != "ok":
        raise StoreDamaged(path, str(found))
    connection.execute("DETACH DATABASE fresh")
    if is_plain(part) is not (key is None):
        raise StoreWrongKey(f"{path}: could not be converted, and is as it was")
    with part.open("rb+") as file:
        os.fsync(file.fileno())


def _overwrite(file: int) -> None:
    """Leave nothing of what was plain on the disk, as far as the disk writes where it is told to."""
    size = os.fstat(file).st_size
    os.lseek(file, 0, os.SEEK_SET)
    for begin in range(0, size, _AT_ONCE):
        os.write(file, bytes(min(_AT_ONCE, size - begin)))
    os.fsync(file)
