"""Makes of labelled texts others, for the teacher to judge: what words do in company in which they were not met."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from benchmarks.examples import PARTS, SETS, UNKNOWN, Example, held_out

SEED = (11, 0)
FEWEST_CUT, FEWEST_MIXED = 5, 3
"""Words of a text that is cut, or mixed."""
LONGEST = 300
"""Characters of one that are used."""
CUT = (2, 9)
"""How many words of a text are cut out: from, and fewer than."""
LEFT_OUT, SWAPPED = 0.15, 0.2
"""Of the words of a text: how many go, and how many of the others become any other text's."""
MOST, HALF = 24, 10

Words = Sequence[str]


def variations(given: Sequence[Example]) -> Iterator[Example]:
    """Of each text that is not held out: a few words of it in a row, it with some words left out and some swapped, and
    its first half with the last of another. Only texts of one set meet, and of one part of those by which is
    cross-validated. Each has its first text's source and fold; its label is nobody's. The same for the same texts."""
    for part in range(PARTS):
        for source in range(len(SETS)):
            mine = [e for e in given if e.source == source and e.fold % PARTS == part and not held_out(e)]
            random = np.random.default_rng((*SEED, part, source))
            texts = [e.words[:LONGEST].split() for e in mine]
            pool = [word for words in texts for word in words]
            for example, words in zip(mine, texts, strict=True):
                for made in (*_cut(words, random), *_mixed(words, texts, pool, random)):
                    yield example._replace(label=UNKNOWN, words=" ".join(made))


def _cut(own: Words, random: np.random.Generator) -> Iterator[Words]:
    if len(own) >= FEWEST_CUT:
        size = min(len(own) - 1, int(random.integers(*CUT)))
        start = int(random.integers(0, len(own) - size + 1))
        yield own[start : start + size]


def _mixed(own: Words, texts: Sequence[Words], pool: Words, random: np.random.Generator) -> Iterator[Words]:
    if len(own) < FEWEST_MIXED:
        return
    swapped = [
        pool[int(random.integers(len(pool)))] if random.random() < SWAPPED else word
        for word in own
        if random.random() > LEFT_OUT
    ]
    if swapped:
        yield swapped[:MOST]
    other = texts[int(random.integers(len(texts)))]
    if len(other) >= FEWEST_MIXED:
        yield [*own[: len(own) // 2][-HALF:], *other[len(other) // 2 :][:HALF]]
