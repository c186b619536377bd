"""The evangelists, each with reasons."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.reports.counting import first, ranked, with_role
from bot.reports.heading import Heading, head
from bot.reports.seen import Seen
from bot.scoring import Judgement, Role, Standing
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


def build_evangelists(seen: Seen, standing: Standing, limit: int) -> Evangelists:
    """The first ``limit`` evangelists (0 is all), best first."""
    rows = with_role(standing, Role.EVANGELIST)
    return Evangelists(
        heading=head("evangelists", seen),
        total=len(rows),
        active=len(ranked(standing)),
        share=_share(seen, rows),
        evangelists=tuple(standing.judgement(row) for row in first(rows, limit).tolist()),
    )


def _share(seen: Seen, rows: Counts) -> float | None:
    total = int(seen.exchanges.by_day.sum())
    if not total:
        return None
    is_one = np.zeros(len(seen.roster), dtype=np.bool_)
    is_one[rows] = True
    return seen.exchanges.touching(is_one) / total
