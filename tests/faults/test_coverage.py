"""What the bot did not hear it knows that it did not hear, and history brings it back."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from bot.config import Settings
from cogs.backfill import backfill_of
from cogs.listener import Listener
from storage.models import snowflake_at
from tests.bot_stage import Clock, busy_world, discord_of, living
from tests.faults.row import Broken, row
from tests.faults.town import WEEK, Town, check_whole
from tests.test_bot_history import NINETY, is_readable, pages
from twin.permissions import BITS
from twin.world import World


@row(
    "Discord asks the bot to reconnect while people talk",
    "it resumes: nothing is missed, and no second IDENTIFY is spent",
    Broken("cogs/listener.py", "self.live.resumed(shard_id)", "self.live.end_shard(shard_id)"),
)
async def test_a_cut_connection_resumes_and_nothing_is_missed(tmp_path: Path) -> None:
    """Seen red where a resumed session begins another stretch."""
    clock = Clock()
    world = World.empty(clock=clock)
    ada = world.add_member("Ada").user.user_id
    text = world.add_channel("general").channel_id
    async with discord_of(world) as twin, living(tmp_path / "rapport.db", twin, clock) as house:
        twin.say(text, ada, "before")
        await house.heard()
        twin.faults.reconnect()
        twin.say(text, ada, "in between")
        await twin.until(lambda: any(one.op == 6 for one in twin.heard))
        twin.say(text, ada, "after")
        await twin.until_connected()
        await house.heard()
        assert house.counts("messages") == {ada: 3}
        clock.move(hours=1)
        await house.heard()
        await house.bot.close()
        ((_, last),) = house.store.stretches(house.guild_id, text)
        assert last == snowflake_at(clock()), "one stretch, which goes on"
        assert sum(one.op == 2 for one in twin.heard) == 1, "no second identify"


@row(
    "the session is lost, and messages with it",
    "the hole is read from history",
    Broken(
        "cogs/listener.py", "        self._tell(self.live.end_shard(shard_id))", "        self.live.resumed(shard_id)"
    ),
)
async def test_a_lost_session_leaves_a_hole_that_history_fills(tmp_path: Path) -> None:
    """Seen red where a new session goes on with the old stretch."""
    clock = Clock()
    world = World.empty(clock=clock)
    ada = world.add_member("Ada").user.user_id
    text = world.add_channel("general").channel_id
    clock.move(hours=1)
    week = Settings(backfill_days=7)
    async with discord_of(world) as twin, living(tmp_path / "rapport.db", twin, clock, settings=week) as house:
        await house.read()
        clock.move(hours=1)
        listener = house.bot.get_cog("Listener")
        assert isinstance(listener, Listener)
        heard = listener.live._guilds
        twin.faults.slow("GET /gateway/bot", 1.0)  # which is asked before each IDENTIFY
        twin.faults.invalid_session()
        await twin.until(lambda: not heard[house.guild_id].connected)
        clock.move(hours=1)
        missed = world.add_message(text, ada, "nobody heard this")
        clock.move(hours=1)
        await twin.until(lambda: sum(one.op == 2 for one in twin.heard) == 2, patience=15)
        await twin.until_connected()
        await twin.until(lambda: house.counts("messages") == {ada: 1}, patience=15)
        await house.read()
        covered = house.store.stretches(house.guild_id, text)
        assert any(first <= missed.message_id <= last for first, last in covered)


@row(
    "the bot is stopped in the middle of reading history",
    "the next start goes on there, and asks for one page at most again",
    Broken(
        "cogs/history.py",
        'facts.append(StretchSeen(channel.guild.id, channel.id, first, last, "backfill"))',
        "pass",
    ),
)
async def test_a_restart_goes_on_where_the_last_page_ended(tmp_path: Path) -> None:
    """Seen red where nobody writes down how far it was read."""
    clock = Clock()
    world, _, general = busy_world(clock)
    said = len(world.channels[general].log)
    all_pages = said // 100 + 1
    async with discord_of(world) as twin:
        twin.faults.slow(f"GET /channels/{general}/messages", 0.1, times=9)
        async with living(tmp_path / "rapport.db", twin, clock, settings=NINETY) as house:
            await twin.until(lambda: pages(twin) >= 2)
            so_far = backfill_of(house.bot).progress[house.guild_id].messages
        assert 100 <= so_far < said, "the bot stopped in the middle"
        assert pages(twin) < all_pages, "and kept nobody waiting for the rest"
        async with living(tmp_path / "rapport.db", twin, clock, settings=NINETY) as house:
            await house.read()
            assert sum(house.counts("messages").values()) == said
        assert pages(twin) <= all_pages + 1, "at most the page that was under way is asked for again"


@row(
    "Discord fails on the history of one channel",
    "the others are read, and this one with the next round",
    Broken(
        "cogs/backfill.py",
        "        except discord.HTTPException as error:\n            progress.troubled.append(place.name)",
        "        except discord.NotFound as error:\n            progress.troubled.append(place.name)",
    ),
)
async def test_a_channel_that_discord_does_not_give_out_keeps_no_other_waiting(tmp_path: Path) -> None:
    """Seen red where its error ends the round."""
    clock = Clock()
    world, people, general = busy_world(clock, weeks=1)
    other = world.add_channel("other").channel_id
    world.add_message(other, people.silent, "here I am")
    clock.move(minutes=1)
    async with discord_of(world) as twin:
        twin.faults.fail(f"GET /channels/{general}/messages", times=1, status=400)
        async with living(tmp_path / "rapport.db", twin, clock, settings=NINETY) as house:
            await house.read()
            assert house.counts("messages") == {people.silent: 1}
            assert backfill_of(house.bot).progress[house.guild_id].state == "interrupted"
            await twin.command("data backfill", user_id=people.moderator)
            await house.read()
            assert len(house.counts("messages")) == 5


@row(
    "the bot was away for hours in which people wrote and left",
    "all that was missed is read with one page, and who left has left",
    Broken(
        "cogs/history.py",
        "for start, end in holes(seen, first, last):",
        "for start, end in holes(seen, first, last)[1:]:",
    ),
)
async def test_what_was_missed_while_away_is_read_and_nothing_is_asked_twice(tmp_path: Path) -> None:
    """Seen red where the newest hole is taken for what comes live."""
    clock = Clock()
    world, people, general = busy_world(clock, weeks=1)
    said = len(world.channels[general].log)
    async with discord_of(world) as twin:
        async with living(tmp_path / "rapport.db", twin, clock, settings=NINETY) as house:
            await house.read()
        clock.move(hours=3)
        for number in range(5):
            clock.move(minutes=1)
            world.add_message(general, people.ada, f"while nobody listened {number}")
        world.remove_member(people.dan)
        clock.move(hours=2)
        asked = pages(twin)
        async with living(tmp_path / "rapport.db", twin, clock, settings=NINETY) as house:
            await house.read()
            assert sum(house.counts("messages").values()) == said + 5
            assert pages(twin) - asked == 1
            roster = house.observe().roster
            left = dict(zip(roster.user_id.tolist(), roster.left_ms.tolist(), strict=True))
            assert left[people.dan] > 0
            assert left[people.ada] < 0


@row(
    "Read Message History is missing, of which Discord says nothing, and then it is given",
    "the channel is named as unread, and read when it may be",
    Broken(
        "cogs/places.py", "return allowed.view_channel and allowed.read_message_history", "return allowed.view_channel"
    ),
)
async def test_a_channel_without_permission_is_named_and_not_taken_for_silent(tmp_path: Path) -> None:
    """Seen red where an empty answer is taken for silence."""
    clock = Clock()
    world, people, _ = busy_world(clock, weeks=1)
    secret = world.add_channel("secret")
    world.deny_bot(secret.channel_id, ["read_message_history"])
    async with discord_of(world) as twin, living(tmp_path / "rapport.db", twin, clock, settings=NINETY) as house:
        await house.read()
        assert not any(f"/channels/{secret.channel_id}/" in one.path for one in twin.exchanges)
        assert house.store.stretches(house.guild_id, secret.channel_id) == [] or not is_readable(house, "secret")
        outcome = await twin.command("data coverage", user_id=people.moderator)
        assert "secret" in outcome.text
        assert "History was read" in outcome.text
        before = sum(house.counts("messages").values())
        # Given the permission, it is read without being asked.
        clock.move(hours=1)
        world.add_message(secret.channel_id, people.ada, "psst, while everything else was heard")
        clock.move(hours=1)
        await house.heard()
        twin.faults.allow(secret.channel_id)
        await twin.settle()
        await house.read()
        assert is_readable(house, "secret")
        assert sum(house.counts("messages").values()) == before + 1


HOURS = 2


@row(
    f"the bot is offline for {HOURS} hours in which people write, open threads and delete",
    "the message ids are the server's",
    Broken("cogs/history.py", "sorted(known.difference(there))", "[]"),
)
async def test_two_hours_offline(tmp_path: Path) -> None:
    """Seen red where what was deleted meanwhile stays."""
    town, db = Town(Clock()), tmp_path / "rapport.db"
    world, (general, trains) = town.world, town.channels
    async with discord_of(world) as twin:
        async with living(db, twin, town.clock, settings=WEEK) as house:
            chance = Random(1)
            for _ in range(60):
                town.clock.move(seconds=20)
                town.happen(twin, chance)
            await house.heard()
        for number in range(HOURS * 60):
            town.clock.move(minutes=1)
            world.add_message((general, trains)[number % 2], town.people[number % 4], "nobody hears this")
        starter = world.add_message(general, town.people[0], "Shall we?")
        thread = world.add_channel("plans", "thread", channel_id=starter.message_id, parent_id=general)
        town.clock.move(seconds=1)
        world.add_message(thread.channel_id, town.people[1], "We shall")
        for channel, message in town.said[-8:]:
            world.channels[channel].log.remove(message)
        town.clock.move(minutes=1)
        async with living(db, twin, town.clock, settings=WEEK) as house:
            await house.read()
            check_whole(db, town)


@row(
    "a burst is more than the bot can hold in memory",
    "what is shed is counted, said, not claimed as heard, and read from history by itself",
    Broken("cogs/listener.py", "            self._behind.add(guild_id)", "            pass"),
)
async def test_what_is_shed_is_read_from_history(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Seen red where nobody asks history for it."""
    town, db = Town(Clock()), tmp_path / "rapport.db"
    async with discord_of(town.world) as twin, living(db, twin, town.clock, settings=WEEK) as house:
        await house.read()
        pipeline = house.bot.pipeline
        limit, pipeline._limit = pipeline._limit, 0
        for _ in range(20):
            town.clock.move(seconds=1)
            town._say(twin, town.channels[0], town.people[0], None)
        await twin.settle()
        assert pipeline.refused >= 20
        pipeline._limit = limit
        town.clock.move(minutes=1)
        await twin.until(lambda: "read from history" in caplog.text)
        await house.read()
        check_whole(db, town)


