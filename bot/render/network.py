"""The network as dots and lines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.render.charts import LETTER, across, key, with_heading
from bot.render.drawable import of_member
from bot.render.extent import width_of
from bot.render.layout import arrange
from bot.render.style import LABELS, SMALL_SIZE, TEXT_SIZE, WIDTH, Palette, Spec
from bot.reports import Network
from bot.scoring import Group
from bot.words.language import Words
from storage.models import Floats

HEIGHT = 420
EDGE = 1.15
GROUP_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")
"""Okabe and Ito's; whoever is in no group, or in one of which one is drawn, stays grey."""
MOST_NAMED = 30
ALWAYS_NAMED = 8
"""The best tied, whose names may lie on other dots where there is no better place."""
NAME_LETTERS = 16
LETTER_WIDTH, LETTER_HEIGHT = LETTER + 1.2, TEXT_SIZE
"""Pixels of a letter of a name, about: it is bold."""
BESIDE = 4
"""Pixels between a dot and its name."""
PER_UNIT = (LABELS + WIDTH) / (2 * EDGE), HEIGHT / (2 * EDGE)
"""Pixels of one unit of a place, across and up."""


@dataclass(frozen=True, slots=True)
class Box:
    """Where a name lies: its middle and half its size, in pixels from the middle of the picture, upwards."""

    x: float
    y: float
    half: float

    def inside(self) -> bool:
        return abs(self.x) + self.half <= (LABELS + WIDTH) / 2 and abs(self.y) + LETTER_HEIGHT / 2 <= HEIGHT / 2

    def meets(self, other: Box) -> bool:
        return abs(self.x - other.x) < self.half + other.half and abs(self.y - other.y) < LETTER_HEIGHT

    def covers(self, x: Floats, y: Floats, radius: Floats) -> int:
        """How many dots it lies on."""
        across, up = abs(x - self.x) < self.half + radius, abs(y - self.y) < LETTER_HEIGHT / 2 + radius
        return int((across & up).sum())


