"""Makes of labelled texts others, for the teacher to judge: what words do in company in which they were not met."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from benchmarks.examples import UNKNOWN, Example
from benchmarks.sentiment import HELD_OUT_FOLD

SEED = 11
MIXED_SOURCE = 0
"""Only what is like chat is mixed."""
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
    some swapped, and its first half with the last of another. Texts of odd and of even folds never meet. Each has its
    first text's source and fold; its label is nobody's. The same for the same texts."""
    for half in (0, 1):
        random = np.random.default_rng(SEED + half)
        mine = [at for at, e in enumerate(given) if e.fold != HELD_OUT_FOLD and e.fold % 2 == half]
        words = {at: given[at].words[:LONGEST].split() for at in mine}
        pool = [word for at in mine if given[at].source == MIXED_SOURCE for word in words[at]]
        for at in mine:
            for made in _made(at, given, mine, words, pool, random):
                yield given[at]._replace(label=UNKNOWN, words=" ".join(made))


def _made(
    at: int,
    given: Sequence[Example],
    mine: Sequence[int],
    words: dict[int, list[str]],
    pool: Sequence[str],
    random: np.random.Generator,
) -> Iterator[list[str]]:
    own = words[at]
    if len(own) >= FEWEST_CUT:
        size = min(len(own) - 1, int(random.integers(*CUT)))
        start = int(random.integers(0, len(own) - size + 1))
        yield own[start : start + size]
    if given[at].source != MIXED_SOURCE or len(own) < FEWEST_MIXED:
        return
    swapped = [
        pool[int(random.integers(len(pool)))] if random.random() < SWAPPED else word
        for word in own
        if random.random() > LEFT_OUT
    ]
    if swapped:
        yield swapped[:MOST]
    other = mine[int(random.integers(len(mine)))]
    if given[other].source == MIXED_SOURCE and len(words[other]) >= FEWEST_MIXED:
        yield own[: len(own) // 2][-HALF:] + words[other][len(words[other]) // 2 :][:HALF]
