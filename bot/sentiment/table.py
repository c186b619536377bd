"""What is known of words and signs in columns, so that many texts are read at a time."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock
from typing import Any

import numpy as np

from bot.sentiment.hints import hints_of
from bot.sentiment.knowledge import PHRASES
from bot.sentiment.reading import pieces_and_ends
from bot.sentiment.rows import END, FOREIGN, KNOWN, NEGATES, SIDES, TELLING, WRITTEN, Row, Rows
from bot.sentiment.weights import WIDTH, Weights

Column = np.ndarray[Any, Any]

MOST_REMEMBERED = 3 << 14
_END = "\n"
_COUNTED = (KNOWN, WRITTEN, FOREIGN, TELLING)

_FIRSTS, _LASTS = (
    {word: number for number, word in enumerate(dict.fromkeys(words), 1)}
    for words in zip(*(phrase.split(" ") for phrase in PHRASES), strict=True)
)
PHRASE_VALUES = np.zeros((len(_FIRSTS) + 1, len(_LASTS) + 1))
"""By the numbers of the first word and of the last."""
for _phrase, _value in PHRASES.items():
    _first, _last = _phrase.split(" ")
    PHRASE_VALUES[_FIRSTS[_first], _LASTS[_last]] = _value

COLUMNS = (
    "cold", "warm", "cold_negated", "warm_negated", "known", "written", "foreign", "telling", "value", "pattern",
    "sign", "signed", "intensity", "exclaims", "shouted", "stretched",
)  # fmt: skip
NUMBERS = ("pair", "first", "last", "negates", "ends", "contrasts", "speaks", "sides")


class _Numbers(dict[str, int]):
    """The number of each piece's row; −1 of the end of a line, which is none."""

    def __init__(self, known: Rows) -> None:
        super().__init__()
        self._known = known
        self._number: dict[int, int] = {}
        self.rows: list[Row] = []
        self[_END] = -1

    def __missing__(self, piece: str) -> int:
        row = self._known[piece]
        number = self._number.setdefault(id(row), len(self.rows))
        if number == len(self.rows):
            self.rows.append(row)  # which keeps its id
        self[piece] = number
        return number


class Table(dict[str, int]):
    """The number of each stretch between spaces, once :meth:`numbers_of` has met it, and what it is made of."""

    def __init__(self, weights: Weights) -> None:
        super().__init__()
        self.weights = weights
        self.lock = Lock()
        """For whoever uses numbers: another's question may begin them anew."""
        self._known = Rows(weights)
        self._keys, self._pulls = _sorted(weights)
        self._begin()

    def _begin(self) -> None:
        self.clear()
        self._new: list[str] = []
        self._rows = _Numbers(self._known)
        self.floats = np.zeros((len(COLUMNS), 0))
        self.whole = np.zeros((len(NUMBERS), 0), np.int64)
        self.pool = np.zeros(0, np.int64)
        self.begins = np.zeros(1, np.int64)
        """Where each stretch's rows begin in :attr:`pool`, and the next one's."""
        self.hints = np.zeros(0, np.int64)

    def numbers_of(self, stretches: Sequence[str]) -> Column:
        """Good until this is called again."""
        if max(len(self), len(self._rows)) > MOST_REMEMBERED:
            self._begin()
        found = np.fromiter(map(self.__getitem__, stretches), np.int64, len(stretches))
        if self._new:
            self._meet(self._new)
            self._new = []
        return found

    def __missing__(self, stretch: str) -> int:
        number = len(self)
        self[stretch] = number
        self._new.append(stretch)
        return number

    def _meet(self, new: Sequence[str]) -> None:
        """All that are new are cut at once."""
        parts = pieces_and_ends("\n".join(new))
        parts.append(_END)
        row = np.fromiter(map(self._rows.__getitem__, parts), np.int64, len(parts))
        ends = np.flatnonzero(row < 0)
        begins = len(self.pool) + ends - np.arange(len(ends))
        self.pool = np.concatenate([self.pool, row[row >= 0]])
        self.begins = np.concatenate([self.begins, begins])
        self.hints = np.concatenate([self.hints, np.fromiter(map(hints_of, new), np.int64, len(new))])
        rows = self._rows.rows[self.floats.shape[1] :]
        if rows:
            self.floats = np.hstack([self.floats, np.array([_floats(row) for row in rows]).T])
            self.whole = np.hstack([self.whole, np.array([_whole(row) for row in rows], np.int64).T])

    def pulls_of(self, keys: Column) -> tuple[Column, Column]:
        """Which of these pairs are known, as places among them, and what each of those pulls."""
        at = np.searchsorted(self._keys, keys)
        found = np.flatnonzero(self._keys[at] == keys)
        return found, self._pulls[at[found]]


def _sorted(weights: Weights) -> tuple[Column, Column]:
    keys = np.array([*weights.pair_at, WIDTH * WIDTH], np.int64)
    pulls = np.array([*weights.pair_at.values(), 0j])
    order = np.argsort(keys)
    return keys[order], pulls[order]


def _floats(row: Row) -> tuple[float, ...]:
    said = row.signal or END
    pull, negated = row.pull, row.negated
    counted = (row.counts // one & 1 for one in _COUNTED)
    return (
        pull.real, pull.imag, negated.real, negated.imag, *counted, said.value, said.pattern,
        said.sign or 0.0, said.sign is not None, said.intensity, said.exclaims, said.shouted, said.stretched,
    )  # fmt: skip


def _whole(row: Row) -> tuple[int, ...]:
    said = row.signal
    return (
        row.right, _FIRSTS.get(row.text, 0), _LASTS.get(row.text, 0), row.counts // NEGATES & 1,
        said is not None and said.ends, said is not None and said.contrasts, said is not None and said is not END,
        row.counts // SIDES & 1,
    )  # fmt: skip
