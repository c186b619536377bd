"""A disk that is full, held, torn or rotten: what was committed survives, and what cannot be written is said."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from storage import Store, StoreDamaged
from tests.commandline import call, complaint
from tests.faults.errands import write_and_die
from tests.faults.living_process import TOKEN, serve, work
from tests.faults.row import Broken, Trials, row
from tests.faults.test_stopping import stopped, until_heard
from tests.faults.town import Town, in_the_file
from tests.storage_world import ALICE, counts_from_events, kept_counts, read, sent
from twin.server import Twin

HELD_S = 30
"""Longer than SQLite waits, six times over."""


@pytest.mark.slow
@row(
    f"another program holds the file locked for {HELD_S} s while people talk",
    "the bot lives, says so, and then writes everything down",
    Broken("bot/app.py", "except (StoreFull, StoreBusy, StoreNotWritable):", "except (StoreFull, StoreNotWritable):"),
)
async def test_a_file_that_is_held(tmp_path: Path) -> None:
    """Seen red where a held file is no reason to wait."""
    town, db = Town(), tmp_path / "rapport.db"
    async with Twin.serve(town.world, token=TOKEN, record=False) as twin:
        started = serve(twin, tmp_path, RAPPORT_BACKFILL_DAYS="0")
        try:
            await until_heard(twin, tmp_path)
            with closing(sqlite3.connect(db, isolation_level=None, timeout=20)) as other:
                other.execute("BEGIN IMMEDIATE")
                for number in range(HELD_S * 100):
                    for _ in range(10):
                        town.happen(twin, Random(number))
                    await asyncio.sleep(0.01)
                assert started.runs
                other.execute("ROLLBACK")
            await twin.settle()
            await asyncio.sleep(6)
            await stopped(started)
        finally:
            started.kill()
        assert read(db, "SELECT count(*) FROM message") == [(len(town.on_the_server()),)]


@pytest.mark.slow
@row(
    "the disk gets full while people talk, and room is made again",
    "the bot lives and says so; what was committed stays, what waited is written, nothing twice",
    Broken(
        "storage/writer.py",
        "except (sqlite3.OperationalError, OSError):\n            raise",
        "except OSError:\n            raise",
    ),
)
async def test_a_disk_that_gets_full(small_disk: Path, tmp_path: Path) -> None:
    """Seen red where a full disk makes each fact look like one that cannot be kept."""
    town, db, ballast = Town(), small_disk / "rapport.db", small_disk / "ballast"
    async with Twin.serve(town.world, token=TOKEN, record=False) as twin:
        started = serve(twin, tmp_path, RAPPORT_DB=str(db), RAPPORT_BACKFILL_DAYS="0")
        try:
            await until_heard(twin, small_disk)
            await asyncio.sleep(1)
            with ballast.open("wb", buffering=0) as file:
                try:
                    while True:
                        file.write(b"\0" * 4096)
                except OSError:
                    pass
            for number in range(3000):
                town.happen(twin, Random(number))
                if number % 100 == 0:
                    await asyncio.sleep(0.02)
            await twin.settle()
            await twin.until(lambda: "the disk is full" in started.log, patience=40)
            assert started.runs
            ballast.unlink()
            await twin.until(lambda: len(in_the_file(db)) == len(town.on_the_server()), patience=40)
            await stopped(started)
        finally:
            started.kill()
        assert kept_counts(db) == counts_from_events(db)


@row(
    "the disk is full when somebody is to be erased on the command line",
    "one line says that it is full, and they can be erased once there is room",
    Broken("storage/errors.py", "or (code == sqlite3.SQLITE_IOERR and _has_no_room(path))", ""),
)
def test_an_erasure_on_a_full_disk(small_disk: Path) -> None:
    """Seen red where SQLite's own words are said: "disk I/O error"."""
    db, ballast = small_disk / "rapport.db", small_disk / "ballast"
    filled(db)
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError:
            pass
    assert "the disk is full" in complaint(call("erase-user", ALICE, "--yes", "--db", db), 1)
    ballast.unlink()
    assert call("erase-user", ALICE, "--yes", "--db", db).exit_code == 0


def spoil(db: Path, table: str) -> None:
    """Overwrites the page at which a table begins, as a rotten disk does."""
    with closing(sqlite3.connect(db)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with db.open("rb+") as file:
        file.seek((page - 1) * size)
        file.write(b"\xab" * size)


def filled(db: Path, hours: int = 2000) -> None:
    with Store.open(db) as store:
        store.record_blocking([sent(hour, ALICE + hour % 40) for hour in range(hours)])


@pytest.mark.parametrize("table", ["message", "member_day", "stretch"])
@row(
    "the pages of {table} are damaged",
    "nothing more is written; the bot ends with one line that names the way back",
    Broken(
        "storage/inlet.py",
        "if self._stuck is not None and is_final(self._stuck):",
        "if self._stuck is not None and False:",
    ),
)
async def test_a_damaged_file(tmp_path: Path, table: str) -> None:
    """Seen red where it goes on: each fact would be left out by itself."""
    town, db = Town(), tmp_path / "rapport.db"
    filled(db)
    spoil(db, table)
    async with Twin.serve(town.world, token=TOKEN, record=False) as twin:
        started = serve(twin, tmp_path, RAPPORT_BACKFILL_DAYS="0")
        talking = asyncio.create_task(town.talk(twin, Random(3), pause=0.05))
        try:
            code = await started.ended(60)
        finally:
            talking.cancel()
            started.kill()
    assert code == 1
    last = started.log.splitlines()[-1]
    assert last.startswith("rapport: ")
    assert "is damaged" in last
    assert "rapport restore FILE" in last


@row(
    "one command meets the damage first",
    "from then on every write is refused",
    Broken(
        "storage/writer.py", "                if is_damage(error):\n                    self._get_stuck(error)\n", ""
    ),
)
def test_a_damaged_file_and_a_command(tmp_path: Path) -> None:
    """Seen red where only facts are refused after facts."""
    db = tmp_path / "rapport.db"
    filled(db)
    spoil(db, "subscription")
    store = Store.open(db)
    with pytest.raises(StoreDamaged):
        store.unsubscribe(900, ALICE)
    with pytest.raises(StoreDamaged):
        store.record_blocking([sent(5000)])
    with pytest.raises(StoreDamaged):
        store.flush()
    assert "damaged" in (store.health().error or "")
    store.close()
    assert read(db, "SELECT count(*) FROM message") == [(2000,)]


@row(
    "the power fails: the bot is gone and the end of the journal was never written",
    "the file opens, and holds a whole number of commits: counts are those of its events",
    Broken("storage/writing.py", '    "journal_mode = WAL",\n', '    "journal_mode = OFF",\n'),
    quick=3,
    full=50,
)
def test_a_torn_journal(tmp_path: Path, trials: Trials) -> None:
    """Seen red without a journal: then there is none to be torn."""
    for number in trials:
        chance = Random(number)
        db = tmp_path / f"{number}.db"
        started = work(tmp_path, write_and_die, db, 200 + chance.randrange(800))
        started.wait()
        log = Path(f"{db}-wal")
        with log.open("rb+") as file:
            file.truncate(chance.randrange(log.stat().st_size))
        Path(f"{db}-shm").unlink(missing_ok=True)
        with Store.open(db) as store:
            assert store.damage() is None
            store.record([sent(10_000)])
        assert kept_counts(db) == counts_from_events(db)
