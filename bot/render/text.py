"""A report as plain text for a terminal, in English and in 80 columns where names allow."""

from __future__ import annotations

import textwrap

from bot.render.names import clip, plain, width
from bot.render.shape import Column, Row, Section
from bot.render.telling import tell
from bot.reports import Backtest, Report
from bot.words.language import ENGLISH

COLUMNS = 80
GAP = "  "


def as_text(report: Report | Backtest) -> str:
    """Title, finding, sections and the footnote on coverage, ending with a newline."""
    told = tell(report, ENGLISH)
    title = plain(told.title)
    parts = [f"{title}\n{'=' * min(width(title), COLUMNS)}", _wrapped(told.finding)]
    parts += [_section(section) for section in told.sections]
    parts.append(_wrapped(told.footnote))
    return "\n\n".join(part for part in parts if part) + "\n"


def _section(section: Section) -> str:
    lines = [section.heading] if section.heading else []
    lines += [_wrapped(line, GAP if section.heading else "") for line in (*section.lines, *section.notes)]
    if section.rows:
        lines += [""] * bool(section.lines or section.notes)
        lines += _table(section.columns, section.rows)
    return "\n".join(lines)


def _table(columns: tuple[Column, ...], rows: tuple[Row, ...]) -> list[str]:
    """Aligned by the widths a terminal shows; a column of nothing is left out, the last cut at the edge of the page."""
    used = [place for place in range(len(columns)) if any(str(row.cells[place]) for row in rows)]
    columns = tuple(columns[place] for place in used)
    rows = tuple(Row(tuple(str(row.cells[place]) for place in used), row.note) for row in rows)
    cells = [[_fit(str(cell), column) for cell, column in zip(row.cells, columns, strict=True)] for row in rows]
    heads = [column.label for column in columns]
    widths = [max(width(line[place]) for line in [heads, *cells]) for place in range(len(columns))]
    rest = COLUMNS - sum(widths[:-1]) - len(GAP) * len(columns)
    lines = [_line(heads, columns, widths, rest)]
    for row, line in zip(rows, cells, strict=True):
        lines.append(_line(line, columns, widths, rest))
        if row.note:
            lines.append(_wrapped(row.note, GAP * 3))
    return lines


def _fit(cell: str, column: Column) -> str:
    """A cell of names is never empty: who has none is said to have none."""
    if not cell and not column.most:
        return ""
    return clip(plain(cell), column.most) if column.most else plain(cell)


def _line(cells: list[str], columns: tuple[Column, ...], widths: list[int], rest: int) -> str:
    padded = []
    for place, (cell, column) in enumerate(zip(cells, columns, strict=True)):
        shown = clip(cell, max(rest, 12)) if place == len(cells) - 1 else cell
        space = " " * (widths[place] - width(shown))
        padded.append(space + shown if column.right else shown + space)
    return (GAP + GAP.join(padded)).rstrip()


def _wrapped(line: str, indent: str = "") -> str:
    return textwrap.fill(plain(line), COLUMNS, initial_indent=indent, subsequent_indent=indent, break_long_words=False)
