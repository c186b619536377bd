"""Other people's words made harmless: names, channel names and whatever contains them.

``plain`` is for terminals, tables and pictures; ``safe`` for Discord messages; ``clip`` cuts to a width in columns.
"""

from __future__ import annotations

import re
import unicodedata

NAMELESS = "(no visible name)"
THREADS_CHANNEL = 30
"""Columns for the channel's name before that of a thread."""
MOST_MARKS = 2
"""Combining marks kept on one letter: enough for Vietnamese and Thai, too few for zalgo."""
_BLANK = frozenset("\u00ad\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Characters that draw nothing although Unicode calls them letters, marks or symbols."""
_NEWER_EMOJI = frozenset(map(chr, range(0x1F000, 0x1FB00)))
"""Where Unicode puts new emoji: a Python older than them calls them unassigned."""
_JOINER, _EMOJI_STYLE = "\u200d", "\ufe0f"
_BREAK = "\u200b"
_NARROW = re.compile(r"[ -~\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2212]*")
"""Latin letters and what reports themselves write: each a column wide, so that nothing must be loaded to measure it."""
_PUNCTUATION = re.compile(r"([\\*_~`|<\[\]])")
_LINE_START = re.compile(r"^(>|#(?=#*\s)|-(?=#?\s)|\+(?=\s)|\d+[.)](?=\s|$))")
_SCHEME = re.compile(r"(?<=\w):(?=//?)")
_DOMAIN = re.compile(r"(?<=\w)\.(?=[^\W\d_]{2})")


def plain(name: str) -> str:
    """One line that prints as it reads: no control characters, no bidi overrides, nothing invisible, no zalgo."""
    kept: list[str] = []
    marks = 0
    text = unicodedata.normalize("NFC", name)
    for place, letter in enumerate(text):
        category = unicodedata.category(letter)
        if category in ("Mn", "Me"):
            if letter in _BLANK or not kept or kept[-1] == " ":
                continue
            marks += 1
            if marks <= MOST_MARKS:
                kept.append(letter)
            continue
        if letter == _JOINER and _joins_emoji(text, place):
            kept.append(letter)
            continue
        marks = 0
        if letter in _BLANK or category in ("Cc", "Zs", "Zl", "Zp"):
            kept.append(" ")
        elif category not in ("Cf", "Cs", "Co", "Cn") or letter in _NEWER_EMOJI:
            kept.append(letter)
    return " ".join("".join(kept).split()) or NAMELESS


def safe(name: str) -> str:
    """As :func:`plain`, and inert in Discord: no markdown, mention, timestamp, emoji code, link or invite."""
    text = _PUNCTUATION.sub(r"\\\1", plain(name)).replace("](", "]\\(")
    return _unlinked(_LINE_START.sub(_escaped_start, text))


def width(text: str) -> int:
    """Columns of a terminal; ``text`` must be :func:`plain`."""
    if _NARROW.fullmatch(text):
        return len(text)
    import wcwidth

    return max(wcwidth.wcswidth(text), 0)


def clip(text: str, columns: int) -> str:
    """``text`` in at most ``columns`` columns, cut between whole characters and ended with "…" where it was cut."""
    if width(text) <= columns:
        return text
    if _NARROW.fullmatch(text):
        return f"{text[: columns - 1].rstrip()}…"
    import wcwidth

    kept, used = "", 0
    for cluster in wcwidth.iter_graphemes(text):
        used += width(cluster)
        if used > columns - 1:
            break
        kept += cluster
    return f"{kept.rstrip()}…"


def of_room(channel: str, thread_of: str | None) -> str:
    """``#pier``, or for a thread ``#pier › tide tables``, in which the channel is cut where it is long."""
    name = channel.removeprefix("#")
    return f"#{clip(plain(thread_of.removeprefix('#')), THREADS_CHANNEL)} › {name}" if thread_of else f"#{name}"


def _unlinked(text: str) -> str:
    text = text.replace("@", f"@{_BREAK}").replace("<", f"<{_BREAK}")
    return _DOMAIN.sub(f".{_BREAK}", _SCHEME.sub(f":{_BREAK}", text))


def _escaped_start(found: re.Match[str]) -> str:
    """``#`` as ``\\#``; ``1.`` as ``1\\.``, since Discord takes a backslash only before punctuation."""
    return f"{found[0][:-1]}\\{found[0][-1]}"


def _joins_emoji(text: str, place: int) -> bool:
    before = text[place - 1] if place else ""
    after = text[place + 1] if place + 1 < len(text) else ""
    return (before == _EMOJI_STYLE or _is_emoji(before)) and _is_emoji(after)


def _is_emoji(letter: str) -> bool:
    return letter in _NEWER_EMOJI or (bool(letter) and unicodedata.category(letter) in ("So", "Sk"))
