"""What a look back says: whether Rapport was right, and whether counting would have done. In English."""

from __future__ import annotations

from bot.render.shape import Column, Row, Section
from bot.reports import METHODS, Backtest, Method
from bot.scoring.hindsight import FIGURES
from bot.words.language import ENGLISH

METHOD_WORDS: dict[Method, str] = {
    "rapport": "Rapport",
    "messages": "messages, 84 days",
    "recent_messages": "messages, last 30 days",
    "active_days": "active days",
    "reactions": "reactions received",
    "responders": "people who answered",
    "pagerank": "PageRank of answers",
}
FEW_MONTHS = 6
"""Below this a mean of months says little."""
_ANSWERS = {
    "replies": "by Reply",
    "likely answers": "by most likely answering them or by Reply, since hardly anybody uses Reply here",
}
_FIGURE_LINES = (
    "auc10: somebody of next month's most answered tenth stands above somebody else; 0.5 is chance",
    "rho: how alike the whole order is (rank correlation); 0 is chance",
    "ndcg20: how much of next month's answers went to the first twenty, out of what was possible",
    "matched: of two who wrote about as much, the one who was answered more stands higher; 0.5 is chance, and what "
    "counting messages gets",
)


def said_of_backtest(report: Backtest) -> str:
    months = _counted(len(report.months), "month", "months")
    known = [name for name in FIGURES if getattr(report.figures["rapport"], name) is not None]
    return (
        f"Over {months}, Rapport foresaw better than counting messages whom people would answer next in "
        f"{_of(report.ahead, known)}, and better than every simpler method here in {_of(report.ahead_of_all, known)}."
    )


def _of(ahead: tuple[str, ...], known: list[str]) -> str:
    behind = [name for name in known if name not in ahead]
    but = f" (not in {', '.join(behind)})" if behind and ahead else ""
    return f"{len(ahead) or 'none'} of {len(known)} figures{but}"


def tell_backtest(report: Backtest) -> tuple[Section, ...]:
    columns = (Column("method"), *(Column(name, f"{name} {{n}}", right=True) for name in FIGURES))
    rows = tuple(
        Row((METHOD_WORDS[method], *(_shown(getattr(report.figures[method], name)) for name in FIGURES)))
        for method in METHODS
    )
    by_month = (
        Column("looking back from"),
        Column("judged", "{n} judged", right=True),
        Column("answered", "{n} answered", right=True),
        Column("ahead of counting messages in", "ahead of counting messages in {n}"),
    )
    return (
        Section("Method by method: the mean of the months, higher is better", columns, rows),
        Section("What the figures mean", lines=_FIGURE_LINES),
        Section(
            "Month by month",
            by_month,
            tuple(
                Row(
                    (
                        ENGLISH.day(month.as_of),
                        ENGLISH.fixed(month.judged),
                        ENGLISH.fixed(month.answered),
                        ", ".join(month.ahead) or "nothing",
                    )
                )
                for month in report.months
            ),
            _how(report),
        ),
    )


def _counted(number: int, one: str, many: str) -> str:
    return f"{ENGLISH.fixed(number)} {one if number == 1 else many}"


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _how(report: Backtest) -> tuple[str, ...]:
    lines = [
        f"At each date everybody who wrote in the {report.days} days before it is judged from those days alone. Who "
        f"was right shows in how many different people answered each of them in the {report.days_ahead} days after it, "
        f"{_ANSWERS[report.answers]}.",
    ]
    if len(report.months) < FEW_MONTHS:
        few = _counted(len(report.months), "month tells", "months tell")
        lines.append(f"{few} little: small differences may be luck.")
    if report.skipped:
        skipped = _counted(report.skipped, "month", "months")
        lines.append(f"{skipped} left out: too few wrote to be ranked, or nobody was answered afterwards.")
    return tuple(lines)
