"""What a message's text says, without keeping it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from bot.sentiment.hearing import hear, hear_all
from bot.sentiment.words import LINK, unquoted


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


def read_text(content: str) -> TextFeatures:
    """What is counted of a text. Code and quotes count in ``length`` only. Never raises; linear in the length."""
    if not content:
        return NOTHING_SAID
    own = unquoted(content)
    return TextFeatures(_length(content), *hear(own), _links(own))


def read_texts(contents: Sequence[str]) -> list[TextFeatures]:
    """The same of each, which is faster where they are many."""
    owns = list(map(unquoted, contents))
    heard = zip(*hear_all(owns), strict=True)
    return list(map(TextFeatures, map(_length, contents), *heard, map(_links, owns)))


def _length(content: str) -> int:
    return len(_as_seen(content).strip())


def _links(own: str) -> int:
    return len(LINK.findall(own)) if "://" in own else 0


def _as_seen(content: str) -> str:
    """Custom emoji and mentions without their ids: an id's twenty digits are nothing that anybody wrote."""
    if "<" not in content:
        return content
    return _MENTION.sub("@", _EMOJI.sub(r"\1", content))
