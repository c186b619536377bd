"""Where one message of an export ends and the next begins, found in bytes: then orjson reads many of them at once.

What lies between the beginning of an element of an array and a place behind a brace is a number of whole elements if
and only if it is valid JSON between brackets. So a guess at such a place is proven by reading it, and a wrong guess
costs time and nothing else.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import orjson

MESSAGES = b'{"messages":['
"""What comes before the messages, as far as it matters to them: with it, the end of a file is JSON by itself."""


class Boundaries(NamedTuple):
    """Where elements may end: from the end of one to the beginning of the next."""

    pattern: re.Pattern[bytes]
    within_one: int
    """How many of them may lie within one element before it is given up."""


BETWEEN_MESSAGES = Boundaries(re.compile(rb'\}\s*,\s*(?=\{\s*"id"\s*:\s*"?\d+"?\s*,\s*"type"\s*:)'), 50)
"""As DiscordChatExporter writes messages, in any layout."""

BETWEEN_OBJECTS = Boundaries(re.compile(rb"\}\s*(?:,\s*(?=\{)|(?=\]))"), 2_000)
"""For whoever writes a message's parts in another order; objects within messages look no different."""

LAST_OBJECTS = Boundaries(re.compile(rb"\}\s*(?:,\s*(?=\{)|(?=\])|\Z)"), 2_000)
"""For a file's end, which may be cut off anywhere."""

_HEADER = re.compile(rb'"messages"\s*:\s*\[')
_TAIL = 65_536  # bytes in which the last message of a text most likely begins
_SURROGATES = re.compile(rb"(\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2})|\\u[dD][89a-fA-F][\da-fA-F]{2}")
_CUT_SHORT = "unexpected end of data"

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Elements:
    """What stands between two places of a text."""

    begin: int
    end: int
    elements: list[object]


@dataclass(frozen=True, slots=True)
class Broken:
    """What is no JSON: from where to where, on which of its lines (from 0), and why."""

    begin: int
    end: int
    line: int
    why: str


def parse(text: bytes) -> Any:
    """JSON as Python has it; raises :class:`orjson.JSONDecodeError`.

    Half a surrogate pair is no character, and no database would store it: it becomes U+FFFD.
    """
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        if "surrogate" not in error.msg or b"\\u" not in text:
            raise
        return orjson.loads(_SURROGATES.sub(_whole, text))


def _whole(escape: re.Match[bytes]) -> bytes:
    return escape[1] or b"\\ufffd"


def begins_well(text: bytes) -> bool:
    """Whether ``text`` could go on to be JSON, however it was cut."""
    try:
        parse(text)
    except orjson.JSONDecodeError as error:
        return error.msg == _CUT_SHORT or _ends_within_a_letter(text)
    return True


def _ends_within_a_letter(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data" and begins_well(text[: error.start])
    return False


def header(text: bytes) -> tuple[Json, int] | None:
    """What a file says before its messages, and where these begin; None where ``text`` does not get so far."""
    for found in _HEADER.finditer(text):
        try:
            said = parse(text[: found.end()] + b"]}")
        except orjson.JSONDecodeError:
            continue
        if isinstance(said, dict):
            return said, found.end()
    return None


def most(text: bytes) -> Elements | None:
    """Everything up to the last message that begins in ``text``, at one go; None where that is not sound JSON."""
    boundary = _last_boundary(text, max(0, len(text) - _TAIL)) or _last_boundary(text, 0)
    if boundary is None:
        return None
    try:
        return Elements(0, boundary.end(), parse(b"[" + text[: boundary.start() + 1] + b"]"))
    except orjson.JSONDecodeError:
        return None


def _last_boundary(text: bytes, begin: int) -> re.Match[bytes] | None:
    found = deque(BETWEEN_MESSAGES.pattern.finditer(text, begin), maxlen=1)
    return found[0] if found else None


def piecemeal(text: bytes, boundaries: Boundaries, *, last: bool = False) -> Iterator[Elements | Broken]:
    """Everything up to the last boundary that can be proven, and what is broken in between.

    Behind what is broken, the next message is the next thing that looks like one. With ``last``, nothing follows the
    text: then also what does not end is broken, but for the very end, which is left to the caller.
    """
    ends = [(boundary.start() + 1, boundary.end()) for boundary in boundaries.pattern.finditer(text)]
    begin = nth = 0
    broken: Broken | None = None
    while nth < len(ends):
        found = _first_whole(text, begin, ends[nth : nth + boundaries.within_one])
        if found is None and not last and len(ends) - nth < boundaries.within_one:
            break
        if isinstance(found, Elements) and (broken is None or _is_message(found.elements)):
            if broken is not None:
                yield replace(broken, end=begin)
                broken = None
            yield found
        elif not isinstance(found, Elements) and broken is None:
            broken = found or Broken(begin, begin, 0, "broken JSON (it does not end)")
        begin = found.end if isinstance(found, Elements) else ends[nth][1]
        while nth < len(ends) and ends[nth][1] <= begin:
            nth += 1
    if broken is not None and not last:
        yield replace(broken, end=begin)


def _first_whole(text: bytes, begin: int, ends: list[tuple[int, int]]) -> Elements | Broken | None:
    """What begins at ``begin``, up to the first of ``ends`` that ends it; None where it goes on behind all of them.

    A piece that no continuation makes JSON is broken.
    """
    for end, after in ends:
        try:
            return Elements(begin, after, parse(b"[" + text[begin:end] + b"]"))
        except orjson.JSONDecodeError as error:
            if not begins_well(MESSAGES + text[begin:end]):
                return Broken(begin, after, error.lineno - 1, why(error))
    return None


def _is_message(elements: list[object]) -> bool:
    return bool(elements) and isinstance(elements[0], dict) and "author" in elements[0]


def why(error: orjson.JSONDecodeError) -> str:
    """In a few words, without quoting the file, which may say anything."""
    if error.msg == _CUT_SHORT:
        return "cut short"
    if error.msg.startswith("depth limit"):
        return "nested deeper than any export is"
    if "UTF-8" in error.msg:
        return "not text in UTF-8"
    return f"broken JSON ({error.msg})"
