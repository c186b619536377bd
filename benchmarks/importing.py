"""How fast an export comes in, how much memory that takes, and whether an import that was stopped ends the same.

    python -m benchmarks.importing [--messages N] [--gigabytes N] [--runs N] [--out FILE]

The export is made up from a seed and imported by the command itself in a process of its own. Its speed stands beside
that of merely parsing the same bytes at once, with orjson and with Python's own parser.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from benchmarks.exported import Export, write_export
from benchmarks.inside import megabytes

SEED = 5
MESSAGES = 200_000
LEAST_A_SECOND = 15_000
MOST_MEGABYTES = 300
CHECKOUT = Path(__file__).resolve().parent.parent

PARSERS = {
    "orjson": "import orjson, pathlib, sys; orjson.loads(pathlib.Path(sys.argv[1]).read_bytes())",
    "json": "import json, pathlib, sys; json.loads(pathlib.Path(sys.argv[1]).read_bytes())",
}
EVENTS = {
    "message": "SELECT message.id, user_id, length, sentiment, question, thanks, links, reply_to, target IS NULL"
    " FROM message JOIN person ON person.id = author ORDER BY message.id",
    "mention": "SELECT message, user_id FROM mention JOIN person ON person.id = person ORDER BY message, user_id",
    "reaction": "SELECT message, user_id, name FROM reaction JOIN person ON person.id = person"
    " JOIN emoji ON emoji.id = emoji ORDER BY message, user_id, name",
    "stretch": "SELECT channel_id, first_id, last_id FROM stretch ORDER BY channel_id, first_id",
    "awaiting": "SELECT reply_to, message FROM awaiting ORDER BY reply_to, message",
}


@dataclass(frozen=True, slots=True)
class Run:
    """One command from its start to its end, in however many processes."""

    seconds: float
    cpu_seconds: float
    peak_megabytes: float
    exit_code: int


@dataclass(frozen=True, slots=True)
class Imported:
    """Importing one file; the medians of some runs."""

    messages: int
    megabytes: float
    seconds: float
    cpu_seconds: float
    peak_megabytes: float

    @property
    def a_second(self) -> float:
        return self.messages / self.seconds

    def row(self) -> str:
        return (
            f"| {self.messages:,} | {self.megabytes:,.0f} | {self.seconds:.1f} | {self.a_second:,.0f} "
            f"| {_verdict(self.a_second >= LEAST_A_SECOND)} | {self.peak_megabytes:.0f} "
            f"| {_verdict(self.peak_megabytes < MOST_MEGABYTES)} |"
        )


HEADER = (
    f"| messages | megabytes | seconds | messages a second | {LEAST_A_SECOND:,} or more "
    f"| peak megabytes of both processes | under {MOST_MEGABYTES} |\n|---|---|---|---|---|---|---|"
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=MESSAGES)
    parser.add_argument("--gigabytes", type=float, default=0.0, help="also import a file of this size, once")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--out", type=Path, help="write the figures into this file too")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="rapport-importing-") as name:
        figures = measure(Path(name), asked.messages, asked.gigabytes, asked.runs)
    if asked.out:
        asked.out.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
    return 0


def measure(folder: Path, messages: int, gigabytes: float, runs: int) -> dict[str, object]:
    print(HEADER, flush=True)
    export = write_export(folder / "export.json", SEED, messages=messages)
    imported = import_whole(export, folder, runs)
    print(imported.row(), flush=True)
    figures: dict[str, object] = {"imported": _figures(imported)}
    large = None
    if gigabytes:
        large = write_export(folder / "large.json", SEED, size=round(gigabytes * 1e9))
        figures["large"] = _figures(found := import_whole(large, folder, 1))
        print(found.row(), flush=True)
        large.path.unlink()
    parsed = {name: median(parse(code, export) for _ in range(runs)) for name, code in PARSERS.items()}
    figures["import_to_parsing"] = {name: imported.seconds / seconds for name, seconds in parsed.items()}
    told = ", ".join(f"{imported.seconds / seconds:.1f} times {name}'s" for name, seconds in parsed.items())
    print(f"\nImporting takes {told} time for the same bytes (each with the start of its process).")
    figures["stopped"] = stopped = stop_and_go_on(export, folder)
    print(
        f"Stopped by Ctrl-C at {stopped['messages_at_stop']:,} messages of members, it went on there in "
        f"{stopped['seconds_to_go_on']:.1f} s: the rows are {'equal' if stopped['equal'] else 'NOT EQUAL'}."
    )
    return figures


def import_whole(export: Export, folder: Path, runs: int) -> Imported:
    done = []
    for nth in range(runs):
        db = folder / f"{export.path.stem}-{nth}.db"
        done.append(finish(start_import(export, db)))
        if nth or export.path.stem == "large":
            db.unlink()
    if any(run.exit_code for run in done):
        raise SystemExit("importing: an import failed")
    return Imported(
        export.messages,
        export.size / 1e6,
        median(run.seconds for run in done),
        median(run.cpu_seconds for run in done),
        max(run.peak_megabytes for run in done),
    )


def parse(code: str, export: Export) -> float:
    return finish(_start([sys.executable, "-c", code, str(export.path)])).seconds


def start_import(export: Export, db: Path) -> tuple[subprocess.Popen[bytes], float]:
    return _start([sys.executable, "-m", "bot", "import", str(export.path), "--db", str(db)])


def _start(command: list[str]) -> tuple[subprocess.Popen[bytes], float]:
    began = time.perf_counter()
    quiet = subprocess.DEVNULL
    with _ctrl_c_as_in_a_terminal():
        return subprocess.Popen(command, cwd=CHECKOUT, stdout=quiet, stderr=quiet), began


@contextmanager
def _ctrl_c_as_in_a_terminal() -> Iterator[None]:
    """What a shell starts in the background ignores Ctrl-C, and so would what it starts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def finish(started: tuple[subprocess.Popen[bytes], float]) -> Run:
    """Waits for its end. The peak is the sum of what each process had at most, whenever that was (Linux only)."""
    process, began = started
    peaks: dict[int, float] = {}
    while _runs(process):
        for process_id in (process.pid, *_children(process.pid)):
            with suppress(OSError, StopIteration):  # it ended just now, or has no memory any more
                peaks[process_id] = megabytes("VmHWM", process_id)
        time.sleep(0.02)
    seconds = time.perf_counter() - began
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Run(seconds, used.ru_utime + used.ru_stime, sum(peaks.values()), process.returncode)


