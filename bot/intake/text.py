"""What a message's text says, without keeping it."""

from __future__ import annotations

import re
from typing import NamedTuple

from bot.sentiment import score
from bot.sentiment.words import LINK, spoken, unquoted


class TextFeatures(NamedTuple):
    """``length`` counts characters as people see them, ``sentiment`` is −1..1 or None for "cannot tell"."""

    length: int
    sentiment: float | None
    question: bool
    thanks: bool
    links: int


NOTHING_SAID = TextFeatures(0, None, question=False, thanks=False, links=0)

_EMOJI = re.compile(r"<a?(:\w+:)\d+>")
_MENTION = re.compile(r"<@[!&]?\w+>")
_FOREIGN_MARK = re.compile("[？؟⁇⁈]")
_ASKS = re.compile(
    r"\W*(?:(?:so|and|but|hi|hey|hello|ok|sorry|all|guys|everyone)\W+){0,3}(?:"
    r"how (?:do|does|did|can|could|would|should|to|is|are|come|much|many|long)"
    r"|what(?:'s|’s| is| are| was| do| does| did| would| should| kind| version)"
    r"|why (?:is|are|was|do|does|did|would|can't|isn't|doesn't|not)"
    r"|where(?:'s| is| are| do| does| did| can| could)"
    r"|when (?:is|are|does|do|did|will|can)"
    r"|who (?:is|are|can|knows|has)"
    r"|which (?:one|is|are|version)"
    r"|(?:can|could|does|do|did|has|have|is|would|will) (?:any|some)(?:one|body)"
    r"|(?:can|could|would|do|did) you"
    r"|(?:is|are) there|any(?:one|body) (?:know|knows|here|have|has|tried|using)|any idea"
    r")\b",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"(?<!\w)(?<!\bno )(?<!\bno, )(?:"
    r"thank(?:s|x| you| u|you|ful)?|th?a?n?x|tnx|ty|tysm|tyvm|tks|much appreciated|appreciate (?:it|that|you|the)"
    r"|merci|danke|dankeschön|vielen dank|gracias|obrigad[oa]|grazie|dank je|bedankt|arigatou?|dzięki|dziękuję"
    r"|tusen tack|tack så mycket|takk|kiitos|teşekkür\w*|спасибо|дякую"
    r")(?!\w)|ありがと|谢谢|謝謝|多谢|감사|고마워|고맙|धन्यवाद|شكرا",
    re.IGNORECASE,
)
_THANKS_HAVE = ("than", "ty", "hx", "nx", "tx", "ax", "apprec", "dank", "merci", "graci", "obrigad", "grazie", "tks",
                "arigat", "tack", "takk", "kiitos")  # fmt: skip
"""One of these is in every thanks above that is written in plain letters: looking for them is much faster."""


def read_text(content: str) -> TextFeatures:
    """What is counted of a text. Code and quotes count in ``length`` only. Never raises; linear in the length."""
    if not content:
        return NOTHING_SAID
    own = unquoted(content)
    words = spoken(own)
    return TextFeatures(
        length=len(_as_seen(content).strip()),
        sentiment=score(words),
        question=_asks(words),
        thanks=_thanks(words),
        links=len(LINK.findall(own)) if "://" in own else 0,
    )


def _asks(words: str) -> bool:
    if "?" in words or (not words.isascii() and _FOREIGN_MARK.search(words) is not None):
        return True
    return _ASKS.match(words) is not None


def _thanks(words: str) -> bool:
    if words.isascii():
        small = words.lower()
        for part in _THANKS_HAVE:
            if part in small:
                break
        else:
            return False
    return _THANKS.search(words) is not None


def _as_seen(content: str) -> str:
    """Custom emoji and mentions without their ids: an id's twenty digits are nothing that anybody wrote."""
    if "<" not in content:
        return content
    return _MENTION.sub("@", _EMOJI.sub(r"\1", content))
