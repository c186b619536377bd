"""Whatever is wrong is one line that says what and where: exit 2 for what was typed, 1 for what was found."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from bot.cli.failure import explain, one_line, unexpected
from bot.cli.progress import progress
from storage import Store
from tests.commandline import QUIET, call, complaint, process, process_env


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["reprot"], "did you mean report?"),
        (["dance"], "choose one of run, demo"),
        (["report"], "which report?"),
        (["report", "membres"], "did you mean members?"),
        (["report", "stars"], "choose one of overview, members"),
        (["report", "member"], "needs --user"),
        (["report", "overview", "--as-of", "yesterday"], "--as-of: 'yesterday' is not a date"),
        (["report", "overview", "--as-of", "2026-13-01"], "--as-of: '2026-13-01' is not a date"),
        (["report", "overview", "--as-of", "1999-01-01"], "before Discord began"),
        (["report", "overview", "--as-of", "0001-01-01T00:00+12:00"], "--as-of"),
        (["report", "overview", "--days", "0"], "--days"),
        (["report", "overview", "--days", "many"], "--days"),
        (["report", "overview", "--limit", "-1"], "--limit"),
        (["report", "overview", "--guild", "my server"], "--guild: 'my server' is not a Discord id"),
        (["report", "overview", "--user", "99999999999999999999"], "--user"),
        (["report", "overview", "--channel", "-5"], "--channel"),
        (["report", "overview", "--format", "xml"], "--format"),
        (["report", "overview", "--colour", "red"], "--colour"),
        (["report", "overview", "more"], "more"),
        (["backup"], "FILE"),
        (["restore"], "FILE"),
        (["export-user"], "ID"),
        (["demo", "--seed", "x"], "--seed"),
    ],
)
def test_what_is_typed_wrong_is_exit_2_and_one_line(
    typed: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    line = complaint(call(*typed), 2)
    assert said in line
    assert not list(tmp_path.iterdir())


def test_a_whole_process_says_the_same(tmp_path: Path) -> None:
    line = complaint(process("report", "overview", "--as-of", "last week", cwd=tmp_path), 2)
    assert line.startswith("rapport: --as-of: 'last week' is not a date: write 2026-03-01")
    complaint(process("report", "overview", cwd=tmp_path), 1)


@pytest.mark.parametrize("content", [b"just notes", b"SQLite format 3\x00" + b"\xff" * 4096])
def test_a_file_that_is_no_database_is_refused_and_kept(content: bytes, tmp_path: Path) -> None:
    db = tmp_path / "notes.db"
    db.write_bytes(content)
    for command in (["report", "overview"], ["erase-user", 5, "--yes"]):
        assert "notes.db" in complaint(call(*command, "--db", db), 1)
    assert db.read_bytes() == content


def test_a_database_without_a_guild_and_a_folder_are_said_to_be_that(tmp_path: Path) -> None:
    Store.open(tmp_path / "empty.db").close()
    assert "no guild" in complaint(call("report", "overview", "--db", tmp_path / "empty.db"), 1)
    assert "is a folder" in complaint(call("report", "overview", "--db", tmp_path), 1)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes to wait on")
def test_ctrl_c_is_exit_130_and_one_line(tmp_path: Path) -> None:
    pipe = tmp_path / "endless.json"
    os.mkfifo(pipe)
    started = subprocess.Popen(
        [sys.executable, "-m", "bot", "import", str(pipe), "--db", str(tmp_path / "x.db")],
        cwd=tmp_path,
        env=process_env(),
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        with pipe.open("wb", buffering=0) as writing:  # opens when the program reads it
            writing.write(b'{"guild": {"id": "1')
            time.sleep(0.5)
            started.send_signal(signal.SIGINT)
            with contextlib.suppress(
                BrokenPipeError
            ):  # just before a read it is noticed only when there is more to read
                for _ in range(64):
                    writing.write(b"0" * 65536)
            _, stderr = started.communicate(timeout=60)
    finally:
        started.kill()
    assert started.returncode == 130
    assert stderr.splitlines() == [stderr.strip()]
    assert stderr.startswith("rapport: stopped")


def test_what_nobody_foresaw_is_one_line_and_a_traceback_only_for_debugging(caplog: pytest.LogCaptureFixture) -> None:
    try:
        raise KeyError("first line\nsecond line")
    except KeyError as error:
        line = unexpected(error, {})
        assert line == one_line(line)
        assert "KeyError" in line
        assert not caplog.records
        unexpected(error, {"RAPPORT_LOG_LEVEL": "debug"})
        assert "Traceback" in caplog.text


def test_nothing_that_was_typed_can_move_the_cursor_or_colour_the_terminal() -> None:
    line = explain(click.UsageError("\x1b[31mred\x07\r\nnext\u202e"))
    assert line == "rapport: [31mred next"
    assert call("\x1b[2Jx", env=QUIET).stderr.count("\x1b") == 0


def test_nothing_typed_is_answered_with_the_help() -> None:
    done = call()
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == call("--help").stdout
    assert len(done.stdout.splitlines()) > 10


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full, a disk that is always full")
def test_a_full_disk_behind_standard_output_is_one_line(tmp_path: Path) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "bot", "--help"],
            cwd=tmp_path,
            env=process_env(),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert complaint(done, 1) == "rapport: No space left on device"


def test_progress_where_there_is_no_terminal_says_how_many_of_what(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("reading history", in_bytes=False, clock=iter((0, 10, 20)).__next__) as advance:
        advance(3, 106, "channels, 3,244 messages")
        advance(3, 0, "channels")
    with progress("import", in_bytes=True, clock=iter((0, 10, 12, 40)).__next__) as advance:
        advance(27, 100, "9,580 messages")
        advance(30, 100, "told too soon")
        advance(57, 100, "19,580 messages")
    assert capsys.readouterr().err.splitlines() == [
        "reading history: 3 of 106 channels, 3,244 messages",
        "reading history: 3 channels",
        "import: 27%, 9,580 messages",
        "import: 57%, 19,580 messages, 43 s left",
    ]
