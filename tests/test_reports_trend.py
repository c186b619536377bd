"""Week by week, who wrote, came new, came back and was missed: reckoned by sets, and the same in every format."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import orjson
import pytest

from bot.render.document import as_json
from bot.render.message import as_container, texts_of
from bot.render.picture import as_spec
from bot.render.table import as_csv
from bot.render.text import as_text
from bot.reports import Overview, WeekCount, sum_up
from bot.reports.trend import trend_of
from bot.scoring import judge
from bot.words.language import ENGLISH
from storage.models import DAY_MS, Coverage, Observations
from tests.observed import AS_OF, earlier, judged, observe

SEEN = observe(members=120, seed=5)
REPORT = judged(SEEN).overview(earlier(SEEN))


def trend(seen: Observations) -> tuple[WeekCount, ...]:
    return trend_of(sum_up(seen), judge(seen).weeks)


def by_sets(seen: Observations) -> list[tuple[int, int | None, int | None, int | None]]:
    """The same with one set of members a week, the oldest first."""
    week = (seen.window.last_day - seen.activity.day) // 7
    wrote = [{*seen.activity.member[(week == ago) & (seen.activity.messages > 0)].tolist()} for ago in range(12)]
    counts: list[tuple[int, int | None, int | None, int | None]] = []
    for ago in reversed(range(12)):
        before = wrote[ago + 1 : ago + 5]
        if len(before) < 4:
            counts.append((len(wrote[ago]), None, None, None))
            continue
        since = (seen.window.last_day - 7 * (ago + 1) + 1) * DAY_MS
        first = seen.roster.first_wrote_ms
        new = {member for member in wrote[ago] if first[member] >= since}
        back = {member for member in wrote[ago] - new if first[member] >= 0 and not any(member in w for w in before)}
        usual = {member for member in range(len(first)) if sum(member in week for week in before) >= 3}
        counts.append((len(wrote[ago]), len(new), len(back), len(usual - wrote[ago])))
    return counts


@pytest.mark.parametrize("seed", range(4))
def test_the_weeks_are_those_of_sets(seed: int) -> None:
    seen = observe(members=120, seed=seed)
    found = [(week.active, week.new, week.returning, week.quiet) for week in trend(seen)]
    assert found == by_sets(seen)
    assert all(sum(week[place] or 0 for week in found) > 0 for place in range(4)), "each is told of somebody"


def test_the_weeks_end_with_the_window() -> None:
    days = [week.last_day for week in trend(SEEN)]
    assert days[-1] == date(2024, 5, 12)
    assert {(later - sooner).days for sooner, later in pairwise(days)} == {7}


@pytest.mark.parametrize(("days", "weeks", "told"), [(7, 1, 0), (28, 4, 0), (84, 12, 8), (365, 12, 12)])
def test_who_came_and_went_is_told_where_four_weeks_before_were_seen(days: int, weeks: int, told: int) -> None:
    found = trend(observe(days=days))
    assert len(found) == weeks
    assert sum(week.new is not None for week in found) == told
    assert [week.new is None for week in found] == [week.quiet is None for week in found]


def test_weeks_that_were_not_seen_are_no_weeks_without_anybody() -> None:
    lately = replace(SEEN, coverage=Coverage(0.4, AS_OF - timedelta(days=40)))
    assert [week.active for week in trend(lately)] == [week.active for week in trend(SEEN)][-5:]
    assert [week.new is None for week in trend(lately)] == [True] * 4 + [False]
    assert trend(replace(SEEN, coverage=Coverage(None, None))) == ()


def test_the_same_weeks_in_every_format() -> None:
    table = {row["figure"]: row["now"] for row in csv.DictReader(io.StringIO(as_csv(REPORT, ENGLISH)))}
    told = orjson.loads(as_json(REPORT, ENGLISH))["trend"]
    text = [line.split() for line in as_text(REPORT).splitlines()]
    (field,) = (text for text in texts_of(as_container(REPORT, ENGLISH)) if text.startswith("**Week by week**"))
    said = field.splitlines()[1 : 1 + len(REPORT.trend)]
    for week, row, line in zip(REPORT.trend, told, said, strict=True):
        counts = {"active": week.active, "new": week.new, "returning": week.returning, "quiet": week.quiet}
        assert row == {"last_day": week.last_day.isoformat(), **counts}
        shown = ["–" if count is None else str(count) for count in counts.values()]
        assert [*ENGLISH.day(week.last_day).split(), *shown] in text
        assert line.startswith(f"**{ENGLISH.day(week.last_day)}** {week.active} active")
        assert ("quiet" in line) == (week.quiet is not None)
        for what, count in counts.items():
            assert table[f"week_{week.last_day}_{what}"] == ("" if count is None else str(count))


def test_the_columns_are_as_high_as_who_wrote_and_reach_down_to_who_was_quiet() -> None:
    rows = as_spec(REPORT, ENGLISH)["vconcat"][1]["data"]["values"]
    for number, week in enumerate(REPORT.trend):
        ends = [row["end"] for row in rows if row["place"] == number]
        assert (max(ends), -min(ends)) == (week.active, week.quiet or 0)
        parts = {row["part"]: abs(row["end"] - row["begin"]) for row in rows if row["place"] == number}
        assert list(parts.values())[1:3] == [week.new or 0, week.returning or 0]


def test_one_week_is_no_trend() -> None:
    seen = observe(days=7)
    short: Overview = judged(seen).overview(earlier(seen))
    assert "Week by week" not in as_text(short)
    assert len(as_spec(short, ENGLISH)["vconcat"]) == 2
    assert np.array(short.hours).any()
