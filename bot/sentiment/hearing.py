"""All that is kept of how a message sounds and of what it is for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bot.sentiment.hints import ANYTHING, ASKS, OPENS, THANKS
from bot.sentiment.judging import score, telling
from bot.sentiment.purpose import asks, asks_later, begins_asking, marked, thanks
from bot.sentiment.reading import MOST_READ
from bot.sentiment.words import spoken, voiced

FEWEST_TOGETHER = 16
"""Fewer are read faster one by one."""


class Heard(NamedTuple):
    polarity: float | None
    """As :func:`~bot.sentiment.polarity` has it."""
    question: bool
    thanks: bool


def hear(own: str) -> Heard:
    """Of a text that has been through :func:`~bot.sentiment.words.unquoted`. Never raises; linear in the length."""
    words = spoken(own)
    return Heard(score(voiced(own)), asks(words), thanks(words))


def hear_all(owns: Sequence[str]) -> list[Heard]:
    """The same of each, faster where they are many."""
    if len(owns) < FEWEST_TOGETHER:
        return list(map(hear, owns))
    from bot.sentiment.together import read_together  # loads numpy

    words = list(map(voiced, owns))
    tell = [place for place, text in enumerate(words) if telling(text)]
    polarities: list[float | None] = [None] * len(owns)
    hints = [ANYTHING] * len(owns)
    if tell:
        read = read_together([words[place] for place in tell])
        for place, polarity, hint in zip(tell, *read, strict=True):
            polarities[place] = polarity
            if len(words[place]) <= MOST_READ:
                hints[place] = hint
    return list(map(_heard, owns, polarities, hints))


def _heard(own: str, polarity: float | None, hints: int) -> Heard:
    """Looks closer only where there are hints of something."""
    if not hints and "?" not in own:
        return Heard(polarity, question=False, thanks=False)
    words = spoken(own)
    question = marked(words) or bool(hints & OPENS and begins_asking(words)) or bool(hints & ASKS and asks_later(words))
    return Heard(polarity, question, bool(hints & THANKS and thanks(words)))
