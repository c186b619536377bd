"""When a weekly digest is due: pure rules over a subscription, what was delivered before, and the moment it is now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from storage.models import Delivery, Subscription

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
TOO_LATE = timedelta(days=3)
"""A digest that is later than this is left out: the next one is nearer."""
ON_TIME = timedelta(hours=1)
SAME_WEEK = timedelta(days=6)
"""Two digests closer together than this are one week's, whatever day and zone were set in between."""


@dataclass(frozen=True, slots=True)
class Due:
    """One digest that ought to go out now. ``period`` is the local date it was due on."""

    period: str
    at: datetime
    late: timedelta

    @property
    def too_late(self) -> bool:
        return self.late > TOO_LATE

    @property
    def is_late(self) -> bool:
        return self.late > ON_TIME


def zone_of(name: str) -> ZoneInfo:
    """The time zone of this name. Raises :class:`ValueError` where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{name!r} is not a time zone; try one such as Europe/Berlin or UTC") from None


@cache
def zone_names() -> tuple[str, ...]:
    """Every zone that people choose from, in order; reads the zone files once."""
    return tuple(
        sorted(n for n in available_timezones() if not n.startswith(("Etc/", "SystemV/")) and n != "localtime")
    )


def matching_zones(typed: str, limit: int = 25) -> list[str]:
    """Zones whose name holds what was typed, those that begin with it (or whose city does) first."""
    wanted = typed.strip().replace(" ", "_").casefold()

    def rank(name: str) -> tuple[bool, str]:
        folded = name.casefold()
        begins = folded.startswith(wanted) or folded.rsplit("/", 1)[-1].startswith(wanted)
        return (not begins, name)

    return sorted((n for n in zone_names() if wanted in n.casefold()), key=rank)[:limit]


def local_moment(day: date, hour: int, zone: ZoneInfo) -> datetime:
    """The UTC moment of ``hour`` on ``day``.

    An hour that the clocks skip is the moment they jump to; one that comes twice is the first.
    """
    return datetime.combine(day, time(hour), zone).astimezone(UTC)


def latest_due(subscription: Subscription, now: datetime) -> tuple[str, datetime]:
    """The last moment up to ``now`` that is the subscriber's weekday and hour, and its local date."""
    zone = zone_of(subscription.timezone)
    today = now.astimezone(zone).date()
    day = today - timedelta(days=(today.weekday() - subscription.weekday) % 7)
    moment = local_moment(day, subscription.hour, zone)
    if moment > now:
        day -= timedelta(days=7)
        moment = local_moment(day, subscription.hour, zone)
    return day.isoformat(), moment


def next_due(subscription: Subscription, now: datetime) -> datetime:
    """The first moment after ``now`` that is the subscriber's weekday and hour."""
    period, _ = latest_due(subscription, now)
    return local_moment(
        date.fromisoformat(period) + timedelta(days=7), subscription.hour, zone_of(subscription.timezone)
    )


def due(subscription: Subscription, delivered: Iterable[Delivery], now: datetime) -> Due | None:
    """What this subscriber should be sent now, or None.

    ``delivered`` holds what was claimed for them in this guild, in any state: a claim whose outcome is unknown counts,
    so that nothing is ever sent twice. Nothing from before they subscribed is due.
    """
    period, moment = latest_due(subscription, now)
    if moment <= subscription.subscribed_at:
        return None
    day = date.fromisoformat(period)
    if any(abs(date.fromisoformat(d.period) - day) < SAME_WEEK for d in delivered):
        return None
    return Due(period, moment, now - moment)
