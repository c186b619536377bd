"""The labelled texts of which bot.sentiment is learned."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.sentiment import HELD_OUT_FOLD, LABELS, fold_of
from bot.sentiment.words import unquoted, voiced

SETS = ("goemotions-3class-train", "senti4sd-train", "vader-gt-tweets", "vader-gt-amazonReview")
HELD_OUT_OF = SETS.index("senti4sd-train")
"""The others have test sets of their own, or come without."""
UNKNOWN = -1
NOWHERE = -1
"""The fold of what is part of no labelled set."""
PARTS = 4
"""What is settled by cross-validation is settled on what weights say that were fitted without it, in so many parts."""


class Example(NamedTuple):
    source: int
    label: int
    """``UNKNOWN`` of what is made of others (:mod:`benchmarks.varying`) or overheard (:mod:`benchmarks.overheard`)."""
    fold: int
    words: str


def held_out(example: Example) -> bool:
    """Whether it must not be learned from: the weights are judged by it."""
    return example.source == HELD_OUT_OF and example.fold == HELD_OUT_FOLD


def examples(folder: Path) -> Iterator[Example]:
    for source, name in enumerate(SETS):
        with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                yield Example(source, LABELS.index(row["label"]), fold_of(row["text"]), voiced(unquoted(row["text"])))
