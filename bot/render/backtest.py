"""A look back as the keys of a document and the rows of a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bot.render.cells import Cell
from bot.render.figures import iso
from bot.reports import METHODS, Backtest, Method
from bot.scoring.hindsight import FIGURES, Foresight


def backtest_keys(report: Backtest) -> dict[str, Any]:
    return {
        "window_days": report.days,
        "days_ahead": report.days_ahead,
        "answers": report.answers,
        "figures": _figures(report.figures),
        "ahead_of_messages": list(report.ahead),
        "ahead_of_all": list(report.ahead_of_all),
        "skipped": report.skipped,
        "months": [
            {
                "as_of": iso(month.as_of),
                "judged": month.judged,
                "answered": month.answered,
                "figures": _figures(month.figures),
                "ahead_of_messages": list(month.ahead),
            }
            for month in report.months
        ],
    }


def _figures(figures: dict[Method, Foresight]) -> dict[str, dict[str, float | None]]:
    return {method: {name: _rounded(figures[method], name) for name in FIGURES} for method in METHODS}


def _rounded(figures: Foresight, name: str) -> float | None:
    value: float | None = getattr(figures, name)
    return None if value is None else round(value, 4)


def backtest_rows(report: Backtest) -> tuple[Sequence[str], Iterator[Sequence[Cell]]]:
    """One row a method: first the means, whose ``as_of`` is empty, then month by month."""
    return ("as_of", "method", *FIGURES, "judged", "answered"), _rows(report)


def _rows(report: Backtest) -> Iterator[Sequence[Cell]]:
    for method in METHODS:
        yield (None, method, *_cells(report.figures[method]), None, None)
    for month in report.months:
        for method in METHODS:
            yield (month.as_of, method, *_cells(month.figures[method]), month.judged, month.answered)


def _cells(figures: Foresight) -> tuple[Cell, ...]:
    return tuple(getattr(figures, name) for name in FIGURES)
