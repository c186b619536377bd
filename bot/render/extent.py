"""How wide a text is in a picture, so that all has its place before it is drawn.

The widths of Liberation Sans, which are those of Helvetica (Adobe's font metrics); what other fonts draw is reckoned
to be broad.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from bot.render.style import SMALL_SIZE, WIDTH

_ASCII = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
    556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
    260, 334, 584,
)  # fmt: skip
"""Thousandths of the font's size, from the space to the tilde."""
_OTHER = {"…": 1000, "·": 333, "−": 584, "→": 1000, "–": 556, "‹": 333, "›": 333}
_UPPER, _LOWER, _BROAD = 780, 600, 1100
_LATIN_END = 0x0530
_NEVER_FIRST = frozenset("、。，．・：；？！）」』】％ー々っゃゅょッャュョ…")
"""What no line begins with."""
BOLD = 1.08
BESIDE = 6
"""Pixels between a bar and its words."""


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Pixels, of a line in a font of ``size`` pixels; rather too many than too few."""
    return sum(map(_thousandths, text)) * size / 1000 * (BOLD if bold else 1.0)


def cut(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """``text``, ended with "…" where it needs more than ``room`` pixels."""
    if width_of(text, size, bold=bold) <= room:
        return text
    kept = text
    while kept and width_of(f"{kept}…", size, bold=bold) > room:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def wrapped(text: str, room: float, size: float, most_lines: int, *, bold: bool = False) -> list[str]:
    """Lines of nearly the same width, none of more than ``room`` pixels: no word is left alone on the last one."""
    lines = _broken(text, room, size, bold)
    if len(lines) > most_lines:
        return [*lines[: most_lines - 1], cut(" ".join(lines[most_lines - 1 :]), room, size, bold=bold)]
    narrow = room
    while narrow > room / 2 and len(tried := _broken(text, narrow, size, bold)) == len(lines):
        lines, narrow = tried, narrow - size / 2
    return lines


def scale_end(rows: Iterable[tuple[float, str]], size: float = SMALL_SIZE + 1) -> float:
    """Where a scale from 0 over the whole width has to end, so that words fit that begin at each row's value."""
    ends = [value / max(1 - (BESIDE + width_of(words, size)) / WIDTH, 0.1) for value, words in rows]
    return max(ends, default=1.0) or 1.0


def _broken(text: str, room: float, size: float, bold: bool) -> list[str]:
    lines: list[str] = []
    line = ""
    for gap, word in _pieces(text):
        longer = f"{line}{gap}{word}" if line else word
        if width_of(longer, size, bold=bold) <= room:
            line = longer
            continue
        if line:
            lines.append(line)
        line = cut(word, room, size, bold=bold)
    return [*lines, line] if line else lines


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """What a line may be broken before, each with what stands before it: words, and letters of Chinese and Japanese."""
    for word in text.split():
        gap, piece = " ", ""
        for letter in word:
            if piece and (_is_east_asian(letter) or _is_east_asian(piece[-1])) and letter not in _NEVER_FIRST:
                yield gap, piece
                gap, piece = "", ""
            piece += letter
        yield gap, piece


def _is_east_asian(letter: str) -> bool:
    return letter >= "\u2e80" and unicodedata.east_asian_width(letter) == "W"


def _thousandths(letter: str) -> int:
    place = ord(letter) - 32
    if 0 <= place < len(_ASCII):
        return _ASCII[place]
    if letter in _OTHER:
        return _OTHER[letter]
    if unicodedata.combining(letter):
        return 0
    if ord(letter) >= _LATIN_END:
        return _BROAD
    return _LOWER if letter.islower() else _UPPER
