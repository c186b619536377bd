"""The impact of an event: before and after of those who were there and of the others, and what is left of it."""

from __future__ import annotations

from bot.render.charts import bar, bars, place, row_labels, view
from bot.render.extent import scale_end
from bot.render.style import TEXT_SIZE, Palette, Spec
from bot.render.telling.impact import EFFECT_WORDS
from bot.reports import Effect, Impact
from bot.words.language import Words


def draw_impact(report: Impact, palette: Palette, words: Words) -> list[Spec]:
    if not report.effects:
        return []
    first = report.effects[0]
    figures = (
        (words.say("active: before"), first.before, palette.faint),
        (words.say("after"), first.after, palette.accent),
        (words.say("others: before"), first.others_before or 0.0, palette.faint),
        (words.say("after"), first.others_after or 0.0, palette.second),
    )
    rows = [
        bar(number, label, value, words.fixed(value, 1), colour)
        for number, (label, value, colour) in enumerate(figures)
    ]
    return [
        bars(rows, palette, heading=words.say("days with a message, a week")),
        _effects(report.effects, palette, words),
    ]


def _effects(effects: tuple[Effect, ...], palette: Palette, words: Words) -> Spec:
    """Each row to its own scale, nothing being in its middle: the words beside it have the figures."""
    rows: list[Spec] = []
    for number, effect in enumerate(effects):
        most = max(abs(effect.low), abs(effect.high), 1e-9)
        rows.append(
            {
                "place": number,
                "label": words.read(EFFECT_WORDS[effect.what]),
                "low": effect.low / most,
                "high": effect.high / most,
                "effect": effect.effect / most,
                "nothing": 0,
                "end": 1,
                "shown": words.say(
                    "{effect:+.1} ({low:+.1} to {high:+.1})", effect=effect.effect, low=effect.low, high=effect.high
                ),
                "colour": palette.quiet if effect.verdict == "cannot tell" else palette.warm,
            }
        )
    # An interval takes −1 to 1 at most: a width of two, behind which the words begin.
    scale = {"domain": [-1, scale_end((2.0, row["shown"]) for row in rows) - 1], "nice": False}
    colour = {"field": "colour", "type": "nominal", "scale": None}

    def x(field: str) -> Spec:
        return {"field": field, "type": "quantitative", "axis": None, "scale": scale}

    layers: list[Spec] = [
        {
            "mark": {"type": "tick", "thickness": 1, "size": 26, "color": palette.quiet},
            "encoding": {"x": x("nothing"), "y": place()},
        },
        {
            "mark": {"type": "rule", "strokeWidth": 3},
            "encoding": {"x": x("low"), "x2": {"field": "high"}, "y": place(), "color": colour},
        },
        {
            "mark": {"type": "circle", "size": 110, "opacity": 1},
            "encoding": {"x": x("effect"), "y": place(), "color": colour},
        },
        row_labels(palette),
        {
            "mark": {"type": "text", "align": "left", "dx": 10, "color": palette.ink, "fontSize": TEXT_SIZE - 3},
            "encoding": {"x": x("end"), "y": place(), "text": {"field": "shown"}},
        },
    ]
    return view(
        rows, layers, palette=palette, heading=words.say("effect a week with its 95% interval; grey: cannot tell")
    )
