"""A text cut into words and marks exactly as TextBlob cuts it, but piece by piece, so that pieces can be remembered.

A piece is what stands between two spaces. TextBlob cuts each by itself, with one exception: it joins emoticons that
have spaces in them, ": )" for one. Where that may be, TextBlob does the cutting.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import groupby, pairwise

from bot.sentiment.pattern import rules

_MARKS = ",;:!?()[]{}`''\"@#$^&*+-|=~_"
_CUT_FROM_FRONT = tuple(_MARKS)
_CUT_FROM_END = (*_MARKS, ".")
_QUOTE_MARKS = frozenset("“”‘’'\"")
_QUOTES = str.maketrans({quote: f" {quote} " for quote in _QUOTE_MARKS})
_SHORTENED = ("'d", "'m", "'s", "'ll", "'re", "'ve", "n't")


class Cutter:
    """TextBlob's rules: its own function for whole texts, its abbreviations, and what it joins."""

    def __init__(self) -> None:
        textblob = rules()
        self._find_tokens = textblob.find_tokens
        self._abbreviations = textblob.ABBREVIATIONS
        self._abbreviated = (textblob.RE_ABBR1, textblob.RE_ABBR2, textblob.RE_ABBR3)
        marks = ["(!)", *(face for faces in textblob.EMOTICONS.values() for face in faces)]
        joined = sorted({pair for mark in marks for pair in pairwise(mark)})
        seams = [
            (one, "".join(other for _, other in pairs)) for one, pairs in groupby(joined, key=lambda pair: pair[0])
        ]
        self._joined = re.compile("|".join(rf"{re.escape(one)}\s*[{re.escape(others)}]" for one, others in seams))
        self._spaced = re.compile("|".join(rf"{re.escape(one)}\s+[{re.escape(others)}]" for one, others in seams))

    def may_join(self, text: str) -> bool:
        """Whether an emoticon may have a space in it."""
        return self._spaced.search(text) is not None

    def cut_text(self, text: str) -> list[str]:
        """As TextBlob does it."""
        return " ".join(self._find_tokens(text)).split()

    def cut_piece(self, piece: str) -> list[str]:
        """The same of a piece without a space in it."""
        if piece.isalnum():
            return [piece]
        if self._joined.search(piece) is not None or piece == _END:
            return self.cut_text(piece)
        if "'" in piece:
            for letters in _SHORTENED:
                piece = piece.replace(letters, f" {letters}")
        if not _QUOTE_MARKS.isdisjoint(piece):
            piece = piece.translate(_QUOTES)
        return [word for part in piece.split() for word in self._cut(part)]

    def _cut(self, part: str) -> list[str]:
        words, after = [], []
        while part.startswith(_CUT_FROM_FRONT):
            words.append(part[0])
            part = part[1:]
        while part.endswith(_CUT_FROM_END):
            if part[-1] != ".":
                after.append(part[-1])
                part = part[:-1]
            if part.endswith("..."):
                after.append("...")
                part = part[:-3].rstrip(".")
            if part.endswith("."):
                if part in self._abbreviations or any(shape.match(part) for shape in self._abbreviated):
                    break
                after.append(".")
                part = part[:-1]
        if part:
            words.append(part)
        return words + after[::-1]


_END = "END-OF-SENTENCE"
"""TextBlob's own mark of a paragraph, which it takes out again."""


@cache
def cutter() -> Cutter:
    """Loads TextBlob, which takes a moment the first time."""
    return Cutter()
