"""Learns the weights of bot.sentiment from labelled texts, and writes them into the package. No text is kept.

    python -m benchmarks.training FOLDER [--out FILE] [--taught FILE]

FOLDER holds the labelled sets named in benchmarks.examples; the messages that the teacher judged, too, are those of the
communities beside it (benchmarks.overheard). Needs the `train` extra. The same data gives the same weights.
"""

from __future__ import annotations

import argparse
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.examples import HELD_OUT_OF, NOWHERE, PARTS, SETS, UNKNOWN, Example, examples, held_out
from benchmarks.overheard import overheard
from benchmarks.varying import variations
from bot.sentiment.judging import NEGATION_REACHES, pulls
from bot.sentiment.knowledge import CLAUSE_ENDS, COMPLAINTS, FACES, NEGATIONS, SIGNS, SLANG
from bot.sentiment.reading import MOST_READ, Token, pieces, token_of
from bot.sentiment.rows import Row, class_of, row_of
from bot.sentiment.signals import signals
from bot.sentiment.weights import EDGE, FILE, STRETCHED, Pull, Weights, write_weights

Numbers = np.ndarray[Any, Any]

LIKE_CHAT = (2.0, 1.0, 1.0, 0.5)
"""How near each set is to what is read here: where neutral ends is settled for all of them together."""
BELIEVED = 0.7
"""How much what the teacher says counts beside the labels."""
VARIED = 0.7
"""How much a variation counts, of which there are nearly three a text: nobody wrote it."""
OVERHEARD = 1.0
"""How much a message counts that nobody labelled."""
ABOUT = {
    "GoEmotions (Google)": "Apache-2.0",
    "Senti4SD (Collab Uniba)": "MIT",
    "all-MiniLM-L6-v2 (sentence-transformers)": "Apache-2.0",
    "VADER's lexicon and its rated tweets and reviews (C.J. Hutto)": "MIT",
    "pattern lexicon, as shipped with TextBlob (CLiPS)": "BSD-3-Clause",
    "unlabelled chat of technical communities": "only to have it judged; none of its words is kept",
}
FEWEST_TEXTS = 3
"""What fewer texts have is nobody's to know, and would be learned badly."""
GRAM_SCALE = 2.0
ROUNDS = 120
WEAKEST = 0.05
"""Pairs that pull less are let go: they are many and change little."""
SHRINKAGE = 0.4
SIZE_POWER = 0.75
"""A set's voice grows with the number of its texts to this power, so that none drowns another."""
OFTEN = 20
"""Texts: the mean strength of grams that more have is what counts as usual."""
BIASES = np.arange(-1.2, 1.21, 0.1).round(1)
AS_GOOD = 0.001
"""What is less than so much worse is as good: of all such places where neutral may end the middle is taken."""


def known_before() -> Weights:
    """The lexicons, before anything is learned."""
    import vaderSentiment
    from textblob.en import sentiment

    with (Path(vaderSentiment.__file__).parent / "vader_lexicon.txt").open(encoding="utf-8") as lines:
        values = {word: float(value) for word, value, *_ in (line.split("\t") for line in lines) if word[0].isalpha()}
    sentiment.load()
    return Weights(
        values={word: value for word, value in values.items() if word not in FACES} | SLANG,
        patterns={word: float(tags[None][0]) for word, tags in dict.items(sentiment) if tags[None][0]},
        signs={sign: value / 4 for sign, value in (SIGNS | FACES).items()},
    )


def grams(rows: Sequence[Row], shouts: Sequence[Token]) -> Counter[str]:
    """What :func:`~bot.sentiment.judging.pulls` looks up, each with the number of times."""
    found: Counter[str] = Counter()
    reach = 0
    for row, token in zip(rows, shouts, strict=True):
        found[row.text] += 1
        if token.shouted:
            found["^" + row.text] += 1
        if token.stretched:
            found[STRETCHED] += 1
        if row.text in NEGATIONS:
            reach = NEGATION_REACHES
        elif row.text in CLAUSE_ENDS:
            reach = 0
        elif reach:
            reach -= 1
            found["~" + row.text] += 1
            if row.signal is not None:
                found["~" + class_of(row.signal)] += 1
    texts = [EDGE, *(row.text for row in rows), EDGE]
    found.update(map(" ".join, pairwise(texts)))
    return found


