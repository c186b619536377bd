"""Which moments and channels are asked for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from storage.models.moments import DAY_MS, DISCORD_EPOCH_MS


@dataclass(frozen=True, slots=True)
class Span:
    """From a moment up to, and not including, another, in milliseconds since 1970; small ids throughout."""

    guild: int
    low_ms: int
    high_ms: int
    channels: frozenset[int] | None = None
    """None means all."""

    @classmethod
    def of_day(cls, guild: int, day: int) -> Span:
        """``day`` in UTC days since 1970."""
        return cls(guild, day * DAY_MS, (day + 1) * DAY_MS)

    def within(self, low_ms: int, high_ms: int) -> Span:
        return replace(self, low_ms=low_ms, high_ms=high_ms)

    def parameters(self) -> Mapping[str, Any]:
        """For the statements that read events."""
        return {
            "guild": self.guild,
            "low_ms": self.low_ms,
            "high_ms": self.high_ms,
            "low_id": (self.low_ms - DISCORD_EPOCH_MS) << 22,
            "high_id": (self.high_ms - DISCORD_EPOCH_MS) << 22,
            "channels": None if self.channels is None else json.dumps(sorted(self.channels)),
        }
