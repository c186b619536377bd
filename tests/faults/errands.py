"""What a process of its own does until somebody kills it."""

from __future__ import annotations

import itertools
import os
import signal
import sqlite3
from collections.abc import Callable
from datetime import datetime
from functools import partial
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
    from storage import store

    def killed(hand: Hand) -> None:
        _killed()

    vars(store)["_wipe_log"] = killed
    erase(db, user_id)


def back_up(db: Path, to: Path) -> None:
    with Store.open(db) as store:
        store.backup(to)


def back_up_and_die(db: Path, to: Path, share: float) -> None:
    """Copies few pages at a time, and is killed when so much of them is copied."""
    import storage.backup

    def told(done: int, total: int) -> None:
        if done >= share * total:
            _killed()

    storage.backup._PAGES_A_STEP = 3
    with Store.open(db) as store:
        store.backup(to, told)


def convert_and_die(db: Path, key_file: Path, to_encrypted: bool, statements: int) -> None:
    """Encrypts or decrypts, and is killed before the last of so many statements of SQL, or at the end of it all."""
    from storage import connecting, converting
    from storage.key import read_key

    connect = connecting.connect_either_kind

    def connected(place: str) -> sqlite3.Connection:
        connection = connect(place)
        _kill_at(connection, statements)
        return connection

    vars(converting)["connect_either_kind"] = connected
    (converting.encrypt_database if to_encrypted else converting.decrypt_database)(db, read_key(key_file))
    _killed()


def restore(backup: Path, db: Path) -> None:
    Store.restore(backup, db)


def restore_and_die(backup: Path, db: Path) -> None:
    """Is killed when the backup lies in the database's place, and before the ledger is read."""
    from storage import restoring

    def killed(*_: object) -> None:
        _killed()

    vars(restoring)["catch_up"] = killed
    restore(backup, db)


def pack(db: Path, before: datetime, statements: int = 0) -> None:
    """Packs days; is killed before the last of so many statements of SQL, if any."""
    with Store.open(db) as store:
        _die_after(store, statements)
        store.close_days(before)


def retain(db: Path, now: datetime, statements: int = 0) -> None:
    with Store.open(db) as store:
        _die_after(store, statements)
        store.retain(RetentionPolicy(), now)


def _die_after(store: Store, statements: int) -> None:
    if statements:
        store._writer.run(partial(_arm, statements=statements), transaction=False)


def _arm(hand: Hand, statements: int) -> None:
    _kill_at(hand.connection, statements)


def _kill_at(connection: sqlite3.Connection, statements: int) -> None:
    left = itertools.count(statements - 1, -1)

    def begun(_: str) -> None:
        if next(left) <= 0:
            _killed()

    connection.set_trace_callback(begun)


def _killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def write_for_ever(db: Path) -> None:
    """As many commits a second as the disk takes."""
    with Store.open(db) as store:
        for number in itertools.count():
            store.record([sent(number / 1000, ALICE + number % 9, message_id=(1 << 61) + number)])
            store.flush()


def upgrade_and_die(db: Path, migration: str, statements: int) -> None:
    """Brings a file up to date, and is killed at one of the statements of a migration, or at its end."""
    from storage.schema import migrations

    def dying(run: Callable[[Any], None]) -> Callable[[Any], None]:
        def run_and_die(database: Any) -> None:
            _kill_at(database.conn, statements)
            run(database)
            _killed()

        return run_and_die

    (found,) = (one for one in migrations._migrations if one.name == migration)
    found.fn = dying(found.fn)
    Store.open(db).close()
