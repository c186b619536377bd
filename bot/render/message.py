"""A report as a Discord embed: every name inert, every limit kept."""

from __future__ import annotations

from discord import Colour, Embed

from bot.render.names import NAMELESS, broken, clip, plain, safe
from bot.render.shape import Column, Figure, Row, Section
from bot.render.style import ACCENT
from bot.render.telling import tell
from bot.reports import Report
from bot.words.language import UNKNOWN, Words
from bot.words.text import mark

TITLE, DESCRIPTION, FIELD_NAME, FIELD, FIELDS, FOOTER = 256, 4096, 256, 1024, 25, 2048
WHOLE = 6000
ROOM = 5600
"""What is used of the 6,000: the rest stays free for a note that a cog may add."""
NAME_COLUMNS = 32
NO_NAME = mark("(no visible name)")


def as_embed(report: Report, words: Words) -> Embed:
    """The same finding, figures and footnote as the text; rows that do not fit are counted ("… and 12 more")."""
    told = tell(report, words)
    title = _within(safe(clip(plain(told.title), 100)), TITLE)
    finding = _within(safe(told.finding), FIELD)
    lead = [section for section in told.sections if not section.heading]
    values = [_value(section, (DESCRIPTION - FIELD) // len(lead), words) for section in lead]
    embed = Embed(title=title, description="\n\n".join(filter(None, (finding, *values))), colour=Colour(ACCENT))
    footer = _within(broken(told.footnote), FOOTER)
    embed.set_footer(text=footer)
    used = sum(map(length, (title, embed.description or "", footer)))
    for section in [section for section in told.sections if section.heading][:FIELDS]:
        name = _within(safe(section.heading), FIELD_NAME)
        value = _value(section, min(FIELD, ROOM - used - length(name)), words)
        if not value:
            continue
        embed.add_field(name=name, value=value, inline=False)
        used += length(name) + length(value)
    return embed


def length(text: str) -> int:
    """As Discord counts at worst: UTF-16 units, of which an emoji has two."""
    return len(text.encode("utf-16-le")) // 2


def _value(section: Section, room: int, words: Words) -> str:
    """The lines of a section that fit, whole, and how many rows did not."""
    lines = [safe(line) for line in section.lines]
    lines += [_row(section.columns, row, words) for row in section.rows]
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
    first, *others = row.cells
    cells = [
        words.beside(
            column.say,
            safe(clip(plain(cell.in_a_sentence if isinstance(cell, Figure) else cell), 2 * NAME_COLUMNS)),
            cell.number if isinstance(cell, Figure) else None,
        )
        for cell, column in zip(others, columns[1:], strict=True)
        if str(cell) not in ("", UNKNOWN)
    ]
    line = f"**{safe(clip(named(str(first), words), NAME_COLUMNS))}** {' · '.join(cells)}".rstrip()
    return f"{line}\n-# {safe(row.note)}" if row.note else line


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
