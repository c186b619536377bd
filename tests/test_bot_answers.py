"""Slash commands: who may ask is answered in time, with words and a picture; everyone else is refused kindly."""

from __future__ import annotations

import asyncio
import csv
import io
import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.catalogue import REPORT_NAMES, ROLE_NAMES
from bot.config import Settings
from bot.render.easel import Easel
from bot.service import Request
from bot.words.language import ENGLISH
from cogs.asking import MOST_EVENT, PAGE, decoded
from cogs.controls import ReportButton
from storage.models import GuildSettings
from tests.bot_stage import NOW, STEWARDS, Clock, House, People, busy_world, discord_of, living
from twin.sent import flat

EVENT = (NOW - timedelta(days=20)).date()
REPORTS: list[tuple[str, dict[str, Any]]] = [
    ("overview", {}),
    ("top", {}),
    ("top", {"by": "messages", "period": 28}),
    ("top", {"role": "regular"}),
    ("evangelists", {}),
    ("lurkers", {}),
    ("network", {}),
    ("groups", {}),
    ("audit", {}),
    ("channels", {}),
    ("fading", {}),
    ("newcomers", {}),
    ("impact", {"event": "Spring meetup", "date": EVENT.isoformat()}),
    ("digest preview", {}),
    ("data coverage", {}),
]
FOR_MODERATORS = [
    "overview",
    "top",
    "evangelists",
    "lurkers",
    "network",
    "groups",
    "audit",
    "channels",
    "fading",
    "newcomers",
    "impact",
    "digest subscribe",
    "digest preview",
    "settings show",
    "settings moderator_role",
    "data coverage",
    "data backfill",
    "data retention",
    "data export",
]


@pytest.fixture
async def busy(tmp_path: Path) -> AsyncIterator[tuple[House, People]]:
    clock = Clock()
    world, people, _ = busy_world(clock)
    history = Settings(backfill_days=90)
    async with discord_of(world) as twin, living(tmp_path / "r.db", twin, clock, settings=history) as house:
        await house.read()
        yield house, people


async def test_every_report_is_answered_in_time_alone_and_with_a_picture(busy: tuple[House, People]) -> None:
    house, people = busy
    house.bot.easel = Easel()  # not the one that the tests share: what draws has to be started in time, too
    for name, options in [*REPORTS, ("member", {"who": people.ada})]:
        outcome = await house.twin.command(name, user_id=people.moderator, **options)
        assert outcome.error is None, name
        assert outcome.took_seconds is not None
        assert outcome.took_seconds < 3, name
        assert outcome.deferred
        message = outcome.message
        assert message.ephemeral, name
        assert any(text.startswith("### ") for text in message.texts), (name, message.text)
        (picture,) = message.files
        assert picture.data.startswith(b"\x89PNG"), name
        assert picture.description, name
        (gallery,) = (part for part in flat(message.components) if "items" in part)
        assert gallery["items"] == [
            {
                "media": {"url": f"attachment://{picture.filename}"},
                "description": picture.description,
                "spoiler": False,
            }
        ]
        assert not outcome.hidden


async def test_many_at_once_are_all_answered_in_time(busy: tuple[House, People]) -> None:
    house, people = busy
    names = ["overview", "top", "network", "channels"] * 4
    outcomes = await asyncio.gather(*(house.twin.command(name, user_id=people.moderator) for name in names))
    for outcome in outcomes:
        assert outcome.error is None
        assert outcome.message.files
    said = [one.body for one in house.twin.exchanges if one.method == "POST" and "### " in str(one.body)]
    assert said
    assert all(body["allowed_mentions"]["parse"] == [] for body in said), "nobody is pinged by an answer"
    assert max(outcome.took_seconds or 9 for outcome in outcomes) < 3


async def test_an_ordinary_member_is_refused_by_the_bot_itself(busy: tuple[House, People]) -> None:
    house, people = busy
    for name in FOR_MODERATORS:
        options: dict[str, Any] = {"event": "Meetup", "date": "2026-02-01"} if name == "impact" else {}
        outcome = await house.twin.command(name, user_id=people.ada, **options)
        assert outcome.hidden, f"{name}: Discord's client offers it to everybody"
        assert not outcome.message.texts, name
        assert not outcome.message.files, name
        assert outcome.message.ephemeral
        assert "for moderators" in outcome.text, name
    outcome = await house.twin.command("member", user_id=people.ada, who=people.ben)
    assert "for moderators" in outcome.text
    assert not outcome.message.texts


