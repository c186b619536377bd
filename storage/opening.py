"""A file is opened for writing: made or updated where needed, and everybody forgotten who should be."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from storage.backup import remove_unfinished, unfinished
from storage.erasure import catch_up, recall
from storage.errors import StoreError, store_error
from storage.key import Key
from storage.ledger import Ledger, Refusals
from storage.writer import Writer
from storage.writing import open_writer


def open_writing(
    path: Path, key: Key | None, *, create: bool, clock: Callable[[], datetime], queue_size: int
) -> Writer:
    """The one that writes. Raises a :class:`StoreError`."""
    connection = open_writer(path, key, create=create)
    # What a restore that was killed left may hold who was erased since.
    remove_unfinished(unfinished(path))
    ledger = Ledger(path)
    refusals = Refusals()
    try:
        catch_up(connection, ledger, refusals)
    except (sqlite3.Error, OSError, StoreError) as error:
        connection.close()
        raise store_error(path, error) from error
    return Writer(path, connection, refusals, clock, queue_size, partial(recall, connection, ledger, refusals))
