"""A thread or forum post is chosen like a channel, says its own figures, and is told to nobody who does not see it."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from bot.config import Settings
from cogs.sight import OUT_OF_SIGHT
from storage.models import GuildSettings, snowflake_at
from tests.bot_stage import NOW, STEWARDS, Clock, House, People, busy_world, discord_of, living
from twin.options import MisuseError
from twin.outcomes import Outcome
from twin.permissions import bits
from twin.things import Overwrite
from twin.world import World

UNSEEN = OUT_OF_SIGHT.msgid


@dataclass
class Harbour:
    """A house with threads: an open one, an archived forum post and a private one that only Ada and Ben are in."""

    house: House
    people: People
    general: int
    open: int
    forum: int
    post: int
    private: int

    async def top(self, user_id: int, channel: int) -> Outcome:
        return await self.house.twin.command("top", user_id=user_id, channel=channel, by="messages")

    def wrote(self, *channels: int) -> Counter[str]:
        """Who wrote how often, counted from what the twin has."""
        world = self.house.twin.world
        return Counter(message.author.name for channel in channels for message in world.channels[channel].log)

    def steward(self) -> int:
        """Cleo, who may ask but manages no threads."""
        self.house.store.save_settings(self.house.guild_id, GuildSettings(moderator_role_id=STEWARDS))
        self.house.twin.world.guild.members[self.people.cleo].role_ids.append(STEWARDS)
        return self.people.cleo


@pytest.fixture
async def harbour(tmp_path: Path) -> AsyncIterator[Harbour]:
    clock = Clock()
    world, people, general = busy_world(clock, weeks=4)
    forum = world.add_channel("questions", "forum", channel_id=general + 1).channel_id
    talkers = (people.ada, people.ben)
    tides = _thread(world, "tide tables", general, (*talkers, people.cleo), 3)
    post = _thread(world, "How do I moor?", forum, talkers, 5)
    private = _thread(world, "who comes next", general, talkers, 7, kind="private thread")
    world.channels[post].archived_at = NOW - timedelta(days=1)
    history = Settings(backfill_days=90)
    async with discord_of(world) as twin, living(tmp_path / "r.db", twin, clock, settings=history) as house:
        await house.read()
        yield Harbour(house, people, general, tides, forum, post, private)


def _thread(world: World, name: str, parent: int, talkers: tuple[int, ...], step: int, kind: str = "thread") -> int:
    """A thread of 20 days, in which somebody writes every ``step`` hours."""
    began = NOW - timedelta(days=20, minutes=step, seconds=30)
    thread = world.add_channel(name, kind, channel_id=snowflake_at(began), parent_id=parent, owner_id=talkers[0])
    for number, hours in enumerate(range(1, 20 * 24, step)):
        message_id = snowflake_at(began + timedelta(hours=hours))
        world.add_message(thread.channel_id, talkers[number * number % len(talkers)], "Noon", message_id=message_id)
    return thread.channel_id


async def _table(outcome: Outcome) -> dict[str, int]:
    """Who wrote how often, as the file below the answer says."""
    table = (await outcome.click(label="As CSV")).message.files[0].data.decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(table))
    return {row["name"]: int(row["messages"]) for row in rows if int(row["messages"])}


async def test_a_thread_and_a_forum_post_say_their_own_figures_by_their_own_name(harbour: Harbour) -> None:
    house, mo = harbour.house, harbour.people.moderator
    for is_closed in (False, True):
        if is_closed:
            assert house.store.close_days(NOW + timedelta(days=2)) > 20
            house.clock.move(hours=1)
        for thread, name in ((harbour.open, "#general › tide tables"), (harbour.post, "#questions › How do I moor?")):
            outcome = await harbour.top(mo, thread)
            assert name in outcome.message.texts[0]
            assert outcome.message.files[0].data.startswith(b"\x89PNG")
            assert await _table(outcome) == harbour.wrote(thread) != {}
        folded = await _table(await harbour.top(mo, harbour.general))
        assert folded == harbour.wrote(harbour.general, harbour.open, harbour.private)
        assert await _table(await harbour.top(mo, harbour.forum)) == harbour.wrote(harbour.post)


async def test_what_is_deleted_in_a_thread_no_longer_counts_there(harbour: Harbour) -> None:
    house, mo = harbour.house, harbour.people.moderator
    house.store.close_days(NOW + timedelta(days=2))
    for message in list(house.twin.world.channels[harbour.open].log)[:9]:
        house.twin.delete(harbour.open, message.message_id)
    await house.heard()
    assert await _table(await harbour.top(mo, harbour.open)) == harbour.wrote(harbour.open)
    await house.twin.command("privacy erase", user_id=harbour.people.cleo)
    house.store.erase_user(harbour.people.cleo, house.guild_id)
    assert await _table(await harbour.top(mo, harbour.open)) == harbour.wrote(harbour.open) - Counter(Cleo=999)


async def test_the_picker_offers_threads_and_no_categories(harbour: Harbour) -> None:
    house, mo = harbour.house, harbour.people.moderator
    (option,) = [o for o in (house.twin.definition("top") or {})["options"] if o["name"] == "channel"]
    assert {0, 2, 5, 10, 11, 12, 13, 15} == set(option["channel_types"])
    category = house.twin.world.add_channel("All", "category").channel_id
    with pytest.raises(MisuseError, match="type 4"):
        await harbour.top(mo, category)


async def test_a_private_thread_is_shown_to_those_who_see_it(harbour: Harbour) -> None:
    mo, steward = harbour.people.moderator, harbour.steward()
    assert "#general › who comes next" in (await harbour.top(mo, harbour.private)).message.texts[0]
    refused = await harbour.top(steward, harbour.private)
    assert refused.text == UNSEEN
    assert not refused.message.texts
    assert not refused.message.files
    assert (await harbour.top(steward, harbour.open)).message.texts
    harbour.house.twin.world.channels[harbour.private].member_ids.append(steward)
    assert await _table(await harbour.top(steward, harbour.private)) == harbour.wrote(harbour.private)


async def test_whoever_sees_a_thread_no_longer_learns_no_more_from_its_buttons(harbour: Harbour) -> None:
    world, steward = harbour.house.twin.world, harbour.steward()
    world.channels[harbour.private].member_ids.append(steward)
    outcome = await harbour.top(steward, harbour.private)
    world.channels[harbour.private].member_ids.remove(steward)
    controls = [control["custom_id"] for control in outcome.message.controls()]
    period, why = (next(control for control in controls if f":{what}:" in control) for what in ("period", "why"))
    labels = ("As CSV", "Share in channel", "« The period before", "Compare")
    pressed = [await outcome.click(label=label) for label in labels]
    pressed += [await outcome.select(period, [28]), await outcome.click(why)]
    for refused in pressed:
        assert refused.message.text == UNSEEN
        assert refused.message.ephemeral
        assert not refused.message.files


async def test_a_thread_below_a_hidden_channel_is_hidden_and_one_that_is_gone_too(harbour: Harbour) -> None:
    twin, steward = harbour.house.twin, harbour.steward()
    outcome = await harbour.top(steward, harbour.open)
    twin.close_channel(harbour.open)
    await harbour.house.heard()
    assert (await outcome.click(label="As CSV")).text == UNSEEN
    assert (await harbour.top(steward, harbour.post)).message.texts
    twin.world.channels[harbour.forum].overwrites[steward] = Overwrite(1, deny=bits(["view_channel"]))
    twin.stage.channel_changed(harbour.forum)
    await twin.settle()
    for hidden in (harbour.forum, harbour.post):
        assert (await harbour.top(steward, hidden)).text == UNSEEN


async def test_a_thread_is_left_out_with_its_channel_or_alone(harbour: Harbour) -> None:
    twin, mo = harbour.house.twin, harbour.people.moderator
    await twin.command("settings exclude_channel", user_id=mo, channel=harbour.open)
    assert "left out" in (await harbour.top(mo, harbour.open)).text
    rest = harbour.wrote(harbour.general, harbour.private)
    assert await _table(await harbour.top(mo, harbour.general)) == rest
    await twin.command("settings include_channel", user_id=mo, channel=harbour.open)
    await twin.command("settings exclude_channel", user_id=mo, channel=harbour.general)
    assert "left out" in (await harbour.top(mo, harbour.open)).text
