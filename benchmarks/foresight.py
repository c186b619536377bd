"""Does the score say who the community will answer next month?

    python -m benchmarks.foresight COMMUNITY.zip --evaluator foresight.py [--out SCORES.jsonl] [--json]

COMMUNITY is a DiscordChatExporter archive or a database that was imported already. ``foresight.py`` prints the dates
to score at (``--dates``), and judges the scores against what happened in the month after each date. The default is the
evaluator in the folder ``shared`` beside the checkout.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from bot.intake.exports import read_exports
from bot.scoring import judge
from storage import ReadableStore, Store
from storage.models import Observations, Window

DAYS = 84
EVALUATOR = Path(__file__).resolve().parent.parent.parent / "shared" / "evaluate" / "foresight.py"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("community", type=Path, help="the archive, which the evaluator reads too")
    parser.add_argument("--db", type=Path, help="a database into which the archive was imported already")
    parser.add_argument("--evaluator", type=Path, default=EVALUATOR)
    parser.add_argument("--out", type=Path, help="keep the scores in this file, one line a month")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    asked = parser.parse_args()
    for needed in (asked.community, asked.evaluator):
        if not needed.is_file():
            print(f"foresight: {needed}: no such file", file=sys.stderr)
            return 1
    with tempfile.TemporaryDirectory() as folder, opened(asked.community, asked.db, Path(folder)) as store:
        scores = asked.out or Path(folder) / "scores.jsonl"
        write_scores(store, dates_of(asked.evaluator, asked.community), scores)
        return evaluate(asked.evaluator, asked.community, scores, as_json=asked.json)


@contextmanager
def opened(community: Path, db: Path | None, folder: Path) -> Iterator[ReadableStore]:
    """The database asked for, or a fresh one with the archive in it."""
    if db is not None:
        with ReadableStore.open(db) as store:
            yield store
        return
    with Store.open(folder / "community.db") as store:
        for facts in read_exports([community], on_problem=lambda line: print(line, file=sys.stderr)):
            store.record_blocking(facts)
        store.flush()
        yield store


def dates_of(evaluator: Path, community: Path) -> list[datetime]:
    said = subprocess.run(
        [sys.executable, evaluator, community, "--dates"], check=True, capture_output=True, text=True
    ).stdout
    return [datetime.fromisoformat(line) for line in said.split()]


def whole(observations: Observations) -> Observations:
    return observations


def write_scores(
    store: ReadableStore,
    dates: list[datetime],
    out: Path,
    *,
    seen: Callable[[Observations], Observations] = whole,
) -> None:
    """One line a date: everybody's score, from what was ``seen`` before that date."""
    (guild,) = store.guilds()
    with out.open("w", encoding="utf-8") as file:
        for as_of in dates:
            standing = judge(seen(store.observe(guild.guild_id, Window(as_of, DAYS))))
            scores = {str(user): float(score) for user, score in zip(standing.user_id, standing.score, strict=True)}
            file.write(json.dumps({"as_of": as_of.isoformat(), "scores": scores}) + "\n")


def evaluate(evaluator: Path, community: Path, scores: Path, *, as_json: bool) -> int:
    command: list[str | Path] = [sys.executable, evaluator, community, "--scores", scores]
    if as_json:
        command.append("--json")
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