def _children(process_id: int) -> list[int]:
    try:
        return list(map(int, Path(f"/proc/{process_id}/task/{process_id}/children").read_text("ascii").split()))
    except OSError:
        return []


def stop_and_go_on(export: Export, folder: Path) -> dict[str, float]:
    """Ctrl-C after a third, then the same command again: its rows against those of an import that was not stopped."""
    db = folder / "stopped.db"
    process, began = start_import(export, db)
    while _runs(process) and _messages(db) < export.messages / 3:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    stopped = finish((process, began))
    at_stop = _messages(db)
    went_on = finish(start_import(export, db))
    return {
        "messages_at_stop": at_stop,
        "exit_code_at_stop": stopped.exit_code,
        "seconds_to_stop": stopped.seconds,
        "seconds_to_go_on": went_on.seconds,
        "equal": rows(db) == rows(folder / f"{export.path.stem}-0.db"),
    }


def _runs(process: subprocess.Popen[bytes]) -> bool:
    """Whether it does, without burying it: its memory is asked for at its end."""
    return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None


def _messages(db: Path) -> int:
    if not db.exists():
        return 0
    try:
        with closing(sqlite3.connect(f"{db.as_uri()}?mode=ro", uri=True)) as connection:
            return int(connection.execute("SELECT count(*) FROM message").fetchone()[0])
    except sqlite3.OperationalError:  # not made yet
        return 0


def rows(db: Path) -> dict[str, str]:
    """A digest of each table's rows, by ids that do not depend on the order in which they came."""
    digests = {}
    with closing(sqlite3.connect(f"{db.as_uri()}?mode=ro", uri=True)) as connection:
        for table, query in EVENTS.items():
            digest = hashlib.sha256()
            for row in connection.execute(query):
                digest.update(repr(row).encode())
            digests[table] = digest.hexdigest()
    return digests


def _figures(imported: Imported) -> dict[str, float]:
    return {**asdict(imported), "messages_a_second": imported.a_second}


def _verdict(met: bool) -> str:
    return "yes" if met else "no"


if __name__ == "__main__":
    raise SystemExit(main())
