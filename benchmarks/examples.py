"""The labelled texts of which bot.sentiment is learned."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.sentiment import LABELS, fold_of
from bot.sentiment.words import unquoted, voiced

SETS = ("goemotions-3class-train", "senti4sd-train", "vader-gt-tweets", "vader-gt-amazonReview")
UNKNOWN = -1


class Example(NamedTuple):
    source: int
    label: int
    """``UNKNOWN`` of what is made of others (:mod:`benchmarks.varying`)."""
    fold: int
    words: str


def examples(folder: Path) -> Iterator[Example]:
    for source, name in enumerate(SETS):
        with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                yield Example(source, LABELS.index(row["label"]), fold_of(row["text"]), voiced(unquoted(row["text"])))
