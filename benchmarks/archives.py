"""What it costs to import real communities, to keep them and to report on them.

    python -m benchmarks.archives COMMUNITY.zip… [--json FILE]

Everything is measured in one run on one machine, and told as ratios within that run: importing against merely parsing
the same JSON, and a report against importing. What they cost on the disk is for ``benchmarks.disk``.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import orjson

from bot.catalogue import REPORT_NAMES, ReportName
from bot.intake.exports import read_exports
from bot.render.document import as_json
from bot.service import Request, Service
from bot.words.language import ENGLISH
from storage import ReadableStore, Store

ARCHIVES = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
"""The real communities, which stand beside a developer's checkout."""
RUNS = 3
REPORTS = tuple(name for name in REPORT_NAMES if name not in ("member", "impact"))


@dataclass(frozen=True, slots=True)
class Figures:
    """One community. Times are seconds of the wall clock."""

    community: str
    messages: int
    import_seconds: float
    parse_seconds: float
    again_seconds: float
    """Importing the same archive a second time."""
    slowest_report: str
    slowest_report_seconds: float
    """The median of three runs, from the request to the JSON text."""

    def row(self) -> str:
        return (
            f"| {self.community} | {self.messages:,} | {self.messages / self.import_seconds:,.0f} "
            f"| {self.import_seconds / self.parse_seconds:.1f} | {self.again_seconds / self.import_seconds:.2f} "
            f"| {self.slowest_report}: {self.slowest_report_seconds / self.import_seconds:.3f} |"
        )


HEADER = (
    "| community | messages | imported a second | import ÷ JSON parsing | second import ÷ first "
    "| slowest report ÷ import |\n|---|---|---|---|---|---|"
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("communities", nargs="+", type=Path)
    parser.add_argument("--json", type=Path, help="write the figures into this file too")
    asked = parser.parse_args()
    print(HEADER, flush=True)
    found = []
    for community in asked.communities:
        if not zipfile.is_zipfile(community):
            print(f"archives: {community}: not a zip", file=sys.stderr)
            return 1
        figures = measure(community)
        print(figures.row(), flush=True)
        found.append(asdict(figures))
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=2) + "\n", "utf-8")
    return 0


def measure(community: Path) -> Figures:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "community.db"
        parse_seconds = timed(lambda: parse(community))
        with Store.open(path) as store:
            import_seconds = timed(lambda: take_in(community, store))
            again_seconds = timed(lambda: take_in(community, store))
            messages = store.message_count()
        with ReadableStore.open(path) as store:
            name, seconds = slowest(Service(store, lambda: datetime.now(UTC)))
    return Figures(community.stem, messages, import_seconds, parse_seconds, again_seconds, name, seconds)


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def parse(community: Path) -> None:
    with zipfile.ZipFile(community) as archive:
        for name in archive.namelist():
            if name.endswith(".json"):
                orjson.loads(archive.read(name))


def take_in(community: Path, store: Store) -> None:
    for facts in read_exports([community], on_problem=lambda line: print(line, file=sys.stderr)):
        store.record_blocking(facts)
    store.close_days(datetime.now(UTC))


def slowest(service: Service) -> tuple[str, float]:
    """The report that takes longest, and how long."""
    took = {name: median(report_seconds(service, name) for _ in range(RUNS)) for name in REPORTS}
    name = max(took, key=took.__getitem__)
    return name, took[name]


def report_seconds(service: Service, name: ReportName) -> float:
    return timed(lambda: as_json(service.report(Request(name, limit=0)), ENGLISH))


if __name__ == "__main__":
    raise SystemExit(main())
