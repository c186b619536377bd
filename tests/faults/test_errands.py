"""SIGKILL at any moment of an import, an erasure, a backup, a restore, the packing of days and retention."""

from __future__ import annotations

import math
import os
import signal
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random
from shutil import copyfile
from typing import Any

import pytest

from storage import ReadableStore, Store
from storage.models import GuildSeen, MemberSeen, RetentionPolicy, snowflake_at
from tests.commandline import exported
from tests.faults import errands
from tests.faults.living_process import work
from tests.faults.row import Broken, Trials, row
from tests.storage_world import GUILD, at, counts_from_events, kept_counts, read, sent

BOB = 111
NAME = "Zebulon-the-Unmistakable"
DAYS = 40


def lively(db: Path, user_id: int = BOB, name: str = NAME) -> Path:
    """Some weeks of a guild in which Bob is in every day."""
    with Store.open(db, clock=lambda: at(24 * DAYS)) as store:
        facts = [
            sent(hour, (BOB, 112, 113)[hour % 3], mentions=((BOB, 112, 113)[(hour + 1) % 3],))
            for hour in range(24 * (DAYS - 1))
        ]
        store.record_blocking([GuildSeen(GUILD, "Home"), MemberSeen(GUILD, user_id, name, at(0)), *facts])
    return db


def remains(db: Path) -> list[str]:
    """Which files beside the database still hold Bob's name."""
    return [file.name for file in db.parent.glob(f"{db.name}*") if NAME.encode() in file.read_bytes()]


def interrupted(folder: Path, chance: Random, task: Callable[..., object], *arguments: Any, usual_s: float) -> None:
    """Begins an errand and kills it within the time that it usually takes."""
    started = work(folder, task, *arguments)
    time.sleep(chance.uniform(0, usual_s))
    started.kill()


def usual(folder: Path, task: Callable[..., object], *arguments: Any) -> float:
    """How long the errand takes when nobody disturbs it."""
    began = time.monotonic()
    assert work(folder, task, *arguments).wait() == 0
    return time.monotonic() - began


@pytest.mark.slow
@row(
    "SIGKILL at a random point of an import",
    "the same import again ends with what one that was never disturbed ends with",
    Broken("bot/intake/exports.py", "if before is not None and before.whole:", "if self._read_before:"),
    quick=2,
    full=25,
)
def test_a_kill_while_an_export_is_imported(tmp_path: Path, trials: Trials) -> None:
    """Seen red where the second import takes all for read."""
    export = exported(tmp_path / "export")
    usual_s = usual(tmp_path, errands.import_export, tmp_path / "whole.db", export)
    expected = kept_counts(tmp_path / "whole.db")
    for number in trials:
        db = tmp_path / f"{number}.db"
        interrupted(tmp_path, Random(number), errands.import_export, db, export, usual_s=usual_s)
        # Once more, and this time in the middle of what is recorded.
        begun = work(tmp_path, errands.import_export, db, export)
        while begun.runs and not in_progress(db):
            time.sleep(0.01)
        begun.kill()
        assert work(tmp_path, errands.import_export, db, export).wait(120) == 0
        assert kept_counts(db) == expected


def in_progress(db: Path) -> bool:
    return (
        db.exists()
        and read(db, "SELECT count(*) FROM sqlite_master WHERE name = 'message'") != [(0,)]
        and (read(db, "SELECT count(*) FROM message") > [(0,)])
    )


@pytest.mark.parametrize("packed", [False, True], ids=["open days", "packed days"])
@row(
    "SIGKILL at a random point of erasing somebody ({packed})",
    "the person is wholly there or, once the file was opened again, wholly gone: no byte in database, WAL and ledger",
    Broken("storage/writing.py", '"secure_delete = ON"', '"secure_delete = OFF"'),
    quick=2,
    full=25,
)
def test_a_kill_while_somebody_is_erased(tmp_path: Path, trials: Trials, packed: bool) -> None:
    """Seen red where SQLite lets lie what was deleted."""
    made = lively(tmp_path / "made.db")
    if packed:
        errands.pack(made, at(24 * DAYS))
    whole = export_of(made)
    usual_s = usual(tmp_path, errands.erase, copied(made, tmp_path / "usual.db"), BOB)
    for number in trials:
        db = copied(made, tmp_path / f"{number}.db")
        interrupted(tmp_path, Random(number), errands.erase, db, BOB, usual_s=usual_s)
        ledger = Path(f"{db}.erased")
        asked = ledger.exists() and ledger.stat().st_size > 0
        with Store.open(db):
            assert bool(remains(db)) != asked
        assert export_of(db) == ({"user_id": str(BOB)} if asked else whole)
        errands.erase(db, BOB)
        assert remains(db) == []
        assert kept_counts(db) == counts_from_events(db)


