"""What was learned: one line a word, sign or pair of neighbours, read from the file beside this at the first text."""

from __future__ import annotations

import json
import lzma
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from sys import intern

from bot.sentiment.knowledge import CLAUSE_ENDS, CONTRASTS, INTENSITY, NEGATIONS, PHRASES

TELLING = (*NEGATIONS, *INTENSITY, *CLAUSE_ENDS, *CONTRASTS, *(phrase.split(" ")[1] for phrase in PHRASES))
FILE = "weights.txt.xz"
STEP = 0.02
"""Pulls are kept in steps of this."""
MILLI = 1_000
EDGE = "<edge>"
"""Stands before the first word and after the last."""
STRETCHED = "<stretched>"
WIDTH = 1 << 20
"""More than there are words that stand in pairs."""

Pull = complex
"""What something adds to the log-odds of a cold text (the real part) and of a warm one (the imaginary part), both
against a neutral one. One number, because adding is nearly all that is done to a text."""


@dataclass(frozen=True, slots=True)
class Weights:
    pulls: Mapping[str, Pull] = field(default_factory=dict)
    """Of a word or sign; ``^word`` of one in capitals, ``~word`` of one that a negation turns round,
    ``<stretched>`` of any whose letters are."""
    pairs: Mapping[tuple[str, str], Pull] = field(default_factory=dict)
    """Of two neighbours."""
    values: Mapping[str, float] = field(default_factory=dict)
    """Of words by the lexicon of VADER and our own, −4 to 4."""
    patterns: Mapping[str, float] = field(default_factory=dict)
    """Of words by the pattern lexicon of TextBlob, −1 to 1."""
    signs: Mapping[str, float] = field(default_factory=dict)
    """Of emoji and emoticons, −1 to 1."""
    signals: tuple[Pull, ...] = ()
    """Of each of the :data:`~bot.sentiment.signals.SIGNALS`, in that order."""
    start: Pull = 0j
    """Before anything is read."""
    slope: tuple[float, float] = (1.0, 0.0)
    """From how clear a case is to the log-odds of its being one."""
    numbers: Mapping[str, int] = field(init=False)
    """A number for each word that stands in a pair, from 1 on: a pair's key is the first's times WIDTH and the
    second's."""
    pair_at: Mapping[int, Pull] = field(init=False)
    telling: frozenset[str] = field(init=False)
    """Words and signs that do more than being there."""

    def __post_init__(self) -> None:
        words = dict.fromkeys(word for pair in self.pairs for word in pair if word != EDGE)
        numbers = {word: number for number, word in enumerate((EDGE, *words), 1)}
        object.__setattr__(self, "numbers", numbers)
        keyed = {numbers[first] * WIDTH + numbers[second]: pull for (first, second), pull in self.pairs.items()}
        object.__setattr__(self, "pair_at", keyed)
        telling = frozenset((*self.values, *self.patterns, *self.signs, *TELLING))
        object.__setattr__(self, "telling", telling)


def read_weights(packed: bytes) -> Weights:
    """The inverse of :func:`write_weights`."""
    head, *lines = lzma.decompress(packed).decode("utf-8").split("\n")
    heading = json.loads(head)
    pulls: dict[str, Pull] = {}
    pairs: dict[tuple[str, str], Pull] = {}
    lexicons: tuple[dict[str, float], dict[str, float], dict[str, float]] = ({}, {}, {})
    for line in lines:
        key, cold, warm, *known = line.split("\t")
        if cold or warm or not any(known):
            pull = complex(int(cold or 0) * STEP, int(warm or 0) * STEP)
            first, between, second = key.partition(" ")
            if between:
                pairs[intern(first), intern(second)] = pull
            else:
                pulls[intern(key)] = pull
        for number, lexicon in zip(known, lexicons, strict=False):
            if number:
                lexicon[intern(key)] = int(number) / MILLI
    values, patterns, signs = lexicons
    return Weights(
        pulls,
        pairs,
        values,
        patterns,
        signs,
        signals=tuple(complex(*pull) for pull in heading["signals"]),
        start=complex(*heading["start"]),
        slope=(heading["slope"][0], heading["slope"][1]),
    )


def write_weights(weights: Weights, about: Mapping[str, str]) -> bytes:
    """The same bytes for the same weights. ``about`` names the sources and their licences."""
    rows: dict[str, list[int]] = {}

    def put(key: str, place: int, number: float) -> None:
        if whole := round(number):
            rows.setdefault(key, [0, 0, 0, 0, 0])[place] = whole

    pulls = dict(weights.pulls)
    pulls |= {f"{first} {second}": pull for (first, second), pull in weights.pairs.items()}
    for key, pull in pulls.items():
        if key[0] not in "^~" and " " not in key:
            rows[key] = [0, 0, 0, 0, 0]  # a word that pulls nowhere is known, too
        put(key, 0, pull.real / STEP)
        put(key, 1, pull.imag / STEP)
    for place, lexicon in enumerate((weights.values, weights.patterns, weights.signs), 2):
        for key, number in lexicon.items():
            put(key, place, number * MILLI)
    heading = {
        "about": about,
        "signals": [(round(pull.real, 4), round(pull.imag, 4)) for pull in weights.signals],
        "start": (round(weights.start.real, 4), round(weights.start.imag, 4)),
        "slope": weights.slope,
    }
    lines = [json.dumps(heading, ensure_ascii=False)]
    for key, row in sorted(rows.items()):
        told = row[: 2 if not any(row[2:]) else None]
        lines.append("\t".join((key, *(str(number or "") for number in told))))
    return lzma.compress("\n".join(lines).encode("utf-8"), preset=9 | lzma.PRESET_EXTREME)


@cache
def learned() -> Weights:
    """What comes with the package."""
    return read_weights(files("bot.sentiment").joinpath(FILE).read_bytes())
