"""Members, best first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from bot.reports.counting import ranked
from bot.reports.heading import Heading, head
from bot.scoring import Judgement, Standing
from storage.models import Floats, Ints, Observations

SortKey = Literal["score", "messages", "responders", "active_weeks", "sentiment"]
SORT_KEYS: tuple[SortKey, ...] = get_args(SortKey)


@dataclass(frozen=True, slots=True)
class Members:
    heading: Heading
    ranked: int
    """How many members are ranked in all: those who did something in the window and are not left out."""
    by: SortKey
    members: tuple[Judgement, ...]


def build_members(seen: Observations, standing: Standing, limit: int, by: SortKey = "score") -> Members:
    """The first ``limit`` members (0 is all) by score, or by another column, ties in order of score."""
    order = everyone = ranked(standing)
    if by != "score":
        order = order[_descending(standing, order, by)]
    if limit:
        order = order[:limit]
    return Members(
        heading=head("members", seen),
        ranked=len(everyone),
        by=by,
        members=tuple(standing.judgement(int(row)) for row in order),
    )


def _descending(standing: Standing, order: Ints, by: SortKey) -> Ints:
    column: Floats = np.asarray(getattr(standing, by), dtype=np.float64)[order]
    return np.argsort(-np.nan_to_num(column, nan=-np.inf), kind="stable")
