"""A text cut into words and signs, each brought to the one form in which the weights know it."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import NamedTuple

from bot.sentiment.knowledge import EMOJI_NAMES, FACES

MOST_READ = 400
"""Characters of one text: what comes after says the same again, or is no text."""

_PIECE = r"""
  \w+(?:['’]\w+)?                                                 # words, numbers, o_O
 |[.,](?=\s|$)                                                    # which are most of the marks
 |\[[A-Z]+\]                                                      # a name that was taken out
 |:[^\W\d]\w*:                                                    # a server's own emoji
 |[:;=][-o^'’]{0,2}[)(\]\[dDpPbcC/\\|*@3$>osOS]{1,9}(?!\w)        # :-)
 |[(][-o^]?[:;=](?!\w)                                            # (:
 |<3{1,9}|</3|>:\(|\\o/|\^[_.]?\^|>[_.]<|-[_.]-
 |[!?]{1,99}|\.{2,99}
 |[^\w\s\uFE0F\u200D\U0001F3FB-\U0001F3FF]                          # emoji, without their shade
"""
pieces = re.compile(_PIECE, re.VERBOSE).findall
"""Cuts a text into words and signs as they are written."""
pieces_and_ends = re.compile(_PIECE + r"|\n", re.VERBOSE).findall
"""The same, and the ends of lines."""

STRETCH = re.compile(r"(.)\1{2,}")
_TWICE = re.compile(r"(.)\1+")
_NAME_PARTS = re.compile("|".join(sorted(map(re.escape, EMOJI_NAMES), key=len, reverse=True)))
_LONGEST_WORD = 40


class Token(NamedTuple):
    text: str
    """In small letters, stretched letters let go. Never empty."""
    shouted: bool = False
    stretched: bool = False


def token_of(piece: str, known: Container[str]) -> Token:
    """The form of a piece. ``known`` decides between the shorter forms of a stretched word."""
    first = piece[0]
    if first.isalnum() or first == "_":
        return _word(piece[:_LONGEST_WORD], known)
    if len(piece) == 1:
        return Token(piece)
    if first == "[":
        return Token("[name]")
    if first == ":" and piece[-1] == ":" and piece[1] not in "-^'’":
        return Token(like_emoji(piece))
    if first in "!?":
        return Token("?!" if "!" in piece and "?" in piece else first * 2)
    if first == ".":
        return Token("...")
    return Token(_face(piece.lower()))


def like_emoji(name: str) -> str:
    """The emoji that a server's own one is like by its name: ``:pepesad:`` is a 😢; ``:emoji:`` where none is."""
    part = _NAME_PARTS.search(name.lower())
    return EMOJI_NAMES[part.group()] if part else ":emoji:"


def _word(piece: str, known: Container[str]) -> Token:
    word = piece.lower().replace("’", "'")
    if word.endswith("n't"):
        word = word.replace("'", "")
    if word.isdigit():
        return Token("0")
    shouted = len(piece) > 1 and piece.isupper() and piece.isalpha()
    if STRETCH.search(word) is None:
        return Token(word, shouted)
    twice, once = STRETCH.sub(r"\1\1", word), STRETCH.sub(r"\1", word)
    return Token(once if once in known and twice not in known else twice, shouted, stretched=True)


def _face(face: str) -> str:
    """Its eyes and its mouth: ``:-)))`` is ``:)``."""
    if face in FACES:
        return face
    if face.startswith("<3"):
        return "<3"
    face = _TWICE.sub(r"\1", face.replace("’", "'"))
    return face if face in FACES or len(face) < 3 else face[0] + face[-1]
