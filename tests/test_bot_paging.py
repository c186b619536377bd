"""Finding things below an answer: the next page, another period, why it is said of somebody; also after a restart."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from discord.ui import DynamicItem

from bot.config import Settings
from bot.render.message import as_container
from bot.reports import Members, page_after, shown_rows
from bot.service import Request
from bot.words.language import ENGLISH, LOCALES, words_for
from cogs.asking import PAGE, REQUEST, decoded, encoded
from cogs.controls import LABELS, controls
from cogs.pages import laid_out
from cogs.reasons import WhyButton
from storage.models import GuildSettings, Window, snowflake_at
from tests.bot_stage import NOW, Clock, House, People, busy_world, discord_of, living
from tests.observed import every_report, observe
from twin.limits import COMPONENTS_V2
from twin.outcomes import Outcome
from twin.sent import flat
from twin.world import World

MORE = 11
HISTORY = Settings(backfill_days=90)


def crowded_world(clock: Clock) -> tuple[World, People, int]:
    """The busy world with more people, each of whom wrote a few times and was answered once."""
    world, people, channel = busy_world(clock, weeks=5)
    for number in range(MORE):
        member = world.add_member(f"Guest {number:02d}", user_id=snowflake_at(NOW - timedelta(days=200)) + number)
        for week in range(1, 5):
            said = snowflake_at(NOW - timedelta(days=7 * week, minutes=11 * number + 3))
            world.add_message(channel, member.user.user_id, "Good morning", message_id=said)
            world.add_message(channel, people.ada, "Welcome!", message_id=said + (60_000 << 22), reply_to=said)
    return world, people, channel


@pytest.fixture
async def crowded(tmp_path: Path) -> AsyncIterator[tuple[House, People, int]]:
    clock = Clock()
    world, people, channel = crowded_world(clock)
    async with discord_of(world) as twin, living(tmp_path / "r.db", twin, clock, settings=HISTORY) as house:
        await house.read()
        yield house, people, channel


def names(outcome: Outcome) -> list[str]:
    return re.findall(r"(?m)^\*\*(.+?)\*\* \d", outcome.text)


async def shown_by(outcome: Outcome) -> Outcome:
    """What takes the place of the message whose button was pressed, once it is there."""
    return await outcome.until(lambda later: bool(later.messages))


def labels(outcome: Outcome) -> set[str]:
    return {control["label"] for control in outcome.message.controls() if "label" in control}


def beside(outcome: Outcome) -> list[tuple[str, dict[str, Any]]]:
    """Each text that has a button beside it, and the button."""
    parts = flat(outcome.message.components)
    return [(part["components"][0]["content"], part["accessory"]) for part in parts if "accessory" in part]


def names_in(text: str) -> str:
    return text.removeprefix("**").partition("**")[0]


def menu(outcome: Outcome, what: str) -> dict[str, Any]:
    menus = (control for control in outcome.message.controls() if "options" in control)
    return next(control for control in menus if control["custom_id"].startswith(f"rapport:{what}:"))


async def test_pages_follow_each_other_and_lead_back(crowded: tuple[House, People, int]) -> None:
    house, people, _ = crowded
    first = await house.twin.command("top", user_id=people.moderator)
    shown = names(first)
    assert len(shown) == PAGE
    assert "Next ›" in labels(first)
    assert "‹ Previous" not in labels(first)
    second = await shown_by(await first.click(label="Next ›"))
    rest = names(second)
    assert len(rest) == MORE + 4 - PAGE
    assert not set(rest) & set(shown)
    assert f"Members {PAGE + 1} to {MORE + 4} of {MORE + 4}" in second.text
    assert second.message.files[0].data.startswith(b"\x89PNG")
    assert "Next ›" not in labels(second)
    table = (await second.click(label="As CSV")).message.files[0].data.decode("utf-8-sig")
    assert len(list(csv.DictReader(io.StringIO(table)))) == MORE + 4, "the file has everybody, from any page"
    assert names(await shown_by(await second.click(label="‹ Previous"))) == shown


async def test_another_period_begins_at_the_first_page_and_keeps_the_rest(crowded: tuple[House, People, int]) -> None:
    house, people, _ = crowded
    outcome = await house.twin.command("top", user_id=people.moderator, by="messages")
    later = await shown_by(await outcome.click(label="Next ›"))
    week = await shown_by(await later.select(menu(later, "period")["custom_id"], [7]))
    assert "7 days up to" in week.message.texts[-1]
    assert "by messages" in week.text
    assert "‹ Previous" not in labels(week)
    chosen = [option["value"] for option in menu(week, "period")["options"] if option.get("default")]
    assert chosen == ["7"]


async def test_the_period_before_is_the_same_report_over_what_came_before(crowded: tuple[House, People, int]) -> None:
    house, people, _ = crowded
    outcome = await house.twin.command("top", user_id=people.moderator, by="messages", period=7)
    shown, until = names(outcome), outcome.message.texts[-1]
    assert "The period after »" not in labels(outcome), "there is none yet"
    second = await shown_by(await outcome.click(label="Next ›"))
    before = await shown_by(await second.click(label="« The period before"))
    asked = Request(
        "members", house.guild_id, NOW - timedelta(days=7), days=7, by="messages", limit=PAGE, audience="moderators"
    )
    told = await house.bot.service.answer(asked)
    assert isinstance(told, Members)
    assert names(before) == [member.name for member in told.members]
    assert f"7 days up to {ENGLISH.day(NOW - timedelta(days=7))}" in before.message.texts[-1]
    assert "‹ Previous" not in labels(before)
    again = await shown_by(await before.click(label="The period after »"))
    assert (names(again), again.message.texts[-1]) == (shown, until)


async def test_compare_stands_beside_each_figure_until_it_is_pressed_again(tmp_path: Path) -> None:
    clock = Clock()
    world, people, _ = crowded_world(clock)
    async with discord_of(world) as twin:
        async with living(tmp_path / "r.db", twin, clock, settings=HISTORY) as house:
            await house.read()
            first = await twin.command("top", user_id=people.moderator, by="messages", period=7)
            assert "difference" not in first.text
        async with living(tmp_path / "r.db", twin, clock, settings=HISTORY) as house:
            compared = await shown_by(await first.click(label="Compare"))
            asked = Request("members", house.guild_id, NOW, days=7, by="messages", limit=PAGE, compare=True)
            told = await house.bot.service.answer(asked)
            assert isinstance(told, Members)
            assert told.earlier
            assert names(compared) == [member.name for member in told.members]
            assert "the difference to the period before (16–22 Feb 2026)" in compared.text
            who = told.members[0]
            moved = who.messages - told.earlier[who.user_id].messages
            beside_it = f" ({moved:+d})".replace("-", "−") if moved else ""
            assert f"{who.messages}{beside_it} message" in compared.text
            second = await shown_by(await compared.click(label="Next ›"))
            assert "the difference" in second.text, "the other pages are compared, too"
            table = (await second.click(label="As CSV")).message.files[0].data.decode("utf-8-sig")
            assert "messages_before" in table
            plain = await shown_by(await compared.click(label="Without comparison"))
            assert (names(plain), "difference" in plain.text) == (names(first), False)
            overview = await twin.command("overview", user_id=people.moderator)
            assert "Compare" not in labels(overview), "it always is"


def test_an_id_holds_the_longest_request() -> None:
    longest = 2**63
    request = Request(
        "members", 1, NOW, days=3660, channel_id=longest, by="active_weeks", role="evangelist", skip=9_999_999
    )
    for what in (*LABELS, "period"):
        assert len(encoded(what, replace(request, compare=True))) <= 100
    about = Request("evangelists", 1, NOW, days=84, channel_id=longest, user_id=longest)
    assert len(encoded("why", about)) <= 100
    again = re.fullmatch(rf"rapport:csv:{REQUEST}", encoded("csv", replace(request, compare=True)))
    assert again
    assert decoded(again, 1) == replace(request, compare=True, limit=PAGE)
    older = re.fullmatch(rf"rapport:csv:{REQUEST}", "rapport:csv:members:84:::score:1772452800~10:e")
    assert older
    assert not decoded(older, 1).compare


@pytest.mark.parametrize("code", ["en", *LOCALES])
@pytest.mark.parametrize("name", ["members", "evangelists"])
def test_a_page_with_everything_that_can_be_pressed_has_forty_components_at_most(name: str, code: str) -> None:
    words = words_for(code)
    report = page_after(every_report(observe(), limit=2 * PAGE)[name], PAGE)
    report = replace(report, **{{"members": "matching", "evangelists": "total"}[name]: 99})
    request = Request(report.heading.report, 1, NOW - timedelta(days=99), days=7, skip=PAGE, compare=True)

    def why(user_id: int) -> WhyButton:
        return WhyButton(request, user_id, words)

    page = as_container(report, words, picture="p.png", ask=why)
    view = laid_out(page, controls(request, report, words, now=NOW, share=True))
    pressed = [item for item in view.walk_children() if isinstance(item, DynamicItem)]
    assert len(pressed) == shown_rows(report) + len(LABELS) + 1
    assert view.total_children_count <= 40
    assert view.content_length() <= 4000


async def test_a_digest_has_no_period_before(crowded: tuple[House, People, int]) -> None:
    house, people, _ = crowded
    preview = await house.twin.command("digest preview", user_id=people.moderator)
    assert "As CSV" in labels(preview)
    assert "« The period before" not in labels(preview)


async def test_who_asks_about_themselves_may_look_at_the_period_before(crowded: tuple[House, People, int]) -> None:
    house, people, _ = crowded
    mine = await house.twin.command("me", user_id=people.ada)
    week = await shown_by(await mine.select(menu(mine, "period")["custom_id"], [7]))
    before = await shown_by(await week.click(label="« The period before"))
    assert "7 days up to" in before.message.texts[-1]
    assert {"« The period before", "The period after »"} <= labels(before)
    assert "Share in channel" not in labels(before)
    again = await house.twin.command("me", user_id=people.ada)
    long_ago = await again.click(label="« The period before")
    told = await long_ago.until(
        lambda outcome: "nothing to tell about you in this time: you were not here yet" in outcome.text
    )
    assert not told.message.texts


async def test_why_is_told_with_messages_that_show_it(crowded: tuple[House, People, int]) -> None:
    house, people, channel = crowded
    outcome = await house.twin.command("top", user_id=people.moderator)
    sections = beside(outcome)
    assert [names_in(text) for text, _ in sections] == names(outcome), "one button a row, beside whom it is about"
    text, button = sections[-1]
    why = await outcome.click(button["custom_id"])
    assert why.message.ephemeral
    assert f"Why {names_in(text)}" in why.message.texts[0]
    assert "answered by" in why.text
    links = re.findall(rf"https://discord\.com/channels/{house.guild_id}/{channel}/(\d+)", why.message.texts[-1])
    assert links
    said = [house.twin.world.message(channel, int(link)) for link in links]
    assert {message.author.name for message in said if message} == {names_in(text)}


async def test_a_message_of_an_older_version_is_answered_and_turns_into_one_of_today(
    crowded: tuple[House, People, int],
) -> None:
    """Version 0.1 showed an embed, rows of buttons and a menu of those whom one could ask about."""
    house, people, _ = crowded
    first = await house.twin.command("top", user_id=people.moderator)
    shown, whom = names(first), beside(first)[0][1]["custom_id"].split(":")[5]
    old = first._interaction.original
    assert old is not None
    request = f"members:84:::score:{int(NOW.timestamp())}"
    old.flags &= ~COMPONENTS_V2
    old.embeds = [{"type": "rich", "title": "Members", "description": "**Ada** 63.7"}]
    menu_of_people: dict[str, Any] = {
        "type": 3,
        "id": 2,
        "custom_id": f"rapport:why:{request}",
        "min_values": 1,
        "max_values": 1,
        "options": [{"label": shown[0], "value": whom}],
    }
    button = {"type": 2, "id": 4, "style": 2, "label": "Next ›", "custom_id": f"rapport:next:{request}~{PAGE}"}
    old.components = [
        {"type": 1, "id": 1, "components": [menu_of_people]},
        {"type": 1, "id": 3, "components": [button]},
    ]
    told = await first.select(menu_of_people["custom_id"], [whom])
    assert f"Why {shown[0]}" in told.message.texts[0]
    second = await shown_by(await first.click(label="Next ›"))
    assert not set(names(second)) & set(shown)
    assert not second.message.embeds
    assert names(await shown_by(await second.click(label="‹ Previous"))) == shown


async def test_no_link_leads_into_a_channel_that_is_left_out(crowded: tuple[House, People, int]) -> None:
    house, _, channel = crowded
    window = Window(NOW, 84)
    guest = next(user for user, member in house.twin.world.guild.members.items() if "Guest" in member.user.name)
    found = house.store.most_answered(house.guild_id, guest, window, 3)
    assert [(place, replies) for _, place, replies in found] == [(channel, 1)] * 3
    assert house.store.most_answered(house.guild_id, guest, Window(NOW - timedelta(days=60), 20), 3) == []
    house.store.save_settings(house.guild_id, GuildSettings(excluded_channel_ids=(channel,)))
    assert house.store.most_answered(house.guild_id, guest, window, 3) == []


async def test_all_of_it_is_for_moderators_alone_and_survives_a_restart(tmp_path: Path) -> None:
    clock = Clock()
    world, people, _ = crowded_world(clock)
    async with discord_of(world) as twin:
        async with living(tmp_path / "r.db", twin, clock, settings=HISTORY) as house:
            await house.read()
            first = await twin.command("top", user_id=people.moderator)
            shown, why = names(first), beside(first)[0][1]
        async with living(tmp_path / "r.db", twin, clock, settings=HISTORY) as house:
            told = await first.click(why["custom_id"])
            assert shown[0] in told.message.texts[0]
            second = await shown_by(await first.click(label="Next ›"))
            assert not set(names(second)) & set(shown)
            twin.world.guild.members[people.moderator].role_ids.clear()
            for refused in (
                await second.click(label="‹ Previous"),
                await second.click(label="« The period before"),
                await second.select(menu(second, "period")["custom_id"], [7]),
                await second.click(beside(second)[0][1]["custom_id"]),
            ):
                told = await refused.until(lambda outcome: "for moderators" in outcome.text)
                assert not told.message.texts
