"""Raids: crowds who come within minutes and do something at once. Told by their number, and nobody by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from bot.scoring import Standing
from bot.scoring.bursts import RAID_MINUTES
from storage.models import DAY_MS, Counts, Flags

WORTH_NAMING = 20
"""Fewer than so many may be a class, or friends who follow one link."""
UNUSUAL = 20
"""Times as many as usually come in such minutes, where many always come."""
_REACH_MS = RAID_MINUTES * 60_000


@dataclass(frozen=True, slots=True)
class Raid:
    began: datetime
    """When the first of them joined."""
    ended: datetime
    """When the last of them did."""
    members: int
    messages: int
    gone: bool
    """Whether none of them was seen after the day after; until that is known they count as anybody does."""


def raids_of(standing: Standing, days: int | None = None) -> tuple[Raid, ...]:
    """Those of the window, or of its last days: the latest first."""
    joined, deeds, raider = standing.scene.roster.joined_ms, standing.deeds, standing.integrity.raider
    return tuple(
        Raid(
            began=_moment(joined[crowd[0]]),
            ended=_moment(joined[crowd[-1]]),
            members=len(crowd),
            messages=int(deeds.messages[crowd].sum()),
            gone=bool(raider[crowd].all()),
        )
        for crowd in reversed(_crowds(standing, days))
    )


def raiding(standing: Standing) -> Flags:
    """Which roster rows came in a raid, or in what may be one: nobody whom one would say hello to."""
    flags = standing.integrity.raider.copy()
    for crowd in _crowds(standing):
        flags[crowd] = True
    return flags


def _crowds(standing: Standing, days: int | None = None) -> list[Counts]:
    """The roster rows of each raid in order of their joining, the earliest raid first."""
    roster, deeds, window = standing.scene.roster, standing.deeds, standing.scene.window
    first_day = window.first_day if days is None else window.last_day - days + 1
    joined = roster.joined_ms.astype(np.int64)
    acted = (joined >= 0) & (deeds.last_day >= 0)
    raider = standing.integrity.raider
    came_on = joined // DAY_MS
    is_new = came_on >= window.last_day - 1
    rows = np.flatnonzero(acted & (came_on >= first_day) & (raider | is_new))
    rows = rows[np.argsort(joined[rows], kind="stable")]
    came = joined[rows]
    together = np.searchsorted(came, came + _REACH_MS, "right") - np.searchsorted(came, came - _REACH_MS, "left")
    times = (window.last_day - window.first_day + 1) * DAY_MS / (2 * _REACH_MS)
    usual = np.count_nonzero(acted & ~raider & ~is_new & (came_on >= window.first_day)) / times
    rows = rows[together >= max(WORTH_NAMING, UNUSUAL * usual)]
    return np.split(rows, np.flatnonzero(np.diff(joined[rows]) > _REACH_MS) + 1) if len(rows) else []


def _moment(at_ms: int) -> datetime:
    return datetime.fromtimestamp(int(at_ms) // 1000, UTC)
