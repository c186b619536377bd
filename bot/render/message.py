"""A report as a Discord message of components: every name inert, every limit kept.

A container of texts, whole lines of them, as many as there is room for, and the picture. Whom a row of a list is about
gets a button beside it where the caller has one. Source of the limits:
https://discord.com/developers/docs/components/reference
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, takewhile
from typing import Any

from discord import MediaGalleryItem
from discord.ui import Container, Item, MediaGallery, TextDisplay
from discord.ui import Section as Beside

from bot.render.alt import alt_text
from bot.render.names import NAMELESS, clip, plain, safe
from bot.render.shape import Column, Figure, Row, Section
from bot.render.style import ACCENT
from bot.render.telling import tell
from bot.reports import Report
from bot.words.language import UNKNOWN, Words
from bot.words.text import mark

WHOLE = 4000
"""Characters of all texts of a message together."""
ROOM = 3900
TITLE, FINDING, FOOTER, LINES, SECTION, NAME = 256, 700, 500, 500, 1024, 200
"""Of these so many at most, so that one leaves room for the others."""
MOST_ROWS = 8
"""Of a list: as many as one reads on a phone, and as forty components have room for with a button beside each."""
GONE = 40
"""What it takes to say that something had no room."""
NAME_COLUMNS = 32
LEFT_TO_RIGHT = "\u200e"
"""Beside what is written from right to left, or the figure after it would stand before it."""
_RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_TURNED = re.compile(f"[{_RIGHT_TO_LEFT}]+(?: +[{_RIGHT_TO_LEFT}]+)*")
NO_NAME = mark("(no visible name)")
Ask = Callable[[int], Item[Any]]
"""The button that stands beside whoever has this user id."""
Made = Container[Any]


def as_container(report: Report, words: Words, *, picture: str = "", ask: Ask | None = None, room: int = ROOM) -> Made:
    """The same finding, figures and footnote as the text; rows that do not fit are counted ("… and 12 more").

    ``picture`` is the name of an attachment. ``room`` is how many characters may be used, 2,000 and more.
    """
    told = tell(report, words)
    title = _within(f"### {inert(clip(plain(told.title), 100))}", TITLE)
    finding = _within(inert(told.finding), FINDING)
    footer = _within(f"-# {inert(told.footnote)}", FOOTER)
    made: Made = Container(accent_colour=ACCENT)
    room -= length(title) + length(finding) + length(footer) + 1 + 2 * GONE
    rooms = _Rooms(room)
    lead = [section for section in told.sections if not section.heading]
    said = Section("", lines=_all(section.lines for section in lead), notes=_all(section.notes for section in lead))
    made.add_item(TextDisplay("\n".join([title, finding, *rooms.take(_value(said, LINES, words))])))
    for section in lead:
        for item in _rows(section, rooms, words, ask):
            made.add_item(item)
    headed = [section for section in told.sections if section.heading]
    first = list(takewhile(lambda section: not section.rows, headed))
    for text in _texts(first, rooms, words):
        made.add_item(TextDisplay(text))
    if picture:
        shown = MediaGalleryItem(f"attachment://{picture}", description=alt_text(report, words))
        made.add_item(MediaGallery(shown))
    for text in _texts(headed[len(first) :], rooms, words):
        made.add_item(TextDisplay(text))
    made.add_item(TextDisplay(footer))
    return made


def _all(texts: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(chain.from_iterable(texts))


def _texts(sections: Sequence[Section], rooms: _Rooms, words: Words) -> Iterator[str]:
    """What there is room for, and of how many more parts there is none."""
    gone = 0
    for section in sections:
        heading = _within(f"**{inert(section.heading)}**", TITLE)
        value = _value(section, min(SECTION, rooms.left - length(heading) - 2), words)
        told = list(rooms.take(f"{heading}\n{value}" if value else ""))
        gone += not told
        yield from told
    if gone:
        yield words.count("… and {n} more", "… and {n} more", gone)


class _Rooms:
    """How many characters are left."""

    def __init__(self, left: int) -> None:
        self.left = left

    def take(self, text: str) -> Iterator[str]:
        """The text, where there is any and room for it."""
        if text and length(text) < self.left:
            self.left -= length(text) + 1
            yield text


def texts_of(made: Made) -> list[str]:
    """Every text of a container, from top to bottom."""
    return [item.content for item in made.walk_children() if isinstance(item, TextDisplay)]


def length(text: str) -> int:
    """As Discord counts at worst: UTF-16 units, of which an emoji has two."""
    return len(text.encode("utf-16-le")) // 2


def _rows(section: Section, rooms: _Rooms, words: Words, ask: Ask | None) -> Iterator[Item[Any]]:
    """The rows of a list, each by itself and whole, beside its button where there is one for it."""
    asked = ask is not None and all(row.user_id is not None for row in section.rows)
    for number, row in enumerate(section.rows):
        left = len(section.rows) - number
        rest = words.count("… and {n} more", "… and {n} more", left)
        line = _fitted(section.columns, row, rooms.left // left if asked else rooms.left, words)
        if not asked and (number == MOST_ROWS or (left > 1 and length(line) + length(rest) + 2 > rooms.left)):
            yield TextDisplay(rest)
            return
        rooms.left -= length(line) + 1
        if ask is not None and row.user_id is not None:
            yield Beside(TextDisplay(line), accessory=ask(row.user_id))
        else:
            yield TextDisplay(line)


def _value(section: Section, room: int, words: Words) -> str:
    """The lines of a section that fit, whole, how many rows did not, and its notes."""
    notes = "\n".join(f"-# {inert(note)}" for note in section.notes)
    room -= length(notes) + 1 if notes else 0
    lines = [inert(line) for line in section.lines]
    lines += [_row(section.columns, row, words) for row in section.rows]
    fitting = _whole_lines(lines, room, words)
    return "\n".join(filter(None, (fitting, notes))) if fitting or not lines else ""


def _whole_lines(lines: list[str], room: int, words: Words) -> str:
    value = "\n".join(lines)
    if length(value) <= room:
        return value
    kept: list[str] = []
    used = 0
    for place, line in enumerate(lines):
        rest = words.count("… and {n} more", "… and {n} more", len(lines) - place)
        if used + length(line) + 1 + length(rest) > room:
            return "\n".join([*kept, rest]) if kept else _within(line, max(room, 0))
        kept.append(line)
        used += length(line) + 1
    return "\n".join(kept)


def _row(columns: tuple[Column, ...], row: Row, words: Words) -> str:
    """One line: the first cell bold, then each figure with what it counts."""
    name, *cells = _cells(columns, row, words)
    line = f"{name} {' · '.join(cells)}".rstrip()
    return f"{line}\n-# {inert(row.note)}" if row.note else line


def _fitted(columns: tuple[Column, ...], row: Row, room: int, words: Words) -> str:
    """As :func:`_row` in at most ``room``: the name always, then what there is room for, the note cut."""
    name, *cells = _cells(columns, row, words)
    line = _within(name, room)
    for number, cell in enumerate(cells):
        longer = f"{line}{' · ' if number else ' '}{cell}"
        if length(longer) > room:
            return line
        line = longer
    note = _within(inert(row.note), room - length(line) - len("\n-# ")) if row.note else ""
    return f"{line}\n-# {note}" if note else line


def _cells(columns: tuple[Column, ...], row: Row, words: Words) -> Iterator[str]:
    first, *others = row.cells
    name = _within(inert(clip(named(str(first), words), NAME_COLUMNS)), NAME)
    yield f"{LEFT_TO_RIGHT}**{name}**" if LEFT_TO_RIGHT in name else f"**{name}**"
    for cell, column in zip(others, columns[1:], strict=True):
        if str(cell) not in ("", UNKNOWN):
            figure = cell if isinstance(cell, Figure) else None
            shown = str(cell) if figure is None else figure.in_a_sentence
            number = None if figure is None else figure.number
            yield words.beside(column.say, inert(clip(plain(shown), 2 * NAME_COLUMNS)), number)


def inert(text: str) -> str:
    """As :func:`safe`, and what stands after a name that is written from right to left stays after it."""
    return _TURNED.sub(rf"\g<0>{LEFT_TO_RIGHT}", safe(text))


def named(name: str, words: Words) -> str:
    """As :func:`plain`; who has no visible name is said to have none."""
    shown = plain(name)
    return words.say(NO_NAME) if shown == NAMELESS else shown


def _within(text: str, most: int) -> str:
    """Cut at ``most`` units, never inside an escape, a pair or a character made of several."""
    if length(text) <= most:
        return text
    columns = most
    while columns > 0 and length(cut := clip(text, columns)) > most:
        columns -= max(1, (length(cut) - most) // 2)
    cut = clip(text, columns).removesuffix("…")
    escapes = len(cut) - len(cut.rstrip("\\"))
    return (cut[:-1] if escapes % 2 else cut) + "…" if columns > 0 else ""