def draw_network(report: Network, palette: Palette, words: Words) -> list[Spec]:
    """The strongest ties; as many names as fit beside their dots, the best tied first. Each colour is a group, and a
    ring marks a bridge."""
    people = sorted({end for tie in report.drawn for end in (tie.a, tie.b)})
    if not people:
        return []
    row = {user_id: number for number, user_id in enumerate(people)}
    spots = arrange(len(people), [(row[tie.a], row[tie.b]) for tie in report.drawn])
    strength = [sum(tie.weight for tie in report.drawn if user_id in (tie.a, tie.b)) for user_id in people]
    groups = _shown_groups(report, people)
    coloured = list(zip(groups, GROUP_COLOURS, strict=False))
    colours = {user_id: colour for group, colour in coloured for user_id in group.members}
    size = [50 + 45 * min(each, 6) for each in strength]
    shown_names = [of_member(report.names.get(user_id, ""), user_id, words, NAME_LETTERS) for user_id in people]
    nodes = [
        {
            "x": float(spots[number, 0]),
            "y": float(spots[number, 1]),
            "size": size[number],
            "colour": colours.get(user_id, palette.faint),
            "ring": palette.ink if user_id in report.bridges else palette.ground,
        }
        for number, user_id in enumerate(people)
    ]
    names = [
        {"x": box.x / PER_UNIT[0], "y": box.y / PER_UNIT[1], "name": shown_names[number]}
        for number, box in _named(shown_names, spots, strength, np.sqrt(np.array(size) / np.pi)).items()
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
    heading = (
        words.count("the {n} strongest tie", "the {n} strongest ties", len(ties))
        if report.total_ties > len(ties)
        else words.say("all ties")
    )
    if groups:
        heading = words.say("{heading}; each colour is a group", heading=heading)
    if set(people) & set(report.bridges):
        heading = words.say("{heading}; a ring marks those who join groups", heading=heading)
    drawn = with_heading(_drawing(nodes, names, ties, palette), heading, palette)
    return [drawn, key(_legend(report, coloured, words), palette)] if groups else [drawn]


def _shown_groups(report: Network, people: list[int]) -> list[Group]:
    """Those of whom two and more are drawn, most of them first: as many as there are colours."""
    drawn = set(people)
    sizes = [(sum(member in drawn for member in group.members), group) for group in report.groups]
    sizes.sort(key=lambda one: -one[0])
    return [group for size, group in sizes if size > 1][: len(GROUP_COLOURS)]


def _legend(report: Network, coloured: list[tuple[Group, str]], words: Words) -> list[tuple[str, str]]:
    """After whom the group of a colour is named, as many as fit into a line."""
    entries: list[tuple[str, str]] = []
    room = float(LABELS + WIDTH)
    for group, colour in coloured:
        first = min(group.members, key=lambda member: (report.names.get(member, "") != group.name, member))
        name = of_member(group.name, first, words, NAME_LETTERS)
        room -= 28 + max(LETTER * len(name), width_of(name, SMALL_SIZE))
        if room < 0:
            break
        entries.append((name, colour))
    return entries


def _drawing(nodes: list[Spec], names: list[Spec], ties: list[Spec], palette: Palette) -> Spec:
    x = across("x", -EDGE, EDGE)
    y = {"field": "y", "type": "quantitative", "axis": None, "scale": {"domain": [-EDGE, EDGE], "nice": False}}
    thickness = {"domain": [0, 1], "range": [0.5, 4]}
    name = {"type": "text", "fontSize": TEXT_SIZE - 2, "fontWeight": "bold"}
    named = {"x": x, "y": y, "text": {"field": "name"}}
    halo = {**name, "stroke": palette.ground, "strokeWidth": 4, "opacity": 0.9}
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
                "mark": {"type": "circle", "opacity": 1, "strokeWidth": 2},
                "encoding": {
                    "x": x,
                    "y": y,
                    "size": {"field": "size", "type": "quantitative", "scale": None},
                    "fill": {"field": "colour", "type": "nominal", "scale": None},
                    "stroke": {"field": "ring", "type": "nominal", "scale": None},
                },
            },
            {"data": {"values": names}, "mark": halo, "encoding": named},
            {"data": {"values": names}, "mark": {**name, "color": palette.ink}, "encoding": named},
        ],
        "resolve": {"scale": {"size": "independent"}},
    }


def _named(names: list[str], spots: Floats, strength: list[float], radius: Floats) -> dict[int, Box]:
    """Where the names lie that have room beside their own dot, given out from the best tied downwards.

    A name lies on no other name, and on no dot unless it is one of the best tied.
    """
    x, y = spots[:, 0] * PER_UNIT[0], spots[:, 1] * PER_UNIT[1]
    placed: dict[int, Box] = {}
    for rank, number in enumerate(sorted(range(len(names)), key=lambda number: (-strength[number], number))):
        half = max(len(names[number]) * LETTER_WIDTH, width_of(names[number], TEXT_SIZE - 2, bold=True)) / 2
        aside, above = radius[number] + BESIDE + half, radius[number] + LETTER_HEIGHT / 2
        corner = 0.7 * radius[number]
        slant = [(side * (corner + half), up * (corner + LETTER_HEIGHT / 2)) for side in (1, -1) for up in (1, -1)]
        places = [(0, above), (aside, 0), (-aside, 0), (0, -above), *slant]
        boxes = [Box(float(x[number] + right), float(y[number] + up), half) for right, up in places]
        free = [box for box in boxes if box.inside() and not any(map(box.meets, placed.values()))]
        best = min(free, key=lambda box: box.covers(x, y, radius), default=None)
        if best and (rank < ALWAYS_NAMED or not best.covers(x, y, radius)):
            placed[number] = best
        if len(placed) == MOST_NAMED:
            break
    return placed
