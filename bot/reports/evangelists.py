"""The evangelists, each with reasons."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.reports.counting import explicit, ranked
from bot.reports.heading import Heading, head
from bot.scoring import Judgement, Role, Standing
from storage.models import Observations


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


def build_evangelists(seen: Observations, standing: Standing, limit: int) -> Evangelists:
    """The first ``limit`` evangelists (0 is all), best first."""
    everyone = tuple(standing.with_role(Role.EVANGELIST, 0))
    return Evangelists(
        heading=head("evangelists", seen),
        total=len(everyone),
        active=len(ranked(standing)),
        share=_share(seen, {judgement.user_id for judgement in everyone}),
        evangelists=everyone[:limit] if limit else everyone,
    )


def _share(seen: Observations, evangelists: set[int]) -> float | None:
    responses = explicit(seen)
    total = int(responses.sum())
    if not total:
        return None
    is_one = np.isin(seen.roster.user_id, np.array(sorted(evangelists), dtype=np.int64))
    touched = is_one[seen.responses.source] | is_one[seen.responses.target]
    return int(responses[touched].sum()) / total
