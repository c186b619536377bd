"""One name for an emoji, whichever way it came."""

from __future__ import annotations

_VARIATION = "\N{VARIATION SELECTOR-16}"


def emoji_name(name: str | None, custom_id: int | str | None = None) -> str:
    """The unicode emoji itself without its variation selector, or ``:name:`` for one of a server's own.

    Some exports name even standard emoji in plain letters: they come out as ``:name:`` too.
    """
    name = (name or "").strip().strip(":")
    if not name:
        return f":{custom_id or '?'}:"
    if custom_id or name.isascii():
        return f":{name}:"
    return name.replace(_VARIATION, "") or name
