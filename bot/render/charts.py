"""The few shapes that all pictures are made of, as Vega-Lite views."""

from __future__ import annotations

from bot.render.extent import scale_end, wrapped
from bot.render.style import LABELS, SMALL_SIZE, TEXT_SIZE, WIDTH, Palette, Spec

STEP = 26
"""Height of a row of bars."""
HEADING_LINES = 2
LETTER = 6.2
"""Pixels that a small letter takes, about."""


def place(title: str | None = None) -> Spec:
    """Rows from the top, in the order given; :func:`row_labels` draws their names, as data and never as code."""
    return {"field": "place", "type": "ordinal", "axis": None, "sort": None, "title": title}


def row_labels(palette: Palette, gap: int = 8) -> Spec:
    return {
        "mark": {"type": "text", "align": "right", "dx": -gap, "color": palette.ink, "fontSize": TEXT_SIZE - 1},
        "encoding": {"x": {"value": 0}, "y": place(), "text": {"field": "label"}},
    }


def bar(number: int, label: str, value: float, shown: str, colour: str, mark: float = 0.0) -> Spec:
    """A row for :func:`bars`. ``mark`` is a line on the row: the words stand behind both it and the bar."""
    beside = max(value, mark)
    return {"place": number, "label": label, "value": value, "beside": beside, "shown": shown, "colour": colour}


def bars(rows: list[Spec], palette: Palette, *, heading: str | None = None) -> Spec:
    """Horizontal bars: rows of ``place, label, value, beside, shown, colour``, to a scale that leaves room for words.

    ``beside`` is where the words begin: the end of the bar, or of whatever else is drawn on the row.
    """
    top = scale_end((row["beside"], row["shown"]) for row in rows)
    x = {"field": "value", "type": "quantitative", "axis": None, "scale": {"domain": [0, top], "nice": False}}
    return view(
        rows,
        [
            {
                "mark": {"type": "bar", "height": STEP - 8, "cornerRadiusEnd": 3},
                "encoding": {"x": x, "y": place(), "color": {"field": "colour", "type": "nominal", "scale": None}},
            },
            row_labels(palette),
            {
                "mark": {"type": "text", "align": "left", "dx": 6, "color": palette.ink, "fontSize": TEXT_SIZE - 2},
                "encoding": {"x": {**x, "field": "beside"}, "y": place(), "text": {"field": "shown"}},
            },
        ],
        heading=heading,
        palette=palette,
    )


def with_outlines(drawn: Spec, palette: Palette) -> Spec:
    """Bars with what was before, a row's ``before``, as an outline around each where there was something."""
    outline = {"type": "bar", "height": STEP - 4, "cornerRadiusEnd": 3, "filled": False, "strokeWidth": 1}
    drawn["layer"].insert(
        1,
        {
            "transform": [{"filter": "datum.before > 0"}],
            "mark": {**outline, "stroke": palette.quiet},
            "encoding": {"x": {**drawn["layer"][0]["encoding"]["x"], "field": "before"}, "y": place()},
        },
    )
    return drawn


def view(rows: list[Spec], layers: list[Spec], *, palette: Palette, heading: str | None = None) -> Spec:
    """Layers over the same rows, one step high each."""
    made: Spec = {"data": {"values": rows}, "width": WIDTH, "height": {"step": STEP}, "layer": layers}
    return with_heading(made, heading, palette)


def with_heading(made: Spec, heading: str | None, palette: Palette) -> Spec:
    if not heading:
        return made
    title = {
        "text": wrapped(heading, LABELS + WIDTH, SMALL_SIZE + 1, HEADING_LINES),
        "fontSize": SMALL_SIZE + 1,
        "fontWeight": "normal",
        "color": palette.quiet,
        "anchor": "start",
        "frame": "group",
        "dx": -LABELS,
        "offset": 6,
    }
    return {**made, "title": title}


def heat(rows: list[Spec], palette: Palette, heading: str) -> Spec:
    """A week by hour: rows of ``day, weekday, hour, value``."""
    return with_heading(
        {
            "data": {"values": rows},
            "width": WIDTH,
            "height": {"step": 18},
            "mark": {"type": "rect", "stroke": palette.ground, "strokeWidth": 1},
            "encoding": {
                "x": {
                    "field": "hour",
                    "type": "ordinal",
                    "title": None,
                    "axis": {"values": [0, 6, 12, 18, 23], "labelAngle": 0, "labelFontSize": SMALL_SIZE + 1},
                },
                "y": {"field": "weekday", "type": "ordinal", "sort": None, "title": None},
                "color": {
                    "field": "value",
                    "type": "quantitative",
                    "legend": None,
                    "scale": {"range": [palette.line, palette.accent], "zero": True},
                },
            },
        },
        heading,
        palette,
    )


def columns(rows: list[Spec], palette: Palette, heading: str) -> Spec:
    """Upright bars over time: rows of ``place, value``, the oldest first."""
    return with_heading(
        {
            "data": {"values": rows},
            "width": WIDTH,
            "height": 70,
            "mark": {"type": "bar", "color": palette.accent, "cornerRadiusEnd": 2},
            "encoding": {
                "x": {"field": "place", "type": "ordinal", "axis": None, "scale": {"paddingInner": 0.25}},
                "y": {
                    "field": "value",
                    "type": "quantitative",
                    "title": None,
                    "axis": {"tickCount": 3, "labelFontSize": SMALL_SIZE},
                },
            },
        },
        heading,
        palette,
    )


def key(entries: list[tuple[str, str]], palette: Palette) -> Spec:
    """A legend in one line: words with the colour they stand for."""
    rows: list[Spec] = []
    at = 6.0
    for word, colour in entries:
        rows.append({"at": at, "word": word, "colour": colour})
        at += 28 + LETTER * len(word)
    x = across("at", 0, LABELS + WIDTH)
    return {
        "data": {"values": rows},
        "width": WIDTH,
        "height": 16,
        "layer": [
            {
                "mark": {"type": "point", "filled": True, "size": 90, "opacity": 1, "shape": "square"},
                "encoding": {"x": x, "color": {"field": "colour", "type": "nominal", "scale": None}},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 9, "fontSize": SMALL_SIZE, "color": palette.quiet},
                "encoding": {"x": x, "text": {"field": "word"}},
            },
        ],
    }


def across(field: str, begin: float, end: float) -> Spec:
    """A scale over the whole width, the place of the labels included."""
    scale = {"domain": [begin, end], "range": [-LABELS, WIDTH], "zero": False, "nice": False}
    return {"field": field, "type": "quantitative", "axis": None, "scale": scale}


def sentence(text: str, palette: Palette) -> Spec:
    """A picture with nothing to draw but one sentence."""
    return {
        "data": {"values": [{"text": text}]},
        "width": WIDTH,
        "height": 40,
        "mark": {"type": "text", "align": "left", "x": -LABELS, "fontSize": TEXT_SIZE, "color": palette.quiet},
        "encoding": {"text": {"field": "text"}},
    }
