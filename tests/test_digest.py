"""The weekly digest: once a week to each who asked for it, whatever restarts, and nothing lost in silence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.bot_stage import QUICK, Clock, busy_world, discord_of, living
from tests.digest_stage import TUESDAY_NINE, deliver, states, subscribe, subscribed


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


async def test_closed_messages_are_told_to_moderators_and_pause_after_two(tmp_path: Path) -> None:
    async with subscribed(tmp_path) as (house, people):
        twin, clock = house.twin, house.clock
        twin.close_dms(people.moderator)
        clock.now = TUESDAY_NINE
        await deliver(house)
        await deliver(house)
        assert states(house) == [("2026-03-03", "closed")]
        outcome = await twin.command("overview", user_id=people.owner)
        assert f"<@{people.moderator}> did not get the digest of 3 Mar 2026" in outcome.text
        assert outcome.message.texts
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