class Matrix:
    """Texts as rows: their grams by the square root of their length, then their signals. A gram that is in none of the
    ``fitted`` texts has no column: what nobody labelled brings no words of its own."""

    def __init__(self, given: Sequence[Example], before: Weights, fitted: Numbers) -> None:
        from scipy import sparse

        cut = [pieces(e.words[:MOST_READ]) for e in given]
        mine = (parts for parts, use in zip(cut, fitted, strict=True) if use)
        words = Counter(word for parts in mine for word in {token_of(part, ()).text for part in parts})
        known = {w for w, n in words.items() if n >= FEWEST_TEXTS} | before.values.keys() | before.patterns.keys()
        read = [[token_of(part, known) for part in parts] for parts in cut]
        self.rows = [[row_of(token, before) for token in tokens] for tokens in read]
        counted = [grams(rows, tokens) for rows, tokens in zip(self.rows, read, strict=True)]
        self.read = read
        texts = Counter(gram for found, use in zip(counted, fitted, strict=True) if use for gram in found)
        self.grams = sorted(gram for gram, count in texts.items() if count >= FEWEST_TEXTS)
        place = {gram: at for at, gram in enumerate(self.grams)}
        starts, columns, numbers = [0], [], []
        for found, rows in zip(counted, self.rows, strict=True):
            for gram, count in found.items():
                at = place.get(gram)
                if at is not None:
                    columns.append(at)
                    numbers.append(count * GRAM_SCALE / math.sqrt(len(rows) + 1))
            starts.append(len(columns))
        sums = sparse.csr_matrix((numbers, columns, starts), shape=(len(given), len(self.grams)))
        self.all = sparse.hstack([sums, np.array([told(rows) for rows in self.rows])]).tocsr()


def told(rows: Sequence[Row]) -> tuple[float, ...]:
    return signals([row.text for row in rows], [row.signal for row in rows])


def voices(given: Sequence[Example], fitted: Numbers) -> Numbers:
    """How much each text counts: its set's share of its kind, of which there are labelled, made of those, and
    overheard."""
    source, labelled = np.array([e.source for e in given]), np.array([e.label != UNKNOWN for e in given])
    alone = np.array([e.fold == NOWHERE for e in given])
    weight = np.zeros(len(given))
    for alike, worth in ((labelled, 1.0), (~labelled & ~alone, VARIED), (alone, OVERHEARD)):
        own = fitted & alike
        for one in range(len(SETS)):
            mine = own & (source == one)
            if mine.any():
                weight[mine] = mine.sum() ** (SIZE_POWER - 1.0)
        weight[own] *= worth * own.sum() / max(1.0, weight[own].sum())
    return weight


def softmax_regression(rows: Any, targets: Numbers, weight: Numbers, scale: Numbers) -> tuple[Numbers, Numbers]:
    """Coefficients and intercepts, one column a class, of the shrunken multinomial logistic regression. ``targets``
    are chances, so that a text may count for more than one class; a column is shrunk less, the larger its ``scale``."""
    from scipy import sparse
    from scipy.optimize import minimize

    size, classes = rows.shape[1], targets.shape[1]
    rows = (rows @ sparse.diags(scale)).tocsr()
    across = rows.T.tocsr()

    def loss(flat: Numbers) -> tuple[float, Numbers]:
        found = flat.reshape(size + 1, classes)
        scores = rows @ found[:-1] + found[-1]
        scores -= scores.max(1, keepdims=True)
        total = np.log(np.exp(scores).sum(1, keepdims=True))
        off = (np.exp(scores - total) - targets) * weight[:, None]
        value = -(targets * (scores - total)).sum(1) @ weight + (found[:-1] ** 2).sum() / (2 * SHRINKAGE)
        slopes = np.vstack([across @ off + found[:-1] / SHRINKAGE, off.sum(0)])
        return float(value), slopes.ravel()

    start = np.zeros((size + 1) * classes)
    best = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS, "ftol": 1e-7})
    found = best.x.reshape(size + 1, classes)
    return found[:-1] * scale[:, None], found[-1]


