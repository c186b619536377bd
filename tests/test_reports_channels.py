"""Channels: what became of the questions, and how long an answer took."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.render.telling import finding
from bot.reports import build_channels, sum_up
from bot.reports.arrivals import Waiting
from bot.reports.nudge import choose_nudge
from bot.words.language import ENGLISH
from storage.models import Coverage
from tests.observed import observe

SEEN = observe()
NOBODY = Waiting((), "")


def test_the_answer_rate_of_the_whole_place_does_not_depend_on_how_many_channels_are_shown() -> None:
    one, everything = build_channels(sum_up(SEEN), 1), build_channels(sum_up(SEEN), 0)
    assert len(one.channels) == 1 < len(everything.channels)
    assert (one.questions, one.answered, one.perhaps, one.open, one.total) == (103, 55, 5, 43, 3)
    assert "43 of 103 questions (42%) stay without an answer, most of them in #help (39)" in finding(one, ENGLISH)
    assert "longest in #help: 2.5 h" in finding(one, ENGLISH)
    assert finding(one, ENGLISH) == finding(everything, ENGLISH)


def test_no_answer_rate_is_told_where_nobody_uses_reply() -> None:
    mute = replace(SEEN, channels=tuple(replace(channel, replies=0, answered=0) for channel in SEEN.channels))
    report = build_channels(sum_up(mute), 0)
    assert {row.answer_rate for row in report.channels} == {None}
    assert "Nobody uses Reply" in finding(report, ENGLISH)
    assert "longest" not in finding(report, ENGLISH)


def test_a_question_that_somebody_spoke_after_is_not_called_open_and_is_no_nudge() -> None:
    def nudge(perhaps: int) -> str:
        place = replace(SEEN.channels[1], answered=0, perhaps=perhaps)
        rows = build_channels(sum_up(replace(SEEN, channels=(place,))), 0).channels
        return choose_nudge(
            waiting=NOBODY, channels=rows, fading=(), evangelists=(), coverage=Coverage(1.0, SEEN.window.start)
        ).kind

    assert nudge(perhaps=0) == "answer_questions"
    assert nudge(perhaps=50) == "wait"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(None, "–"), (40, "40 secs"), (300, "5 mins"), (5399, "90 mins"), (9000, "2.5 hrs"), (180_000, "2.1 days")],
)
def test_a_wait_in_words(seconds: float | None, words: str) -> None:
    assert ENGLISH.lasting(seconds) == words
