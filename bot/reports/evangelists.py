"""The evangelists, each with reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from bot.reports.counting import first, ranked, with_role
from bot.reports.heading import Heading, head
from bot.reports.seen import Seen
from bot.reports.stood import Earlier
from bot.scoring import Firmness, Judgement, Role, Standing, stability
from storage.models import Counts


@dataclass(frozen=True, slots=True)
class Evangelists:
    heading: Heading
    total: int
    """How many evangelists there are, shown or not."""
    active: int
    """How many members are ranked, evangelists included."""
    share: float | None
    """The part of all responses given to or by evangelists, 0 to 1; None where nobody responded to anybody."""
    evangelists: tuple[Judgement, ...]
    first: int
    """The place among all ranked members of the last one shown: so many are the first."""
    firmness: tuple[Firmness, ...]
    """How firmly each of ``evangelists`` stands among the first, whatever the weights of the score."""
    earlier: Mapping[int, Earlier] = field(default_factory=dict)
    """By user id, where the period before is compared; without those who did nothing then."""

    @property
    def firm(self) -> int:
        """How many of those shown stay among the first with each weight halved and raised by half."""
        return sum(member.is_firm for member in self.firmness)


def build_evangelists(seen: Seen, standing: Standing, limit: int) -> Evangelists:
    """The first ``limit`` evangelists (0 is all), best first."""
    rows = with_role(standing, Role.EVANGELIST)
    shown = first(rows, limit)
    stands = stability(standing, shown)
    return Evangelists(
        heading=head("evangelists", seen),
        total=len(rows),
        active=len(ranked(standing)),
        share=_share(seen, rows),
        evangelists=tuple(standing.judgement(row) for row in shown.tolist()),
        first=stands.first,
        firmness=stands.members,
    )


def _share(seen: Seen, rows: Counts) -> float | None:
    total = int(seen.exchanges.by_day.sum())
    if not total:
        return None
    is_one = np.zeros(len(seen.roster), dtype=np.bool_)
    is_one[rows] = True
    return seen.exchanges.touching(is_one) / total
