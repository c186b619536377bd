"""No text leaves its picture, and none makes it wider than others: measured in what is laid out, at the extremes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.catalogue import REPORT_NAMES
from bot.render.brush import SCALE
from bot.render.drawable import can_be_drawn
from bot.render.extent import width_of, wrapped
from bot.render.picture import as_spec
from bot.render.style import LABELS, WIDTH
from bot.words.language import ENGLISH, LOCALES, words_for
from tests.layout import laid_out
from tests.observed import every_report, observe, usual_reports

PADDING = 20
WIDEST = SCALE * (LABELS + WIDTH + 2 * PADDING)
"""Pixels of a picture in which all has its place: the renderer makes it wider where a text needs more."""
TOLERANCE = 12
EXTREMES = {
    "emoji": ("👩‍👩‍👧‍👦" * 8, "🎉" * 32, "☕🌸" * 16),
    "wide": ("W" * 32, "M@" * 16, "林" * 32, "ﷺ" * 32),
    "words": ("a name of thirty-two letters, ok", "i" * 32, "Ω" * 32),
}


@pytest.mark.parametrize("name", REPORT_NAMES)
@pytest.mark.parametrize("kind", EXTREMES)
def test_no_picture_is_wider_than_it_may_be(kind: str, name: str) -> None:
    seen = observe(names=EXTREMES[kind])
    channels = tuple(
        replace(channel, name=EXTREMES[kind][0], messages=channel.messages * 1_234_567) for channel in seen.channels
    )
    report: Any = every_report(replace(seen, channels=channels))[name]
    width, height = laid_out(as_spec(report, ENGLISH))
    assert WIDEST - 8 * SCALE * PADDING <= width <= WIDEST + TOLERANCE
    assert height <= 2 * width


@pytest.mark.parametrize("code", [code for code in LOCALES if can_be_drawn(words_for(code))])
@pytest.mark.parametrize("name", REPORT_NAMES)
def test_no_picture_is_wider_in_another_language(name: str, code: str) -> None:
    width, _ = laid_out(as_spec(usual_reports()[name], words_for(code)))
    assert WIDEST - 8 * SCALE * PADDING <= width <= WIDEST + TOLERANCE


def test_japanese_is_broken_between_letters_and_no_line_begins_with_a_stop() -> None:
    said = "メンバー28人がつながり131件で結ばれています、2グループ。" * 3
    lines = wrapped(said, 300, 15, 20)
    assert "".join(lines) == said
    assert len(lines) > 3
    assert all(width_of(line, 15) <= 300 and line[0] not in "、。" for line in lines)
