"""The page of the benchmarks: each one's own words stand between two marks, and nothing there is written by hand."""

from __future__ import annotations

from pathlib import Path

PAGE = Path(__file__).resolve().parent / "README.md"


def put(page: str, name: str, words: str) -> str:
    """The page with these words between the marks of that name. Raises :class:`KeyError` where it has no such marks."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before, is_there, rest = page.partition(begin)
    _, ends, after = rest.partition(end)
    if not is_there or not ends:
        raise KeyError(name)
    return f"{before}{begin}\n\n{words.strip()}\n\n{end}{after}"
