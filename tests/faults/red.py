"""``python -m tests.faults.red``: breaks the program as each row says, in a copy, and demands that the row fails."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.faults.row import Broken, Row

CHECKOUT = Path(__file__).resolve().parent.parent.parent
COPIED = ("bot", "cogs", "storage", "twin", "tests", "benchmarks", "pyproject.toml")
FAILED = 1
"""What pytest says where tests ran and some failed."""


class Collector:
    """Every test that is a row; of those that share a function and a fault, the first."""

    def __init__(self) -> None:
        self.rows: dict[str, Row] = {}
        self._seen: set[tuple[str, Broken]] = set()

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            mark = item.get_closest_marker("row")
            if mark is None:
                continue
            row: Row = mark.args[0]
            key = (item.nodeid.partition("[")[0], row.broken)
            if key not in self._seen:
                self._seen.add(key)
                self.rows[item.nodeid] = row


def collected() -> dict[str, Row]:
    collector = Collector()
    pytest.main(["-q", "--collect-only", "--no-header", "--no-summary", "-qq", "tests/faults"], plugins=[collector])
    return collector.rows


def unbreakable(broken: Broken, root: Path = CHECKOUT) -> str | None:
    """Why the program cannot be broken like that; None where it can."""
    text = (root / broken.file).read_text("utf-8")
    found = text.count(broken.old)
    return None if found == 1 else f"{broken.file} has {found} times: {broken.old!r}"


def turns_red(node: str, broken: Broken) -> tuple[bool, str]:
    """Whether the row fails where the program is broken, and the end of what pytest said."""
    with tempfile.TemporaryDirectory(prefix="rapport-red-") as folder:
        copy = Path(folder)
        for name in COPIED:
            source = CHECKOUT / name
            if source.is_dir():
                shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, copy / name)
        file = copy / broken.file
        file.write_text(file.read_text("utf-8").replace(broken.old, broken.new), "utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--no-header", node],
            cwd=copy,
            env={**os.environ, "PYTHONPATH": str(copy)},
            capture_output=True,
            text=True,
            check=False,
        )
    return done.returncode == FAILED and "failed" in done.stdout, done.stdout[-1500:]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.red", description=__doc__)
    parser.add_argument("only", nargs="*", help="rows whose name holds one of these words")
    wanted = parser.parse_args().only
    green = 0
    for node, row in collected().items():
        if wanted and not any(word in node for word in wanted):
            continue
        why = unbreakable(row.broken)
        red, said = (False, why) if why else turns_red(node, row.broken)
        print(f"{'red  ' if red else 'GREEN'} {node}  ({row.broken.file}: {row.broken.new.strip()[:70]!r})", flush=True)
        if not red:
            green += 1
            print(said)
    print("every row turned red" if not green else f"{green} rows stayed green")
    return min(green, 1)


if __name__ == "__main__":
    sys.exit(main())
