"""What every written rendering of a report shares: a title, the finding, sections with rows, a footnote.

Text and Discord messages are two skins of the same :class:`Telling`, so that their figures cannot differ. Strings in
it are raw: whoever prints it makes names harmless for that place.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    label: str
    say: str = "{}"
    """How a cell reads where there are no column heads, such as "{} messages"."""
    one: str = ""
    """How it reads where it is "1", such as "{} message"; empty for no difference."""
    right: bool = False
    most: int = 0
    """Columns of a terminal that the cell may take at most; 0 for any."""


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[str, ...]
    note: str = ""
    """A sentence about the row, printed under it."""


@dataclass(frozen=True, slots=True)
class Section:
    heading: str
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()
    lines: tuple[str, ...] = ()
    """Sentences, before any rows."""


@dataclass(frozen=True, slots=True)
class Telling:
    title: str
    finding: str
    """The report in one or two sentences."""
    sections: tuple[Section, ...]
    footnote: str
