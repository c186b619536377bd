"""Copies of the file, made while it is written to."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from storage.connecting import connect, is_plain
from storage.connection import Readers, open_reader
from storage.errors import StoreNotADatabase, StoreNotWritable, store_error
from storage.key import Key
from storage.ledger import Ledger

_PAGES_A_STEP = 1_000
_UNFINISHED = ".rapport-part"
_ABANDONED_S = 600
"""A backup that lives writes many times a second."""

Progress = Callable[[int, int], None]
"""Called with pages done and pages in all."""


def back_up(source: Path, to: Path, key: Key | None, progress: Progress | None = None) -> None:
    """Copy a Rapport file as :func:`copy_database` does, and then its ledger of erasures to beside the copy."""
    copy_database(source, to, key, progress)
    try:
        Ledger(to).take_over(Ledger(source))
    except OSError as error:
        raise store_error(to, error) from error


def copy_database(source: Path, to: Path, key: Key | None, progress: Progress | None = None) -> None:
    """Copy a Rapport file to another place, under the same key. An existing Rapport file there is replaced once the
    copy is whole; any other file is refused."""
    with closing(Readers(source, key)) as readers:
        readers.check()
    if to.exists() and to.samefile(source):
        raise StoreNotWritable(f"{to}: is the database itself")
    refuse_to_overwrite(to, key)
    if not to.parent.is_dir():
        raise StoreNotWritable(f"{to}: cannot be made, because the folder {to.parent} does not exist")
    part = unfinished(to)
    try:
        remove_unfinished(part)
        part.touch()
        for other in to.parent.glob(f"*{_UNFINISHED}"):
            if part.stat().st_mtime - other.stat().st_mtime > _ABANDONED_S:
                remove_unfinished(other)
        with (
            closing(open_reader(source, key)) as original,
            closing(connect(part, key)) as copy,
        ):
            original.backup(copy, pages=_PAGES_A_STEP, progress=_told(progress))
            copy.execute("PRAGMA journal_mode = DELETE")
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        for log in (Path(f"{to}-wal"), Path(f"{to}-shm")):
            log.unlink(missing_ok=True)
        part.replace(to)
    except (sqlite3.Error, OSError) as error:
        with suppress(OSError):
            remove_unfinished(part)
        raise store_error(to, error) from error


def unfinished(to: Path) -> Path:
    """Where a copy lies until it is whole; what a kill left there is removed by whoever opens that file next, or makes
    any copy in that folder ten minutes later."""
    return Path(f"{to}{_UNFINISHED}")


def remove_unfinished(part: Path) -> None:
    for leftover in (part, Path(f"{part}-journal")):
        leftover.unlink(missing_ok=True)


def refuse_to_overwrite(to: Path, key: Key | None) -> None:
    """Raise :class:`StoreNotADatabase` where something else than a Rapport file lies."""
    if not to.exists():
        return
    if to.is_dir():
        raise StoreNotADatabase(f"{to}: is a folder")
    if to.stat().st_size:
        with closing(Readers(to, None if is_plain(to) else key)) as readers:
            readers.check()


def _told(progress: Progress | None) -> Callable[[int, int, int], None] | None:
    if progress is None:
        return None
    return lambda status, remaining, total: progress(total - remaining, total)
