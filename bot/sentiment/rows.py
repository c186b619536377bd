"""What is known of one word or sign, ready to be added up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from bot.sentiment import knowledge
from bot.sentiment.knowledge import CLAUSE_ENDS, CONTRASTS, INTENSITY, NEGATIONS, PHRASES
from bot.sentiment.language import SURELY_FOREIGN
from bot.sentiment.reading import STRETCH, Token, token_of
from bot.sentiment.weights import STRETCHED, WIDTH, Pull, Weights

KNOWN, TELLING, WRITTEN, FOREIGN, SPEAKS, NEGATES, SIDES = (1 << 10 * place for place in range(7))
"""Counts of a text's rows in one sum: known at all, telling alone, written in letters, of another language, with a
signal, a negation, one that says the side only."""
COUNT = (1 << 10) - 1

_REMEMBERED = 1 << 16
_LONGEST_REMEMBERED = 40

_PHRASES_BY_LAST: dict[str, dict[str, float]] = {}
for _phrase, _value in PHRASES.items():
    _first, _last = _phrase.split(" ")
    _PHRASES_BY_LAST.setdefault(_last, {})[_first] = _value


class Signal(NamedTuple):
    """What a word or sign does beyond being there."""

    value: float = 0.0
    pattern: float = 0.0
    sign: float | None = None
    intensity: float = 0.0
    phrases: Mapping[str, float] | None = None
    """By the word before it."""
    exclaims: int = 0
    negates: bool = False
    ends: bool = False
    contrasts: bool = False
    shouted: bool = False
    stretched: bool = False


END = Signal(ends=True)
"""Of all that only ends a clause."""


class Row(NamedTuple):
    text: str
    pull: Pull
    left: int
    """Its number as the first of a pair; the sum of this and the other's :attr:`right` is the pair's key."""
    right: int
    signal: Signal | None
    counts: int
    negated: Pull
    """What is added where a negation turns it round."""


_UNKNOWN_WORD = Row("", 0j, 0, 0, None, WRITTEN, 0j)


class Rows(dict[str, Row]):
    """The row of each piece of a text. Words come again and again: most are remembered as they are written."""

    def __init__(self, weights: Weights) -> None:
        super().__init__()
        self._weights = weights
        words = {*weights.pulls, *weights.values, *weights.patterns, *SURELY_FOREIGN}
        self._plain = {
            word: row_of(Token(word), weights) for word in words if word[0].isalpha() and not word.endswith("n't")
        }
        self.update(self._plain)
        self._number = row_of(token_of("0", ()), weights)

    def __missing__(self, piece: str) -> Row:
        if piece.isdigit():
            return self._number  # of all numbers, and there is no end of those
        small = piece.lower()
        row = self._plain.get(small)
        if row is None:
            if small.isalpha() and STRETCH.search(small) is None:
                row = _UNKNOWN_WORD
            else:
                row = row_of(token_of(piece, self._plain), self._weights)
        elif small != piece and len(piece) > 1 and piece.isupper():
            row = row_of(token_of(piece, self._plain), self._weights)
        if len(piece) <= _LONGEST_REMEMBERED:
            if len(self) >= _REMEMBERED:
                self.clear()
                self.update(self._plain)
            self[piece] = row
        return row


def row_of(token: Token, weights: Weights) -> Row:
    text, shouted, stretched = token
    pull = weights.pulls.get(text)
    known = pull is not None
    counts = WRITTEN if text[0].isalpha() else 0
    signal = None
    if shouted or stretched or text in weights.telling:
        signal = _signal(token, weights)
        valued = bool(signal.value or signal.pattern)
        known = known or valued
        counts += TELLING * (valued or signal.sign is not None) + SPEAKS * (signal is not END)
        counts += NEGATES * signal.negates
    if pull is None:
        pull = 0j
    if shouted:
        pull += weights.pulls.get("^" + text, 0j)
    if stretched:
        pull += weights.pulls.get(STRETCHED, 0j)
    counts += KNOWN * known + FOREIGN * (text in SURELY_FOREIGN) + SIDES * (text in knowledge.SIDES)
    negated = weights.pulls.get("~" + text, 0j)
    if signal is not None:
        negated += weights.pulls.get("~" + class_of(signal), 0j)
    number = weights.numbers.get(text, 0)
    return Row(text, pull, number * WIDTH, number, signal, counts, negated)


def class_of(signal: Signal) -> str:
    """What kind of word it is, for what is learned of negating its like."""
    sound = signal.value / 4.0 or signal.pattern
    if abs(sound) < 0.1:
        return "<plain>"
    return f"<{'good' if sound > 0 else 'bad'}{'!' if abs(sound) > 0.45 else ''}>"


def _signal(token: Token, weights: Weights) -> Signal:
    text, shouted, stretched = token
    negates = text in NEGATIONS
    signal = Signal(
        0.0 if negates else weights.values.get(text, 0.0),
        0.0 if negates else weights.patterns.get(text, 0.0),
        weights.signs.get(text),
        INTENSITY.get(text, 0.0),
        _PHRASES_BY_LAST.get(text),
        2 if text == "!!" else int(text == "!"),
        negates,
        text in CLAUSE_ENDS,
        text in CONTRASTS,
        shouted,
        stretched,
    )
    return END if signal == END else signal
