"""Channels as bars: where people talk, and what became of their questions."""

from __future__ import annotations

from bot.render.charts import bar, bars, key, place, row_labels, view, with_outlines
from bot.render.drawable import of_channel
from bot.render.extent import scale_end
from bot.render.shape import moving
from bot.render.style import TEXT_SIZE, Palette, Spec
from bot.reports import ChannelRow, Channels
from bot.words.language import Words

SHOWN_CHANNELS = 8


def draw_channels(report: Channels, palette: Palette, words: Words) -> list[Spec]:
    """Messages by channel, and below the questions of those in which anybody asked."""
    shown = report.channels[:SHOWN_CHANNELS]
    if not shown:
        return []
    views = [_messages(report, shown, palette, words)]
    asked = [row for row in shown if row.questions]
    if asked:
        views += _questions(asked, palette, words, replies_used=report.replies_used)
    return views


def _messages(report: Channels, shown: tuple[ChannelRow, ...], palette: Palette, words: Words) -> Spec:
    rows: list[Spec] = []
    for number, row in enumerate(shown):
        earlier = report.earlier.get(row.channel_id)
        before = earlier.messages if earlier else None
        said = words.say("{messages} by {n}", messages=moving(row.messages, before, words).in_a_sentence, n=row.writers)
        name = of_channel(row.name, row.channel_id, words)
        rows.append({**bar(number, name, row.messages, said, palette.accent, before or 0.0), "before": before})
    heading = words.say("messages, and by how many")
    if not report.earlier:
        return bars(rows, palette, heading=heading)
    outlined = words.say("the outline is the period before")
    return with_outlines(bars(rows, palette, heading=f"{heading}; {outlined}"), palette)


def _questions(asked: list[ChannelRow], palette: Palette, words: Words, *, replies_used: bool) -> list[Spec]:
    """One bar a channel in up to three parts; beside it how many stay open, and how long an answer takes."""
    replied = words.say("replied to")
    names = {
        replied: palette.accent,
        words.say("perhaps answered"): palette.second,
        words.say("open"): palette.warm,
    }
    parts: list[Spec] = []
    rows: list[Spec] = []
    for number, row in enumerate(asked):
        begun = 0
        for count, colour in zip((row.answered, row.perhaps, row.open), names.values(), strict=True):
            ends = begun + count
            if count:
                parts.append(
                    {"place": number, "start": begun / row.questions, "end": ends / row.questions, "colour": colour}
                )
            begun = ends
        takes = "" if row.wait_seconds is None else f" · {words.lasting(row.wait_seconds)}"
        shown = words.say("{few} of {many}", few=row.open, many=row.questions) + takes
        rows.append({"place": number, "label": of_channel(row.name, row.channel_id, words), "shown": shown})
    end = scale_end((1.0, row["shown"]) for row in rows)
    span = {"field": "start", "type": "quantitative", "axis": None, "scale": {"domain": [0, end], "nice": False}}
    layers: list[Spec] = [
        {
            "data": {"values": parts},
            "mark": {"type": "bar", "height": 18},
            "encoding": {
                "x": span,
                "x2": {"field": "end"},
                "y": place(),
                "color": {"field": "colour", "type": "nominal", "scale": None},
            },
        },
        row_labels(palette),
        {
            "mark": {"type": "text", "align": "left", "dx": 6, "color": palette.ink, "fontSize": TEXT_SIZE - 2},
            "encoding": {"x": {"datum": 1, "type": "quantitative"}, "y": place(), "text": {"field": "shown"}},
        },
    ]
    heading = words.say("questions; beside them how many stay open, and how long an answer takes")
    legend = [(name, colour) for name, colour in names.items() if replies_used or name != replied]
    return [view(rows, layers, palette=palette, heading=heading), key(legend, palette)]
