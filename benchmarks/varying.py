"""Makes of labelled texts others, for the teacher to judge: what words do in company in which they were not met."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from benchmarks.examples import SETS, UNKNOWN, Example
from benchmarks.sentiment import HELD_OUT_FOLD

SEED = 11
MAIN_SOURCE = 0
"""Of most texts, which are mixed with their kind first."""
FEWEST_CUT, FEWEST_MIXED = 5, 3
"""Words of a text that is cut, or mixed."""
LONGEST = 300
"""Characters of one that are used."""
CUT = (2, 9)
"""How many words of a text are cut out: from, and fewer than."""
LEFT_OUT, SWAPPED = 0.15, 0.2
"""Of the words of a text: how many go, and how many of the others become any other text's."""
MOST, HALF = 24, 10


def variations(given: Sequence[Example]) -> Iterator[Example]:
    """Of each text but those of the fold that is held out: a few words of it in a row, it with some words left out and
    some swapped, and its first half with the last of another of its set. Texts of odd and of even folds never meet.
    Each has its first text's source and fold; its label is nobody's. The same for the same texts."""
    for half in (0, 1):
        random = np.random.default_rng(SEED + half)
        mine = [at for at, e in enumerate(given) if e.fold != HELD_OUT_FOLD and e.fold % 2 == half]
        mixing = _Mixing(given, mine, MAIN_SOURCE, random)
        for at in mine:
            for made in (*_cut(given[at].words[:LONGEST].split(), random), *mixing.of(at)):
                yield given[at]._replace(label=UNKNOWN, words=" ".join(made))
    for half in (0, 1):
        mine = [at for at, e in enumerate(given) if e.fold != HELD_OUT_FOLD and e.fold % 2 == half]
        for source in range(MAIN_SOURCE + 1, len(SETS)):
            mixing = _Mixing(given, mine, source, np.random.default_rng((SEED, half, source)))
            for at in mine:
                for made in mixing.of(at):
                    yield given[at]._replace(label=UNKNOWN, words=" ".join(made))


def _cut(own: Sequence[str], random: np.random.Generator) -> Iterator[Sequence[str]]:
    if len(own) >= FEWEST_CUT:
        size = min(len(own) - 1, int(random.integers(*CUT)))
        start = int(random.integers(0, len(own) - size + 1))
        yield own[start : start + size]


class _Mixing:
    """Of the texts of one set among ``mine``."""

    def __init__(self, given: Sequence[Example], mine: Sequence[int], source: int, random: np.random.Generator) -> None:
        self._mine, self._random = mine, random
        self._words = {at: given[at].words[:LONGEST].split() for at in mine if given[at].source == source}
        self._pool = [word for words in self._words.values() for word in words]

    def of(self, at: int) -> Iterator[Sequence[str]]:
        random, own = self._random, self._words.get(at, [])
        if len(own) < FEWEST_MIXED:
            return
        swapped = [
            self._pool[int(random.integers(len(self._pool)))] if random.random() < SWAPPED else word
            for word in own
            if random.random() > LEFT_OUT
        ]
        if swapped:
            yield swapped[:MOST]
        other = self._words.get(self._mine[int(random.integers(len(self._mine)))], [])
        if len(other) >= FEWEST_MIXED:
            yield own[: len(own) // 2][-HALF:] + other[len(other) // 2 :][:HALF]
