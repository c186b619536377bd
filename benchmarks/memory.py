"""How much memory the bot has while it listens to strangers, and while each report runs.

    python -m benchmarks.memory [--events N] [--db FILE] [--out FILE] [--runs N]

Each line is a process of its own (Linux only), with all of the bot loaded; the last one is the median of the runs.
*Listening*: as many people as the community has, 100,000 at least, write one message each.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.figures import asked_for, filled, table, tell
from benchmarks.inside import AHEAD
from benchmarks.requests import Busiest
from bot.catalogue import REPORT_NAMES

LISTENING_LIMIT = 200
REPORTING_LIMIT = 300
FEWEST_STRANGERS = 100_000


def main(arguments: list[str] | None = None) -> int:
    asked = asked_for(__doc__, arguments)
    strangers = max(FEWEST_STRANGERS, asked.shape.members)
    with filled(asked) as (path, community):
        busiest = Busiest.of(community)
        listening = inside("listening", str(strangers))
        reporting: dict[str, dict[str, float]] = {name: most(path, busiest, [name], 1) for name in REPORT_NAMES}
        reporting["made ahead of time"] = most(path, busiest, [AHEAD], 1)
        reporting["all of them in turn"] = most(path, busiest, list(REPORT_NAMES), asked.runs)
    figures = {"strangers": strangers, "listening_mb": listening, "reporting_mb": reporting}
    tell(asked, "memory", told(strangers, listening, reporting), figures)
    return 0


def most(path: Path, busiest: Busiest, names: list[str], runs: int) -> dict[str, float]:
    """The median of the runs."""
    about = (str(busiest.channel_id), str(busiest.user_id))
    found = [inside("reporting", str(path), *about, *names) for _ in range(runs)]
    return {field: median(run[field] for run in found) for field in found[0]}


def inside(*arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.inside", *arguments]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    found: dict[str, Any] = json.loads(said)
    return found


def told(strangers: int, listening: Mapping[str, Any], reporting: Mapping[str, Mapping[str, float]]) -> str:
    heard = [[f"{int(after):,} strangers wrote", f"{size:,.0f}"] for after, size in listening["after"].items()]
    heard = [
        ["connected", f"{listening['before']:,.0f}"],
        *heard,
        ["most at any time", f"**{listening['peak']:,.0f}**"],
    ]
    rows = [
        [name, *(f"{took[field]:,.0f}" for field in ("before", "peak", "after", "drawing"))]
        for name, took in reporting.items()
    ]
    listened = "met" if listening["peak"] <= LISTENING_LIMIT else "MISSED"
    largest = max(took["peak"] for took in reporting.values())
    reported = "met" if largest <= REPORTING_LIMIT else "MISSED"
    return "\n\n".join(
        (
            table(("listening, MB", "resident"), heard),
            f"{LISTENING_LIMIT} MB while listening: {listened}.",
            table(("reporting, MB", "before", "most", "afterwards", "the process that draws"), rows),
            f"{REPORTING_LIMIT} MB while any report runs: {reported} ({largest:,.0f} MB).",
        )
    )


if __name__ == "__main__":
    raise SystemExit(main())
