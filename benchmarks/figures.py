"""What the benchmarks share: how they are asked, the file they measure, and how they tell what they found."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from benchmarks.community import Community
from benchmarks.filling import fill, show
from benchmarks.population import SMALL_EVENTS, Shape, shape_of

RUNS = 3
"""A figure is the median of so many runs."""
ROUNDS = 20
"""Every report is asked for so many times in a run."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What every benchmark of the synthetic log can be asked for."""

    shape: Shape
    db: Path | None
    plain: Path | None
    out: Path | None
    runs: int
    rounds: int


def asked_for(description: str | None, arguments: Sequence[str] | None = None) -> Asked:
    """The arguments, or an exit with one line that says what is wrong with them."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=positive, default=SMALL_EVENTS, help="of the log (default: ten million)")
    parser.add_argument("--seed", type=int, default=1, help="of the community")
    parser.add_argument("--db", type=Path, help="where the log is kept, made where it is missing")
    parser.add_argument("--plain", type=Path, help="the same for the plain bot's file")
    parser.add_argument("--out", type=Path, help="write the figures as JSON into this file too")
    parser.add_argument("--runs", type=positive, default=RUNS, help="the figures are the median of so many")
    parser.add_argument("--rounds", type=positive, default=ROUNDS, help="how often each report is asked for in a run")
    asked = parser.parse_args(arguments)
    shape = shape_of(asked.events, asked.seed)
    return Asked(shape, asked.db, asked.plain, asked.out, asked.runs, asked.rounds)


def positive(typed: str) -> int:
    number = int(typed.replace("_", "").replace(",", ""))
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be 1 or more, not {typed}")
    return number


@contextmanager
def filled(asked: Asked) -> Iterator[tuple[Path, Community]]:
    """A file with the log in it: the one that was named, or one that is removed at the end."""
    community = Community(asked.shape)
    with tempfile.TemporaryDirectory(prefix="rapport-benchmark-") as folder:
        path = asked.db or Path(folder) / "log.db"
        fill(path, community, show)
        yield path, community


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of the wall clock, and of the processor in the thread that did it."""

    wall: float
    cpu: float


def cost_of(work: Callable[[], object]) -> Cost:
    began, cpu_began = time.perf_counter(), time.thread_time()
    work()
    return Cost((time.perf_counter() - began) * 1000, (time.thread_time() - cpu_began) * 1000)


def times_of(work: Callable[[], object], count: int) -> list[float]:
    """Milliseconds of the wall clock, each time."""
    return [cost_of(work).wall for _ in range(count)]


def p95(milliseconds: Sequence[float]) -> float:
    return float(np.percentile(milliseconds, 95))


def middle(runs: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """The median over the runs of each figure."""
    return {name: round(median(run[name] for run in runs), 3) for name in runs[0]}


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """As Markdown."""
    lines = [columns, ["---", *["---:"] * (len(columns) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def machine() -> dict[str, Any]:
    return {
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "system": platform.platform(terse=True),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
    }


def tell(asked: Asked, name: str, text: str, figures: Mapping[str, Any]) -> None:
    """Print what was found, and keep the figures where that was asked for."""
    print(f"{asked.shape}\n\n{text}", flush=True)
    if asked.out is not None:
        shape = {field: getattr(asked.shape, field) for field in Shape.__slots__}
        document = {"benchmark": name, "log": shape, "runs": asked.runs, "machine": machine(), **figures}
        asked.out.write_text(json.dumps(document, indent=1) + "\n", "utf-8")
