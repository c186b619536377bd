"""The one place where a connection is made: SQLite's, or SQLCipher's where the file has a key."""

from __future__ import annotations

import sqlite3
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from storage.errors import StoreWrongKey
from storage.key import Key

BUSY_TIMEOUT_S = 5.0
_PLAIN = b"SQLite format 3\0"
_ENCRYPTED_PAGE = 4096

Mode = Literal["rwc", "ro", "ro&immutable=1"]


def connect(path: Path, key: Key | None, mode: Mode = "rwc") -> sqlite3.Connection:
    """A connection that commits by itself and may be handed between threads.

    Raises :class:`StoreWrongKey` where the file is encrypted with another key, or is and should not be, or the other
    way round; :class:`sqlite3.Error` for the rest.
    """
    place = str(path) if mode == "rwc" else f"{path.resolve().as_uri()}?mode={mode}"
    uri = mode != "rwc"
    if key is None:
        connection = sqlite3.connect(
            place, uri=uri, timeout=BUSY_TIMEOUT_S, check_same_thread=False, isolation_level=None
        )
    else:
        connection = connect_either_kind(place, uri=uri)
    try:
        if key is not None:
            connection.execute(f'PRAGMA key = "{key.literal}"')
        connection.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.Error as error:
        connection.close()
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_NOTADB:
            _refuse_the_other_kind(path, key)
        raise
    return connection


def connect_either_kind(place: str, *, uri: bool = False) -> sqlite3.Connection:
    """A connection by which files with and without a key can be reached, one beside the other. Raises
    :class:`StoreWrongKey` where SQLCipher is not installed."""
    if find_spec("sqlcipher3") is None:
        raise StoreWrongKey("encryption is not installed: `pip install 'rapport-bot[encryption]'` installs it")
    from storage import ciphered

    connection: Any = ciphered.connect(place, uri=uri, timeout=BUSY_TIMEOUT_S)
    opened: sqlite3.Connection = connection  # in all but name
    return opened


def is_plain(path: Path) -> bool:
    """Whether the file is SQLite's own, which anybody can read. Not for a file that this process has open: closing it
    here would take away the locks that SQLite holds there."""
    with path.open("rb") as file:
        return file.read(len(_PLAIN)) == _PLAIN


def _refuse_the_other_kind(path: Path, key: Key | None) -> None:
    """SQLite says of each that the file is no database."""
    plain, size = is_plain(path), path.stat().st_size
    if key is None and not plain and size % _ENCRYPTED_PAGE == 0:
        raise StoreWrongKey(
            f"{path}: is not a Rapport database, or an encrypted one: then RAPPORT_DATABASE_KEY_FILE must name the file"
            " with its key"
        )
    if key is not None and plain:
        raise StoreWrongKey(
            f"{path}: is not encrypted, but RAPPORT_DATABASE_KEY_FILE is set: `rapport encrypt` encrypts it"
        )
    if key is not None:
        raise StoreWrongKey(
            f"{path}: cannot be read with the key of RAPPORT_DATABASE_KEY_FILE: it is not this file's, or the file's"
            " beginning is damaged"
        )