def shrunken_twice(
    matrix: Matrix, targets: Numbers, given: Sequence[Example], fitted: Numbers
) -> tuple[Numbers, Numbers]:
    """What pulls at all is shrunk less the second time, and what hardly does more: an adaptive ridge (Zou 2006,
    Frommlet & Nuel 2016), which is half-way to choosing among the grams."""
    rows, wanted, weight = matrix.all[fitted], targets[fitted], voices(given, fitted)[fitted]
    scale = np.ones(rows.shape[1])
    first, _ = softmax_regression(rows, wanted, weight, scale)
    end = len(matrix.grams)
    strength = np.sqrt(((first[:end] - first[:end].mean(1, keepdims=True)) ** 2).sum(1))
    often = np.diff(rows[:, :end].tocsc().indptr) > OFTEN
    scale[:end] = np.sqrt(strength / strength[often].mean())
    return softmax_regression(rows, wanted, weight, scale)


def fit(matrix: Matrix, targets: Numbers, given: Sequence[Example], fitted: Numbers, before: Weights) -> Weights:
    found, starts = shrunken_twice(matrix, targets, given, fitted)
    against = (found[:, [0, 2]] - found[:, [1]]).T
    start = starts[[0, 2]] - starts[1]
    end = len(matrix.grams)
    singles: dict[str, Pull] = {}
    pairs: dict[tuple[str, str], Pull] = {}
    for gram, cold, warm in zip(matrix.grams, *(against[:, :end] * GRAM_SCALE), strict=True):
        first, between, second = gram.partition(" ")
        pull = complex(cold, warm)
        if not between:
            singles[gram] = pull
        elif abs(pull) > WEAKEST and gram not in COMPLAINTS:
            pairs[first, second] = pull
    known = tuple(complex(cold, warm) for cold, warm in against[:, end:].T)
    return replace(before, pulls=singles, pairs=pairs, signals=known, start=complex(*start))


def f1(label: Numbers, said: Numbers) -> float:
    """Macro-averaged over the three classes."""
    scores = []
    for one in range(3):
        right = ((label == one) & (said == one)).sum()
        scores.append(2 * right / max(1, (label == one).sum() + (said == one).sum()))
    return float(np.mean(scores))


def f1_of_each(given: Sequence[Example], held: Numbers, found: Numbers) -> list[float]:
    """Of each set; ``found`` is the log-odds of cold and of warm."""
    source, label = np.array([e.source for e in given]), np.array([e.label for e in given])
    said = np.column_stack([found[:, 0], np.zeros(len(found)), found[:, 1]]).argmax(1)
    return [f1(label[held & (source == one)], said[held & (source == one)]) for one in range(len(SETS))]


def settle(given: Sequence[Example], held: Numbers, found: Numbers) -> tuple[tuple[float, float], tuple[float, float]]:
    """On texts that were not fitted: where neutral ends, and how clear a case makes how sure."""

    def worth(bias: tuple[float, float]) -> float:
        return float(np.dot(f1_of_each(given, held, found + bias), LIKE_CHAT))

    worths = {(float(a), float(b)): worth((float(a), float(b))) for a in BIASES for b in BIASES}
    good = [bias for bias, value in worths.items() if value >= max(worths.values()) - AS_GOOD * sum(LIKE_CHAT)]
    bias = (round(float(np.mean([a for a, _ in good])), 2), round(float(np.mean([b for _, b in good])), 2))
    cold, warm = (found[held] + bias).T
    label = np.array([e.label for e in given])[held]
    clear = np.concatenate([warm - np.maximum(0, cold), cold - np.maximum(0, warm)])
    right = np.concatenate([label == 2, label == 0])
    decided = clear > 0
    return bias, slope_of(clear[decided], right[decided])


