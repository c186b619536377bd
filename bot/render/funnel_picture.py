"""The way from all members to evangelists: bars, with the period before as an outline around each."""

from __future__ import annotations

from bot.render.charts import bar, bars, with_outlines
from bot.render.figures import STEP_WORDS
from bot.render.style import Palette, Spec
from bot.reports import Change, Overview
from bot.words.language import Words


def draw_funnel(report: Overview, palette: Palette, words: Words) -> Spec:
    rows: list[Spec] = [
        {
            **bar(
                number,
                words.read(STEP_WORDS[step]),
                figure.now,
                _shown(figure, words),
                palette.accent,
                figure.before or 0.0,
            ),
            "before": figure.before,
        }
        for number, (step, figure) in enumerate(report.funnel)
    ]
    known = any(row["before"] is not None for row in rows)
    heading = (
        words.say("from all members to evangelists; the outline is the period before")
        if known
        else words.say("from all members to evangelists")
    )
    drawn = bars(rows, palette, heading=heading)
    return with_outlines(drawn, palette) if known else drawn


def _shown(figure: Change, words: Words) -> str:
    now = words.fixed(figure.now)
    return now if figure.before is None else words.say("{now}, before {n}", now=now, n=words.fixed(figure.before))
