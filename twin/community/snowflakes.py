"""Snowflakes whose time is the event's, and the way between milliseconds and moments."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

DISCORD_EPOCH_MS = 1_420_070_400_000
SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY

_UNIX_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def moment(ms: int) -> datetime:
    """Milliseconds since 1970 → an aware UTC datetime, exactly."""
    return _UNIX_EPOCH + timedelta(milliseconds=ms)


def millis(at: datetime) -> int:
    """An aware datetime → whole milliseconds since 1970."""
    return (at - _UNIX_EPOCH) // timedelta(milliseconds=1)


def ms_of(snowflake: int) -> int:
    """When a snowflake was made, in milliseconds since 1970."""
    return (snowflake >> 22) + DISCORD_EPOCH_MS


class Mint:
    """Makes snowflakes, each once: the counter in the low 22 bits starts anew each millisecond."""

    def __init__(self) -> None:
        self._made: Counter[int] = Counter()

    def at(self, ms: int) -> int:
        made = self._made[ms]
        self._made[ms] = made + 1
        return (ms - DISCORD_EPOCH_MS) << 22 | made
