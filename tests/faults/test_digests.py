"""One digest a local week, whatever happens to the bot, its clock, its guild and what Discord answers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.schedule import due, next_due, zone_names
from storage.models import Delivery, Subscription
from tests.bot_stage import Clock, busy_world, discord_of, living
from tests.digest_stage import HISTORY, TUESDAY_NINE, deliver, states, subscribe, subscribed
from tests.faults.row import Broken, Trials, row


@row(
    "restarts around the hour of a digest, two rounds at once",
    "one digest a week",
    Broken("storage/administration.py", "    return claimed.rowcount > 0", "    return True"),
)
async def test_one_digest_a_week_through_any_number_of_restarts(tmp_path: Path) -> None:
    """Seen red where two rounds may claim the same."""
    clock = Clock()
    world, people, _ = busy_world(clock)
    db = tmp_path / "rapport.db"
    async with discord_of(world) as twin:
        async with living(db, twin, clock, settings=HISTORY) as house:
            await house.read()
            outcome = await twin.command("digest subscribe", user_id=people.moderator)
            assert "subscribed" in outcome.text
            outcome = await twin.command("digest when", user_id=people.moderator, day=1, hour=9, timezone="UTC")
            assert "every Tuesday at 09:00 (UTC)" in outcome.text
            assert f"<t:{int(TUESDAY_NINE.timestamp())}:F>" in outcome.text
            await deliver(house)
            assert twin.dms(people.moderator) == []
        clock.now = TUESDAY_NINE
        for _ in range(3):
            async with living(db, twin, clock) as house:
                await asyncio.gather(deliver(house), deliver(house))
                await deliver(house)
                clock.move(minutes=20)
        (message,) = twin.dms(people.moderator)
        sends = [e for e in twin.exchanges if e.method == "POST" and e.template == "/channels/{channel_id}/messages"]
        assert len(sends) == 1
        assert message.texts
        assert message.files[0].data.startswith(b"\x89PNG")
        clock.now = TUESDAY_NINE + timedelta(days=7, minutes=5)
        async with living(db, twin, clock) as house:
            await deliver(house)
            await deliver(house)
            assert states(house) == [("2026-03-03", "sent"), ("2026-03-10", "sent")]
        assert len(twin.dms(people.moderator)) == 2
        assert all("hours late" not in message.text for message in twin.dms(people.moderator))


@row(
    "Discord takes a digest and answers 502",
    "it arrives once, and the next subscriber gets their own",
    Broken("cogs/deliveries.py", "nonce = nonce_of(subscription, found.period)", "nonce = 7"),
)
async def test_each_of_two_subscribers_of_a_guild_gets_one_also_when_discord_answers_too_late(tmp_path: Path) -> None:
    """Discord takes a second message with the nonce of an earlier one for the same, to whomever it goes.

    Seen red with one nonce for all."""
    async with subscribed(tmp_path, cleo=True) as (house, people):
        house.clock.now = TUESDAY_NINE
        house.twin.faults.lose_answer("POST /channels/{channel_id}/messages")
        await deliver(house)
        assert [len(house.twin.dms(one)) for one in (people.moderator, people.cleo)] == [1, 1]
        assert states(house) == [("2026-03-03", "sent")] * 2


@row(
    "the guild is out when a digest is due",
    "nobody is unsubscribed, and it goes out when the guild is back",
    Broken("cogs/deliveries.py", "if guild is None or guild.unavailable:", "if guild is None:"),
)
async def test_nobody_is_dropped_or_sent_anything_while_their_guild_is_out(tmp_path: Path) -> None:
    """Seen red where an outage is no reason to wait."""
    async with subscribed(tmp_path) as (house, people):
        twin, clock = house.twin, house.clock
        clock.now = TUESDAY_NINE
        twin.stage.guild_lost(twin.world.guild, outage=True)
        await twin.settle()
        await deliver(house)
        assert twin.dms(people.moderator) == []
        assert len(house.store.subscriptions(house.guild_id)) == 1
        twin.stage.guild_found(twin.world.guild)
        await twin.settle()
        await deliver(house)
        assert len(twin.dms(people.moderator)) == 1


@row(
    "the clock jumps by hours and by weeks, forth and back",
    "one digest a week",
    Broken("bot/schedule.py", "SAME_WEEK = timedelta(days=6)", "SAME_WEEK = timedelta(days=9)"),
)
async def test_a_clock_that_jumps_sends_nothing_twice(tmp_path: Path) -> None:
    """Seen red where the next week's counts as this one's."""
    async with subscribed(tmp_path) as (house, people):
        twin, clock = house.twin, house.clock
        clock.now = TUESDAY_NINE
        for jump in (timedelta(), timedelta(hours=-1), timedelta(hours=2), timedelta(days=-8), timedelta(days=8)):
            clock.now += jump
            await deliver(house)
        assert len(twin.dms(people.moderator)) == 1
        clock.now = TUESDAY_NINE + timedelta(days=7)
        await deliver(house)
        assert len(twin.dms(people.moderator)) == 2


@row(
    "two bots on one database send the same digest",
    "it is sent once",
    Broken("storage/administration.py", "    return claimed.rowcount > 0", "    return True"),
)
async def test_two_bots_on_one_database_send_one(tmp_path: Path) -> None:
    """Seen red where both may claim it."""
    clock = Clock()
    world, people, _ = busy_world(clock, weeks=2)
    db = tmp_path / "rapport.db"
    async with discord_of(world) as twin, living(db, twin, clock) as one, living(db, twin, clock) as other:
        await one.heard()
        subscribe(one, people.moderator)
        clock.now = TUESDAY_NINE
        await asyncio.gather(deliver(one), deliver(other))
        assert states(other) == [("2026-03-03", "sent")]
        sends = [e for e in twin.exchanges if e.method == "POST" and e.template == "/channels/{channel_id}/messages"]
        assert len(sends) == 1


@row(
    "Rapport was off when a digest was due: for hours, and for days",
    "it is sent once and marked as late; after days it is left out and said to be",
    Broken("bot/schedule.py", "TOO_LATE = timedelta(days=3)", "TOO_LATE = timedelta(days=300)"),
)
async def test_a_short_absence_makes_it_late_and_a_long_one_leaves_it_out_and_says_so(tmp_path: Path) -> None:
    """Seen red where nothing is ever too late."""
    async with subscribed(tmp_path) as (house, people):
        twin, clock = house.twin, house.clock
        clock.now = TUESDAY_NINE + timedelta(hours=30)
        await deliver(house)
        (late,) = twin.dms(people.moderator)
        assert "30 hours late" in late.text
        clock.now = TUESDAY_NINE + timedelta(days=7 + 5)
        await deliver(house)
        await deliver(house)
        assert len(twin.dms(people.moderator)) == 1
        assert states(house)[-1] == ("2026-03-10", "failed")
        clock.now = TUESDAY_NINE + timedelta(days=14)
        await deliver(house)
        assert "10 Mar 2026" in twin.dms(people.moderator)[-1].text
        assert "not running" in twin.dms(people.moderator)[-1].text


@row(
    "Rapport ended between the claim of a digest and its outcome",
    "it is listed as unknown and never sent again",
    Broken("cogs/notices.py", '        case "claimed":', '        case "forgotten":'),
)
async def test_a_claim_whose_outcome_is_unknown_is_listed_and_never_sent_again(tmp_path: Path) -> None:
    """Seen red where an unknown outcome is nothing to tell."""
    async with subscribed(tmp_path) as (house, people):
        twin, clock = house.twin, house.clock
        clock.now = TUESDAY_NINE
        assert house.store.claim_delivery(house.guild_id, people.moderator, "2026-03-03", clock())
        clock.move(minutes=30)
        await deliver(house, unknown=1)
        assert twin.dms(people.moderator) == []
        outcome = await twin.command("overview", user_id=people.moderator)
        assert "may not have got the digest of 3 Mar 2026" in outcome.text


YEARS = 2
FIRST_DAY = datetime(2025, 12, 29, tzinfo=UTC)
"""A Monday, and two years that have every change of clocks."""


def moments_around(subscription: Subscription) -> Iterator[datetime]:
    """When the bot looks: just before, at and after each moment that is due, and on other days."""
    now = FIRST_DAY
    while now < FIRST_DAY + timedelta(days=366 * YEARS):
        due_at = next_due(subscription, now)
        yield due_at - timedelta(seconds=1)
        yield due_at
        yield due_at + timedelta(minutes=59)
        yield due_at + timedelta(hours=3)
        now = due_at + timedelta(days=1)
        yield now


@row(
    f"every time zone of IANA, over {YEARS} years of changing clocks",
    "one digest in each local week, on the day that was chosen",
    Broken("bot/schedule.py", "time(hour), zone)", "time(hour), UTC)"),
)
def test_every_time_zone(trials: Trials) -> None:
    """Seen red with the hour of UTC instead of the subscriber's."""
    for number, name in enumerate(trials.of(zone_names())):
        subscription = Subscription(1, 2, number % 7, number % 24, name, FIRST_DAY - timedelta(days=30))
        sent: list[Delivery] = []
        for now in moments_around(subscription):
            found = due(subscription, sent[-3:], now)
            if found is not None and not found.too_late:
                sent.append(Delivery(1, 2, found.period, "sent", now))
                # Where the clocks skip the hour, it is the moment that they jump to.
                hour = found.at.astimezone(ZoneInfo(name)).hour
                assert (hour - subscription.hour) % 24 <= 1, f"{name}: at another hour"
        days = [date.fromisoformat(delivery.period) for delivery in sent]
        assert {day.weekday() for day in days} == {subscription.weekday}, name
        weeks = [day.isocalendar()[:2] for day in days]
        assert len(set(weeks)) == len(weeks), f"{name}: twice in a week"
        assert {(b - a).days for a, b in pairwise(days)} == {7}, f"{name}: a week without"
        assert len(days) >= 52 * YEARS
