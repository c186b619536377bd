"""Roles are given at once and kept for a while, from the days of the window alone."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings

from bot.scoring import ROLES, Role, judge
from bot.scoring.hysteresis import WEEK, turned_back
from bot.scoring.presence import attend, consistency
from bot.scoring.roles import HELD_WEEKS
from storage.models import Observations
from tests.scoring_guild import GuildOf
from tests.spoken import english
from tests.test_scoring_roles import communities

MEMBER = 50


def guild(days_ago: int, is_there: Callable[[int], bool]) -> Observations:
    """A crowd, and one member who talks with many of them on the days, counted backwards from a fixed one, on which
    they are there; looked at ``days_ago`` days before that day."""
    made = GuildOf(60)
    made.chatter(range(40))
    for ago in range(84):
        if is_there(ago + days_ago):
            for offset in range(3):
                made.replied((ago + days_ago + 7 * offset) % 40, MEMBER, ago)
                made.replied(MEMBER, (ago + days_ago + 11 * offset) % 40, ago)
    return made.observe()


def role(observations: Observations, held_weeks: int = HELD_WEEKS) -> Role:
    return ROLES[int(judge(observations, held_weeks=held_weeks).role[MEMBER])]


def weekly(is_there: Callable[[int], bool], held_weeks: int = HELD_WEEKS) -> list[Role]:
    """The member's role at the ends of eight weeks, the oldest first."""
    return [role(guild(WEEK * ago, is_there), held_weeks) for ago in range(8, -1, -1)]


def changes_back(roles: list[Role]) -> int:
    return sum(a is c and a is not b for a, b, c in zip(roles, roles[1:], roles[2:], strict=False))


def test_whoever_is_below_the_bar_for_a_week_keeps_the_role() -> None:
    def is_there(ago: int) -> bool:
        return ago // WEEK % 3 == 0 and ago % 3 == 0

    moment, held = weekly(is_there, 0), weekly(is_there)
    assert changes_back(moment) >= 2
    assert set(held) == {Role.CONTRIBUTOR}


@pytest.mark.parametrize("every", [5, 7])
def test_a_member_who_is_there_every_other_week_does_not_flicker(every: int) -> None:
    def is_there(ago: int) -> bool:
        return ago % every == 0 and ago // WEEK % 2 == 0

    assert changes_back(weekly(is_there, 0)) >= 4
    assert changes_back(weekly(is_there)) == 0


def test_promotion_is_not_held_up() -> None:
    def is_there(ago: int) -> bool:
        return ago < 35 and ago % 2 == 0

    moment = weekly(is_there, 0)
    assert {Role.UNSEEN, Role.CONTRIBUTOR, Role.EVANGELIST} <= set(moment)
    assert weekly(is_there) == moment


def test_a_role_is_kept_for_some_weeks_and_not_for_ever() -> None:
    def is_there(ago: int) -> bool:
        return ago % (3 if ago >= 42 else 14) == 0

    moment, held = weekly(is_there, 0), weekly(is_there)
    place = moment.index(Role.CONTRIBUTOR)
    assert held[: place + 1] == [Role.EVANGELIST] * (place + 1)
    assert held[-1] is not Role.EVANGELIST
    standing = judge(guild(WEEK * (len(held) - 1 - place), is_there))
    assert standing.kept[MEMBER]
    kept = "below what makes an evangelist just now, and kept as one for up to 3 weeks"
    assert kept in english(standing.judgement(MEMBER).reasons)
    assert not any(kept in english(standing.judgement(row).reasons) for row in range(40))


def test_whoever_fades_does_so_until_they_are_back() -> None:
    def is_there(ago: int) -> bool:
        return ago >= 63

    held = weekly(is_there)
    assert set(held[held.index(Role.FADING) :]) == {Role.FADING}
    assert role(guild(0, lambda ago: ago >= 63 or ago == 3)) is Role.FADING
    assert role(guild(0, lambda ago: ago >= 63 or ago < 14)) is not Role.FADING


@settings(max_examples=60)
@given(communities())
def test_holding_only_keeps_what_was_there(observations: Observations) -> None:
    held, moment = judge(observations), judge(observations, held_weeks=0)
    assert np.array_equal(held.score, moment.score)
    assert not moment.kept.any()
    for code, part in enumerate(ROLES):
        if part is Role.EVANGELIST:
            still = held.role[moment.role == code]
            assert set(still.tolist()) <= {code, ROLES.index(Role.FADING)}
    wrote = held.messages > 0
    assert np.array_equal(held.role[~wrote], moment.role[~wrote])


def test_presence_turned_back_is_the_presence_of_that_day() -> None:
    def is_there(ago: int) -> bool:
        return ago % 5 == 0

    now, then = guild(0, is_there), guild(2 * WEEK, is_there)
    presences = [attend(seen, judge(seen).messages) for seen in (now, then)]
    earlier = turned_back(presences[0], 2)
    assert earlier.weeks.number == 10
    assert earlier.weeks.messages_of(MEMBER) == presences[1].weeks.messages_of(MEMBER)[2:]
    assert consistency(earlier)[MEMBER] == pytest.approx(consistency(presences[1])[MEMBER], abs=0.02)
