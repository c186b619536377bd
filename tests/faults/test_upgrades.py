"""A file of another version: killed while it is brought up to date, and met by a program that is older than it."""

from __future__ import annotations

import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from storage import Store
from storage.schema import migrations
from storage.version import APPLICATION_ID, MIGRATIONS
from tests.commandline import call, complaint
from tests.faults.errands import upgrade_and_die
from tests.faults.living_process import work
from tests.faults.row import Broken, Trials, row
from tests.storage_world import read
from tests.test_storage_versions import VERSION_1

STATEMENTS = (*range(1, 16), 20, 25, 30, 40, 1 << 30)
"""At which of a migration's statements: the last is after all of them, before the commit."""


def as_of(migration: str, path: Path) -> Path:
    """A file to which everything before this migration was done, with something in it."""
    if migration == MIGRATIONS[0]:
        return path
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(VERSION_1.read_text("utf-8"))
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 1")
        connection.commit()
        connection.isolation_level = None
        if migration != MIGRATIONS[1]:
            migrations.apply(Database(connection), stop_before=migration)
    return path


def content(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return sorted(line for line in connection.iterdump() if "_sqlite_migrations" not in line)


def upgrade(migration: str, broken: Broken) -> object:
    return pytest.param(
        migration,
        marks=row(
            f"SIGKILL within the migration {migration}",
            "the next start does it from the beginning: the file is as if nothing had happened",
            broken,
            quick=4,
            full=len(STATEMENTS),
        ),
        id=migration,
    )


def halved(number: int) -> Broken:
    name = MIGRATIONS[number]
    if name == "m005_inferred_replies":  # it makes the same of a half as of nothing, because it clears away first
        kept = 'keep what they have."""\n    '
        return Broken("storage/schema.py", f"{kept}_drop_triggers(db)", f"{kept}pass")
    return Broken("storage/schema.py", f"@migrations()\ndef {name}", f"@migrations(transactional=False)\ndef {name}")


@pytest.mark.parametrize(
    "migration",
    [
        upgrade(MIGRATIONS[0], Broken("storage/connection.py", "if not tables <= {MIGRATIONS_TABLE}:", "if tables:")),
        *(upgrade(name, halved(number)) for number, name in enumerate(MIGRATIONS) if number),
    ],
)
def test_a_kill_within_a_migration(tmp_path: Path, trials: Trials, migration: str) -> None:
    """Seen red without a transaction around it, where what is made anew is not cleared away first, and where a file
    with nothing but the list of migrations is foreign."""
    whole = as_of(migration, tmp_path / "whole.db")
    Store.open(whole).close()
    expected = content(whole)
    every = len(STATEMENTS) // trials.times
    for number in trials:
        db = as_of(migration, tmp_path / f"{number}.db")
        started = work(tmp_path, upgrade_and_die, db, migration, STATEMENTS[::-1][number * every])
        assert started.wait() == -signal.SIGKILL
        Store.open(db).close()
        assert content(db) == expected


@row(
    "an older program meets a newer file",
    "every command refuses it in one line, and not a byte of it changes",
    Broken("storage/connection.py", "if version > VERSION or", "if version > 10_000 or"),
)
def test_a_newer_file(tmp_path: Path) -> None:
    """Seen red where the version is not asked."""
    db = tmp_path / "newer.db"
    Store.open(db).close()
    with closing(sqlite3.connect(db)) as connection:
        connection.execute("PRAGMA user_version = 999")
        connection.commit()
    before = db.read_bytes()
    (tmp_path / "export.json").write_text("{}", "utf-8")
    for command in (["report", "overview"], ["export-user", 5], ["erase-user", 5, "--yes"], ["backup", tmp_path / "b"]):
        assert "newer Rapport" in complaint(call(*command, "--db", db), 1)
    token = {"DISCORD_TOKEN": "a.b.c", "RAPPORT_WEB_PORT": "0"}
    assert "newer Rapport" in complaint(call("run", "--db", db, env=token), 1)
    assert db.read_bytes() == before
    assert read(db, "PRAGMA user_version") == [(999,)]
