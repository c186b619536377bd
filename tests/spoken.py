"""Texts that are not worded yet, in English."""

from __future__ import annotations

from collections.abc import Iterable

from bot.words.language import ENGLISH
from bot.words.text import Text


def english(texts: Iterable[Text]) -> tuple[str, ...]:
    return tuple(map(ENGLISH.read, texts))
