"""Week by week: columns of who wrote, in parts, and below the line who was missed."""

from __future__ import annotations

from bot.render.charts import key, with_heading
from bot.render.style import SMALL_SIZE, WIDTH, Palette, Spec
from bot.render.telling.community import FEWEST_WEEKS
from bot.reports import Overview, WeekCount
from bot.words.language import Words
from bot.words.text import Text, term

HEIGHT = 90
NEW, BACK, QUIET = "#E69F00", "#009E73", "#8a9199"
STAYED, CAME, RETURNED, MISSED = range(4)
"""Parts of a column, from the line upwards, and downwards for the last."""
PARTS: dict[int, Text] = {
    STAYED: term("week", "active"),
    CAME: term("week", "new"),
    RETURNED: term("week", "back"),
    MISSED: term("week", "quiet"),
}


def draw_trend(report: Overview, palette: Palette, words: Words) -> list[Spec]:
    """Two views: the columns and what their colours mean; none where one week is all."""
    weeks = report.trend
    if len(weeks) < FEWEST_WEEKS:
        return []
    colours = {STAYED: palette.accent, CAME: NEW, RETURNED: BACK, MISSED: QUIET}
    rows = [
        {"place": number, "part": part, "begin": begin, "end": end, "colour": colours[part]}
        for number, week in enumerate(weeks)
        for part, begin, end in _parts(week)
    ]
    heading = words.say("members who wrote each week, the oldest first; below the line, who was quiet")
    legend = key([(words.read(said), colours[part]) for part, said in PARTS.items()], palette)
    return [_columns(rows, len(weeks), palette, heading), legend]


def _parts(week: WeekCount) -> list[tuple[int, int, int]]:
    new, back = week.new or 0, week.returning or 0
    ends = (0, stayed := week.active - new - back, stayed + new, week.active)
    return [(part, ends[part], ends[part + 1]) for part in (STAYED, CAME, RETURNED)] + [(MISSED, 0, -(week.quiet or 0))]


def _columns(rows: list[Spec], weeks: int, palette: Palette, heading: str) -> Spec:
    count: Spec = {
        "field": "begin",
        "type": "quantitative",
        "title": None,
        "axis": {
            "tickCount": 4,
            "tickMinStep": 1,
            "labelExpr": "format(abs(datum.value), ',d')",
            "labelFontSize": SMALL_SIZE,
        },
    }
    x: Spec = {
        "field": "place",
        "type": "ordinal",
        "axis": None,
        "scale": {"paddingInner": 0.25, "domain": list(range(weeks))},
    }
    made: Spec = {
        "data": {"values": rows},
        "width": WIDTH,
        "height": HEIGHT,
        "layer": [
            {
                "mark": {"type": "bar"},
                "encoding": {
                    "x": x,
                    "y": count,
                    "y2": {"field": "end"},
                    "color": {"field": "colour", "type": "nominal", "scale": None},
                },
            },
            {"mark": {"type": "rule", "color": palette.quiet}, "encoding": {"y": {"datum": 0}}},
        ],
    }
    return with_heading(made, heading, palette)
