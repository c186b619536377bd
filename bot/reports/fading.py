"""Who is fading: members who were here week after week and are seen less and less."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from bot.reports.counting import first, with_role
from bot.reports.heading import Heading, head
from bot.reports.seen import Seen
from bot.reports.stood import Earlier
from bot.scoring import Judgement, Role, Standing
from storage.models import INFERRED_PARTS, Counts

LATELY_WEEKS = 4
SHOWN_CLOSEST = 3


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
    earlier: Mapping[int, Earlier] = field(default_factory=dict)
    """By user id, where the period before is compared; without those who did nothing then."""


def build_fading(seen: Seen, standing: Standing, limit: int) -> Fading:
    """The first ``limit`` fading members (0 is all), those who gave most first."""
    rows = with_role(standing, Role.FADING)
    return Fading(
        heading=head("fading", seen),
        total=standing.counts()[Role.FADING],
        fading=fading_members(seen, standing, first(rows, limit)),
    )


def fading_members(seen: Seen, standing: Standing, rows: Counts) -> tuple[FadingMember, ...]:
    """The members in these roster rows, and what they used to do."""
    closest = closest_names(seen, rows)
    people = ((row, standing.judgement(row)) for row in rows.tolist())
    return tuple(
        FadingMember(person, *_before_and_lately(person.weekly), closest.get(row, ())) for row, person in people
    )


def closest_names(seen: Seen, rows: Counts) -> dict[int, tuple[str, ...]]:
    """For each of these rows the names of those still here with whom they exchanged most responses, both ways."""
    if not len(rows):
        return {}
    partners = seen.exchanges.partners(rows, len(seen.roster))
    weight = INFERRED_PARTS * (partners.given + partners.received) + partners.inferred
    order = np.lexsort((partners.other, -weight, partners.member))
    order = order[seen.roster.left_ms[partners.other[order]] < 0]
    member = partners.member[order]
    begin, end = np.searchsorted(member, rows, "left"), np.searchsorted(member, rows, "right")
    names = seen.roster.name
    return {
        row: tuple(names[other] for other in partners.other[order[start : min(stop, start + SHOWN_CLOSEST)]].tolist())
        for row, start, stop in zip(rows.tolist(), begin.tolist(), end.tolist(), strict=True)
    }


def _before_and_lately(weekly: tuple[int, ...]) -> tuple[float, float]:
    lately = weekly[-LATELY_WEEKS:]
    earlier = weekly[:-LATELY_WEEKS]
    began = next((week for week, messages in enumerate(earlier) if messages), len(earlier))
    present = earlier[began:]
    usual = sum(present) / len(present) if present else 0.0
    return usual, sum(lately) / len(lately) if lately else 0.0
