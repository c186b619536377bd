"""When members were there: weeks and days on which they wrote, whatever the number of messages."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.scoring.evidence import fresh
from bot.scoring.tally import add_up, count_up
from bot.scoring.weeks import Weeks, weeks_of
from storage.models import DAY_MS, Counts, Doings, Floats, Ints, day_of

DAY_WORTH = 0.25
"""Each further day of writing is worth this much less than the one before."""
LEAST_WEEKS = 4
"""Nobody is consistent after three days: a newcomer's weeks are counted out of at least this many."""


@dataclass(frozen=True, slots=True, eq=False)
class Presence:
    """Columns have one row a roster row."""

    weeks: Weeks
    messages: Counts
    talk: Floats
    """How much was written, on a logarithmic scale within each day: a flood does not fill the room by its length."""
    active_weeks: Ints
    possible_weeks: Ints
    """Weeks of the window since the member came and since anything was seen, at least 1."""


def attend(doings: Doings, messages: Counts) -> Presence:
    """Who wrote in which weeks, and since when they could have. ``messages`` are those of each member."""
    activity, roster, window = doings.activity, doings.roster, doings.window
    members, weeks = len(roster), weeks_of(doings)
    seen_from = doings.coverage.seen_from
    first_day = max(window.first_day, day_of(seen_from)) if seen_from else window.first_day
    came = np.maximum(roster.joined_ms // DAY_MS, first_day)
    possible = np.clip((window.last_day - came) // 7 + 1, 1, weeks.number)
    active_weeks = count_up(weeks.member, members)
    return Presence(
        weeks=weeks,
        messages=messages,
        talk=add_up(activity.member, np.log2(1.0 + activity.messages), members),
        active_weeks=active_weeks,
        possible_weeks=np.maximum(possible, active_weeks),
    )


def consistency(presence: Presence) -> Floats:
    """0..1: how steadily a member wrote, newer weeks counting more.

    A week with ``d`` days of writing is worth ``1 − 0.75^d``, out of what all seven are: one day 29 %, three 67 %;
    weeks are averaged over those since the member came, weighted by :func:`~bot.scoring.evidence.fresh`.
    """
    weeks = presence.weeks
    weight = fresh(7 * np.arange(weeks.number))
    worth = 1.0 - (1.0 - DAY_WORTH) ** np.arange(8)
    worth /= worth[-1]
    total = add_up(weeks.member, weight[weeks.week] * worth[weeks.days], len(presence.messages))
    out_of = np.minimum(np.maximum(presence.possible_weeks, LEAST_WEEKS), weeks.number)
    return np.asarray(total / np.cumsum(weight)[out_of - 1])
