"""What part a member plays: exactly one role each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from bot.scoring.facets import FacetColumns
from bot.scoring.presence import Presence
from bot.scoring.tally import add_up, count_up
from storage.models import ARRIVAL_DAYS, DAY_MS, Flags, Floats, Ints, Scene, milliseconds


class Role(StrEnum):
    """A member's part in the guild over the window. The first five wrote in it, the last three did not."""

    EVANGELIST = "evangelist"
    CONTRIBUTOR = "contributor"
    REGULAR = "regular"
    NEWCOMER = "newcomer"
    FADING = "fading"
    REACTOR = "reactor"
    LAPSED = "lapsed"
    UNSEEN = "unseen"


ROLES: tuple[Role, ...] = tuple(Role)
"""Role codes in :class:`~bot.scoring.standing.Standing` are places in this tuple."""

CODE: dict[Role, int] = {role: code for code, role in enumerate(ROLES)}

NEWCOMER_DAYS = ARRIVAL_DAYS
UNKNOWN_START_DAYS = 14
"""Somebody first seen this soon after we began to look may have been there for years."""


@dataclass(frozen=True, slots=True)
class Bar:
    """What it takes, in absolute terms: a quiet guild may have nobody above it and a lively one many."""

    score: float
    reach: float
    consistency: float
    dialogue: float


EVANGELIST_BAR = Bar(score=50, reach=0.25, consistency=0.4, dialogue=0.5)
"""Somebody whom three or four people surely answer, who is there most weeks, and who answers three as surely."""
CONTRIBUTOR_BAR = Bar(score=25, reach=0.1, consistency=0.15, dialogue=0.3)
"""About half of that: one or two people answer, and are answered."""
HELD_WEEKS = 3
"""For so many weeks whoever cleared a bar keeps the label: a holiday is no demotion."""
GONE, BACK = 0.25, 0.4
"""Somebody fades who writes on a quarter of the days that they used to, and is back at two fifths."""
LEAST_WEEKS = 8


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """Who keeps a label from the last weeks. One row a roster row."""

    weeks: int
    """How many weeks back were looked at."""
    evangelist: Flags
    contributor: Flags


def newly_arrived(scene: Scene, days: int = NEWCOMER_DAYS) -> Flags:
    """Who came in the last ``days`` days before ``as_of``.

    By the day they joined where it is known. Where it is not, by when they were first seen, unless that lies within
    14 days of when anything was first seen at all: an archive's beginning is nobody's arrival.
    """
    roster, window = scene.roster, scene.window
    as_of_ms = milliseconds(window.as_of)
    since = as_of_ms - days * DAY_MS
    seen_from = scene.coverage.seen_from
    looked_from_ms = milliseconds(seen_from or window.as_of) + UNKNOWN_START_DAYS * DAY_MS
    by_proxy = (roster.joined_ms < 0) & (roster.first_seen_ms >= np.maximum(since, looked_from_ms))
    return np.asarray((roster.joined_ms >= since) | by_proxy)


def assign(
    scene: Scene,
    presence: Presence,
    facets: FacetColumns,
    score: Floats,
    present: Flags,
    inflated: Flags,
    held: Held,
) -> Ints:
    """The role code of every roster row. ``present`` marks those who reacted or sat in voice in the window.

    Evangelist and contributor say that others answer somebody: who looks ``inflated`` has not shown that. Both are
    given at once, and kept by those ``held``; whoever was there week after week and is not is fading all the same.
    """
    wrote = presence.messages > 0
    new = newly_arrived(scene)
    fading = wrote & ~new & fades(presence, held.weeks)
    choices = [
        (fading, Role.FADING),
        (wrote & ~inflated & (above(EVANGELIST_BAR, score, facets) | held.evangelist), Role.EVANGELIST),
        (wrote & ~inflated & ~new & (above(CONTRIBUTOR_BAR, score, facets) | held.contributor), Role.CONTRIBUTOR),
        (wrote & new, Role.NEWCOMER),
        (wrote, Role.REGULAR),
        (present, Role.REACTOR),
        (scene.roster.first_wrote_ms >= 0, Role.LAPSED),
    ]
    return np.select([flags for flags, _ in choices], [CODE[role] for _, role in choices], CODE[Role.UNSEEN])


def kept(role: Ints, score: Floats, facets: FacetColumns) -> Flags:
    """Who is evangelist or contributor by what they were some weeks ago, and not by what they are now."""
    return np.asarray(
        ((role == CODE[Role.EVANGELIST]) & ~above(EVANGELIST_BAR, score, facets))
        | ((role == CODE[Role.CONTRIBUTOR]) & ~above(CONTRIBUTOR_BAR, score, facets))
    )


def above(bar: Bar, score: Floats, facets: FacetColumns) -> Flags:
    """Who clears every part of the bar; a facet that is not known does not clear it."""
    return np.asarray(
        (score >= bar.score)
        & (facets.reach >= bar.reach)
        & (facets.consistency >= bar.consistency)
        & (facets.dialogue >= bar.dialogue)
    )


def fades(presence: Presence, held_weeks: int) -> Flags:
    """Active in most of the weeks before the last third of the window, and in that silent or down to a quarter.

    Whoever faded at the end of one of the last ``held_weeks`` weeks still does until they are back to ``BACK`` of what
    they used to do. What they used to do is looked at in as many weeks as the window has for each of those ends, so
    that it is told now as it was then. Needs eight weeks or more: in less, nobody can be told from somebody on holiday.
    """
    weeks, members = presence.weeks, len(presence.messages)
    fading, since = np.zeros(members, dtype=np.bool_), np.zeros(members)
    before = weeks.number - weeks.late - held_weeks
    if weeks.number < LEAST_WEEKS or before < 1:
        return fading
    for ago in range(held_weeks + 1):
        week = weeks.week - ago
        early = np.flatnonzero((week >= weeks.late) & (week < weeks.late + before))
        late = np.flatnonzero((week >= 0) & (week < weeks.late))
        steady = count_up(weeks.member[early], members) >= before * 0.5
        usual = add_up(weeks.member[early], weeks.days[early], members) / before
        lately = add_up(weeks.member[late], weeks.days[late], members) / weeks.late
        since = np.maximum(since, lately)
        fading |= steady & (lately <= usual * GONE) & (since <= usual * BACK)
    return fading
