"""The way from all members to evangelists, in steps of which each is part of the one before it."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from bot.reports.counting import here, members_here, wrote
from bot.scoring import Role, Standing
from bot.scoring.roles import CODE
from storage.models import Scene


@dataclass(frozen=True, slots=True)
class Funnel:
    """How many of those who are here at the end of a window came how far in it."""

    members: int
    seen: int
    """They wrote, reacted or spoke."""
    wrote: int
    answered: int
    """… and somebody surely or most likely turned to them."""
    contribute: int
    """Contributors and evangelists."""
    evangelists: int


STEPS = tuple(field.name for field in fields(Funnel))
"""From the outermost inwards."""


def funnel_of(scene: Scene, standing: Standing) -> Funnel:
    deeds, stay = standing.deeds, here(scene)
    writes = wrote(deeds) & stay
    contributes = np.isin(standing.role, [CODE[Role.CONTRIBUTOR], CODE[Role.EVANGELIST]]) & stay
    # Many who each perhaps turned to somebody make a contributor, too, though none of them did so most likely.
    answered = writes & ((standing.responders > 0) | (deeds.unnamed > 0) | contributes)
    return Funnel(
        members=members_here(scene),
        seen=int(np.count_nonzero((deeds.last_day >= 0) & stay)),
        wrote=int(np.count_nonzero(writes)),
        answered=int(np.count_nonzero(answered)),
        contribute=int(np.count_nonzero(contributes)),
        evangelists=int(np.count_nonzero((standing.role == CODE[Role.EVANGELIST]) & stay)),
    )
