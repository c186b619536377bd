"""Members, best first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np

from bot.reports.counting import first, ranked, with_role
from bot.reports.heading import Heading, head
from bot.reports.seen import Seen
from bot.reports.stood import Earlier
from bot.scoring import Judgement, Role, Standing
from storage.models import Counts, Floats, Ints

SortKey = Literal["score", "messages", "responders", "active_weeks", "sentiment"]
SORT_KEYS: tuple[SortKey, ...] = get_args(SortKey)


@dataclass(frozen=True, slots=True)
class Members:
    heading: Heading
    ranked: int
    """How many members are ranked in all: those who did something in the window and are not left out."""
    matching: int
    """How many members have the role asked for; where none was, as many as are ranked."""
    by: SortKey
    members: tuple[Judgement, ...]
    earlier: Mapping[int, Earlier] = field(default_factory=dict)
    """By user id, where the period before is compared; without those who did nothing then."""


def build_members(
    seen: Seen, standing: Standing, limit: int, by: SortKey = "score", role: Role | None = None
) -> Members:
    """The first ``limit`` members (0 is all) by score, or by another column, ties in order of score.

    Of one ``role`` where it is given; of the silent roles those who have a row in the roster.
    """
    everyone = ranked(standing)
    order = everyone if role is None else with_role(standing, role)
    matching = len(order)
    if by != "score":
        order = order[_descending(standing, order, by)]
    return Members(
        heading=head("members", seen, role=role),
        ranked=len(everyone),
        matching=matching,
        by=by,
        members=tuple(standing.judgement(row) for row in first(order, limit).tolist()),
    )


def _descending(standing: Standing, order: Counts, by: SortKey) -> Ints:
    column: Floats = np.asarray(getattr(standing, by), dtype=np.float64)[order]
    return np.argsort(-np.nan_to_num(column, nan=-np.inf), kind="stable")
