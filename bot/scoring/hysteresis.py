"""Labels that do not flicker: whoever cleared a bar some weeks ago keeps the label, told from the days of the window.

Nothing is remembered from one report to the next, so that a moment gives the same answer whenever it is asked about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from bot.scoring.facets import AUDIENCE_CAP, REACH_HALF, Breadth, FacetColumns, Voices, audience, dialogue, saturate
from bot.scoring.pairs import Pairs, strengths_before
from bot.scoring.presence import Presence, consistency
from bot.scoring.roles import Bar, above
from bot.scoring.tally import count_up, parts
from storage.models import Doings, Flags, Floats, Floats32, Ints

WEEK = 7


@dataclass(frozen=True, slots=True, eq=False)
class Now:
    """How things stand at the end of the window."""

    doings: Doings
    pairs: Pairs
    strength: Floats32
    """Each pair's, by what it is worth."""
    breadth: Breadth
    presence: Presence
    earnest: Floats
    """0..1: how far each member's presence counts."""
    facets: FacetColumns
    score: Floats
    combine: Callable[[FacetColumns], Floats]
    """Facets to scores."""

    def facets_of(self, rows: Ints, voices: Voices, steadiness: Floats) -> FacetColumns:
        """As they are now, but for these members' voices and steadiness."""
        reach = saturate(voices.answering, REACH_HALF)
        return replace(self.facets.some(rows), reach=reach, dialogue=dialogue(voices), consistency=steadiness)


def cleared_before(now: Now, bars: tuple[Bar, ...], weeks: int) -> list[Flags]:
    """For each bar who cleared it at any of the last ``weeks`` weeks' ends; those who clear it now may be left out.

    What was answered and written since such a week's end is left out, and age counts from there. Who is worth how much
    as a voice, and what moves slowly (resonance, warmth, welcome, recruiting), is taken as it is now.
    """
    steadiness = [consistency(turned_back(now.presence, ago)) * now.earnest for ago in range(1, weeks + 1)]
    cleared: list[Flags] = [np.zeros(len(now.score), dtype=np.bool_) for _ in bars]
    rows = candidates(now, bars, steadiness)
    for steady, voices in zip(steadiness, voices_before(now, rows, weeks), strict=False):
        then = now.facets_of(rows, voices, steady[rows])
        score = now.combine(then)
        for bar, found in zip(bars, cleared, strict=True):
            found[rows] |= above(bar, score, then)
    return cleared


def candidates(now: Now, bars: tuple[Bar, ...], steadiness: list[Floats]) -> Ints:
    """Who does not clear a bar, and may have in an earlier week: with the most that their voices can have been then.

    A response that is ``a`` days old now, and was there ``w`` weeks ago, weighed at most ``1 + w`` times as much then
    as it does now, where age counts as ``1 / (1 + a / 7)``.
    """
    members = len(now.score)
    below = [~above(bar, now.score, now.facets) & (now.presence.messages > 0) for bar in bars]
    activity = now.doings.activity
    crowd = AUDIENCE_CAP * (count_up(activity.member[activity.unnamed != 0], members) > 0)
    steady = np.any([column >= min(bar.consistency for bar in bars) for column in steadiness], axis=0)
    least = min(bar.reach for bar in bars)
    heard = count_up(now.pairs.target, members) + crowd >= REACH_HALF * least / (1.0 - least)
    rows = np.flatnonzero(steady & heard & np.any(below, axis=0))
    asked, wanted = np.zeros((2, members), dtype=np.bool_)
    asked[rows] = True
    most = np.zeros((len(steadiness), members))
    for part in parts(len(now.pairs.target)):
        own = part.start + np.flatnonzero(asked[now.pairs.target[part]])
        target, voice = now.pairs.target[own], worth(now, own) * now.breadth.of(own)
        doubt = np.log1p(-np.minimum(now.pairs.strength[own], 1.0 - 1e-6))
        for ago in range(len(steadiness)):
            np.add.at(most[ago], target, voice * -np.expm1((2 + ago) * doubt))
    for column, voices in zip(steadiness, most, strict=True):
        heard_most = Voices((voices + crowd)[rows], np.full(len(rows), float(members)))
        then = now.facets_of(rows, heard_most, column[rows])
        score = now.combine(then)
        for bar, missing in zip(bars, below, strict=True):
            wanted[rows] |= missing[rows] & above(bar, score, then)
    return np.flatnonzero(wanted)


def worth(now: Now, rows: Ints) -> Floats:
    """0..1 for these pairs: what their responses are worth."""
    strength = now.pairs.strength[rows]
    return np.divide(now.strength[rows], strength, out=np.zeros(len(rows)), where=strength > 0)


def turned_back(presence: Presence, weeks: int) -> Presence:
    """The presence as it was at the end of an earlier week, as far as the window reaches back."""
    written = presence.weeks
    rows = np.flatnonzero(written.week >= weeks)
    earlier = replace(
        written,
        number=max(written.number - weeks, 1),
        member=written.member[rows],
        week=written.week[rows] - np.int16(weeks),
        days=written.days[rows],
        messages=written.messages[rows],
    )
    active = count_up(earlier.member, len(presence.messages))
    possible = np.clip(presence.possible_weeks - weeks, 1, earlier.number)
    return replace(presence, weeks=earlier, active_weeks=active, possible_weeks=np.maximum(possible, active))


def voices_before(now: Now, rows: Ints, weeks: int) -> Iterator[Voices]:
    """How many people stood on either side of these members, one and more weeks ago. One row for each of ``rows``."""
    doings, pairs = now.doings, now.pairs
    members = len(doings.roster)
    asked = np.zeros(members, dtype=np.bool_)
    asked[rows] = True
    days = [doings.window.last_day - WEEK * ago for ago in range(1, weeks + 1)]
    answering, answered = np.zeros((2, weeks, members))
    for part in parts(len(pairs.source)):
        own = part.start + np.flatnonzero(asked[pairs.target[part]] | asked[pairs.source[part]])
        if not len(own):
            continue
        source, target, counts = pairs.source[own], pairs.target[own], worth(now, own)
        heard = counts * now.breadth.of(own)
        for ago, strength in enumerate(strengths_before(pairs, own, days)):
            np.add.at(answering[ago], target, strength * heard)
            np.add.at(answered[ago], source, strength * counts)
    activity = doings.activity
    unnamed = np.flatnonzero(asked[activity.member] & (activity.unnamed != 0))
    for ago, last_day in enumerate(days):
        crowd = audience(activity, unnamed[activity.day[unnamed] <= last_day], last_day, members)
        yield Voices((answering[ago] + crowd)[rows], answered[ago][rows])
