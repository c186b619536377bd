"""Discord's clock: every id says when it was made."""

from __future__ import annotations

from datetime import UTC, datetime

DISCORD_EPOCH_MS = 1_420_070_400_000
MINUTE_MS = 60_000
HOUR_MS = 3_600_000
DAY_MS = 86_400_000


def milliseconds(moment: datetime) -> int:
    """Whole milliseconds since 1970: how moments are stored."""
    return round(moment.timestamp() * 1000)


def moment_at(ms: int) -> datetime:
    """The UTC moment so many milliseconds after the beginning of 1970."""
    return datetime.fromtimestamp(ms / 1000, UTC)


def moment_of(snowflake: int) -> datetime:
    """The UTC moment at which Discord made this id, to the millisecond."""
    return moment_at((snowflake >> 22) + DISCORD_EPOCH_MS)


def snowflake_at(moment: datetime) -> int:
    """The smallest id that Discord could have made at ``moment``: compare with ``<`` for "before"."""
    return (milliseconds(moment) - DISCORD_EPOCH_MS) << 22


def day_of(moment: datetime) -> int:
    """Whole UTC days since 1970-01-01."""
    return milliseconds(moment) // DAY_MS
