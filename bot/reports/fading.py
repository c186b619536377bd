"""Who is fading: members who were here week after week and are seen less and less."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from bot.reports.counting import explicit, rows_of
from bot.reports.heading import Heading, head
from bot.scoring import Judgement, Role, Standing
from storage.models import Observations

LATELY_WEEKS = 4
SHOWN_CLOSEST = 3
EXPLICIT = 4
"""A reply, mention or reaction says as much about who is close as four messages written right after another's."""


@dataclass(frozen=True, slots=True)
class FadingMember:
    judgement: Judgement
    usual: float
    """Messages a week before the last four weeks, over the weeks from the first in which they wrote."""
    lately: float
    """Messages a week over the last four weeks."""
    closest: tuple[str, ...]
    """Whom they exchanged most responses with: those who might ask after them."""


@dataclass(frozen=True, slots=True)
class Fading:
    heading: Heading
    total: int
    fading: tuple[FadingMember, ...]


def build_fading(seen: Observations, standing: Standing, limit: int) -> Fading:
    """The first ``limit`` fading members (0 is all), those who gave most first."""
    return Fading(
        heading=head("fading", seen),
        total=standing.counts()[Role.FADING],
        fading=fading_members(seen, standing, limit),
    )


def fading_members(seen: Observations, standing: Standing, limit: int) -> tuple[FadingMember, ...]:
    people = standing.with_role(Role.FADING, limit)
    closest = closest_names(seen, tuple(person.user_id for person in people))
    return tuple(
        FadingMember(person, *_before_and_lately(person.weekly), closest.get(person.user_id, ())) for person in people
    )


def closest_names(seen: Observations, user_ids: tuple[int, ...]) -> dict[int, tuple[str, ...]]:
    """For each of these members the names of those still here with whom they exchanged most responses, both ways."""
    rows = rows_of(seen)
    wanted = {rows[user_id]: user_id for user_id in user_ids if user_id in rows}
    exchanged: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    weights = explicit(seen) * EXPLICIT + seen.responses.adjacent
    those = np.array(sorted(wanted), dtype=np.int64)
    theirs = np.isin(seen.responses.source, those) | np.isin(seen.responses.target, those)
    columns = (column[theirs].tolist() for column in (seen.responses.source, seen.responses.target, weights))
    for source, target, weight in zip(*columns, strict=True):
        if source in wanted:
            exchanged[source][target] += weight
        if target in wanted:
            exchanged[target][source] += weight
    return {
        wanted[row]: tuple(
            seen.roster.name[other]
            for other in sorted(others, key=lambda other: (-others[other], other))
            if seen.roster.left_ms[other] < 0
        )[:SHOWN_CLOSEST]
        for row, others in exchanged.items()
    }


def _before_and_lately(weekly: tuple[int, ...]) -> tuple[float, float]:
    lately = weekly[-LATELY_WEEKS:]
    earlier = weekly[:-LATELY_WEEKS]
    began = next((week for week, messages in enumerate(earlier) if messages), len(earlier))
    present = earlier[began:]
    usual = sum(present) / len(present) if present else 0.0
    return usual, sum(lately) / len(lately) if lately else 0.0
