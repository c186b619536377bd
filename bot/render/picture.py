"""A report as a picture: a Vega-Lite specification, drawn to PNG without a browser or a network.

Its words are English where no font of this machine has the letters of a language.
"""

from __future__ import annotations

from bot.render.alt import NOTHING_DRAWN, alt_text
from bot.render.brush import paint
from bot.render.charts import sentence
from bot.render.drawable import can_be_drawn, of_sentence
from bot.render.drawings import draw
from bot.render.extent import cut, wrapped
from bot.render.figures import ROLE_WORDS
from bot.render.names import of_room
from bot.render.style import LABELS, PALETTES, SMALL_SIZE, TITLE_SIZE, WIDTH, Spec, Theme, config
from bot.render.telling import finding, footnote
from bot.reports import Report
from bot.words.language import ENGLISH, Words

__all__ = ["alt_text", "as_png", "as_spec"]

ROOM = LABELS + WIDTH
"""Pixels that a line may be wide."""
MOST_LINES = 4


def as_png(report: Report, words: Words, theme: Theme = "light") -> bytes:
    """About 1,100 pixels wide, legible at 400."""
    return paint(as_spec(report, words, theme))


def as_spec(report: Report, words: Words, theme: Theme = "light") -> Spec:
    """The finding as title, the drawing, and below it what was seen of the time."""
    palette, words = PALETTES[theme], words if can_be_drawn(words) else ENGLISH
    heading = report.heading
    views = [] if heading.too_little else draw(report, palette, words)
    views = views or [sentence(words.say(NOTHING_DRAWN), palette)]
    views[-1] = {"vconcat": [views[-1]], "title": _below(footnote(heading, words), palette.quiet)}
    where = [of_room(heading.channel, heading.thread_of)] if heading.channel else []
    if heading.role:
        where.append(words.say("only {role}", role=ROLE_WORDS[heading.role]))
    where.append(heading.guild)  # the last, since it is cut where there is no room
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "config": config(palette, words),
        "title": {
            "text": wrapped(of_sentence(finding(report, words)), ROOM, TITLE_SIZE, MOST_LINES, bold=True),
            "subtitle": cut(of_sentence(" · ".join(where)), ROOM, SMALL_SIZE + 1),
        },
        "vconcat": views,
        "spacing": 18,
    }


def _below(text: str, colour: str) -> Spec:
    return {
        "text": wrapped(of_sentence(text), ROOM, SMALL_SIZE, MOST_LINES),
        "orient": "bottom",
        "anchor": "start",
        "fontSize": SMALL_SIZE,
        "fontWeight": "normal",
        "color": colour,
        "dx": -LABELS,
        "frame": "group",
        "offset": 16,
    }
