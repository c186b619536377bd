"""Does a report's cost follow the window asked for, or the age of the log?

    python -m benchmarks.growth [--events N] [--db FILE] [--out FILE] [--runs N]

The same community with the same events a day, of which the last hundredth, the last tenth and all of it were recorded;
reports over the same days of each, with nothing kept from earlier requests. Figures are milliseconds of the processor.
Beside FILE the shorter logs are kept too.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

from benchmarks.community import Community
from benchmarks.figures import Asked, asked_for, cost_of, table, tell
from benchmarks.filling import fill, show
from benchmarks.population import END
from benchmarks.requests import Busiest, askings
from bot.service import DEFAULT_DAYS, Service
from storage import ReadableStore

PARTS = (100, 10)
"""Beside all of the log, its last hundredth and its last tenth."""
SHORT_DAYS = 7


@dataclass(frozen=True, slots=True)
class Grown:
    """A log of some age."""

    community: Community
    path: Path

    @property
    def events(self) -> int:
        return self.community.shape.daily * self.community.shape.days


Figures = dict[int, dict[str, list[float]]]
"""By days asked for, then by report: milliseconds for each log that is as old as that, the youngest first."""


def main(arguments: list[str] | None = None) -> int:
    asked = asked_for(__doc__, arguments)
    with tempfile.TemporaryDirectory(prefix="rapport-growth-") as folder:
        logs = [_log(asked, part, Path(folder)) for part in (*PARTS, 1)]
        for log in logs:
            fill(log.path, log.community, show)
        windows = {
            days: [log for log in logs if log.community.shape.days >= days] for days in (SHORT_DAYS, DEFAULT_DAYS)
        }
        windows = {days: old_enough for days, old_enough in windows.items() if len(old_enough) > 1}
        measure(windows)  # the first time warms the files
        runs = [measure(windows) for _ in range(asked.runs)]
    found = {
        days: {
            label: [round(median(run[days][label][place] for run in runs), 2) for place in range(len(windows[days]))]
            for label in runs[0][days]
        }
        for days in windows
    }
    sizes = {days: [log.events for log in old_enough] for days, old_enough in windows.items()}
    text = "\n\n".join(told(days, sizes[days], found[days]) for days in windows)
    tell(asked, "growth", text, {"cpu_ms": found, "events": sizes})
    return 0


def _log(asked: Asked, part: int, folder: Path) -> Grown:
    path = asked.db or folder / "log.db"
    return Grown(Community(asked.shape.last_part(part)), path if part == 1 else path_of(path, part))


def path_of(log: Path, part: int) -> Path:
    """Where the last ``1 / part`` of a log is kept."""
    return log.with_name(f"{log.stem}-last-{part}{log.suffix}")


def measure(windows: Mapping[int, Sequence[Grown]]) -> Figures:
    """Everything asked for once of every log, each with nothing kept."""
    found: Figures = {}
    for days, logs in windows.items():
        columns = [costs(log, days) for log in logs]
        found[days] = {label: [column[label] for column in columns] for label in columns[0]}
    return found


def costs(log: Grown, days: int) -> dict[str, float]:
    """At the end of the log, so that what was recorded since then changes nothing."""
    asking = [
        each
        for each in askings(Busiest.of(log.community), days, END)
        if not each.is_filtered or each.request.name == "members"
    ]
    with ReadableStore.open(log.path) as store:
        return {each.label: cost_of(partial(Service(store, lambda: END).report, each.request)).cpu for each in asking}


def told(days: int, events: Sequence[int], found: Mapping[str, Sequence[float]]) -> str:
    rows = [
        [label, *(f"{one:,.0f}" for one in took), f"{took[-1] / max(took[0], 0.1):.2f}"]
        for label, took in found.items()
    ]
    ratio = median(took[-1] / max(took[0], 0.1) for took in found.values())
    columns = (f"{days} days, ms", *(f"{size:,} events" for size in events), "oldest ÷ youngest")
    return f"{table(columns, rows)}\n\nMedian of the last column: {ratio:.2f}."


if __name__ == "__main__":
    raise SystemExit(main())
