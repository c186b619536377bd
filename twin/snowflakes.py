"""Discord's ids: 42 bits of milliseconds since 2015, then 22 bits that keep two events of one millisecond apart."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The real moment, for who does not bring a clock."""
    return datetime.now(UTC)


def snowflake(moment: datetime, step: int = 0) -> int:
    """The id of an aware ``moment``; ``step`` (0..4,194,303) tells apart those of the same millisecond."""
    return ((moment - EPOCH) // timedelta(milliseconds=1) << 22) + step


def moment_of(snowflake_id: int) -> datetime:
    """When something with this id came to be, exact to the millisecond, in UTC."""
    return EPOCH + timedelta(milliseconds=snowflake_id >> 22)


def iso(moment: datetime) -> str:
    """A moment as Discord writes it: ISO 8601 with microseconds and an offset."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


class Mint:
    """Hands out ids that take their time from a clock and always grow."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0

    def next(self) -> int:
        """An id greater than every one handed out before."""
        self._last = max(snowflake(self._clock()), self._last + 1)
        return self._last

    def pass_by(self, snowflake_id: int) -> None:
        """From now on hands out only ids greater than this one."""
        self._last = max(self._last, snowflake_id)
