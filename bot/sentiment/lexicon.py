"""Polarity from TextBlob's pattern lexicon, loaded at the first text that needs it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from threading import Lock
from typing import Any

from bot.sentiment.words import spoken, unquoted

THRESHOLDS = (-0.1, 0.1)
"""Below the first a text counts as negative, above the second as positive, between them as neutral."""

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
        assess = _lexicon()
    verdict = assess(words)
    if not verdict.assessments:
        return None
    return max(-1.0, min(1.0, float(verdict[0])))


@cache
def _lexicon() -> Callable[[str], Any]:
    # The analyser object beneath textblob.en.polarity(): only its result has the list of assessed words, which tells
    # "no word is known" from "the known words cancel out", and it costs no more than the number alone.
    from textblob.en import sentiment

    sentiment.load()  # now, while nobody else looks; it would do so at the first look-up
    return sentiment  # type: ignore[no-any-return]  # textblob has no types
