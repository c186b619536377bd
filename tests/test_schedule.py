"""When a digest is due: weekdays, zones, clocks that jump, restarts and long absences."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.schedule import due, latest_due, local_moment, matching_zones, next_due, zone_names, zone_of
from storage.models import Delivery, Subscription

LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)


def monday_nine(timezone: str = "UTC", *, hour: int = 9, weekday: int = 0, since: datetime = LONG_AGO) -> Subscription:
    return Subscription(1, 2, weekday, hour, timezone, since)


def sent(period: str) -> Delivery:
    return Delivery(1, 2, period, "sent", LONG_AGO)


def test_due_from_the_hour_on_and_not_before() -> None:
    before = datetime(2026, 3, 2, 8, 59, 59, tzinfo=UTC)  # a Monday
    last_week = [sent("2026-02-23")]
    assert due(monday_nine(), last_week, before) is None
    now_due = due(monday_nine(), last_week, before + timedelta(seconds=1))
    assert now_due is not None
    assert (now_due.period, now_due.late) == ("2026-03-02", timedelta(0))


def test_the_subscribers_own_zone_decides_the_day() -> None:
    # Monday 09:00 in Auckland is still Sunday in UTC.
    moment = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)
    assert latest_due(monday_nine("Pacific/Auckland"), moment) == ("2026-03-02", moment)
    assert latest_due(monday_nine("America/Los_Angeles"), moment)[0] == "2026-02-23"


@pytest.mark.parametrize("state", ["claimed", "sent", "closed", "failed"])
def test_whatever_became_of_a_claim_it_is_not_claimed_again(state: str) -> None:
    now = datetime(2026, 3, 2, 9, tzinfo=UTC)
    earlier = Delivery(1, 2, "2026-03-02", state, now)  # type: ignore[arg-type]  # every state in turn
    assert due(monday_nine(), [earlier], now + timedelta(hours=5)) is None


def test_nothing_from_before_the_subscription_is_due() -> None:
    now = datetime(2026, 3, 4, 12, tzinfo=UTC)
    assert due(monday_nine(since=now - timedelta(hours=1)), [], now) is None
    assert due(monday_nine(since=now - timedelta(days=9)), [], now) is not None


def test_after_a_short_absence_it_comes_late_and_after_a_long_one_not_at_all() -> None:
    moment = datetime(2026, 3, 2, 9, tzinfo=UTC)
    late = due(monday_nine(), [], moment + timedelta(days=2))
    assert late is not None
    assert late.is_late
    assert not late.too_late
    missed = due(monday_nine(), [], moment + timedelta(days=3, seconds=1))
    assert missed is not None
    assert missed.too_late


def test_another_day_of_the_same_week_does_not_bring_a_second_digest() -> None:
    tuesday = datetime(2026, 3, 3, 9, tzinfo=UTC)
    moved = monday_nine(weekday=1)
    assert due(moved, [sent("2026-03-02")], tuesday) is None
    assert due(moved, [sent("2026-03-02")], tuesday + timedelta(days=7)) is not None


def test_an_hour_that_the_clocks_skip_is_the_moment_they_jump_to() -> None:
    berlin = zone_of("Europe/Berlin")
    jump = datetime(2026, 3, 29, 1, tzinfo=UTC)  # 02:00 becomes 03:00
    assert local_moment(datetime(2026, 3, 29).date(), 2, berlin) == jump  # noqa: DTZ001  # only its date
    assert jump.astimezone(berlin).hour == 3


def test_an_hour_that_comes_twice_brings_one_digest() -> None:
    sunday_two = monday_nine("Europe/Berlin", hour=2, weekday=6)
    first = datetime(2026, 10, 25, 0, tzinfo=UTC)
    assert latest_due(sunday_two, first) == ("2026-10-25", first)
    second = first + timedelta(hours=1)
    assert second.astimezone(zone_of("Europe/Berlin")).hour == 2
    assert due(sunday_two, [sent("2026-10-25")], second) is None


@settings(max_examples=40, deadline=None)
@given(
    weekday=st.integers(0, 6),
    hour=st.integers(0, 23),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"]),
    now=st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)).map(lambda d: d.replace(tzinfo=UTC)),  # noqa: DTZ001
    minutes=st.integers(20, 60 * 24 * 3),
)
def test_a_bot_that_looks_at_any_pace_sends_one_a_week(
    weekday: int, hour: int, zone: str, now: datetime, minutes: int
) -> None:
    subscription = Subscription(1, 2, weekday, hour, zone, now)
    delivered: list[Delivery] = []
    end = now + timedelta(weeks=5)
    moment = now
    while moment < end:
        found = due(subscription, delivered, moment)
        if found is not None:
            assert timedelta(0) <= found.late <= timedelta(minutes=minutes)
            delivered.append(Delivery(1, 2, found.period, "sent", moment))
        moment += timedelta(minutes=minutes)
    periods = [d.period for d in delivered]
    assert len(periods) == len(set(periods))
    assert 4 <= len(periods) <= 5


@given(st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)).map(lambda d: d.replace(tzinfo=UTC)))  # noqa: DTZ001
def test_the_next_one_lies_ahead_within_a_week(now: datetime) -> None:
    for zone in ("UTC", "Europe/Berlin", "America/Sao_Paulo"):
        ahead = next_due(monday_nine(zone), now) - now
        assert timedelta(0) < ahead <= timedelta(days=7, hours=1)
        local = (now + ahead).astimezone(zone_of(zone))
        assert (local.weekday(), local.hour) == (0, 9)


def test_zones_are_found_by_city_and_a_wrong_one_is_named() -> None:
    assert matching_zones("berl")[0] == "Europe/Berlin"
    assert matching_zones("new york")[0] == "America/New_York"
    assert len(matching_zones("")) == 25
    assert "UTC" in zone_names()
    with pytest.raises(ValueError, match="Europe/Berlni"):
        zone_of("Europe/Berlni")
    with pytest.raises(ValueError, match="not a time zone"):
        zone_of("../etc/passwd")
