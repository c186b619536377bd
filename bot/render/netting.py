"""The network as dots and lines."""

from __future__ import annotations

from bot.render.charts import LETTER, across, key, with_heading
from bot.render.drawable import of_member
from bot.render.figures import ROLE_WORDS, count_of
from bot.render.layout import arrange
from bot.render.style import LABELS, ROLE_COLOURS, TEXT_SIZE, WIDTH, Palette, Spec
from bot.reports import Network
from bot.scoring import Role
from storage.models import Floats

HEIGHT = 420
EDGE = 1.15
MOST_NAMED = 30
ALWAYS_NAMED = 6
"""The best tied, whose names may lie on a dot."""
DOT = 5
LIFT = 15
"""Pixels from the middle of a dot up to that of its name."""


def draw_network(report: Network, palette: Palette) -> list[Spec]:
    """The strongest ties; as many names as fit beside each other, the best tied first."""
    people = sorted({end for tie in report.drawn for end in (tie.a, tie.b)})
    if not people:
        return []
    row = {user_id: number for number, user_id in enumerate(people)}
    spots = arrange(len(people), [(row[tie.a], row[tie.b]) for tie in report.drawn])
    strength = [sum(tie.weight for tie in report.drawn if user_id in (tie.a, tie.b)) for user_id in people]
    roles = [report.roles.get(user_id, Role.REGULAR) for user_id in people]
    labels = _labels([of_member(report.names.get(user_id, ""), user_id, 14) for user_id in people], spots, strength)
    nodes = [
        {
            "x": float(spots[number, 0]),
            "y": float(spots[number, 1]),
            "size": 50 + 45 * min(strength[number], 6),
            "colour": ROLE_COLOURS[roles[number]],
            "label": labels.get(number, ""),
        }
        for number in range(len(people))
    ]
    ties = [
        {
            "x": float(spots[row[tie.a], 0]),
            "y": float(spots[row[tie.a], 1]),
            "x2": float(spots[row[tie.b], 0]),
            "y2": float(spots[row[tie.b], 1]),
            "weight": tie.weight,
        }
        for tie in report.drawn
    ]
    shown = dict.fromkeys(roles)
    legend = key([(ROLE_WORDS[role], ROLE_COLOURS[role]) for role in Role if role in shown], palette)
    heading = f"the {count_of(len(ties), 'strongest tie')}" if report.total_ties > len(ties) else "all ties"
    return [with_heading(_drawing(nodes, ties, palette), heading, palette), legend]


def _drawing(nodes: list[Spec], ties: list[Spec], palette: Palette) -> Spec:
    x = across("x", -EDGE, EDGE)
    y = {"field": "y", "type": "quantitative", "axis": None, "scale": {"domain": [-EDGE, EDGE], "nice": False}}
    thickness = {"domain": [0, 1], "range": [0.5, 4]}
    names = {"data": {"values": [node for node in nodes if node["label"]]}}
    name = {"type": "text", "dy": -LIFT, "fontSize": TEXT_SIZE - 2, "fontWeight": "bold"}
    named = {"x": x, "y": y, "text": {"field": "label"}}
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "layer": [
            {
                "data": {"values": ties},
                "mark": {"type": "rule", "color": palette.faint, "opacity": 0.7},
                "encoding": {
                    "x": x,
                    "y": y,
                    "x2": {"field": "x2"},
                    "y2": {"field": "y2"},
                    "size": {"field": "weight", "type": "quantitative", "legend": None, "scale": thickness},
                },
            },
            {
                "data": {"values": nodes},
                "mark": {"type": "circle", "opacity": 1, "stroke": palette.ground, "strokeWidth": 1.5},
                "encoding": {
                    "x": x,
                    "y": y,
                    "size": {"field": "size", "type": "quantitative", "scale": None},
                    "color": {"field": "colour", "type": "nominal", "scale": None},
                },
            },
            {**names, "mark": {**name, "stroke": palette.ground, "strokeWidth": 4, "opacity": 0.9}, "encoding": named},
            {**names, "mark": {**name, "color": palette.ink}, "encoding": named},
        ],
        "resolve": {"scale": {"size": "independent"}},
    }


def _labels(names: list[str], spots: Floats, strength: list[float]) -> dict[int, str]:
    """The names that lie on no other name and hardly on a dot, given out from the best tied downwards."""
    x = spots[:, 0] / EDGE * (LABELS + WIDTH) / 2
    y = spots[:, 1] / EDGE * HEIGHT / 2 + LIFT
    taken: list[tuple[float, float, float]] = []
    shown: dict[int, str] = {}
    for rank, number in enumerate(sorted(range(len(names)), key=lambda number: (-strength[number], number))):
        half = len(names[number]) * (LETTER + 1.2) / 2 + 3
        dots = (abs(x - x[number]) < half + DOT) & (abs(y - LIFT - y[number]) < TEXT_SIZE / 2 + DOT)
        dots[number] = False
        free = all(abs(x[number] - at) > half + width or abs(y[number] - up) > TEXT_SIZE for at, up, width in taken)
        if free and (rank < ALWAYS_NAMED or not dots.any()):
            taken.append((float(x[number]), float(y[number]), half))
            shown[number] = names[number]
        if len(shown) == MOST_NAMED:
            break
    return shown
