"""What does the score gain by inferred answers where hardly anybody presses Reply?

    python -m benchmarks.inferring COMMUNITY.zip… [--evaluator foresight.py]

The same formula is held against the month after, once as it is, and once without what was inferred, so that only
Replies, mentions and reactions say who responds to whom. Communities that use Reply are shown for comparison.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.figures import table
from benchmarks.foresight import EVALUATOR, dates_of, opened, whole, write_scores
from bot.scoring.hindsight import FIGURES
from storage.models import Observations

COLUMNS = ("community", "answers", *FIGURES)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("communities", nargs="+", type=Path)
    parser.add_argument("--evaluator", type=Path, default=EVALUATOR)
    asked = parser.parse_args()
    for needed in (*asked.communities, asked.evaluator):
        if not needed.is_file():
            print(f"inferring: {needed}: no such file", file=sys.stderr)
            return 1
    rows = [
        [community.stem, label, *(f"{figure:.3f}" for figure in figures)]
        for community in asked.communities
        for label, figures in foreseen(community, asked.evaluator)
    ]
    print(table(COLUMNS, rows))
    return 0


def foreseen(community: Path, evaluator: Path) -> Iterator[tuple[str, list[float]]]:
    """The four figures of the evaluator, without inferred answers and with them."""
    with tempfile.TemporaryDirectory() as folder, opened(community, None, Path(folder)) as store:
        dates, scores = dates_of(evaluator, community), Path(folder) / "scores.jsonl"
        for label, seen in (("without inferred", said_only), ("with inferred", whole)):
            write_scores(store, dates, scores, seen=seen)
            command: list[str | Path] = [sys.executable, evaluator, community, "--scores", scores, "--json"]
            told = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)["YOURS"]
            yield label, [told[name] for name in FIGURES]


def said_only(observations: Observations) -> Observations:
    """Only what members themselves said of whom they respond to."""
    responses = observations.responses
    return replace(observations, responses=replace(responses, inferred=np.zeros_like(responses.inferred)))


if __name__ == "__main__":
    raise SystemExit(main())