@row(
    "a role of the bot is given View Channels and Read Message History",
    "what may be read now is read without being asked for",
    Broken("cogs/backfill.py", "if before.permissions != after.permissions:", "if before.name != after.name:"),
)
async def test_a_role_that_is_given_a_permission(tmp_path: Path) -> None:
    """Seen red where only the channels' own permissions are watched."""
    town, db = Town(Clock()), tmp_path / "rapport.db"
    guild = town.world.guild
    for role in guild.roles.values():
        role.permissions &= ~BITS["read_message_history"]
    town.world.add_message(town.channels[0], town.people[0], "psst")
    town.clock.move(hours=1)
    async with discord_of(town.world) as twin, living(db, twin, town.clock, settings=WEEK) as house:
        await house.read()
        assert house.counts("messages") == {}
        role = guild.roles[guild.guild_id]
        role.permissions |= BITS["read_message_history"]
        twin.stage.role_changed(guild, role)
        await twin.settle()
        await house.read()
        assert house.counts("messages") == {town.people[0]: 1}


@row(
    "Discord answers 429 to every page of history for a while",
    "it is waited out, and all is read",
    Broken(
        "cogs/backfill.py",
        "await read_history(self.bot, place, first, last, progress)",
        "await asyncio.wait_for(read_history(self.bot, place, first, last, progress), 0.2)",
    ),
)
async def test_rate_limits_while_history_is_read(tmp_path: Path) -> None:
    """Seen red where nobody has the patience."""
    town, db = Town(Clock()), tmp_path / "rapport.db"
    for _ in range(150):
        town.clock.move(seconds=30)
        town.world.add_message(town.channels[0], town.people[0], "long ago")
    town.clock.move(minutes=1)
    async with discord_of(town.world) as twin:
        twin.faults.rate_limit("GET /channels/{channel_id}/messages", 1)
        async with living(db, twin, town.clock, settings=WEEK) as house:
            await house.read()
            check_whole(db, town)


@pytest.mark.parametrize("status", [403, 500])
@pytest.mark.parametrize("what", ["archived threads", "members"])
@row(
    "Discord answers {status} where the bot asks for {what}",
    "every channel is read all the same",
    Broken("cogs/history.py", "    except discord.HTTPException as error:", "    except discord.NotFound as error:"),
)
async def test_what_discord_does_not_list_keeps_no_channel_waiting(tmp_path: Path, what: str, status: int) -> None:
    """Seen red where such an answer ends the reading of the whole guild."""
    town, db = Town(Clock()), tmp_path / "rapport.db"
    for channel in town.channels:
        town.world.add_message(channel, town.people[0], "long ago")
    town.clock.move(minutes=1)
    routes = {
        "archived threads": "GET /channels/{channel_id}/threads/archived/public",
        "members": "GET /guilds/{guild_id}/members",
    }
    async with discord_of(town.world) as twin:
        # Of a server error discord.py makes sure five times, with seconds between.
        twin.faults.fail(routes[what], times=1, status=status if status == 403 else 501)
        async with living(db, twin, town.clock, settings=WEEK) as house:
            await house.read()
            check_whole(db, town)
            assert backfill_of(house.bot).progress[house.guild_id].troubled
