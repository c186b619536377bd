"""Everything that is claimed, measured one after the other on a synthetic log, and put into benchmarks/README.md.

    python -m benchmarks [--events N] [--runs N] [--rounds N] [--keep FOLDER] [--only NAME…]

The log is built once for all of them. With --keep the files stay, and the next time nothing is built. The page tells of
ten million events and of a hundred million; what is measured at another size is only printed.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.figures import ROUNDS, RUNS, machine, positive
from benchmarks.filling import show
from benchmarks.page import PAGE, put
from benchmarks.population import LARGE_EVENTS, SMALL_EVENTS

RESULTS = PAGE.parent / "results"
ON_THE_LOG = ("reports", "growth", "memory", "disk")
"""What measures the log, and is measured at ten million events and at a hundred million."""
ALONE = ("ingest", "lag", "importing")
"""What brings its own messages."""


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
    files = ["--db", str(folder / "log.db"), "--plain", str(folder / "plain.db")]
    if any(name in ON_THE_LOG for name in wanted):
        build(common, folder)
    is_on_page = asked.events in (SMALL_EVENTS, LARGE_EVENTS)
    failed = 0
    for name in wanted:
        title = f"{name}-large" if large else name
        arguments = ["--out", str((RESULTS if is_on_page else folder) / f"{title}.json")]
        if name in ON_THE_LOG:
            arguments += [*common, *files, "--runs", str(asked.runs), "--rounds", str(asked.rounds)]
        show(f"{name} …")
        began = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", f"benchmarks.{name}", *arguments], stdout=subprocess.PIPE, text=True, check=False
        )
        print(f"## {name}\n\n{done.stdout}", flush=True)
        if done.returncode:
            show(f"{name} failed with exit code {done.returncode}")
            failed += 1
        elif is_on_page:
            words = f"{done.stdout}\n\n{circumstances(began)}"
            PAGE.write_text(put(PAGE.read_text("utf-8"), title, words), "utf-8")
    return failed


def build(common: list[str], folder: Path) -> None:
    """Both files at once, as there are two cores."""
    programs = (
        ["benchmarks.filling", str(folder / "log.db"), *common],
        ["benchmarks.plain_bot", "--plain", str(folder / "plain.db"), "--runs", "1", *common],
    )
    building = [
        subprocess.Popen([sys.executable, "-m", *program], stdout=subprocess.PIPE, text=True) for program in programs
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