@row(
    "SIGKILL between the commit of an erasure and the emptying of the journal",
    "once the file was opened again no byte of the person is in its journal",
    Broken(
        "storage/erasure.py", "tries=_CHECKPOINT_TRIES if missing else 1", "tries=_CHECKPOINT_TRIES if missing else 0"
    ),
)
def test_a_kill_before_the_journal_is_empty(tmp_path: Path) -> None:
    """Seen red where only what the file lacks makes the journal be emptied."""
    db = lively(tmp_path / "made.db")
    work(tmp_path, errands.erase_and_die, db, BOB).wait()
    assert remains(db) == ["made.db-wal"] or "made.db" in remains(db)
    with Store.open(db):
        assert remains(db) == []


def export_of(db: Path) -> dict[str, Any]:
    with ReadableStore.open(db) as store:
        return store.export_user(BOB)


def copied(db: Path, to: Path) -> Path:
    copyfile(db, to)
    return to


@row(
    "SIGKILL at a random point of a backup",
    "the file at its place is the older backup or the new one, whole",
    Broken("storage/backup.py", "    part = unfinished(to)", "    part = to"),
    quick=2,
    full=25,
)
def test_a_kill_while_a_backup_is_made(tmp_path: Path, trials: Trials) -> None:
    """Seen red where the copy is made at the place of the older one."""
    db, backup = lively(tmp_path / "made.db"), tmp_path / "kept.backup"
    usual_s = usual(tmp_path, errands.back_up, db, backup)
    for number in trials:
        with Store.open(db) as store:
            store.record([sent(24 * DAYS + number)])
        if number % 2:
            interrupted(tmp_path, Random(number), errands.back_up, db, backup, usual_s=usual_s)
        else:
            work(tmp_path, errands.back_up_and_die, db, backup, Random(number).random()).wait()
        with ReadableStore.open(backup) as store:
            assert store.damage() is None
        assert kept_counts(backup) == counts_from_events(backup)


@row(
    "SIGKILL while a backup is made, and the next one has another name",
    "the next one takes away what was left, but not what another backup is writing just then",
    Broken("storage/backup.py", 'glob(f"*{_UNFINISHED}")', "glob(part.name)"),
)
def test_what_a_killed_backup_leaves(tmp_path: Path) -> None:
    """Seen red where only what was left under the same name is looked for."""
    db, backups = lively(tmp_path / "rapport.db"), tmp_path / "backups"
    backups.mkdir()
    assert work(tmp_path, errands.back_up_and_die, db, backups / "monday", 0.5).wait() == -signal.SIGKILL
    (left,) = backups.glob("monday*part")
    os.utime(left, (time.time() - 3600,) * 2)
    being_written = backups / "tuesday.rapport-part"
    being_written.touch()
    with ReadableStore.open(db) as store:
        store.backup(backups / "wednesday")
    assert sorted(file.name for file in backups.iterdir()) == [being_written.name, "wednesday"]


