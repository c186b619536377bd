"""Every report has a picture in light and dark that a phone can show, and words for those who hear it."""

from __future__ import annotations

import struct
from dataclasses import replace

import numpy as np
import pytest

from bot.render.drawable import drawable, of_member, of_sentence
from bot.render.layout import arrange
from bot.render.network import LETTER_HEIGHT, LETTER_WIDTH, PER_UNIT, draw_network
from bot.render.picture import alt_text, as_png, as_spec
from bot.render.style import PALETTES, Theme
from bot.render.telling import finding
from bot.reports import Network, Report
from bot.words.language import ENGLISH
from tests.layout import laid_out
from tests.observed import empty, every_report, observe, usual_reports

REPORTS = usual_reports()
NARROWEST, WIDEST, TALLEST = 950, 1300, 2400


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert png.endswith(b"IEND\xaeB`\x82")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_has_a_picture_of_a_phones_shape(name: str) -> None:
    theme: Theme = "dark" if name == "network" else "light"
    width, height = size(as_png(REPORTS[name], ENGLISH, theme))
    assert (width, height) == laid_out(as_spec(REPORTS[name], ENGLISH, theme)), "what test_render_extent measures"
    assert NARROWEST <= width <= WIDEST
    assert 150 <= height <= TALLEST


def test_long_names_and_long_guilds_do_not_widen_the_picture() -> None:
    names = ("W" * 32, "👩‍👩‍👧‍👦" * 8, "林" * 32)
    for name, report in every_report(observe(names=names * 4)).items():
        if name in ("members", "network", "groups"):
            assert size(as_png(report, ENGLISH))[0] <= WIDEST


def test_too_little_is_a_picture_of_one_sentence() -> None:
    report = every_report(empty())["members"]
    title = as_spec(report, ENGLISH)["title"]["text"]
    assert report.heading.too_little is not None
    assert " ".join(title) == ENGLISH.read(report.heading.too_little)
    assert NARROWEST / 3 <= size(as_png(report, ENGLISH))[0] <= WIDEST


def test_light_and_dark_differ_in_their_ground_alone_and_not_in_their_figures() -> None:
    light, dark = (as_spec(REPORTS["overview"], ENGLISH, theme) for theme in ("light", "dark"))
    assert light["config"]["background"] != dark["config"]["background"]
    assert light["title"]["text"] == dark["title"]["text"]
    assert [row["value"] for row in light["vconcat"][0]["data"]["values"]] == [
        row["value"] for row in dark["vconcat"][0]["data"]["values"]
    ]


@pytest.mark.parametrize("name", REPORTS)
def test_the_words_for_those_who_hear_it_say_the_finding_and_what_was_seen(name: str) -> None:
    report: Report = REPORTS[name]
    words = alt_text(report, ENGLISH)
    assert finding(report, ENGLISH) in words
    assert "seen: 97%" in words
    assert len(words) <= 1024


def test_a_picture_shows_no_empty_boxes() -> None:
    nobody_has_this = "\U0010fffd"
    assert drawable(f"Ada{nobody_has_this}", "?") == "Ada"
    assert of_member("🎉", 1_234_567, ENGLISH) in ("🎉", "member …4567")
    assert drawable("Ανδρέας Олена", "?") == "Ανδρέας Олена"


def test_a_word_that_cannot_be_drawn_leaves_a_mark_in_a_sentence() -> None:
    letter = next((letter for letter in "𒀀𐎀ꦄश" if drawable(letter, "") == ""), None)
    if letter is None:
        pytest.skip("the fonts of this machine draw cuneiform, and everything else")
    assert of_sentence(f"around Q{letter}, has 3") == "around Q, has 3"
    assert of_sentence(f"around {letter}, has 3") == "around …, has 3"


def test_names_in_the_network_lie_on_no_other_name_and_bridges_have_a_ring() -> None:
    palette = PALETTES["light"]
    report = REPORTS["network"]
    assert isinstance(report, Network)
    one = report.drawn[0].a
    drawing = draw_network(replace(report, bridges=(one,)), palette, ENGLISH)[0]
    _, dots, _, names = drawing["layer"]
    assert sum(dot["ring"] == palette.ink for dot in dots["data"]["values"]) == 1
    places = [(row["x"] * PER_UNIT[0], row["y"] * PER_UNIT[1], len(row["name"])) for row in names["data"]["values"]]
    assert len(places) >= 10
    for number, (x, y, letters) in enumerate(places):
        for other_x, other_y, others in places[:number]:
            apart = (letters + others) / 2 * LETTER_WIDTH
            assert abs(x - other_x) >= apart - 0.01 or abs(y - other_y) >= LETTER_HEIGHT - 0.01


def test_names_are_data_and_never_code() -> None:
    evil = "datum'];alert(1)//"
    spec = as_spec(every_report(observe(names=(evil,) * 12))["members"], ENGLISH)
    labels = [row["label"] for row in spec["vconcat"][-1]["vconcat"][-1]["data"]["values"] if "label" in row]
    labels += [row["label"] for row in spec["vconcat"][0].get("data", {}).get("values", []) if "label" in row]
    assert any(label.startswith("datum'];alert") for label in labels)
    assert "labelExpr" not in str(spec)


def test_who_is_tied_stands_nearer_than_who_is_not() -> None:
    ties = [(0, 1), (1, 2), (0, 2), (3, 4), (4, 5), (3, 5)]
    spots = arrange(6, ties)
    near = max(float(np.linalg.norm(spots[a] - spots[b])) for a, b in ties)
    far = min(float(np.linalg.norm(spots[a] - spots[b])) for a in (0, 1, 2) for b in (3, 4, 5))
    assert near < far
    assert np.array_equal(spots, arrange(6, ties))
    assert np.abs(spots).max() <= 1


def test_an_emoji_beside_a_name_is_left_out_and_the_name_itself_stays() -> None:
    assert drawable("#coffee-☕", "?") == "#coffee"
    assert of_sentence("#coffee-☕ missing 3–10 Nov") == "#coffee missing 3–10 Nov"
    assert drawable("_Ada_", "?") == "_Ada_"
