"""All that is kept of how a message sounds and of what it is for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bot.sentiment.hints import ANYTHING, ASKS_LATER, FOREIGN, OPENS, THANKS
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
    found: list[Heard | None] = [None] * len(owns)
    tell = [place for place, text in enumerate(words) if telling(text)]
    if tell:
        read = read_together([words[place] for place in tell])
        for place, polarity, opening, hints in zip(tell, *read, strict=True):
            whole = len(words[place]) <= MOST_READ
            found[place] = _heard(owns[place], polarity, *((opening, hints) if whole else (ANYTHING, ANYTHING)))
    return [heard or _heard(own, None, ANYTHING, ANYTHING) for heard, own in zip(found, owns, strict=True)]


def _heard(own: str, polarity: float | None, opening: int, hints: int) -> Heard:
    """Looks closer only for what there are hints of."""
    may_be_marked = "?" in own or hints & FOREIGN
    may_begin, may_follow, may_thank = opening & OPENS, hints & ASKS_LATER == ASKS_LATER, hints & THANKS
    if not (may_be_marked or may_begin or may_follow or may_thank):
        return Heard(polarity, question=False, thanks=False)
    words = spoken(own)
    question = (
        bool(may_be_marked and marked(words))
        or bool(may_begin and begins_asking(words))
        or (may_follow and asks_later(words))
    )
    return Heard(polarity, question, bool(may_thank and thanks(words)))