def slope_of(clear: Numbers, right: Numbers) -> tuple[float, float]:
    """Slope and level of the log-odds of being right, by Newton's method (Platt 1999)."""
    design, line = np.column_stack([clear, np.ones(len(clear))]), np.zeros(2)
    for _ in range(20):
        chance = 1.0 / (1.0 + np.exp(-design @ line))
        curve = (design * (chance * (1.0 - chance))[:, None]).T @ design
        line += np.linalg.solve(curve, design.T @ (right - chance))
    return round(float(line[0]), 3), round(float(line[1]), 3)


def learn(folder: Path, taught: Path | None) -> tuple[Weights, list[str]]:
    """Fits all but the fold that is held out of one set, on which it is judged, and settles by cross-validation within
    the others where neutral ends."""
    labelled, before = list(examples(folder)), known_before()
    targets, given = np.eye(3)[[e.label for e in labelled]], labelled
    if taught is not None:
        said = np.load(taught)
        given = [*labelled, *variations(labelled), *overheard(folder.parent, before)]
        if len(said) != len(given):
            raise SystemExit(f"{taught} has {len(said):,} rows, and there are {len(given):,} texts")
        targets = np.concatenate([(1.0 - BELIEVED) * targets + BELIEVED * said[: len(labelled)], said[len(labelled) :]])
    real = np.arange(len(given)) < len(labelled)
    fold = np.array([e.fold for e in given])
    kept_back = np.array([held_out(e) for e in given])
    fitted = ~kept_back
    matrix = Matrix(given, before, fitted & real)
    found = np.zeros((len(given), 2))
    for part in range(PARTS):
        others = (fold % PARTS == part) & (fold != NOWHERE)
        asked = others & fitted & real
        found[asked] = odds(matrix, fit(matrix, targets, given, fitted & ~others, before), asked)
    weights = fit(matrix, targets, given, fitted, before)
    bias, slope = settle(given, fitted & real, found)
    found[kept_back] = odds(matrix, weights, kept_back)
    across, once = (f1_of_each(given, some, found + bias) for some in (fitted & real, kept_back))
    told = [f"neutral ends {bias} further out, slope {slope}, both settled on what was not fitted"]
    told += [f"{name:26} macro-F1 {score:.3f} by cross-validation" for name, score in zip(SETS, across, strict=True)]
    told.append(f"{SETS[HELD_OUT_OF]:26} macro-F1 {once[HELD_OUT_OF]:.3f} of the fold that is held out")
    return replace(weights, start=weights.start + complex(*bias), slope=slope), told


def odds(matrix: Matrix, weights: Weights, some: Numbers) -> Numbers:
    """As the package itself reckons them."""
    rows = ([row_of(token, weights) for token in matrix.read[at]] for at in np.flatnonzero(some))
    found = [pulls(read, weights) if read else weights.start for read in rows]
    return np.array([(pull.real, pull.imag) for pull in found])


def main(typed: Iterable[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, default=Path("bot/sentiment") / FILE)
    parser.add_argument("--taught", type=Path, help="what benchmarks.teaching wrote: chances, a row a text")
    asked = parser.parse_args(None if typed is None else list(typed))
    weights, told = learn(asked.folder, asked.taught)
    print("\n".join(told))
    asked.out.write_bytes(write_weights(weights, ABOUT))
    print(
        f"{asked.out}: {asked.out.stat().st_size:,} bytes, {len(weights.pulls):,} words, {len(weights.pairs):,} pairs"
    )


if __name__ == "__main__":
    main()
