"""One quiet style for all pictures, in light and dark, with colours that colour-blind people can tell apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from bot.scoring import Role
from bot.words.language import Words

Theme = Literal["light", "dark"]
Spec = dict[str, Any]

ACCENT = 0x0072B2
"""The blue of Okabe and Ito (2008), as Discord takes colours."""
LABELS = 140
"""Pixels kept on the left for the names of rows."""
WIDTH = 350
"""Pixels of the drawing beside them: narrow, so that the letters stay legible where a phone shows 400 in all."""
FONT = "Liberation Sans, DejaVu Sans, Noto Sans, Noto Sans CJK SC, sans-serif"
TEXT_SIZE = 15
SMALL_SIZE = 12
TITLE_SIZE = 19


@dataclass(frozen=True, slots=True)
class Palette:
    ground: str
    ink: str
    quiet: str
    line: str
    accent: str
    second: str
    warm: str
    faint: str


PALETTES: dict[Theme, Palette] = {
    "light": Palette("#ffffff", "#1b1f24", "#57606a", "#d8dee4", "#0072B2", "#E69F00", "#D55E00", "#b9c2cb"),
    "dark": Palette("#1e1f22", "#f2f3f5", "#b5bac1", "#3f4248", "#56B4E9", "#E69F00", "#F0894F", "#6d737b"),
}

ROLE_COLOURS: dict[Role, str] = {
    Role.EVANGELIST: "#0072B2",
    Role.CONTRIBUTOR: "#009E73",
    Role.REGULAR: "#56B4E9",
    Role.NEWCOMER: "#E69F00",
    Role.FADING: "#D55E00",
    Role.REACTOR: "#CC79A7",
    Role.LAPSED: "#8a9199",
    Role.UNSEEN: "#b9c2cb",
}
"""Okabe and Ito's palette; those who wrote nothing are greys and a quiet pink. Read on both grounds."""


def config(palette: Palette, words: Words) -> Spec:
    """The Vega-Lite config that every picture shares."""
    axis = {
        "labelColor": palette.ink,
        "titleColor": palette.quiet,
        "labelFontSize": TEXT_SIZE - 1,
        "titleFontSize": SMALL_SIZE,
        "titleFontWeight": "normal",
        "gridColor": palette.line,
        "domain": False,
        "ticks": False,
        "labelPadding": 6,
        "labelLimit": 230,
    }
    return {
        "locale": words.for_axes(),
        "background": palette.ground,
        "font": FONT,
        "padding": 20,
        "view": {"stroke": None},
        "axis": axis,
        "legend": {
            "labelColor": palette.ink,
            "titleColor": palette.quiet,
            "labelFontSize": SMALL_SIZE + 1,
            "titleFontSize": SMALL_SIZE,
            "titleFontWeight": "normal",
        },
        "text": {"color": palette.ink, "fontSize": TEXT_SIZE - 1},
        "title": {
            "dx": -LABELS,
            "color": palette.ink,
            "fontSize": TITLE_SIZE,
            "fontWeight": "bold",
            "subtitleColor": palette.quiet,
            "subtitleFontSize": SMALL_SIZE + 1,
            "anchor": "start",
            "frame": "group",
            "offset": 14,
            "subtitlePadding": 8,
        },
    }
