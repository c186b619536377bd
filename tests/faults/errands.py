"""What a process of its own does until somebody kills it."""

from __future__ import annotations

import itertools
import os
import signal
import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from storage import Store
from storage.models import RetentionPolicy
from storage.writer import Hand
from tests.storage_world import ALICE, sent


def write_and_die(db: Path, facts: int) -> None:
    """Commits many small batches, and is gone without a goodbye."""
    store = Store.open(db)
    for hour in range(facts):
        store.record([sent(hour, ALICE + hour % 9)])
        if hour % 20 == 0:
            store.flush()
    store.flush()
    os.kill(os.getpid(), signal.SIGKILL)


def import_export(db: Path, export: Path) -> None:
    from bot.cli.application import rapport

    rapport(["import", str(export), "--db", str(db)], standalone_mode=False)


def erase(db: Path, user_id: int) -> None:
    with Store.open(db) as store:
        store.erase_user(user_id)


def erase_and_die(db: Path, user_id: int) -> None:
    """Is killed when the erasure is committed."""
    import storage.store

    def killed(hand: Hand) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    storage.store._wipe_log = killed  # there is no other way to be there in time
    erase(db, user_id)


def back_up(db: Path, to: Path) -> None:
    with Store.open(db) as store:
        store.backup(to)


def restore(backup: Path, db: Path) -> None:
    Store.restore(backup, db)


def pack(db: Path, before: datetime) -> None:
    with Store.open(db) as store:
        store.close_days(before)


def retain(db: Path, now: datetime) -> None:
    with Store.open(db) as store:
        store.retain(RetentionPolicy(), now)


def write_for_ever(db: Path) -> None:
    """Five hundred commits a second, or as many as the disk takes."""
    with Store.open(db) as store:
        for number in itertools.count():
            store.record([sent(number / 1000, ALICE + number % 9, message_id=(1 << 61) + number)])
            store.flush()


def upgrade_and_die(db: Path, migration: str, steps: int) -> None:
    """Brings a file up to date, and is killed so many instructions of SQLite into one migration, or at its end."""
    from storage.schema import migrations

    def killed() -> int:
        os.kill(os.getpid(), signal.SIGKILL)
        return 1

    def dying(run: Callable[[Any], None]) -> Callable[[Any], None]:
        def run_and_die(database: Any) -> None:
            connection: sqlite3.Connection = database.conn
            connection.set_progress_handler(killed, steps)
            run(database)
            killed()

        return run_and_die

    (found,) = (one for one in migrations._migrations if one.name == migration)
    found.fn = dying(found.fn)
    Store.open(db).close()
