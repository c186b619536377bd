"""Which words and signs made a text sound as it does."""

from __future__ import annotations

from typing import NamedTuple

from bot.sentiment.judging import pulls, read, verdict
from bot.sentiment.reading import MOST_READ, pieces
from bot.sentiment.weights import learned
from bot.sentiment.words import unquoted, voiced


class Mover(NamedTuple):
    text: str
    by: float
    """How much warmer the text is with it than without it, in log-odds of warm against cold."""


class Explanation(NamedTuple):
    polarity: float | None
    movers: tuple[Mover, ...]
    """Those that moved it most first; none where nothing can be told."""


def explain(text: str) -> Explanation:
    """Takes each word and sign away in turn: what changes is what it did, with its neighbours."""
    words = voiced(unquoted(text))
    rows = read(words)
    found = verdict(rows, words) if rows else None
    if found is None:
        return Explanation(None, ())
    weights = learned()
    whole = pulls(rows, weights)
    movers = []
    for place, piece in enumerate(pieces(words[:MOST_READ])):
        rest = rows[:place] + rows[place + 1 :]
        change = whole - (pulls(rest, weights) if rest else weights.start)
        movers.append(Mover(piece, change.imag - change.real))
    return Explanation(found, tuple(sorted(movers, key=lambda mover: -abs(mover.by))))
