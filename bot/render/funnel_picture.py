"""The way from all members to evangelists: bars, with the period before as an outline around each."""

from __future__ import annotations

from bot.render.charts import STEP, bar, bars, place
from bot.render.figures import STEP_WORDS
from bot.render.style import Palette, Spec
from bot.reports import Change, Overview
from bot.words.language import Words

LINE = 1


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
    if known:
        drawn["layer"].insert(1, _ghost(drawn["layer"][0]["encoding"]["x"], palette))
    return drawn


def _shown(figure: Change, words: Words) -> str:
    now = words.fixed(figure.now)
    return now if figure.before is None else words.say("{now}, before {n}", now=now, n=words.fixed(figure.before))


def _ghost(x: Spec, palette: Palette) -> Spec:
    outline = {"type": "bar", "height": STEP - 4, "cornerRadiusEnd": 3, "filled": False, "strokeWidth": LINE}
    return {
        "transform": [{"filter": "datum.before > 0"}],
        "mark": {**outline, "stroke": palette.quiet},
        "encoding": {"x": {**x, "field": "before"}, "y": place()},
    }
