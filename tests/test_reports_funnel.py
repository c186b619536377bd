"""The way from all members to evangelists: each step part of the one before, the same figures in every format."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import astuple, replace

import numpy as np
import orjson
import pytest

from bot.render.alt import alt_text
from bot.render.document import as_json
from bot.render.extent import width_of
from bot.render.figures import STEP_WORDS
from bot.render.message import as_container, texts_of
from bot.render.picture import as_spec
from bot.render.style import LABELS, TEXT_SIZE, Spec, Theme
from bot.render.table import as_csv
from bot.render.text import as_text
from bot.reports import Overview, sum_up
from bot.reports.funnel import STEPS, Funnel, funnel_of
from bot.scoring import Role, judge
from bot.words.language import ENGLISH, LOCALES, words_for
from storage.models import Coverage, Observations, Silent
from tests.observed import earlier, every_report, judged, observe

SEEN = observe()
BEFORE = earlier(observe(62, seed=3))
REPORT = judged(SEEN).overview(BEFORE)


def funnel(seen: Observations) -> Funnel:
    return funnel_of(sum_up(seen), judge(seen))


def layers(report: Overview, theme: Theme = "light") -> list[Spec]:
    drawn: list[Spec] = as_spec(report, ENGLISH, theme)["vconcat"][0]["layer"]
    return drawn


def test_the_steps_are_counted_as_their_words_say() -> None:
    found, standing = funnel(SEEN), judge(SEEN)
    wrote = {int(member) for member in SEEN.activity.member[SEEN.activity.messages > 0]}
    assert found.members == 70
    assert found.seen == len({int(member) for member in SEEN.activity.member})
    assert found.wrote == len(wrote)
    # Member 28 is the newcomer whom nobody answered.
    assert found.answered == len(wrote) - 1
    counts = standing.counts()
    assert found.contribute == counts[Role.CONTRIBUTOR] + counts[Role.EVANGELIST]
    assert found.evangelists == counts[Role.EVANGELIST] > 0


@pytest.mark.parametrize("members", [0, 1, 2, 28, 70, 200])
@pytest.mark.parametrize("seed", [0, 1])
def test_each_step_is_part_of_the_one_before(members: int, seed: int) -> None:
    steps = astuple(funnel(observe(members, seed=seed)))
    assert list(steps) == sorted(steps, reverse=True)


def test_who_left_is_in_no_step_and_who_is_silent_is_a_member() -> None:
    everybody = funnel(SEEN)
    left = SEEN.roster.left_ms.copy()
    left[0] = 1
    gone = funnel(replace(SEEN, roster=replace(SEEN.roster, left_ms=left), silent=Silent(3, 4)))
    assert gone.members == everybody.members - 1 + 7
    assert (gone.seen, gone.wrote) == (everybody.seen - 1, everybody.wrote - 1)


def test_the_period_before_went_through_the_same_steps() -> None:
    assert {step: figure.before for step, figure in REPORT.funnel} == {
        step: getattr(funnel(BEFORE), step) for step in STEPS
    }


def test_the_same_steps_in_every_format() -> None:
    table = {row["figure"]: (row["now"], row["before"]) for row in csv.DictReader(io.StringIO(as_csv(REPORT, ENGLISH)))}
    document = orjson.loads(as_json(REPORT, ENGLISH))["funnel"]
    (field,) = (
        text
        for text in texts_of(as_container(REPORT, ENGLISH))
        if text.startswith("**From all members to evangelists**")
    )
    drawn = as_spec(REPORT, ENGLISH)["vconcat"][0]["data"]["values"]
    assert list(document) == list(STEPS)
    for (step, figure), row in zip(REPORT.funnel, drawn, strict=True):
        now, before = int(figure.now), int(figure.before or 0)
        assert table[f"funnel_{step}"] == (str(now), str(before))
        assert (document[step]["now"], document[step]["before"]) == (now, before)
        said = ENGLISH.read(STEP_WORDS[step])
        assert re.search(rf"^  {said} +{now} +{before} ", as_text(REPORT), re.MULTILINE)
        assert f"**{said}** {now} · before {before}" in field
        assert f"{said} {now} (before {before})" in alt_text(REPORT, ENGLISH), "for those who hear the picture"
        assert (row["value"], row["before"], row["label"]) == (now, before, said)
        assert row["shown"] == f"{now}, before {before}"


def test_a_period_that_was_not_seen_has_no_outline() -> None:
    unknown = judged(SEEN).overview(replace(BEFORE, coverage=Coverage(None, None)))
    assert all(figure.before is None for _, figure in unknown.funnel)
    assert len(layers(unknown)) == len(layers(REPORT)) - 1
    spec = as_spec(unknown, ENGLISH)["vconcat"][0]
    assert "outline" not in " ".join(spec["title"]["text"])
    assert [row["shown"] for row in spec["data"]["values"]] == [str(int(figure.now)) for _, figure in unknown.funnel]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_outline_stands_out_from_the_bar_and_the_ground(theme: Theme) -> None:
    ghost = layers(REPORT, theme)[1]["mark"]
    ground = as_spec(REPORT, ENGLISH, theme)["config"]["background"]
    bar = as_spec(REPORT, ENGLISH, theme)["vconcat"][0]["data"]["values"][0]["colour"]
    assert ghost["filled"] is False
    assert contrast(ghost["stroke"], ground) >= 3
    assert contrast(bar, ground) >= 3


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2, of two colours as "#rrggbb"."""

    def luminance(colour: str) -> float:
        parts = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
        linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
        return float(linear @ np.array([0.2126, 0.7152, 0.0722]))

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("code", [ENGLISH.code, *LOCALES])
def test_the_names_of_the_steps_have_room_in_every_language(code: str) -> None:
    for said in map(words_for(code).read, STEP_WORDS.values()):
        assert width_of(said, TEXT_SIZE - 1) <= LABELS - 8, said


def test_two_members_and_nobody_yet() -> None:
    report = every_report(observe(2))["overview"]
    assert isinstance(report, Overview)
    assert dict(report.funnel)["evangelists"].now == 0
    assert re.search(r"^  evangelists +0 +0 ", as_text(report), re.MULTILINE)
