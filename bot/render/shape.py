"""What every written rendering of a report shares: a title, the finding, sections with rows, a footnote.

Text and Discord messages are two skins of the same :class:`Telling`, so that their figures cannot differ. Strings in
it are raw: whoever prints it makes names harmless for that place.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.words.language import Words
from bot.words.text import Plural

UNMOVED = "±0"


@dataclass(frozen=True, slots=True)
class Column:
    label: str
    """Of a terminal, which speaks English."""
    say: str | Plural = ""
    """How a cell reads where there are no column heads, such as "answered by {n}", not translated yet; empty where it
    says what it is."""
    right: bool = False
    most: int = 0
    """Columns of a terminal that the cell may take at most; 0 for any."""


@dataclass(frozen=True, slots=True)
class Figure:
    shown: str
    number: float
    """For the form of what is counted."""
    moved: str = ""
    """How it changed against the period before; empty where nothing is compared."""

    def __str__(self) -> str:
        return f"{self.shown} {self.moved}" if self.moved else self.shown

    @property
    def in_a_sentence(self) -> str:
        """120 (+30); nothing is said of what did not move."""
        return self.shown if self.moved in ("", UNMOVED) else f"{self.shown} ({self.moved})"


Cell = str | Figure


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[Cell, ...]
    note: str = ""
    """A sentence about the row, printed under it."""
    user_id: int | None = None
    """Whom it is about, where one may ask why they are in the list."""


def whole(number: float, words: Words) -> Figure:
    return Figure(words.fixed(number), number)


def averaged(number: float, words: Words) -> Figure:
    """To one decimal."""
    rounded = round(number, 1)
    return Figure(words.average(rounded), rounded)


def moving(number: float, before: float | None, words: Words, digits: int = 0) -> Figure:
    """A figure with its difference to ``before``, as both are shown; None where that is not known."""
    shown = words.fixed(number, digits)
    if before is None:
        return Figure(shown, number)
    difference = round(round(number, digits) - round(before, digits), digits)
    return Figure(shown, number, words.signed(difference, digits) if difference else UNMOVED)


@dataclass(frozen=True, slots=True)
class Section:
    heading: str
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()
    lines: tuple[str, ...] = ()
    """Sentences, before any rows."""
    notes: tuple[str, ...] = ()
    """Sentences on how the rows are to be read, in small print where there is any."""


@dataclass(frozen=True, slots=True)
class Telling:
    title: str
    finding: str
    """The report in one or two sentences."""
    sections: tuple[Section, ...]
    footnote: str
