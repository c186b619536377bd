"""The words that TextBlob's pattern lexicon knows, as plain rows: loaded at the first text that needs them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from bot.sentiment.pattern import Tags, english, rules

_NEGATIONS = frozenset({"no", "not", "n't", "never"})
_ADVERB = "RB"
_LONGEST_MOOD = 5


@dataclass(frozen=True, slots=True)
class Word:
    """What one word, mark or emoticon says, and what it does to its neighbours."""

    polarity: float = 0.0
    intensity: float = 1.0
    known: bool = False
    """It is in the lexicon."""
    mood: bool = False
    """An emoticon or the mark of sarcasm, ``(!)``: it speaks for itself and is no word."""
    negates: bool = False
    intensifies: bool = False
    """It changes the known word after it ("very good")."""
    adverb: bool = False
    """It ends in "ly": a negation after it belongs to it ("really not")."""
    exclaims: bool = False
    ends_negation: bool = False
    """Unknown, of more than one letter: what follows is not negated by what came before."""
    ends_intensity: bool = False
    """Unknown, of more than two letters: the same of intensifying."""


PLAIN = Word(ends_negation=True, ends_intensity=True)
"""Any longer word that is not in the lexicon, which most words are."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    rows: Mapping[str, Word]
    """Every known word, in small letters."""
    moods: Mapping[str, float]
    """Every emoticon in small letters, and how it sounds."""

    def word(self, word: str) -> Word:
        """The row of a word, mark or emoticon, whether it is known or not."""
        word = word.lower()
        row = self.rows.get(word)
        if row is not None:
            return row
        mood = None if word.isalpha() else self.moods.get(word)
        if len(word) > 2 and mood is None and word not in _NEGATIONS:
            return PLAIN
        return _unknown(word, mood)


@lru_cache(1 << 12)
def _unknown(word: str, mood: float | None) -> Word:
    return Word(
        polarity=mood or 0.0,
        mood=mood is not None,
        negates=word in _NEGATIONS,
        exclaims=word == "!",
        ends_negation=len(word) > 1,
        ends_intensity=len(word) > 2,
    )


@cache
def lexicon() -> Lexicon:
    """Reads TextBlob's lexicon, which takes a moment the first time."""
    moods = {"(!)": 0.0}
    for (_, polarity), faces in rules().EMOTICONS.items():
        for face in map(str.lower, faces):
            if len(face) <= _LONGEST_MOOD and face not in rules().PUNCTUATION:
                moods.setdefault(face, polarity)
    return Lexicon({word: _known(word, tags) for word, tags in english().items()}, moods)


def _known(word: str, tags: Tags) -> Word:
    polarity, _, intensity = tags[None]  # of all parts of speech
    return Word(
        polarity,
        intensity,
        known=True,
        negates=word in _NEGATIONS,
        intensifies=_ADVERB in tags,
        adverb=word.endswith("ly"),
    )
