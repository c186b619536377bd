"""The audit as bars: each group by the roles of its members, and where it talks."""

from __future__ import annotations

from bot.render.charts import key, place, row_labels, view
from bot.render.drawable import NAME_COLUMNS, of_channel, of_member
from bot.render.extent import scale_end
from bot.render.figures import ROLE_WORDS
from bot.render.style import ROLE_COLOURS, TEXT_SIZE, Palette, Spec
from bot.reports import Audit, AuditedGroup
from bot.scoring import Role
from bot.words.language import Words

SHOWN = 12
LEANING = "!"


def draw_audit(report: Audit, palette: Palette, words: Words) -> list[Spec]:
    shown = report.groups[:SHOWN]
    if not shown:
        return []
    parts: list[Spec] = []
    rows: list[Spec] = []
    for number, group in enumerate(shown):
        begun = 0
        for role, count in group.roles:
            parts.append({"place": number, "start": begun, "end": begun + count, "colour": ROLE_COLOURS[role]})
            begun += count
        rows.append({"place": number, "label": _label(group, words), "size": begun, "shown": _size(group, words)})
    scale = {"domain": [0, scale_end((row["size"], row["shown"]) for row in rows)], "nice": False}
    layers: list[Spec] = [
        {
            "data": {"values": parts},
            "mark": {"type": "bar", "height": 18},
            "encoding": {
                "x": {"field": "start", "type": "quantitative", "axis": None, "scale": scale},
                "x2": {"field": "end"},
                "y": place(),
                "color": {"field": "colour", "type": "nominal", "scale": None},
            },
        },
        row_labels(palette),
        {
            "mark": {"type": "text", "align": "left", "dx": 6, "color": palette.ink, "fontSize": TEXT_SIZE - 2},
            "encoding": {"x": {"field": "size", "type": "quantitative"}, "y": place(), "text": {"field": "shown"}},
        },
    ]
    roles = {role for group in shown for role, _ in group.roles}
    legend = [(words.read(ROLE_WORDS[role]), ROLE_COLOURS[role]) for role in Role if role in roles]
    heading = words.say(
        "members by role, and where they write; {mark} marks a group that leans on one person", mark=LEANING
    )
    return [view(rows, layers, palette=palette, heading=heading), key(legend, palette)]


def _label(group: AuditedGroup, words: Words) -> str:
    first = group.members[0]
    return of_member(first.name, first.user_id, words)


def _size(group: AuditedGroup, words: Words) -> str:
    size = words.fixed(len(group.members))
    if group.missed and group.missed.leans:
        size += f" {LEANING}"
    if group.topics:
        size += f" · {of_channel(group.topics[0].channel, group.topics[0].channel_id, words, NAME_COLUMNS - 2)}"
    return size
