"""Everything that is claimed, measured one after the other on a synthetic log, and put into benchmarks/README.md.

    python -m benchmarks [--events N] [--runs N] [--rounds N] [--keep FOLDER] [--only NAME…]

The log is built once for all of them. With --keep the files stay, and the next time nothing is built. The page tells of
ten million events and of a hundred million; what is measured at another size is only printed.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from benchmarks.figures import ROUNDS, RUNS, machine, positive
from benchmarks.filling import show
from benchmarks.growth import PARTS, path_of
from benchmarks.page import PAGE, put
from benchmarks.population import LARGE_EVENTS, SMALL_EVENTS

RESULTS = PAGE.parent / "results"
ON_THE_LOG = ("reports", "answering", "growth", "memory", "disk")
"""What measures the log, and is measured at ten million events and at a hundred million."""
ALONE = ("ingest", "lag", "importing")
"""What brings its own messages."""
RUN_ONCE = ("lag",)
LOG, PLAIN = "log.db", "plain.db"
UNTIMED = ("memory", "disk")
"""What no load can spoil, so that these are measured side by side."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=positive, default=SMALL_EVENTS)
    parser.add_argument("--runs", type=positive, default=RUNS)
    parser.add_argument("--rounds", type=positive, default=ROUNDS)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the files here, and use those that are here")
    parser.add_argument("--only", nargs="+", choices=(*ALONE, *ON_THE_LOG), metavar="NAME", help="measure only these")
    asked = parser.parse_args()
    began = time.monotonic()
    RESULTS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="rapport-benchmarks-") as temporary:
        folder = asked.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        failed = measure(asked, folder)
    show(f"Everything took {(time.monotonic() - began) / 60:.1f} minutes.")
    return failed


def measure(asked: argparse.Namespace, folder: Path) -> int:
    """The number of benchmarks that failed; the others are on the page."""
    large = asked.events > SMALL_EVENTS
    wanted = asked.only or (*(() if large else ALONE), *ON_THE_LOG)
    common = ["--events", str(asked.events)]
    if any(name in ON_THE_LOG for name in wanted):
        build(common, folder, growth="growth" in wanted)
    is_on_page = asked.events in (SMALL_EVENTS, LARGE_EVENTS)
    on_the_log = [*common, "--db", str(folder / LOG), "--plain", str(folder / PLAIN)]
    on_the_log += ["--rounds", str(asked.rounds)]
    runs = ["--runs", str(asked.runs)]
    failed = 0
    for _, names in groupby(wanted, lambda name: UNTIMED if name in UNTIMED else name):
        measuring = []
        for name in names:
            title = f"{name}-large" if large else name
            arguments = ["--out", str((RESULTS if is_on_page else folder) / f"{title}.json")]
            arguments += on_the_log * (name in ON_THE_LOG) + runs * (name not in RUN_ONCE)
            measuring.append(Measuring(name, title, arguments))
        for each in measuring:
            failed += not each.finish(is_on_page=is_on_page)
    return failed


class Measuring:
    """One benchmark, under way."""

    def __init__(self, name: str, title: str, arguments: list[str]) -> None:
        show(f"{name} …")
        self._name, self._title, self._began = name, title, time.monotonic()
        self._process = start(f"benchmarks.{name}", *arguments)

    def finish(self, *, is_on_page: bool) -> bool:
        """Wait for its end and print what it found; whether it went well."""
        said, _ = self._process.communicate()
        print(f"## {self._name}\n\n{said}", flush=True)
        if self._process.returncode:
            show(f"{self._name} failed with exit code {self._process.returncode}")
            return False
        if is_on_page:
            words = f"{said}\n\n{circumstances(self._began)}"
            PAGE.write_text(put(PAGE.read_text("utf-8"), self._title, words), "utf-8")
        return True


def start(module: str, *arguments: str) -> subprocess.Popen[str]:
    """A program, which does its algebra in one thread as ``python -m bot`` does."""
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={"OPENBLAS_NUM_THREADS": "1", **os.environ})


def build(common: list[str], folder: Path, *, growth: bool) -> None:
    """All files at once, as there are two cores; the shorter logs only for those who look at growth."""
    building = [
        start("benchmarks.filling", str(folder / LOG), *common),
        start("benchmarks.plain_bot", "--plain", str(folder / PLAIN), "--runs", "1", *common),
    ]
    if growth:
        building += [
            start("benchmarks.filling", str(path_of(folder / LOG, part)), *common, "--part", str(part))
            for part in PARTS
        ]
    for process in building:
        said, _ = process.communicate()
        if process.returncode:
            raise SystemExit(f"benchmarks: the log could not be built (exit code {process.returncode})")
        show(said.splitlines()[0])


def circumstances(began: float) -> str:
    """When and on what it was measured."""
    here = machine()
    seconds = time.monotonic() - began
    when = f"{datetime.now(UTC):%d %B %Y %H:%M} UTC"
    what = f"Python {here['python']}, SQLite {here['sqlite']}, {here['cores']} cores, load {here['load']}"
    return f"*{when}, {what}, in {seconds:,.0f} s.*"


if __name__ == "__main__":
    raise SystemExit(main())
