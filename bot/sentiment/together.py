"""Many texts at a time: what :mod:`~bot.sentiment.judging` says of each, in columns."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import chain
from typing import NamedTuple

import numpy as np

from bot.sentiment.hints import ASKS, FOREIGN, JOINS, OPENS, PAUSES, THANKS
from bot.sentiment.judging import CLEAR, NEGATION_REACHES, UNSURE
from bot.sentiment.language import is_foreign
from bot.sentiment.reading import MOST_READ
from bot.sentiment.signals import (
    AFTER_BUT,
    EXCLAIMED,
    FURTHER_AWAY,
    HALF,
    MOST_EXCLAIMED,
    PATTERN_TURNED,
    SHOUTED,
    TURNED,
)
from bot.sentiment.table import COLUMNS, NUMBERS, PHRASE_VALUES, Column, Table
from bot.sentiment.weights import EDGE, WIDTH, Weights, learned

F = {name: place for place, name in enumerate(COLUMNS)}
W = {name: place for place, name in enumerate(NUMBERS)}


class Read(NamedTuple):
    """Of each text."""

    polarity: list[float | None]
    hints: list[int]
    """What it may be for: ``OPENS`` by its first stretch, ``ASKS`` where a question may follow a pause, ``THANKS`` and
    ``FOREIGN`` by any."""


class Places:
    """Each word or sign of the texts: of which text, where in it, and its row."""

    def __init__(self, table: Table, lengths: Column, row: Column) -> None:
        self.lengths, self.row, self.texts = lengths, row, len(lengths)
        self.text = np.repeat(np.arange(self.texts), lengths)
        self.start = np.cumsum(lengths) - lengths
        self.at = np.arange(len(self.row))
        self.place = self.at - self.start[self.text]
        self._floats, self._whole = table.floats, table.whole
        self.negates = self.column("negates") > 0
        self.ends = (self.column("ends") > 0) & ~self.negates
        self.last_not, self.last_end = self._latest(self.negates), self._latest(self.ends)

    def column(self, name: str, at: Column | None = None) -> Column:
        rows = self.row if at is None else self.row[at]
        found: Column = self._floats[F[name]][rows] if name in F else self._whole[W[name]][rows]
        return found

    def sum(self, numbers: Column, at: Column | None = None) -> Column:
        """Of each text."""
        return np.bincount(self.text if at is None else self.text[at], numbers, self.texts).astype(
            np.float64, copy=False
        )

    def _latest(self, mark: Column) -> Column:
        """Where before each the last one with the mark is; far away where there is none in the text."""
        found = np.maximum.accumulate(np.where(mark, self.at, -1))
        found = np.concatenate([[-1], found[:-1]])
        return np.where(found >= self.start[self.text], found, -1_000)


def _places(table: Table, sizes: Column, run: Column) -> Places:
    """Of texts of so many stretches each."""
    length = np.diff(table.begins)[run]
    ends = np.cumsum(length)
    row = table.pool[np.arange(ends[-1]) + np.repeat(table.begins[run] - ends + length, length)]
    lengths = np.diff(np.concatenate([[0], ends])[np.concatenate([[0], np.cumsum(sizes)])])
    return Places(table, lengths, row)


def read_together(words: Sequence[str]) -> Read:
    """Of texts that are :func:`~bot.sentiment.judging.telling`, one or more."""
    table = _table()
    stretches = [text[:MOST_READ].split() for text in words]
    sizes = np.fromiter(map(len, stretches), np.int64, len(stretches))
    begins = np.cumsum(sizes) - sizes
    with table.lock:
        run = table.numbers_of(list(chain.from_iterable(stretches)))
        hints = _hints(table.hints[run], begins)
        return Read(_polarities(words, _places(table, sizes, run), table), hints.tolist())


def _hints(hints: Column, begins: Column) -> Column:
    asks, joins = hints & ASKS > 0, hints & JOINS > 0
    ahead = np.concatenate([asks, [False, False]])
    follows = ahead[1:-1] | np.concatenate([joins[1:], [False]]) & ahead[2:]
    settled = hints & (THANKS | FOREIGN) | np.where((hints & PAUSES > 0) & follows, ASKS, 0)
    found: Column = hints[begins] & OPENS | np.bitwise_or.reduceat(settled, begins)
    return found


def _polarities(words: Sequence[str], places: Places, table: Table) -> list[float | None]:
    known, written, foreign, telling = (
        places.sum(places.column(n)) for n in ("known", "written", "foreign", "telling")
    )
    mute = (known < 2) & (telling == 0)
    own = known - foreign
    doubtful = (written > 0) & ((own * 3 < written * 2) | (foreign * 6 > written)) & ~mute
    for text in np.flatnonzero(doubtful).tolist():
        mute[text] = is_foreign(words[text], int(written[text]), int(known[text]), int(foreign[text]))
    sounds = _numbers(places, table)
    spoken = np.flatnonzero(places.column("speaks"))
    signed = places.sum(places.column("signed", spoken), spoken)
    means = places.sum(places.column("sign", spoken), spoken) / np.maximum(signed, 1.0)
    sounds = np.where((written == 0) & (signed > 0), means, _tempered(places, table, sounds))
    found: list[float | None] = sounds.tolist()
    for text in np.flatnonzero(mute).tolist():
        found[text] = None
    return found


def _numbers(places: Places, table: Table) -> Column:
    """How each text sounds, if it can be told."""
    weights = table.weights
    known = weights.start + _signals(places, np.flatnonzero(places.column("speaks"))) @ np.array(weights.signals)
    return _sound(_pull(places, table) / np.sqrt(places.lengths + 1.0) + known, weights)


def _tempered(places: Places, table: Table, sounds: Column) -> Column:
    """As :func:`~bot.sentiment.judging.tempered`."""
    sides = places.column("sides") > 0
    some = np.flatnonzero(places.sum(sides) > 0)
    if not len(some):
        return sounds
    kept = np.flatnonzero(~sides & np.isin(places.text, some))
    lengths = np.bincount(places.text[kept], minlength=places.texts)[some]
    rest = np.where(lengths > 0, _numbers(Places(table, lengths, places.row[kept]), table), 0.0)
    number = sounds[some]
    sounds[some] = np.where(
        number < 0.0, np.maximum(number, np.minimum(rest, -CLEAR)), np.minimum(number, np.maximum(rest, CLEAR))
    )
    return sounds


def _pull(places: Places, table: Table) -> Column:
    """What words, neighbours and what is turned round pull, of each text."""
    cold, warm = places.sum(places.column("cold")), places.sum(places.column("warm"))
    edge = table.weights.numbers[EDGE]
    line = np.full(len(places.row) + places.texts + 1, edge)
    line[places.at + places.text + 1] = places.column("pair")
    owner = np.repeat(np.arange(places.texts), places.lengths + 1)
    first, second = line[:-1], line[1:]
    both = np.flatnonzero((first > 0) & (second > 0))
    found, pulls = table.pulls_of(first[both] * WIDTH + second[both])
    paired = owner[both[found]]
    cold += np.bincount(paired, pulls.real, places.texts)
    warm += np.bincount(paired, pulls.imag, places.texts)
    turned = np.flatnonzero(_turned(places) & ~places.negates & ~places.ends)
    cold += places.sum(places.column("cold_negated", turned), turned)
    warm += places.sum(places.column("warm_negated", turned), turned)
    return cold + warm * 1j


def _turned(places: Places) -> Column:
    """Whether a negation before it reaches so far."""
    return (places.at - places.last_not <= NEGATION_REACHES) & (places.last_not > places.last_end)


def _signals(places: Places, at: Column) -> Column:
    """The numbers that :func:`~bot.sentiment.signals.signals` gives, a row a text; ``at`` is where all stand that
    speak."""
    value, pattern = places.column("value", at), places.column("pattern", at)
    weight, halved = _contrast(places, at)
    stronger, turned = weight * _strength(places, at), _turned(places)[at]
    pattern *= stronger * np.where(turned, PATTERN_TURNED, 1.0)
    value *= stronger * np.where(turned, TURNED, 1.0) * np.where(places.column("shouted", at) > 0, SHOUTED, 1.0)
    before = np.where(places.place[at] > 0, places.column("first", at - 1), 0)
    value += PHRASE_VALUES[before, places.column("last", at)]

    def sums(numbers: Column) -> Column:
        return places.sum(numbers, at)

    warm, cold = sums(np.maximum(value, 0.0) * halved), sums(np.maximum(-value, 0.0) * halved)
    warm_pattern, cold_pattern = sums(np.maximum(pattern, 0.0) * halved), sums(np.maximum(-pattern, 0.0) * halved)
    values, patterns = sums(value != 0.0), sums(pattern != 0.0)
    signed = sums(places.column("signed", at))
    signs = sums(places.column("sign", at)) / np.maximum(signed, 1.0)
    total = warm - cold
    total += np.sign(total) * np.minimum(sums(places.column("exclaims", at)), MOST_EXCLAIMED) * EXCLAIMED
    length = np.sqrt(places.lengths + 1.0)
    warm_share, cold_share = warm / (warm + HALF), cold / (cold + HALF)
    mean = np.clip((warm_pattern - cold_pattern) / np.maximum(patterns, 1.0), -1.0, 1.0)
    numbers = (
        warm_share, cold_share, total / np.sqrt(total * total + 15.0), values == 0, np.minimum(warm_share, cold_share),
        warm / length, cold / length, warm_pattern / (warm_pattern + 0.5), cold_pattern / (cold_pattern + 0.5),
        mean, patterns == 0, signs, np.log(places.lengths + 1.0) / 4.0,
        sums(places.column("shouted", at)) / (places.lengths + 1.0), sums(places.column("stretched", at)) > 0,
    )  # fmt: skip
    return np.column_stack(numbers)


def _contrast(places: Places, at: Column) -> tuple[Column, Column]:
    """What follows a "but" weighs more, and what came before each of them half."""
    contrasts = np.cumsum(places.column("contrasts"))
    ahead = np.concatenate([[0], contrasts])
    before = ahead[places.start]
    after = ahead[places.start + places.lengths]
    text, met = places.text[at], contrasts[at]
    return np.where(met > before[text], AFTER_BUT, 1.0), 0.5 ** (after[text] - met)


def _strength(places: Places, at: Column) -> Column:
    """What the two words before each do to its value."""
    near = np.where(places.place[at] > 0, places.column("intensity", at - 1), 0.0)
    far = np.where(places.place[at] > 1, places.column("intensity", np.maximum(at - 2, 0)), 0.0)
    return 1.0 + (near + far * FURTHER_AWAY)


def _sound(pull: Column, weights: Weights) -> Column:
    """As :func:`~bot.sentiment.judging.sound`."""
    steep, level = weights.slope
    cold, warm = pull.real, pull.imag
    is_warm = (warm > 0.0) & (warm > cold)
    clear = np.where(is_warm, warm - np.maximum(0.0, cold), cold - np.maximum(0.0, warm))
    sure = np.maximum(CLEAR, np.tanh((steep * clear + level) / 2.0))
    with np.errstate(over="ignore"):
        a, b = np.exp(np.minimum(cold, 0.0)), np.exp(np.minimum(warm, 0.0))
    unsure = (b - a) / (1.0 + a + b) * UNSURE
    found: Column = np.where(is_warm, sure, np.where(cold > 0.0, -sure, unsure))
    return found


@cache
def _table() -> Table:
    return Table(learned())
