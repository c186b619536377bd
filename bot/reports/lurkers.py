"""Those who wrote nothing: how many, as a range, and of what kinds. Never who reads: Discord does not say."""

from __future__ import annotations

from dataclasses import dataclass

from bot.reports.heading import Heading, head
from bot.reports.seen import Seen
from bot.scoring import LurkerCount, Role, Standing, lurkers


@dataclass(frozen=True, slots=True)
class Lurkers:
    heading: Heading
    humans: int
    active: int
    """Members who wrote something in the window."""
    ratio_low: float
    """Part of the members who wrote nothing, 0 to 1, without those who react and those who only just joined."""
    ratio_high: float
    """Part of the members who wrote nothing, 0 to 1, all of them."""
    kinds: tuple[tuple[Role, int], ...]
    """All members by role; the last three roles, reactor, lapsed and unseen, wrote nothing."""
    earlier: LurkerCount | None = None
    """The same at the end of the period before, where that is compared."""


def build_lurkers(seen: Seen, standing: Standing) -> Lurkers:
    count = lurkers(seen, standing)
    return Lurkers(
        heading=head("lurkers", seen),
        humans=count.humans,
        active=count.active,
        ratio_low=count.ratio_low,
        ratio_high=count.ratio_high,
        kinds=tuple(count.kinds.items()),
    )