async def test_the_moderator_role_opens_the_door_and_only_managers_choose_it(busy: tuple[House, People]) -> None:
    house, people = busy
    house.store.save_settings(house.guild_id, GuildSettings(moderator_role_id=STEWARDS))
    house.twin.world.guild.members[people.cleo].role_ids.append(STEWARDS)
    assert (await house.twin.command("overview", user_id=people.cleo)).message.texts
    assert not (await house.twin.command("overview", user_id=people.ben)).message.texts
    outcome = await house.twin.command("settings moderator_role", user_id=people.cleo)
    assert "Manage Server" in outcome.text
    assert house.store.settings(house.guild_id).moderator_role_id == STEWARDS


async def test_every_member_may_see_themselves_and_only_themselves(busy: tuple[House, People]) -> None:
    house, people = busy
    outcome = await house.twin.command("me", user_id=people.ada)
    assert outcome.message.ephemeral
    assert "Ada" in outcome.text
    assert outcome.message.files
    labels = {control.get("label", "a menu") for control in outcome.message.controls()}
    assert labels == {"As CSV", "« The period before", "a menu"}, "only a moderator may share"
    shorter = await (await outcome.select(None, [28])).until(lambda later: bool(later.messages))
    assert "4 weeks" in shorter.message.texts[-1]
    assert {control.get("label", "a menu") for control in shorter.message.controls()} == labels
    table = await outcome.click(label="As CSV")
    assert "Ada" in table.message.files[0].data.decode("utf-8-sig")


async def test_help_tells_everybody_what_they_may_ask(busy: tuple[House, People]) -> None:
    house, people = busy
    plain = (await house.twin.command("help", user_id=people.ada)).text
    assert "/privacy" in plain
    assert "/evangelists" not in plain
    assert "/evangelists" in (await house.twin.command("help", user_id=people.moderator)).text


async def test_sharing_posts_the_same_for_all_and_csv_is_for_the_one_who_asked(busy: tuple[House, People]) -> None:
    house, people = busy
    outcome = await house.twin.command("top", user_id=people.moderator, by="messages", period=28)
    shared = await outcome.click(label="Share in channel")
    assert not shared.message.ephemeral
    assert "\n".join(shared.message.texts) == "\n".join(outcome.message.texts)
    assert not list(shared.message.controls()), "nobody else may ask why"
    assert shared.message.files[0].data.startswith(b"\x89PNG")
    table = await outcome.click(label="As CSV")
    assert table.message.ephemeral
    rows = list(csv.reader(io.StringIO(table.message.files[0].data.decode("utf-8-sig"))))
    assert {"Ada", "Ben", "Cleo", "Dan"} <= {cell for row in rows for cell in row}


async def test_a_role_is_kept_by_the_buttons(busy: tuple[House, People]) -> None:
    house, people = busy
    for role, members in (("regular", 4), ("fading", 0)):
        outcome = await house.twin.command("top", user_id=people.moderator, role=role)
        shared = await outcome.click(label="Share in channel")
        for message in (outcome.message, shared.message):
            assert f"({role})" in message.texts[0]
            assert ("Ada" in message.text) == bool(members)
        table = (await outcome.click(label="As CSV")).message.files[0]
        assert table.filename == f"members-{role}.csv"
        assert len(list(csv.DictReader(io.StringIO(table.data.decode("utf-8-sig"))))) == members


def test_the_longest_request_fits_into_a_button_and_comes_back() -> None:
    as_of = datetime(2286, 11, 20, tzinfo=UTC)
    template = ReportButton.__discord_ui_compiled_template__
    for name in REPORT_NAMES:
        for role in (None, *ROLE_NAMES):
            asked = Request(name, 1, as_of, 3660, 2**63, 2**63, by="active_weeks", role=role, limit=PAGE)
            if name == "impact":
                asked = Request(name, 1, as_of, 3660, event="🎉" * MOST_EVENT, day=date(2286, 1, 1), limit=PAGE)
            button = ReportButton("share", asked, ENGLISH)
            assert len(button.item.custom_id or "") <= 100
            match = template.fullmatch(button.item.custom_id or "")
            assert match is not None
            assert decoded(match, 1) == asked
    old = template.fullmatch("rapport:csv:members:84:::score:1700000000")
    assert old is not None, "a button of an earlier version still works"
    assert decoded(old, 1) == Request("members", 1, datetime.fromtimestamp(1_700_000_000, UTC), limit=PAGE)


async def test_an_event_is_kept_by_the_buttons_and_a_slip_is_said_kindly(busy: tuple[House, People]) -> None:
    house, people = busy
    asked: dict[str, Any] = {"user_id": people.moderator, "event": "Tea: the 2nd"}
    outcome = await house.twin.command("impact", **asked, date=EVENT.isoformat())
    shared = await outcome.click(label="Share in channel")
    assert "Tea: the 2nd" in shared.text.replace("\u200b", "")
    assert shared.message.texts == outcome.message.texts
    assert "year-month-day" in (await house.twin.command("impact", **asked, date="yesterday")).text
    early = (NOW - timedelta(days=3)).date().isoformat()
    assert "can be looked at from" in (await house.twin.command("impact", **asked, date=early)).text