@row(
    "SIGKILL at a random point of putting a backup back that holds somebody erased since",
    "once the file was opened again no byte of them is there",
    Broken("storage/opening.py", "        catch_up(connection, ledger, refusals)", "        pass"),
    quick=2,
    full=25,
)
def test_a_kill_while_a_backup_is_put_back(tmp_path: Path, trials: Trials) -> None:
    """Seen red where the ledger is not read at the start."""
    made = lively(tmp_path / "made.db")
    backup = tmp_path / "kept.backup"
    errands.back_up(made, backup)
    errands.erase(made, BOB)
    ledger = Path(f"{made}.erased").read_bytes()
    (tmp_path / "usual.db.erased").write_bytes(ledger)
    usual_s = usual(tmp_path, errands.restore, backup, tmp_path / "usual.db")
    for number in trials:
        db = copied(made, tmp_path / f"{number}.db")
        Path(f"{db}.erased").write_bytes(ledger)
        if number % 2:
            interrupted(tmp_path, Random(number), errands.restore, backup, db, usual_s=usual_s)
        else:
            work(tmp_path, errands.restore_and_die, backup, db).wait()
        with Store.open(db):
            assert remains(db) == []
        assert export_of(db) == {"user_id": str(BOB)}
        assert read(db, "SELECT count(*) > 100 FROM message") == [(1,)]


def statement(number: int, trials: Trials, most: int) -> int:
    """At which statement of SQL to be killed: early, late, and in between."""
    return round(math.pow(most, (number + 1) / trials.times))


@row(
    "SIGKILL at a random point of packing days",
    "rows and blobs together are the counts of the events",
    Broken("storage/store.py", "foreseen=foreseen)))", "foreseen=foreseen), transaction=False))"),
    quick=8,
    full=25,
)
def test_a_kill_while_days_are_packed(tmp_path: Path, trials: Trials) -> None:
    """Seen red where a day is packed without a transaction."""
    made = lively(tmp_path / "made.db")
    expected = kept_counts(made)
    for number in trials:
        db = copied(made, tmp_path / f"{number}.db")
        work(tmp_path, errands.pack, db, at(24 * DAYS), statement(number, trials, 400)).wait()
        Store.open(db).close()
        assert kept_counts(db) == expected


@row(
    "SIGKILL at a random point of retention",
    "the next one ends it: events older than said are gone, and every count is as it was",
    Broken(
        "storage/retention.py",
        'frozen = 1")\n    for table',
        'frozen = 0")\n    for table',
    ),
    quick=8,
    full=25,
)
def test_a_kill_while_retention_runs(tmp_path: Path, trials: Trials) -> None:
    """Seen red where counts do not stand still meanwhile."""
    made = lively(tmp_path / "made.db")
    expected, now = kept_counts(made), at(24 * (DAYS + 80))
    errands.pack(made, now)
    for number in trials:
        db = copied(made, tmp_path / f"{number}.db")
        work(tmp_path, errands.retain, db, now, statement(number, trials, 60)).wait()
        errands.retain(db, now)
        assert kept_counts(db) == expected
        oldest = now - timedelta(days=RetentionPolicy().events + 1)
        with ReadableStore.open(db) as store:
            first = store.export_user(BOB)["message"]["rows"]
        assert all(int(row["message_id"]) >= snowflake_at(oldest) for row in first)


@row(
    "a backup is made while another process commits as fast as the disk takes, and put back",
    "it is whole, and holds everything from before it began",
    Broken("storage/backup.py", "original.backup(copy, pages=_PAGES_A_STEP, progress=_told(progress))", "pass"),
    quick=2,
    full=20,
)
def test_a_backup_under_load(tmp_path: Path, trials: Trials) -> None:
    """Seen red where nothing is copied."""
    db = lively(tmp_path / "made.db")
    writing = work(tmp_path, errands.write_for_ever, db)
    try:
        while read(db, "SELECT count(*) FROM message WHERE id >= 1 << 61") == [(0,)]:
            time.sleep(0.01)
        for number in trials:
            ((before,),) = read(db, "SELECT max(id) FROM message")
            backup, back = tmp_path / f"{number}.backup", tmp_path / f"{number}.db"
            with ReadableStore.open(db) as store:
                store.backup(backup)
            Store.restore(backup, back)
            with ReadableStore.open(back) as store:
                assert store.damage() is None
            ids = read(back, "SELECT max(id), count(*) FROM message WHERE id >= 1 << 61")
            ((newest, held),) = ids
            assert newest >= before
            assert held == newest - (1 << 61) + 1, "none in between is missing"
            assert kept_counts(back) == counts_from_events(back)
        ((after,),) = read(db, "SELECT max(id) FROM message")
        assert after > before, "it was written to meanwhile"
    finally:
        writing.kill()
