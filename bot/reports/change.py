"""A figure and what it was in the period before."""

from __future__ import annotations

from dataclasses import dataclass

from bot.reports.before import Before
from storage.models import Scene

COMPARABLE = 0.9
"""The period before must have been seen at least this well, relative to now, and somebody must have written in the
place for this much of it, before the two are compared."""


@dataclass(frozen=True, slots=True)
class Change:
    now: float
    before: float | None
    """None where the period before was not seen well enough to compare."""

    @property
    def difference(self) -> float | None:
        return None if self.before is None else self.now - self.before

    @property
    def share(self) -> float | None:
        """The difference relative to before: −1 and up; None where there is nothing to divide by."""
        return None if not self.before else (self.now - self.before) / self.before


def comparable(now: Scene, before: Before) -> bool:
    """Whether two periods were seen alike, so that a difference says something about people and not about the bot.

    Nor is a period compared with one in which the place only began.
    """
    if now.coverage.share is None or before.share is None:
        return False
    latest = before.window.first_day + (1 - COMPARABLE) * before.window.days
    return before.share >= COMPARABLE * now.coverage.share and before.begun <= latest
