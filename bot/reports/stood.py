"""How members stood at the end of a period: the few figures that a list compares with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from bot.reports.counting import SILENT_ROLES
from bot.scoring import Role, Standing
from bot.scoring.roles import CODE, ROLES
from storage.models import Counts, Floats, Ints


@dataclass(frozen=True, slots=True)
class Earlier:
    """One member in the period before."""

    score: float
    """0..100, to three decimals."""
    role: Role
    messages: int
    responders: int
    active_weeks: int


@dataclass(frozen=True, slots=True, eq=False)
class Stood:
    """Those who did something, as columns of equal length in the order of their user ids."""

    user_id: Ints
    score: Floats
    role: Counts
    """Places in :data:`bot.scoring.roles.ROLES`."""
    messages: Counts
    responders: Counts
    active_weeks: Counts

    def of(self, user_ids: Iterable[int]) -> Mapping[int, Earlier]:
        """By user id; whoever did nothing is not in it."""
        wanted = np.array(sorted(set(user_ids)), dtype=np.int64)
        places = np.searchsorted(self.user_id, wanted)
        there = places < len(self.user_id)
        there[there] = self.user_id[places[there]] == wanted[there]
        return {int(self.user_id[row]): self._earlier(row) for row in places[there].tolist()}

    def _earlier(self, row: int) -> Earlier:
        return Earlier(
            score=round(float(self.score[row]), 3),
            role=ROLES[int(self.role[row])],
            messages=int(self.messages[row]),
            responders=int(self.responders[row]),
            active_weeks=int(self.active_weeks[row]),
        )


def stood(standing: Standing) -> Stood:
    """Copies, so that nothing else of the standing is kept."""
    rows = np.flatnonzero(~np.isin(standing.role, [CODE[role] for role in SILENT_ROLES]))
    return Stood(
        user_id=standing.user_id[rows],
        score=standing.score[rows],
        role=standing.role[rows],
        messages=standing.messages[rows],
        responders=standing.responders[rows],
        active_weeks=standing.active_weeks[rows],
    )
