"""When members were there: weeks and days on which they wrote, whatever the number of messages."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.scoring.evidence import fresh
from bot.scoring.tally import add_up, count_up
from storage.models import DAY_MS, Counts, Floats, Ints, Observations, day_of

DAY_WORTH = 0.4
"""Each further day of writing closes this share of what is missing to a full week."""
LEAST_WEEKS = 4
"""Nobody is consistent after three days: a newcomer's weeks are counted out of at least this many."""


@dataclass(frozen=True, slots=True, eq=False)
class Presence:
    """Days with messages. Week 0 is the seven days that end with the window, week 1 those before it."""

    weeks: int
    week_days: NDArray[np.uint8]
    """Days (0..7) on which the member wrote, shape (members, weeks)."""
    days: Ints
    """Days with a message in the whole window."""
    messages: Ints
    talk: Floats
    """How much was written, on a logarithmic scale within each day: a flood does not fill the room by its length."""
    active_weeks: Ints
    possible_weeks: Ints
    """Weeks of the window since the member came and since anything was seen, at least 1."""


def week_of(observations: Observations, day: Counts) -> Ints:
    """How many weeks before the end of the window these days lie; a last broken day belongs to the oldest week."""
    window = observations.window
    return np.minimum((window.last_day - day.astype(np.int64)) // 7, weeks_in(window.days) - 1)


def late_weeks(weeks: int) -> int:
    """The last third of a window, in weeks: where somebody who drifts away is missed."""
    return max(1, weeks // 3)


def weeks_in(days: int) -> int:
    return max(1, -(-days // 7))


def attend(observations: Observations) -> Presence:
    """Who wrote on which days, and since when they could have."""
    activity, roster, window = observations.activity, observations.roster, observations.window
    members, weeks = len(roster), weeks_in(window.days)
    wrote = np.flatnonzero(activity.messages > 0)
    week, member = week_of(observations, activity.day[wrote]), activity.member[wrote].astype(np.int64)
    counts = count_up(week * members + member, weeks * members).reshape(weeks, members)
    week_days = np.minimum(counts, 7).astype(np.uint8)
    seen_from = observations.coverage.seen_from
    first_day = max(window.first_day, day_of(seen_from)) if seen_from else window.first_day
    came = np.maximum(roster.joined_ms // DAY_MS, first_day)
    possible = np.clip((window.last_day - came) // 7 + 1, 1, weeks)
    active_weeks = (week_days > 0).sum(axis=0)
    return Presence(
        weeks=weeks,
        week_days=week_days.T,
        days=counts.sum(axis=0),
        messages=add_up(activity.member, activity.messages, members).astype(np.int64),
        talk=add_up(activity.member, np.log2(1.0 + activity.messages), members),
        active_weeks=active_weeks,
        possible_weeks=np.maximum(possible, active_weeks),
    )


def consistency(presence: Presence) -> Floats:
    """0..1: how steadily a member wrote, newer weeks counting more.

    A week with ``d`` days of writing is worth ``1 − 0.6^d``: one day 40 %, three nearly 80 %, all seven 97 %;
    weeks are averaged over those since the member came, weighted by :func:`~bot.scoring.evidence.fresh`.
    """
    weight = fresh(7 * np.arange(presence.weeks))
    worth = 1.0 - (1.0 - DAY_WORTH) ** np.arange(8)
    total = np.zeros(len(presence.days))
    for week in range(presence.weeks):
        total += weight[week] * worth[presence.week_days[:, week]]
    out_of = np.minimum(np.maximum(presence.possible_weeks, LEAST_WEEKS), presence.weeks)
    return np.asarray(total / np.cumsum(weight)[out_of - 1])
