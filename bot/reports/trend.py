"""Week by week: who wrote, who of them came new or came back, and who was missed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from bot.scoring.weeks import Weeks
from storage.models import DAY_MS, Counts, Scene, milliseconds

EPOCH = date(1970, 1, 1)
WEEK = 7
MOST_WEEKS = 12
WEEKS_BACK = 4
"""Who came new or came back, and who is missed, is told by so many weeks before."""
USUAL_WEEKS = 3
"""Whoever wrote in this many of them is missed in a week in which they did not."""


@dataclass(frozen=True, slots=True)
class WeekCount:
    last_day: date
    active: int
    """Members who wrote, here by now or not."""
    new: int | None
    """Those of them who never wrote before; None, as the next two, where the four weeks before were not seen."""
    returning: int | None
    """Those of them who wrote long ago, and not in the four weeks before."""
    quiet: int | None
    """Members who wrote in three or four of the four weeks before, and not in this one."""


def trend_of(scene: Scene, weeks: Weeks) -> tuple[WeekCount, ...]:
    """The whole weeks of the window that were seen, twelve at most, the oldest first.

    Takes four bytes a roster row, and one a row of ``weeks``.
    """
    number = min(scene.window.days // WEEK, _seen_weeks(scene))
    wrote = _weeks_written(weeks, len(scene.roster), min(number, MOST_WEEKS + WEEKS_BACK))
    return tuple(_count(scene, wrote, ago, number) for ago in reversed(range(min(number, MOST_WEEKS))))


def _seen_weeks(scene: Scene) -> int:
    begun = scene.coverage.seen_from
    return 0 if begun is None else max((milliseconds(scene.window.as_of) - milliseconds(begun)) // (WEEK * DAY_MS), 0)


def _weeks_written(weeks: Weeks, members: int, number: int) -> Counts:
    """A number a roster row: bit ``n`` says that they wrote ``n`` weeks ago."""
    wrote = np.zeros(members, dtype=np.int32)
    for ago in range(number):
        wrote[weeks.member[weeks.week == ago]] |= 1 << ago
    return wrote


def _count(scene: Scene, wrote: Counts, ago: int, number: int) -> WeekCount:
    last_day = EPOCH + timedelta(days=scene.window.last_day - WEEK * ago)
    writes = ((wrote >> ago) & 1).astype(np.bool_)
    active = int(np.count_nonzero(writes))
    if ago + WEEKS_BACK >= number:
        return WeekCount(last_day, active, None, None, None)
    before = (wrote >> (ago + 1)) & ((1 << WEEKS_BACK) - 1)
    first_day = scene.roster.first_wrote_ms // DAY_MS
    begin = scene.window.last_day - WEEK * (ago + 1) + 1
    came_back = writes & (before == 0) & (first_day < begin)
    often = np.bitwise_count(before) >= USUAL_WEEKS
    return WeekCount(
        last_day,
        active,
        new=int(np.count_nonzero(writes & (first_day >= begin))),
        returning=int(np.count_nonzero(came_back & (first_day >= 0))),
        quiet=int(np.count_nonzero(often & ~writes)),
    )
