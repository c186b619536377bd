"""How warm or cold a text is: what its words and signs pull, and how sure that makes it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from math import exp, sqrt, tanh
from operator import add, mul
from typing import Any

from bot.sentiment.language import is_foreign
from bot.sentiment.reading import MOST_READ, pieces
from bot.sentiment.rows import COUNT, FOREIGN, NEGATES, SIDES, SPEAKS, TELLING, WRITTEN, Row, Rows, Signal
from bot.sentiment.signals import LENGTH, NO_PATTERN, NO_VALUE, length_of, signals
from bot.sentiment.weights import EDGE, WIDTH, Pull, Weights, learned
from bot.sentiment.words import unquoted, voiced

THRESHOLDS = (-0.1, 0.1)
"""Below the first a text counts as negative, above the second as positive, between them as neutral."""

NEGATION_REACHES = 4
CLEAR, UNSURE = 0.11, 0.2
_SHORT, _REMEMBERED = 16, 1 << 12
_SPEAKING, _NEGATED = SPEAKS * COUNT, NEGATES * COUNT
_TELLING = re.compile(r"[^\W\d_][\W\d_]*[^\W\d_]|[^\w\s!-/?@`~]|[:;=]\S|<3")
"""Two letters, or something that may be an emoji or an emoticon."""


def polarity(text: str) -> float | None:
    """How a message sounds, from −1 (cold) to 1 (warm); None where that cannot be told. Never raises.

    It is sure of itself as it says: of texts that get *v* above a threshold, about (1 + *v*)/2 are warm.
    """
    return score(voiced(unquoted(text)))


def score(words: str) -> float | None:
    """As :func:`polarity`, for text that has been through :func:`~bot.sentiment.words.voiced` already."""
    return _remembered(words) if len(words) <= _SHORT else _score(words)


def telling(words: str) -> bool:
    """Whether it is worth while to read them."""
    return _TELLING.search(words) is not None


def _score(words: str) -> float | None:
    rows = read(words) if telling(words) else None
    return verdict(rows, words) if rows else None


_remembered = lru_cache(_REMEMBERED)(_score)
"""Of texts such as "thanks!", which are written again and again."""


def read(words: str) -> list[Row]:
    """The words and signs of a text and what is known of each. Of a very long one only the beginning."""
    known = _rows()
    return [known[piece] for piece in pieces(words[:MOST_READ])]


def verdict(rows: Sequence[Row], words: str) -> float | None:
    """The number; None for another language and for what says nothing."""
    columns = tuple(zip(*rows, strict=True))
    counts = sum(columns[5])
    known, telling, written = counts & COUNT, counts // TELLING & COUNT, counts // WRITTEN & COUNT
    if known < 2 and not telling:
        return None
    if is_foreign(words, written, known, counts // FOREIGN & COUNT):
        return None
    if not written:
        signs = [signal.sign for signal in columns[4] if signal is not None and signal.sign is not None]
        if signs:  # no set has such texts: they are what each of them means
            return float(sum(signs) / len(signs))
    weights = learned()
    number = sound(_pulls(columns, counts, weights), weights)
    if counts >= SIDES:
        rest = [row for row in rows if row.counts < SIDES]
        return tempered(number, sound(pulls(rest, weights), weights) if rest else 0.0)
    return number


def tempered(number: float, rest: float) -> float:
    """A number as far from neutral as what the text says beside its apologies and laughter."""
    return max(number, min(rest, -CLEAR)) if number < 0.0 else min(number, max(rest, CLEAR))


def pulls(rows: Sequence[Row], weights: Weights) -> Pull:
    """The log-odds of a cold and of a warm text against a neutral one. There is at least one row."""
    columns = tuple(zip(*rows, strict=True))
    return _pulls(columns, sum(columns[5]), weights)


def _pulls(columns: tuple[tuple[Any, ...], ...], counts: int, weights: Weights) -> Pull:
    """Of the columns of the rows."""
    texts, singles, lefts, rights, told, _, negated = columns
    edge = weights.numbers[EDGE]
    keys = map(add, (edge * WIDTH, *lefts), (*rights, edge))
    pull: Pull = sum(filter(None, map(weights.pair_at.get, keys)), sum(singles, 0j))
    if counts & _NEGATED:
        pull += _turned_round(told, negated)
    known: Pull
    if counts & _SPEAKING:
        known = sum(map(mul, signals(texts, told), weights.signals), weights.start)
    else:
        known = weights.start + weights.signals[NO_VALUE] + weights.signals[NO_PATTERN]
        known += weights.signals[LENGTH] * length_of(len(texts))
    return pull / sqrt(len(texts) + 1.0) + known


def _turned_round(told: Sequence[Signal | None], negated: Sequence[Pull]) -> Pull:
    pull, reach = 0j, 0
    for signal, turned in zip(told, negated, strict=True):
        if signal is not None and signal.negates:
            reach = NEGATION_REACHES
        elif signal is not None and signal.ends:
            reach = 0
        elif reach:
            reach -= 1
            pull += turned
    return pull


def sound(pull: Pull, weights: Weights) -> float:
    """One number of the two: above a threshold where one of them beats the other and neutral, by how much it does."""
    steep, level = weights.slope
    cold, warm = pull.real, pull.imag
    if warm > 0.0 and warm > cold:
        return max(CLEAR, tanh((steep * (warm - max(0.0, cold)) + level) / 2.0))
    if cold > 0.0:
        return -max(CLEAR, tanh((steep * (cold - max(0.0, warm)) + level) / 2.0))
    a, b = exp(cold), exp(warm)
    return (b - a) / (1.0 + a + b) * UNSURE


@cache
def _rows() -> Rows:
    return Rows(learned())
