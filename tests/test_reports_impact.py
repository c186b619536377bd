"""The impact of an event: a planted one is found, none is invented, and too little to tell is said to be so."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta

import numpy as np
import pytest

from bot.render.telling import finding
from bot.reports import Impact, build_impact, impact_window, side_days
from bot.reports.impact import SIDE_DAYS
from bot.words.language import ENGLISH
from storage.models import Coverage, MemberDays
from tests.observed import taking_part
from tests.scoring_guild import AS_OF, GuildOf

DAY = (AS_OF - timedelta(days=SIDE_DAYS + 1)).date()
AGO = SIDE_DAYS
"""Days before the last one of the window."""
WINDOW = impact_window(DAY, SIDE_DAYS)


def guild(seed: int, *, lift: float = 0.0, members: int = 60) -> GuildOf:
    """Members who write on some days, more in some weeks than in others. Half of them meet on the day of the event, and
    write on more days from then on, by ``lift`` (a chance a day)."""
    random = np.random.default_rng(seed)
    made = GuildOf(members, days=WINDOW.days)
    liking = random.beta(2, 6, members)
    for week in range(WINDOW.days // 7 + 1):
        mood = liking * random.uniform(0.4, 1.6, members)
        for ago in range(week * 7, min(week * 7 + 7, WINDOW.days)):
            lifted = lift * ((ago < AGO) & (np.arange(members) % 2 == 0))
            for member in np.flatnonzero(random.random(members) < mood + lifted).tolist():
                made.wrote(member, ago, int(random.integers(1, 5)))
    for member in range(0, members, 2):
        made.wrote(member, AGO)
    return made


def impact(made: GuildOf, excluded: frozenset[int] = frozenset()) -> Impact:
    return build_impact(taking_part(made.observe(), excluded), "Meetup", DAY)


def test_the_window_has_the_event_and_as_many_days_on_either_side() -> None:
    assert WINDOW.as_of == AS_OF
    assert side_days(DAY, AS_OF) == side_days(DAY, AS_OF + timedelta(days=99)) == SIDE_DAYS
    assert side_days(DAY, AS_OF - timedelta(days=5)) == SIDE_DAYS - 5
    assert side_days(date(2030, 1, 1), AS_OF) < 0
    assert impact_window(DAY, 9).as_of == AS_OF - timedelta(days=5)


def test_a_planted_change_is_found_about_as_large_as_it_was_made() -> None:
    report = impact(guild(1, lift=0.3))
    assert report.reason is None
    first = report.effects[0]
    assert (first.what, first.verdict) == ("days", "more")
    assert first.effect == pytest.approx(0.3 * 7, abs=0.7)
    assert first.low < 0.3 * 7 < first.high
    assert "Meetup" in finding(report, ENGLISH)
    assert "more days a week" in finding(report, ENGLISH)


def test_the_order_of_rows_is_no_matter_also_where_they_are_many() -> None:
    seen = taking_part(guild(3, lift=0.3, members=900).observe())
    order = np.random.default_rng(1).permutation(len(seen.wrote.day))
    assert len(order) > 1 << 14
    mixed = MemberDays(*(getattr(seen.wrote, column.name)[order] for column in fields(MemberDays)))
    found, again = (build_impact(one, "", DAY) for one in (seen, replace(seen, wrote=mixed)))
    assert found.effects == again.effects
    assert found.effects[0].verdict == "more"


def test_nothing_is_invented_where_nothing_happened() -> None:
    verdicts = [impact(guild(seed)).effects[0].verdict for seed in range(20)]
    assert verdicts.count("cannot tell") >= 17


def test_those_who_come_because_they_are_busy_just_then_are_no_success() -> None:
    """Whoever writes a lot before an event comes to it, and falls back to their mean afterwards: a plain before and
    after would call it a loss, and the same is seen at every other date."""
    made = GuildOf(60, days=WINDOW.days)
    random = np.random.default_rng(4)
    for spell in range(0, WINDOW.days, 7):
        for member in random.choice(60, 15, replace=False).tolist():
            for ago in range(spell, min(spell + 10, WINDOW.days)):
                made.wrote(member, ago)
    report = impact(made)
    assert report.reason is None
    first = report.effects[0]
    assert abs(first.after - first.before) > 0.5
    assert first.verdict == "cannot tell"


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (guild(1, members=6), "are needed"),
        (GuildOf(40, days=WINDOW.days), "are needed"),
    ],
)
def test_too_few_people_are_not_told_from(made: GuildOf, reason: str) -> None:
    report = impact(made)
    assert report.reason is not None
    assert reason in ENGLISH.read(report.reason)
    assert not report.effects
    assert finding(report, ENGLISH).startswith(
        "Too little was seen" if not report.touched else "Cannot tell what changed"
    )


def test_what_was_not_seen_is_not_told_from() -> None:
    seen = taking_part(guild(1, lift=0.3).observe())
    gaps = replace(seen, coverage=Coverage(0.6, seen.window.start))
    assert "not seen" in str(build_impact(gaps, "Meetup", DAY).reason)
    late = replace(seen, coverage=Coverage(60 / WINDOW.days, AS_OF - timedelta(days=60)))
    report = build_impact(late, "Meetup", DAY)
    assert report.compared < 4
    assert "comparable weeks" in str(report.reason)


def test_staff_counts_on_neither_side() -> None:
    made = guild(1, lift=0.3)
    everyone, without = impact(made), impact(made, frozenset(range(1000, 1060, 2)))
    assert without.touched < everyone.touched - 20
    assert without.others == everyone.others
