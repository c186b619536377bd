"""A guild over a window, summed: what reports tell beside how everybody stands."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from bot.reports.exchanges import Exchanges, exchanges_of, per_day
from bot.scoring import Deeds, deeds_of
from storage.models import Activity, Ints, Observations, Scene

WEEK = 7
LATEST_WEEKS = 5
"""How many weeks at the end of a window a digest looks at one by one."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Seen(Scene):
    deeds: Deeds
    exchanges: Exchanges
    messages: Ints
    """Of all members, one row a day of the window, the first day first."""
    writers: tuple[int, ...]
    """How many wrote in each of the last weeks of the window, this one first."""


def sum_up(observations: Observations, deeds: Deeds | None = None) -> Seen:
    """A small part of the bytes. ``deeds`` are what was summed of the same observations before."""
    activity = observations.activity
    return Seen(
        **{field.name: getattr(observations, field.name) for field in fields(Scene)},
        deeds=deeds_of(observations) if deeds is None else deeds,
        exchanges=exchanges_of(observations),
        messages=per_day(observations, activity.day, activity.messages),
        writers=tuple(_writers(observations, activity, week) for week in range(LATEST_WEEKS)),
    )


def _writers(scene: Scene, activity: Activity, weeks_ago: int) -> int:
    last = scene.window.last_day - WEEK * weeks_ago
    writes = np.zeros(len(scene.roster), dtype=np.bool_)
    writes[activity.member[(activity.messages > 0) & (activity.day <= last) & (activity.day > last - WEEK)]] = True
    return int(np.count_nonzero(writes))
