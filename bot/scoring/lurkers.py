"""How many wrote nothing: a range, because a reaction and a recent arrival are not silence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.scoring.roles import CODE, UNKNOWN_START_DAYS, Role, newly_arrived
from bot.scoring.standing import Standing
from storage.models import Scene


@dataclass(frozen=True, slots=True)
class LurkerCount:
    """``humans`` are here at the end of the window; ``active`` of them wrote in it. Ratios 0..1, 0 for nobody.

    ``ratio_high`` counts everybody who wrote nothing; ``ratio_low`` leaves out, of those, who reacted or sat in voice
    and who joined in the last 14 days. ``kinds`` counts all humans by role, every role being there.
    """

    humans: int
    active: int
    ratio_low: float
    ratio_high: float
    kinds: dict[Role, int]


def lurkers(scene: Scene, standing: Standing) -> LurkerCount:
    here = scene.roster.left_ms < 0
    silent = here & (standing.messages == 0)
    quiet = silent & (standing.role != CODE[Role.REACTOR]) & ~newly_arrived(scene, UNKNOWN_START_DAYS)
    active, others = int(np.count_nonzero(here & ~silent)), len(scene.silent)
    humans = int(np.count_nonzero(here)) + others
    low, high = ((int(np.count_nonzero(flags)) + others) / humans if humans else 0.0 for flags in (quiet, silent))
    return LurkerCount(humans, active, low, high, standing.counts())
