"""What moderators set and ask about the data itself."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.config import Settings
from storage.models import GuildSettings, Subscription
from tests.bot_stage import NOW, STEWARDS, Clock, House, People, busy_world, discord_of, living
from twin.world import World


@pytest.fixture
async def busy(tmp_path: Path) -> AsyncIterator[tuple[House, People, int]]:
    clock = Clock()
    world, people, channel = busy_world(clock, weeks=3)
    history = Settings(backfill_days=90)
    async with discord_of(world) as twin, living(tmp_path / "rapport.db", twin, clock, settings=history) as house:
        await house.read()
        yield house, people, channel


async def test_settings_are_changed_one_by_one_and_shown(busy: tuple[House, People, int]) -> None:
    house, people, channel = busy
    mo = people.moderator
    await house.twin.command("settings timezone", user_id=mo, zone="Europe/Berlin")
    await house.twin.command("settings moderator_role", user_id=mo, role=STEWARDS)
    await house.twin.command("settings exclude_channel", user_id=mo, channel=channel)
    await house.twin.command("settings exclude_member", user_id=mo, member=people.ada)
    await house.twin.command("settings exclude_member", user_id=mo, member=people.ada)
    await house.twin.command("settings moods", user_id=mo, shown=True)
    outcome = await house.twin.command("settings notices", user_id=mo, channel=channel)
    assert house.store.settings(house.guild_id) == GuildSettings(
        "Europe/Berlin", STEWARDS, (channel,), (people.ada,), channel, member_moods=True
    )
    for words in ("Europe/Berlin", f"<@&{STEWARDS}>", f"<#{channel}>", f"<@{people.ada}>"):
        assert words in outcome.text
    await house.twin.command("settings include_channel", user_id=mo, channel=channel)
    await house.twin.command("settings include_member", user_id=mo, member=people.ada)
    await house.twin.command("settings moderator_role", user_id=mo)
    await house.twin.command("settings notices", user_id=mo)
    await house.twin.command("settings moods", user_id=mo, shown=False)
    assert house.store.settings(house.guild_id) == GuildSettings("Europe/Berlin")
    assert "Europe/Berlin" in (await house.twin.command("settings show", user_id=mo)).text


async def test_what_cannot_be_set_is_said_and_changes_nothing(busy: tuple[House, People, int]) -> None:
    house, people, channel = busy
    mo = people.moderator
    outcome = await house.twin.command("settings timezone", user_id=mo, zone="Middle/Earth")
    assert "'Middle/Earth' is not a time zone" in outcome.text
    outcome = await house.twin.command("settings moderator_role", user_id=mo, role=house.guild_id)
    assert "everybody's" in outcome.text
    house.twin.faults.forbid(channel)
    await house.twin.settle()
    outcome = await house.twin.command("settings notices", user_id=mo, channel=channel)
    assert "may not write" in outcome.text
    assert house.store.settings(house.guild_id) == GuildSettings()


async def test_staff_left_out_of_rankings_are_left_out(busy: tuple[House, People, int]) -> None:
    house, people, _ = busy
    before = await house.twin.command("top", user_id=people.moderator)
    assert "Ada" in before.text
    await house.twin.command("settings exclude_member", user_id=people.moderator, member=people.ada)
    table = await (await house.twin.command("top", user_id=people.moderator)).click(label="As CSV")
    assert "Ada" not in table.message.files[0].data.decode("utf-8-sig")


async def test_a_new_subscription_uses_the_servers_zone(busy: tuple[House, People, int]) -> None:
    house, people, _ = busy
    await house.twin.command("settings timezone", user_id=people.moderator, zone="Asia/Tokyo")
    outcome = await house.twin.command("digest subscribe", user_id=people.moderator)
    assert "Asia/Tokyo" in outcome.text
    assert house.store.subscriptions(house.guild_id) == [
        Subscription(house.guild_id, people.moderator, 0, 9, "Asia/Tokyo", NOW)
    ]


async def test_data_is_told_of_and_exported(busy: tuple[House, People, int]) -> None:
    house, people, _ = busy
    outcome = await house.twin.command("data retention", user_id=people.moderator)
    assert "90 days" in outcome.text
    assert "400 days" in outcome.text
    outcome = await house.twin.command("data export", user_id=people.moderator)
    files = {file.filename: file.data for file in outcome.message.files}
    rows = list(csv.DictReader(io.StringIO(files["members.csv"].decode("utf-8-sig"))))
    document = json.loads(files["members.json"])
    assert len(rows) == len(document["members"]) >= 4
    assert document["guild_id"] == str(house.guild_id)
    assert outcome.message.ephemeral


async def test_what_is_old_goes_at_the_start_and_a_removed_server_after_a_week(tmp_path: Path) -> None:
    clock = Clock()
    world, people, _ = busy_world(clock, weeks=3)
    db = tmp_path / "rapport.db"
    async with discord_of(world) as twin, living(db, twin, clock, settings=Settings(backfill_days=90)) as house:
        await house.read()
        guild_id = house.guild_id
        assert people.ada in house.counts("messages")
    other = World.empty("Elsewhere", clock=clock)
    clock.move(days=1)
    async with discord_of(other) as twin, living(db, twin, clock) as house:
        await house.heard()
        (left,) = [guild for guild in house.store.guilds() if guild.guild_id == guild_id]
        assert left.left_at == clock(), "removed while the bot was away"
    clock.move(days=8)
    async with discord_of(other) as twin, living(db, twin, clock) as house:
        await twin.until(lambda: guild_id not in {guild.guild_id for guild in house.store.guilds()})
        assert set(house.store.export_user(people.ada)) == {"user_id"}


def test_a_week_is_what_the_bot_promises() -> None:
    assert Settings().retention.departed_guilds == timedelta(days=7).days
