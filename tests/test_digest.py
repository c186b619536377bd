"""The weekly digest: once a week to each who asked for it, whatever restarts, and nothing lost in silence."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.config import Settings
from cogs.digest import Digest
from storage.models import GuildSettings, Subscription
from tests.bot_stage import NOW, QUICK, STEWARDS, Clock, House, People, busy_world, discord_of, living

TUESDAY_NINE = datetime(2026, 3, 3, 9, tzinfo=UTC)
HISTORY = Settings(backfill_days=90)


async def deliver(house: House, *, unknown: int = 0) -> None:
    """A round of deliveries, beside the one that the bot makes at its start; ``unknown`` claims stay open."""
    cog = house.bot.get_cog("Digest")
    assert isinstance(cog, Digest)
    await cog.deliveries.deliver_due()
    await house.twin.until(lambda: sum(state == "claimed" for _, state in states(house)) == unknown)


def states(house: House) -> list[tuple[str, str]]:
    return [(d.period, d.state) for d in house.store.deliveries(house.guild_id)]


def subscribe(house: House, user_id: int, *, since: datetime = NOW - timedelta(days=1)) -> None:
    house.store.subscribe(Subscription(house.guild_id, user_id, 1, 9, "UTC", since))


@asynccontextmanager
async def subscribed(folder: Path, *, cleo: bool = False) -> AsyncIterator[tuple[House, People]]:
    """A small guild whose moderator (and Cleo, by a role) gets a digest on Tuesdays at nine; it is Monday."""
    clock = Clock()
    world, people, _ = busy_world(clock, weeks=3)
    if cleo:
        world.guild.members[people.cleo].role_ids.append(STEWARDS)
    async with discord_of(world) as twin, living(folder / "rapport.db", twin, clock) as house:
        await house.heard()
        subscribe(house, people.moderator)
        if cleo:
            house.store.save_settings(house.guild_id, GuildSettings(moderator_role_id=STEWARDS))
            subscribe(house, people.cleo)
        yield house, people


async def test_one_digest_a_week_through_any_number_of_restarts(tmp_path: Path) -> None:
    clock = Clock()
    world, people, _ = busy_world(clock)
    db = tmp_path / "rapport.db"
    async with discord_of(world) as twin:
        async with living(db, twin, clock, settings=HISTORY) as house:
            await house.read()
            outcome = await twin.command("digest subscribe", user_id=people.moderator)
            assert "subscribed" in outcome.text
            outcome = await twin.command("digest when", user_id=people.moderator, day=1, hour=9, timezone="UTC")
            assert "Tuesdays at 9:00 (UTC)" in outcome.text
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
        assert message.embeds
        assert message.files[0].data.startswith(b"\x89PNG")
        clock.now = TUESDAY_NINE + timedelta(days=7, minutes=5)
        async with living(db, twin, clock) as house:
            await deliver(house)
            await deliver(house)
            assert states(house) == [("2026-03-03", "sent"), ("2026-03-10", "sent")]
        assert len(twin.dms(people.moderator)) == 2
        assert all("late" not in message.content for message in twin.dms(people.moderator))


async def test_each_of_two_subscribers_of_a_guild_gets_one_also_when_discord_answers_too_late(tmp_path: Path) -> None:
    """Discord takes a second message with the nonce of an earlier one for the same, to whomever it goes."""
    async with subscribed(tmp_path, cleo=True) as (house, people):
        house.clock.now = TUESDAY_NINE
        house.twin.faults.lose_answer("POST /channels/{channel_id}/messages")
        await deliver(house)
        assert [len(house.twin.dms(one)) for one in (people.moderator, people.cleo)] == [1, 1]
        assert states(house) == [("2026-03-03", "sent")] * 2


async def test_nobody_is_dropped_or_sent_anything_while_their_guild_is_out(tmp_path: Path) -> None:
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


async def test_a_clock_that_jumps_sends_nothing_twice(tmp_path: Path) -> None:
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


async def test_two_bots_on_one_database_send_one(tmp_path: Path) -> None:
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


async def test_the_bot_looks_by_itself_and_goes_on_after_an_error(tmp_path: Path) -> None:
    clock = Clock()
    world, people, _ = busy_world(clock, weeks=2)
    async with discord_of(world) as twin:
        quick = replace(QUICK, digest=0.05)
        async with living(tmp_path / "rapport.db", twin, clock, pace=quick) as house:
            await house.heard()
            subscribe(house, people.moderator)
            twin.faults.fail("GET /guilds/{guild_id}/members/{user_id}", times=1, status=400)
            clock.now = TUESDAY_NINE
            await twin.until(lambda: twin.dms(people.moderator))
            await twin.until(lambda: states(house) == [("2026-03-03", "sent")])


async def test_a_short_absence_makes_it_late_and_a_long_one_leaves_it_out_and_says_so(tmp_path: Path) -> None:
    async with subscribed(tmp_path) as (house, people):
        twin, clock = house.twin, house.clock
        clock.now = TUESDAY_NINE + timedelta(hours=30)
        await deliver(house)
        (late,) = twin.dms(people.moderator)
        assert "30 hours late" in late.content
        clock.now = TUESDAY_NINE + timedelta(days=7 + 5)
        await deliver(house)
        await deliver(house)
        assert len(twin.dms(people.moderator)) == 1
        assert states(house)[-1] == ("2026-03-10", "failed")
        clock.now = TUESDAY_NINE + timedelta(days=14)
        await deliver(house)
        assert "2026-03-10" in twin.dms(people.moderator)[-1].content
        assert "not running" in twin.dms(people.moderator)[-1].content


async def test_a_claim_whose_outcome_is_unknown_is_listed_and_never_sent_again(tmp_path: Path) -> None:
    async with subscribed(tmp_path) as (house, people):
        twin, clock = house.twin, house.clock
        clock.now = TUESDAY_NINE
        assert house.store.claim_delivery(house.guild_id, people.moderator, "2026-03-03", clock())
        clock.move(minutes=30)
        await deliver(house, unknown=1)
        assert twin.dms(people.moderator) == []
        outcome = await twin.command("overview", user_id=people.moderator)
        assert "may not have got the digest of 2026-03-03" in outcome.text


async def test_closed_messages_are_told_to_moderators_and_pause_after_two(tmp_path: Path) -> None:
    async with subscribed(tmp_path) as (house, people):
        twin, clock = house.twin, house.clock
        twin.close_dms(people.moderator)
        clock.now = TUESDAY_NINE
        await deliver(house)
        await deliver(house)
        assert states(house) == [("2026-03-03", "closed")]
        outcome = await twin.command("overview", user_id=people.owner)
        assert f"<@{people.moderator}> did not get the digest of 2026-03-03" in outcome.text
        assert outcome.message.embeds
        attempts = sum(one.method == "POST" and "/messages" in one.path for one in twin.exchanges)
        assert attempts == 1, "it is not tried again and again"
        clock.move(days=7)
        await deliver(house)
        assert house.store.subscriptions(house.guild_id) == []
        outcome = await twin.command("digest preview", user_id=people.owner)
        assert "paused until they subscribe again" in outcome.text


async def test_a_channel_of_notices_hears_of_closed_messages(tmp_path: Path) -> None:
    clock = Clock()
    world, people, _ = busy_world(clock, weeks=2)
    notices = world.add_channel("notices").channel_id
    async with discord_of(world) as twin, living(tmp_path / "rapport.db", twin, clock) as house:
        await house.heard()
        outcome = await twin.command("settings notices", user_id=people.moderator, channel=notices)
        assert f"<#{notices}>" in outcome.text
        subscribe(house, people.moderator)
        twin.close_dms(people.moderator)
        clock.now = TUESDAY_NINE
        await deliver(house)
        (notice,) = twin.sent(notices)
        assert "direct messages are closed" in notice.content
        assert "did not get" not in (await twin.command("overview", user_id=people.moderator)).text


@pytest.mark.parametrize("gone", ["left", "demoted"])
async def test_whoever_is_no_moderator_any_more_gets_nothing(tmp_path: Path, gone: str) -> None:
    async with subscribed(tmp_path) as (house, people):
        twin, clock = house.twin, house.clock
        if gone == "left":
            twin.leave(people.moderator)
        else:
            twin.world.guild.members[people.moderator].role_ids.clear()
        clock.now = TUESDAY_NINE
        await deliver(house)
        assert twin.dms(people.moderator) == []
        assert house.store.subscriptions(house.guild_id) == []
        assert states(house) == []


async def test_the_moderator_role_is_enough_for_a_digest(tmp_path: Path) -> None:
    async with subscribed(tmp_path, cleo=True) as (house, people):
        house.clock.now = TUESDAY_NINE
        await deliver(house)
        assert len(house.twin.dms(people.cleo)) == 1


async def test_a_former_moderator_can_still_unsubscribe(tmp_path: Path) -> None:
    async with subscribed(tmp_path) as (house, people):
        twin = house.twin
        twin.world.guild.members[people.moderator].role_ids.clear()
        outcome = await twin.command("digest unsubscribe", user_id=people.moderator)
        assert "no more digests" in outcome.text
        assert house.store.subscriptions(house.guild_id) == []
        outcome = await twin.command("digest unsubscribe", user_id=people.moderator)
        assert "were not subscribed" in outcome.text


async def test_what_discord_forbids_for_another_reason_is_not_called_closed(tmp_path: Path) -> None:
    async with subscribed(tmp_path) as (house, _):
        twin, clock = house.twin, house.clock
        clock.now = TUESDAY_NINE
        twin.faults.fail("POST /channels/{channel_id}/messages", times=1, status=403)
        await deliver(house)
        assert states(house) == [("2026-03-03", "failed")]


async def test_a_refused_send_is_written_down_and_told(tmp_path: Path) -> None:
    async with subscribed(tmp_path) as (house, people):
        twin, clock = house.twin, house.clock
        clock.now = TUESDAY_NINE
        twin.faults.fail("POST /channels/{channel_id}/messages", times=1, status=400)
        await deliver(house)
        await deliver(house)
        assert states(house) == [("2026-03-03", "failed")]
        assert "Discord answered 400" in (await twin.command("overview", user_id=people.moderator)).text


async def test_zones_complete_themselves_and_wrong_input_is_said_kindly(tmp_path: Path) -> None:
    clock = Clock()
    world, people, _ = busy_world(clock, weeks=1)
    async with discord_of(world) as twin, living(tmp_path / "rapport.db", twin, clock) as house:
        await house.heard()
        offered = await twin.autocomplete("settings timezone", people.moderator, option="zone", typed="kolk")
        assert offered == [{"name": "Asia/Kolkata", "value": "Asia/Kolkata"}]
        outcome = await twin.command("digest when", user_id=people.moderator, day=0, hour=9, timezone="Mars/Base")
        assert "'Mars/Base' is not a time zone" in outcome.text
        outcome = await twin.command("digest when", user_id=people.moderator, day=0, hour=9, timezone="Asia/Kolkata")
        assert "not subscribed yet" in outcome.text
