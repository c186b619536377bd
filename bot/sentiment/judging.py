"""How warm or cold a text's words are: TextBlob's pattern lexicon, its rules, and its numbers to the last bit.

TextBlob reads each text anew, which takes longer than everything else about a message together. Here pieces of texts
are remembered as rows of the lexicon, and TextBlob's rules for neighbours go over those.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain
from threading import Lock

from bot.sentiment.cutting import cutter
from bot.sentiment.lexicon import PLAIN, Word, lexicon
from bot.sentiment.words import spoken, unquoted

THRESHOLDS = (-0.1, 0.1)
"""Below the first a text counts as negative, above the second as positive, between them as neutral."""

_PIECES_REMEMBERED = 1 << 14
_TWO_LETTERS = re.compile(r"[^\W\d_][\W\d_]*[^\W\d_]")
_loading = Lock()


def polarity(text: str) -> float | None:
    """How a message sounds, from −1 (cold) to 1 (warm); None where no word of its author's own is known."""
    return score(spoken(unquoted(text)))


def score(words: str) -> float | None:
    """As :func:`polarity`, for text that has been through :func:`~bot.sentiment.words.spoken` already."""
    if _TWO_LETTERS.search(words) is None:
        return None
    with _loading:
        cut = cutter()
    if cut.may_join(words):
        return _judge(map(lexicon().word, cut.cut_text(words)))
    return _judge(chain.from_iterable(map(_rows, words.split())))


def _judge(rows: Iterable[Word]) -> float | None:
    """The mean of what is known, each changed by its neighbours."""
    total, count = 0.0, 0
    sound, intensity = 0.0, 1.0  # of the last that counts
    reversed_ = negated = intensified = by_adverb = False
    for row in rows:
        if row is PLAIN:
            negated = intensified = False
        elif row.known:
            if intensified:
                sound = _within(row.polarity * intensity)
            else:
                total += sound * -0.5 if reversed_ else sound
                count += 1
                sound, reversed_ = row.polarity, False
            intensity = row.intensity
            if negated:
                intensity, reversed_ = 1.0 / intensity, True
            negated, intensified, by_adverb = row.negates, row.intensifies, row.adverb
        else:
            if row.negates:
                negated = True
            elif row.ends_negation:
                negated = False
            if negated and intensified and by_adverb:
                reversed_, negated = True, False
            elif row.ends_intensity:
                intensified = False
            if row.exclaims:
                sound = _within(sound * 1.25)
            elif row.mood:
                total += sound * -0.5 if reversed_ else sound
                count += 1
                sound, intensity, reversed_ = row.polarity, 1.0, False
    total += sound * -0.5 if reversed_ else sound
    return _within(total / count) if count else None


def _within(number: float) -> float:
    return max(-1.0, min(number, 1.0))


@lru_cache(_PIECES_REMEMBERED)
def _rows(piece: str) -> tuple[Word, ...]:
    """The words and marks of what stands between two spaces."""
    return tuple(map(lexicon().word, cutter().cut_piece(piece)))
