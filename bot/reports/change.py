"""A figure and what it was in the period before."""

from __future__ import annotations

from dataclasses import dataclass

from storage.models import Coverage

COMPARABLE = 0.9
"""The period before must have been seen at least this well, relative to now, before the two are compared."""


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


def comparable(now: Coverage, before: Coverage) -> bool:
    """Whether two periods were seen alike, so that a difference says something about people and not about the bot."""
    if now.share is None or before.share is None:
        return False
    return before.share >= COMPARABLE * now.share
