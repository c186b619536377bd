"""Opening, closing and copying the file: one clear line for everything that can be wrong with it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from storage import ReadableStore, Store, StoreError, StoreMissing, StoreNewer, StoreNotADatabase, StoreNotWritable
from storage.models import GuildSeen
from storage.writer import Writer
from tests.storage_world import ALICE, GUILD, kept_counts, read, sent, window


def one_line(error: pytest.ExceptionInfo[StoreError], path: Path) -> bool:
    text = str(error.value)
    return "\n" not in text and str(path) in text


def test_a_missing_file(tmp_path: Path) -> None:
    path = tmp_path / "none.db"
    with pytest.raises(StoreMissing) as error:
        Store.open(path, create=False)
    assert one_line(error, path)
    with pytest.raises(StoreMissing):
        ReadableStore.open(path)
    assert list(tmp_path.iterdir()) == []


def test_something_else_than_a_database(tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_text("Dear all, this is no database, however long it may be. " * 20)
    before = path.read_bytes()
    for attempt in (Store.open, ReadableStore.open):
        with pytest.raises(StoreNotADatabase) as error:
            attempt(path)
        assert one_line(error, path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["letter.db"]


@pytest.mark.timeout(10)
def test_what_is_no_file_at_all(tmp_path: Path) -> None:
    pipe, folder = tmp_path / "pipe.db", tmp_path / "folder.db"
    os.mkfifo(pipe)
    folder.mkdir()
    for path in (pipe, folder):
        for open_store in (Store.open, ReadableStore.open):
            with pytest.raises(StoreNotADatabase) as error:
                open_store(path)
            assert one_line(error, path)


def test_the_database_of_another_program(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE message (id INTEGER PRIMARY KEY)")
    with pytest.raises(StoreNotADatabase):
        Store.open(path)
    assert read(path, "SELECT name FROM sqlite_master") == [("message",)]
    with Store.open(tmp_path / "mine.db") as store, pytest.raises(StoreNotADatabase):
        store.backup(path)
    with pytest.raises(StoreNotADatabase):
        Store.restore(tmp_path / "mine.db", path)
    with pytest.raises(StoreNotADatabase):
        Store.restore(path, tmp_path / "mine.db")


@pytest.mark.parametrize(
    "mark",
    [
        "PRAGMA user_version = 99",
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('rapport', 'm999', '')",
    ],
)
def test_a_file_of_a_newer_rapport(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "newer.db"
    Store.open(path).close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(mark)
    for attempt in (Store.open, ReadableStore.open):
        with pytest.raises(StoreNewer, match="written by a newer Rapport") as error:
            attempt(path)
        assert one_line(error, path)


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    for path in (tmp_path / "no" / "folder.db", Path("/proc/rapport.db")):
        with pytest.raises(StoreNotWritable) as error:
            Store.open(path)
        assert one_line(error, path)
    with pytest.raises(StoreError) as folder:
        Store.open(tmp_path)
    assert one_line(folder, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_reading_only_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "read.db"
    with Store.open(path) as store:
        store.record([GuildSeen(GUILD, "Home"), sent(1, ALICE)])
    before = path.read_bytes()
    with ReadableStore.open(path) as store:
        assert store.observe(GUILD, window()).activity.messages.sum() == 1
        assert [guild.name for guild in store.guilds()] == ["Home"]
    assert path.read_bytes() == before


def test_reading_where_nothing_may_be_written(tmp_path: Path) -> None:
    path = tmp_path / "read.db"
    with Store.open(path) as store:
        store.record([GuildSeen(GUILD, "Home"), sent(1, ALICE)])
    # As in a folder that may not be written, SQLite cannot make its index here; this holds for root, too.
    Path(f"{path}-shm").symlink_to("nowhere")
    with ReadableStore.open(path) as store:
        assert store.observe(GUILD, window()).activity.messages.sum() == 1
        store.backup(tmp_path / "copy.db")


def test_reading_while_another_store_writes(tmp_path: Path) -> None:
    path = tmp_path / "both.db"
    with Store.open(path) as store, ReadableStore.open(path) as reader:
        store.record([sent(1, ALICE)])
        store.flush()
        assert reader.observe(GUILD, window()).activity.messages.sum() == 1


def test_a_closed_store_has_written_everything(tmp_path: Path) -> None:
    path = tmp_path / "closed.db"
    with Store.open(path) as store:
        store.record([sent(hour, ALICE) for hour in range(700)])
    assert read(path, "SELECT count(*) FROM message") == [(700,)]
    assert not Path(f"{path}-wal").exists()
    store.close()
    with pytest.raises(StoreError):
        store.record([sent(1, ALICE)])


def test_backup_and_restore(tmp_path: Path) -> None:
    path, copy = tmp_path / "rapport.db", tmp_path / "copy.db"
    with Store.open(path) as store:
        store.record([sent(1, ALICE)])
        store.backup(copy)
        store.backup(copy)
        store.record([sent(2, ALICE)])
    wanted = kept_counts(copy)
    assert kept_counts(path) != wanted
    Store.restore(copy, path)
    assert kept_counts(path) == wanted
    Store.restore(copy, tmp_path / "elsewhere.db")
    assert kept_counts(tmp_path / "elsewhere.db") == wanted
    assert sorted(file.name for file in tmp_path.iterdir()) == ["copy.db", "elsewhere.db", "rapport.db"]


def test_deleted_bytes_are_overwritten_and_commits_are_durable(tmp_path: Path) -> None:
    with Store.open(tmp_path / "safe.db") as store:
        assert isinstance(store._writer, Writer)
        connection = store._writer._hand.connection
        settings = {
            name: connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "secure_delete")
        }
        assert settings == {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1}
