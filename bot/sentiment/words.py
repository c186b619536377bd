"""What of a message is its author's own words: not code, not quotes, not links, mentions or the names of emoji."""

from __future__ import annotations

import re

LINK = re.compile(r"https?://[^\s<>]+", re.IGNORECASE)
"""A link as Discord shows one."""

_INLINE_CODE = re.compile(r"`[^`\n]*`")
_QUOTE = re.compile(r"^[ \t]*(?:>>> [\s\S]*|> .*)", re.MULTILINE)
_MARKUP = re.compile(
    r"<(?:@[!&]?\w+|#\w+|a?:\w+:\d+|t:-?\d+(?::\w)?|id:\w+|/[^<>:]+:\d+)>"  # mentions, emoji, times, commands
    r"|:[^\W\d]\w*:"  # :emoji: as exports write it
)
_EMOJI = re.compile(r"<a?(:\w+:)\d+>")
_MARKUP_BUT_EMOJI = re.compile(r"<(?:@[!&]?\w+|#\w+|t:-?\d+(?::\w)?|id:\w+|/[^<>:]+:\d+)>")


def unquoted(text: str) -> str:
    """The text without code blocks, inline code and quoted lines."""
    if "```" in text:
        pieces = text.split("```")
        if len(pieces) % 2 == 0:  # the last fence opens nothing
            pieces[-2:] = [" ".join(pieces[-2:])]
        text = " ".join(pieces[::2])
    if "`" in text:
        text = _INLINE_CODE.sub(" ", text)
    if ">" in text:
        text = _QUOTE.sub("", text)
    return text


def spoken(text: str) -> str:
    """The text without links, mentions, custom emoji and the other things that Discord draws."""
    if "://" in text:
        text = LINK.sub(" ", text)
    if "<" in text or ":" in text:
        text = _MARKUP.sub(" ", text)
    return text


def voiced(text: str) -> str:
    """As :func:`spoken`, but a server's own emoji stay, each as ``:name:``: their names say how they are meant."""
    if "://" in text:
        text = LINK.sub(" ", text)
    if "<" in text:
        text = _EMOJI.sub(r" \1 ", text)
        text = _MARKUP_BUT_EMOJI.sub(" ", text)
    return text
