"""Messages that nobody labelled, for the teacher to judge: the tone in which people talk where this is listening."""

from __future__ import annotations

import gzip
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from benchmarks.examples import NOWHERE, SETS, UNKNOWN, Example
from bot.sentiment.weights import Weights
from bot.sentiment.words import unquoted, voiced

SEED = 5
LIKEST = SETS.index("senti4sd-train")
"""The labelled set that is most like them: posts of programmers."""
CHAT = "*.zip"
"""Communities as DiscordChatExporter keeps them."""
LINES = "ubuntu-irc-train.jsonl.gz"
WORDS = range(4, 61)
A_COMMUNITY = 14_000
"""Messages, or as many as there are."""
PLAIN = 0.25
"""How many are taken of those in which no lexicon hears anything: of every community they are most."""
FAINTEST = 0.1
"""A word of the pattern lexicon that is less than this says nothing."""
MARKS = ".,:;!?()\"'"
WRITTEN_BY_PEOPLE = ("Default", "Reply")


def overheard(folder: Path, known: Weights) -> Iterator[Example]:
    """Different messages of each community in ``folder``: those in which the lexicons of ``known`` hear something, and
    a part of the others. The same for the same files. Raises SystemExit where there are none."""
    communities = [_written(path) for path in sorted(folder.glob(CHAT))]
    if (folder / LINES).is_file():
        communities.append(_said(folder / LINES))
    if not communities:
        raise SystemExit(f"{folder} has neither {CHAT} nor {LINES}")
    telling = {word for word, value in known.values.items() if value} | known.signs.keys()
    telling |= {word for word, value in known.patterns.items() if abs(value) >= FAINTEST}
    random = np.random.default_rng(SEED)
    for texts in communities:
        every = list(dict.fromkeys(voiced(unquoted(text)).strip() for text in texts))
        every = [text for text in every if len(text.split()) in WORDS]
        taken = 0
        for at in random.permutation(len(every)):
            words = {word.strip(MARKS).lower() for word in every[at].split()}
            if taken < A_COMMUNITY and (not telling.isdisjoint(words) or random.random() < PLAIN):
                taken += 1
                yield Example(LIKEST, UNKNOWN, NOWHERE, every[at])


def _written(path: Path) -> Iterator[str]:
    with zipfile.ZipFile(path) as archive:
        for name in sorted(archive.namelist()):
            if name.endswith(".json"):
                messages: list[dict[str, Any]] = orjson.loads(archive.read(name))["messages"]
                for message in messages:
                    if message["type"] in WRITTEN_BY_PEOPLE and not message["author"].get("isBot"):
                        yield message["content"]


def _said(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            text: str = row["content"]
            first, to, rest = text.partition(": ")
            yield rest if to and first in row["mentions"] else text
