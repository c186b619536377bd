"""An import that was stopped goes on where it stopped, and ends as if it had not been."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.intake.exports import read_exports
from storage import ReadableStore, Store
from storage.models import GuildLeft, GuildSeen, MessageSent, RetentionPolicy, Window, finished, moment_of
from tests.commandline import call, complaint, process_env
from tests.export_samples import load, only
from tests.intake_ear import GUILD_ID, JUNO, MASTER, MIRA, OLEK, SAMPLES
from tests.storage_world import kept_counts
from tests.storage_world import read as rows

MESSAGES = 6_000
FIRST_ID = 1214271141175099392


def person(user_id: int, name: str, *, bot: bool = False) -> dict[str, Any]:
    return {"id": str(user_id), "name": name, "nickname": name, "isBot": bot}


PEOPLE = [person(MIRA, "Mira"), person(OLEK, "Olek"), person(JUNO, "Juno"), person(MASTER, "Master", bot=True)]


def said(nth: int) -> dict[str, Any]:
    """Every fourth message is a bot's; all others answer what was said some time before, by a bot or not."""
    message_id = FIRST_ID + (nth * 61_000 << 22)
    answered = FIRST_ID + ((nth * 2 // 3) * 61_000 << 22)
    return {
        "id": str(message_id),
        "type": "Reply",
        "timestamp": moment_of(message_id).isoformat(),
        "timestampEdited": None,
        "content": f"knot {nth}, thanks?",
        "author": PEOPLE[nth % 4],
        "attachments": [],
        "reactions": [],
        "mentions": [PEOPLE[nth * 2 // 3 % 4]],
        "reference": {"messageId": str(answered)},
    }


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return exported(tmp_path_factory.mktemp("long") / "long.json", MESSAGES)


def exported(path: Path, messages: int) -> Path:
    document = load() | {"messages": [said(nth) for nth in range(messages)]}
    path.write_text(json.dumps(document, indent=2), "utf-8")
    return path


def import_some(db: Path, export: Path, batches: int) -> int:
    """As the command does it, but stopped after so many batches; gives back how many messages were read."""
    messages = 0
    with Store.open(db) as store:
        reading = read_exports([export], read_before=store.exports_read())
        for _, batch in zip(range(batches), reading, strict=False):
            messages += len(only(MessageSent, finished(batch)))
            store.record_blocking(batch)
    return messages


def kept(db: Path) -> tuple[object, ...]:
    with ReadableStore.open(db) as store:
        coverage = store.coverage(GUILD_ID, Window(moment_of(FIRST_ID + (MESSAGES * 61_000 << 22)), 14))
    messages = rows(db, "SELECT id, length, reply_to, target IS NULL FROM message ORDER BY id")
    return kept_counts(db), coverage, messages, rows(db, "SELECT * FROM stretch"), rows(db, "SELECT * FROM awaiting")


def test_wherever_it_stops_it_ends_the_same(export: Path, tmp_path: Path) -> None:
    whole = tmp_path / "whole.db"
    read_in_all = import_some(whole, export, 99)
    assert read_in_all == MESSAGES * 3 // 4
    stops = sum(1 for _ in read_exports([export]))
    assert stops > 2
    for stop in range(1, stops):
        db = tmp_path / f"{stop}.db"
        before = import_some(db, export, stop)
        after = import_some(db, export, 99)
        assert 0 < before < read_in_all
        assert before + after == read_in_all, "something was read twice or left out"
        assert kept(db) == kept(whole)


def test_a_place_is_never_ahead_of_what_was_recorded(export: Path, tmp_path: Path) -> None:
    db = tmp_path / "x.db"
    import_some(db, export, 1)
    with ReadableStore.open(db) as store:
        (place,) = store.exports_read().values()
    (stored,) = rows(db, "SELECT count(*) FROM message")[0]
    assert stored == sum(1 for nth in range(place.messages) if nth % 4 != 3)
    assert export.read_bytes()[place.position :].startswith(b'{\n      "id"')
    assert export.read_bytes()[: place.position].count(b"\n") == place.lines


def test_a_whole_file_is_left_out_until_it_changes_or_is_asked_for(tmp_path: Path) -> None:
    few = 1_200
    copy, db = exported(tmp_path / "copy.json", few), tmp_path / "x.db"
    first = call("import", copy, "--db", db)
    assert f"{few * 3 // 4:,} new" in first.stdout
    second = call("import", copy, "--db", db)
    assert second.exit_code == 0
    assert second.stdout.startswith("0 messages read")
    assert "Left out: 1 file that" in second.stdout
    assert "--again" in second.stdout
    again = call("import", copy, "--again", "--db", db)
    assert again.stdout.startswith(f"{few:,} messages read")
    assert ": 0 new," in again.stdout
    changed = copy.stat()
    os.utime(copy, ns=(changed.st_atime_ns, changed.st_mtime_ns + 1))
    assert call("import", copy, "--db", db).stdout.startswith(f"{few:,} messages read")


def test_a_file_that_is_cut_short_is_told_again_and_read_on_when_it_is_whole(export: Path, tmp_path: Path) -> None:
    copy, db = tmp_path / "copy.json", tmp_path / "x.db"
    whole = export.read_bytes()
    copy.write_bytes(whole[: len(whole) // 2])
    first = call("import", copy, "--db", db)
    assert first.exit_code == 0
    assert "copy.json: cut short: 3,000 messages" in first.stderr
    second = call("import", copy, "--db", db)
    assert ": 0 new," in second.stdout
    assert "went on where an earlier import stopped" in second.stdout
    assert second.stderr == first.stderr
    copy.write_bytes(whole)
    assert call("import", copy, "--db", db).exit_code == 0
    assert rows(db, "SELECT count(*) FROM message") == [(MESSAGES * 3 // 4,)]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes to wait on")
def test_after_ctrl_c_the_same_import_goes_on(export: Path, tmp_path: Path) -> None:
    pipe, db = tmp_path / "endless.json", tmp_path / "x.db"
    os.mkfifo(pipe)
    command = [sys.executable, "-m", "bot", "import", str(export), str(pipe), "--db", str(db)]
    started = subprocess.Popen(command, cwd=tmp_path, env=process_env(), stderr=subprocess.PIPE, text=True)
    try:
        with pipe.open("wb", buffering=0):  # opens when the program reads it, behind the other file
            time.sleep(0.2)
            started.send_signal(signal.SIGINT)
            _, stderr = started.communicate(timeout=60)
    finally:
        started.kill()
    assert started.returncode == 130
    assert "goes on from there" in stderr.splitlines()[-1]
    (stored,) = rows(db, "SELECT count(*) FROM message")[0]
    assert stored > 1_000
    second = call("import", export, "--db", db)
    assert "In 1 file the reading went on" in second.stdout
    assert rows(db, "SELECT count(*) FROM message") == [(MESSAGES * 3 // 4,)]
    assert int(second.stdout.split()[0].replace(",", "")) < MESSAGES


def test_a_guild_that_removed_the_bot_takes_its_places_with_it(tmp_path: Path) -> None:
    db = tmp_path / "x.db"
    import_some(db, SAMPLES / "pier.json", 9)
    left_at = moment_of(FIRST_ID)
    with Store.open(db) as store:
        (place,) = store.exports_read().values()
        assert (place.guild_id, place.messages, place.whole) == (GUILD_ID, 15, True)
        assert place.position == (SAMPLES / "pier.json").stat().st_size
        store.record_blocking([GuildSeen(GUILD_ID, "Lantern Harbour"), GuildLeft(GUILD_ID, left_at)])
        store.retain(RetentionPolicy(), left_at + timedelta(days=30))
        assert store.exports_read() == {}


def test_another_program_that_holds_the_database_is_one_line_and_nothing_is_lost(
    export: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sqlite3

    monkeypatch.setattr("storage.connecting.BUSY_TIMEOUT_S", 0.2)
    db = tmp_path / "x.db"
    import_some(db, export, 1)
    with closing(sqlite3.connect(db, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert "another program holds the database locked" in complaint(call("import", export, "--db", db), 1)
        other.execute("ROLLBACK")
    assert call("import", export, "--db", db).exit_code == 0
    assert rows(db, "SELECT count(*) FROM message") == [(MESSAGES * 3 // 4,)]