async def test_a_button_is_checked_again_when_it_is_pressed(busy: tuple[House, People]) -> None:
    house, people = busy
    outcome = await house.twin.command("overview", user_id=people.moderator)
    house.twin.world.guild.members[people.moderator].role_ids.clear()
    for label in ("Share in channel", "As CSV"):
        refused = await outcome.click(label=label)
        assert "for moderators" in refused.text
        assert refused.message.ephemeral
        assert not refused.message.files


async def test_buttons_work_after_a_restart(tmp_path: Path) -> None:
    clock = Clock()
    world, people, _ = busy_world(clock, weeks=3)
    async with discord_of(world) as twin:
        history = Settings(backfill_days=30)
        async with living(tmp_path / "rapport.db", twin, clock, settings=history) as house:
            await house.read()
            outcome = await twin.command("overview", user_id=people.moderator)
            leaving = await twin.command("privacy erase", user_id=people.ada)
        async with living(tmp_path / "rapport.db", twin, clock, settings=history) as house:
            shared = await outcome.click(label="Share in channel")
            assert shared.message.texts == outcome.message.texts
            assert "were removed" in (await leaving.click(label="Erase everything about me")).text
            assert house.store.member_name(house.guild_id, people.ada) is None


async def test_a_direct_message_gets_a_kind_line_and_never_a_report(busy: tuple[House, People]) -> None:
    house, people = busy
    for name in ("overview", "me", "digest subscribe", "settings show"):
        outcome = await house.twin.command(name, user_id=people.moderator, in_dm=True)
        assert outcome.hidden
        assert outcome.error is None, name
        assert not outcome.message.texts


async def test_who_is_not_known_and_what_is_left_out_is_said_kindly(busy: tuple[House, People]) -> None:
    house, people = busy
    stranger = house.twin.world.add_user("Stranger").user_id
    outcome = await house.twin.command("member", user_id=people.moderator, who=stranger)
    assert "Nothing is known" in outcome.text
    channel = next(c.channel_id for c in house.twin.world.channels.values() if c.name == "general")
    await house.twin.command("settings exclude_channel", user_id=people.moderator, channel=channel)
    outcome = await house.twin.command("top", user_id=people.moderator, channel=channel)
    assert "left out" in outcome.text
    assert str(house.guild_id) not in outcome.text


async def test_an_error_is_one_kind_line_and_a_traceback_in_the_log(
    busy: tuple[House, People], caplog: pytest.LogCaptureFixture
) -> None:
    house, people = busy
    house.store.close()
    outcome = await house.twin.command("settings timezone", user_id=people.moderator, zone="Europe/Berlin")
    assert outcome.error is None
    assert "database" in outcome.text
    assert "Traceback" not in outcome.text
    assert "settings timezone failed" in caplog.text
    assert house.twin.token not in caplog.text


async def test_who_waits_for_a_locked_database_keeps_nobody_waiting_who_reads(
    busy: tuple[House, People], tmp_path: Path
) -> None:
    house, people = busy
    house.store.save_settings(house.guild_id, GuildSettings(moderator_role_id=STEWARDS))
    house.twin.world.guild.members[people.cleo].role_ids.append(STEWARDS)
    other = sqlite3.connect(tmp_path / "r.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        writing = [
            asyncio.create_task(house.twin.command("digest unsubscribe", user_id=people.moderator)) for _ in range(12)
        ]
        await asyncio.sleep(0.5)
        async with asyncio.timeout(3):
            outcome = await house.twin.command("settings show", user_id=people.cleo)
        assert "Time zone" in outcome.text
    finally:
        other.close()
    for written in await asyncio.gather(*writing):
        assert "not subscribed" in written.text


async def test_an_answer_that_discord_refuses_does_not_leave_anybody_waiting(
    busy: tuple[House, People], caplog: pytest.LogCaptureFixture
) -> None:
    house, people = busy
    house.twin.faults.fail("POST /webhooks/{webhook_id}/{webhook_token}", times=1, status=403)
    outcome = await house.twin.command("overview", user_id=people.moderator)
    assert outcome.error is None
    assert "does not let Rapport do that" in outcome.text
    house.twin.faults.fail("POST /webhooks/{webhook_id}/{webhook_token}", times=1, status=400)
    outcome = await house.twin.command("overview", user_id=people.moderator)
    assert "Something went wrong on our side" in outcome.text
    assert "overview failed" in caplog.text
