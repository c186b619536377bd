"""Names that a picture can really show: a letter that no font here has becomes no empty box."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from bot.render.extent import cut
from bot.render.names import NAMELESS, plain
from bot.render.style import FONT, TEXT_SIZE
from bot.words.language import Words

ALWAYS_DRAWN = 0x0530
"""Latin, Greek and Cyrillic come with the renderer; everything above depends on the fonts of the machine."""
OUR_SIGNS = frozenset("–—‘’“”…−→↗↘")
"""… but for those that our own sentences have, which come with it, too. To ask the renderer takes 14 MB."""
NAME_COLUMNS = 18
"""How many usual letters a name may be wide."""
USUAL_WIDTH = 0.47
"""Of such a letter, of the font's size."""
_NO_GLYPH = "\U0010fffd"


def drawable(name: str, otherwise: str, columns: int = NAME_COLUMNS) -> str:
    """``name`` in at most ``columns`` columns without what no font can draw; ``otherwise`` where little is left."""
    shown = plain(name)
    kept = " ".join("".join(letter for letter in shown if _drawn(letter)).split())
    if any(map(_is_ornament, kept)) and any(letter.isalnum() for letter in kept):
        # Beside an emoji the renderer draws the rest in the emoji's font.
        kept = " ".join("".join(letter for letter in kept if not _is_ornament(letter)).split()).strip("-_")
    if shown == NAMELESS or not any(letter.isalnum() for letter in kept):
        return otherwise
    return cut(kept, columns * USUAL_WIDTH * TEXT_SIZE, TEXT_SIZE - 1)


def of_member(name: str, user_id: int, words: Words, columns: int = NAME_COLUMNS) -> str:
    """A member whose name cannot be drawn goes by the last four digits of their id."""
    return drawable(name, words.say("member …{digits}", digits=f"{user_id % 10_000:04d}"), columns)


def of_channel(name: str, channel_id: int, words: Words, columns: int = NAME_COLUMNS) -> str:
    return drawable(f"#{name}", words.say("channel …{digits}", digits=f"{channel_id % 10_000:04d}"), columns)


def can_be_drawn(words: Words) -> bool:
    """Whether a font of this machine has the letters of a language."""
    return words.code != "ja" or all(map(_drawn, "のア日"))


def of_sentence(sentence: str) -> str:
    """A sentence of ours, perhaps with a name in it; "…" stands for a word of which nothing can be drawn.

    An emoji is ornament, and goes without a trace: beside it the renderer would draw the line in the emoji's font.
    """
    return " ".join(filter(None, map(_of_word, plain(sentence).split())))


def _of_word(word: str) -> str:
    kept = "".join(letter for letter in word if _drawn(letter) and not _is_ornament(letter))
    if kept != word and any(map(str.isalnum, kept)):
        kept = kept.strip("-_")
    nothing_left = kept != word and not any(map(str.isalnum, kept))
    return f"…{kept}" if nothing_left and (kept or any(map(str.isalnum, word))) else kept


def _is_ornament(letter: str) -> bool:
    return ord(letter) >= ALWAYS_DRAWN and unicodedata.category(letter) in ("So", "Sk")


@lru_cache(maxsize=8192)
def _drawn(letter: str) -> bool:
    if ord(letter) < ALWAYS_DRAWN or letter in OUR_SIGNS:
        return True
    if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return False
    return _glyph(letter) != _glyph(_NO_GLYPH)


@lru_cache(maxsize=1024)
def _glyph(letter: str) -> bytes:
    """What the renderer draws for one letter: the same for all that it has no glyph for."""
    import vl_convert

    box = '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24">'
    drawn: bytes = vl_convert.svg_to_png(
        f'{box}<text x="2" y="18" font-size="16" font-family="{FONT}">{letter}</text></svg>'
    )
    return drawn
