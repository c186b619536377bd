"""No loop may die: whatever is done again and again fails a thousand times, and goes on."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from cogs.rounds import Rounds
from storage import Store
from storage.errors import StoreClosed, StoreError
from storage.models import Subscription
from storage.writer import Hand
from tests.bot_stage import NOW, QUICK, Clock, House, discord_of, living
from tests.faults.row import Broken, Trials, row
from tests.faults.town import WEEK, Town
from tests.storage_world import read, sent
from twin.server import Twin

QUICKLY = 0.002
PATIENCE = 60
OTHERS = 3600


class BrokenClock(Clock):
    """Raises so many times; whoever does something by the hour asks it first. The store's own threads may ask it, too,
    and are no loop."""

    def __init__(self) -> None:
        super().__init__()
        self.failures = 0
        self.asked = 0

    def __call__(self) -> datetime:
        if threading.current_thread() is not threading.main_thread():
            return self.now
        self.asked += 1
        if self.failures:
            self.failures -= 1
            raise OSError("the clock has stopped")
        return self.now


ALIVE = Broken(
    "cogs/rounds.py", 'log.exception("%s failed and is tried again in %s s", self._name, self._pause)', "return"
)


@pytest.mark.parametrize("loop", ["heartbeat", "digest", "retention", "closing"])
@row(
    "an exception is injected into the {loop} loop, again and again",
    "the loop is alive after each, says so in the log, and works when all is well",
    ALIVE,
    quick=100,
    full=1000,
)
async def test_a_loop_that_fails(tmp_path: Path, trials: Trials, loop: str, caplog: pytest.LogCaptureFixture) -> None:
    """Seen red where the first of them ends the loop, as discord.py's own would."""
    clock = BrokenClock()
    town = Town(clock)
    others = {"heartbeat": OTHERS, "digest": OTHERS, "retention": OTHERS, "closing": OTHERS, "backfill": OTHERS}
    pace = replace(QUICK, **{**others, loop: QUICKLY})
    async with discord_of(town.world) as twin, living(tmp_path / "rapport.db", twin, clock, pace=pace) as house:
        for _ in trials:
            clock.failures = 1
            await twin.until(lambda: clock.failures == 0, patience=PATIENCE)
        asked = clock.asked
        await twin.until(lambda: clock.asked > asked + 2, patience=PATIENCE)
        assert caplog.text.count("the clock has stopped") >= trials.times
        await works(house, town, loop)


async def works(house: House, town: Town, loop: str) -> None:
    """What the loop is for happens."""
    twin, db = house.twin, house.store.path
    if loop == "heartbeat":
        town._say(twin, town.channels[0], town.people[0], None)
        town.clock.move(minutes=1)
        await twin.until(lambda: house.store.stretches(house.guild_id, town.channels[0]), patience=PATIENCE)
    elif loop == "digest":
        owner = town.world.guild.owner_id
        house.store.subscribe(Subscription(house.guild_id, owner, 0, 13, "UTC", NOW - timedelta(days=1)))
        town.clock.move(hours=1)
        await twin.until(lambda: twin.dms(owner), patience=PATIENCE)
    else:
        town._say(twin, town.channels[0], town.people[0], None)
        await house.heard()
        town.clock.move(days=2 if loop == "closing" else 120)
        left = {"closing": "SELECT count(*) FROM member_day", "retention": "SELECT count(*) FROM message"}[loop]
        await twin.until(lambda: read(db, left) == [(0,)], patience=PATIENCE)


@row(
    "an exception is injected into the reading of history, again and again",
    "each round ends as interrupted and the next one reads all",
    Broken(
        "cogs/backfill.py",
        "            except Exception:\n                progress.state",
        "            except KeyError:\n                progress.state",
    ),
    quick=50,
    full=1000,
)
async def test_history_that_fails(tmp_path: Path, trials: Trials, caplog: pytest.LogCaptureFixture) -> None:
    """Seen red where an error leaves the guild as being read for ever."""
    from cogs.backfill import backfill_of

    clock = BrokenClock()
    town = Town(clock)
    town.world.add_message(town.channels[0], town.people[0], "long ago")
    clock.move(minutes=1)
    pace = replace(QUICK, heartbeat=OTHERS)
    async with discord_of(town.world) as twin, living(tmp_path / "rapport.db", twin, clock, pace=pace) as house:
        backfill = backfill_of(house.bot)
        guild = house.bot.guilds[0]
        await backfill.finished(guild.id)
        for _ in trials:
            clock.failures = 1
            backfill.request(guild)
            await backfill.finished(guild.id)
            assert backfill.progress[guild.id].state == "interrupted"
        house.bot.settings = WEEK
        backfill.request(guild)
        await house.read()
        assert house.counts("messages") == {town.people[0]: 1}


@row(
    "an event that cannot be read reaches the pipeline, again and again",
    "the pipeline is alive, and the events between them are kept",
    Broken(
        "bot/pipeline.py",
        "                facts.extend(said)\n            except Exception:",
        "                facts.extend(said)\n            except KeyError:",
    ),
    quick=200,
    full=1000,
)
async def test_a_pipeline_that_is_given_nonsense(
    tmp_path: Path, trials: Trials, caplog: pytest.LogCaptureFixture
) -> None:
    """Seen red where it ends the batch."""
    town = Town(Clock())

    def nonsense() -> Iterator[object]:
        yield from ()
        raise ValueError("no such emoji")

    async with discord_of(town.world) as twin, living(tmp_path / "rapport.db", twin, town.clock) as house:
        for _ in trials:
            house.bot.pipeline.offer(nonsense())  # type: ignore[arg-type]  # that is the point
            town.clock.move(seconds=1)
            town._say(twin, town.channels[0], town.people[0], None)
        await house.heard()
        assert house.counts("messages") == {town.people[0]: trials.times}


@row(
    "a fact that no row can hold reaches the thread that writes, again and again",
    "it is left out and counted, those beside it are kept, and the thread lives",
    Broken(
        "storage/writer.py",
        "        except Exception as error:  # The writer must outlive",
        "        except KeyError as error:  # The writer must outlive",
    ),
    quick=100,
    full=1000,
)
async def test_a_writer_that_is_given_what_it_cannot_write(tmp_path: Path, trials: Trials) -> None:
    """Seen red where it ends the thread."""
    town = Town(Clock())
    async with discord_of(town.world) as twin, living(tmp_path / "rapport.db", twin, town.clock) as house:
        await house.heard()
        for number in trials:
            house.bot.pipeline.offer([sent(number), sent(number, message_id=7 + number, length=1 << 70)])
        await house.heard()
        health = house.store.health()
        assert (health.writer_alive, health.dropped) == (True, trials.times)
        assert read(house.store.path, "SELECT count(*) FROM message") == [(trials.times,)]


@row(
    "an event of the gateway breaks whoever hears it, again and again",
    "the connection stands, and the events between them are kept",
    Broken("bot/app.py", 'log.exception("An event (%s) could', 'raise asyncio.CancelledError("An event (%s) could'),
    quick=100,
    full=1000,
)
async def test_an_ear_that_fails(tmp_path: Path, trials: Trials, caplog: pytest.LogCaptureFixture) -> None:
    """Seen red where it ends the connection, as it would in discord.py."""
    clock = BrokenClock()
    town = Town(clock)
    pace = replace(QUICK, heartbeat=OTHERS)
    async with discord_of(town.world) as twin, living(tmp_path / "rapport.db", twin, clock, pace=pace) as house:
        message = twin.say(town.channels[0], town.people[0], "look")
        for number in trials:
            clock.failures = 1
            user = town.people[number % 4]
            twin.unreact(town.channels[0], message.message_id, user, "👍")
            twin.react(town.channels[0], message.message_id, user, "👍")
            await twin.settle()
            assert clock.failures == 0
        twin.say(town.channels[0], town.people[1], "still here")
        await house.heard()
        assert house.counts("messages") == {town.people[0]: 1, town.people[1]: 1}
        assert sum(one.op == 2 for one in twin.heard) == 1, "it never had to come back"


@row(
    "a dispatch of Discord's that discord.py cannot parse, again and again",
    "it is named in the log and left out, and the bot lives",
    Broken(
        "bot/app.py",
        '            except Exception:\n                log.exception("A dispatch (%s)',
        '            except KeyError:\n                log.exception("A dispatch (%s)',
    ),
    quick=20,
    full=1000,
)
async def test_a_dispatch_that_cannot_be_parsed(
    tmp_path: Path, trials: Trials, caplog: pytest.LogCaptureFixture
) -> None:
    """Seen red where discord.py's error ends the client."""
    town = Town(Clock())
    async with Twin.serve(town.world) as twin:
        with twin.pointed():
            async with living(tmp_path / "rapport.db", twin, town.clock) as house:
                (session,) = twin.gateway.sessions.values()
                for _ in trials:
                    twin.gateway.deliver(session, "MESSAGE_CREATE", {"id": None, "channel_id": "nowhere"})
                    town.clock.move(seconds=1)
                    town._say(twin, town.channels[0], town.people[0], None)
                await house.heard()
                assert house.counts("messages") == {town.people[0]: trials.times}


@row(
    "something that a loop waits for is cancelled, again and again",
    "the loop is alive after each, and ends when it is told to",
    Broken("cogs/rounds.py", "is None or task.cancelling():", "is None or True:"),
    quick=100,
    full=1000,
)
async def test_a_loop_whose_work_is_cancelled(trials: Trials) -> None:
    """Seen red where the loop takes that for its own end."""
    gone_round = asyncio.Event()

    async def work() -> None:
        gone_round.set()
        raise asyncio.CancelledError

    rounds = Rounds("watering", 0, work)
    rounds.start()
    for _ in trials:
        gone_round.clear()
        async with asyncio.timeout(5):
            await gone_round.wait()
    await rounds.stop()


def end_the_thread(hand: Hand) -> None:
    raise SystemExit("no more")


@pytest.mark.parametrize("apart", [False, True], ids=["in the bot", "apart"])
@row(
    "the thread that writes ends although nobody closed it ({apart})",
    "whoever hands something over is told at once, and nobody waits for ever",
    Broken(
        "storage/writer.py",
        "        except BaseException as error:\n            # Not",
        "        except KeyError as error:\n            # Not",
    ),
)
def test_a_writing_thread_that_ends(tmp_path: Path, apart: bool) -> None:
    """Seen red where the thread ends in silence."""
    store = Store.open(tmp_path / "rapport.db", queue_size=100, apart=apart)
    ending = partial(store._writer.run, end_the_thread)
    threading.Thread(target=suppressed, args=(ending,), daemon=True).start()
    with pytest.raises(StoreClosed, match="has ended"):
        record_for_ever(store)
    assert not store.health().writer_alive
    with pytest.raises(StoreClosed):
        store.flush()
    suppressed(store.close)


def suppressed(work: Callable[[], None]) -> None:
    with contextlib.suppress(StoreError):
        work()


def record_for_ever(store: Store) -> None:
    for number in itertools.count():
        store.record_blocking([sent(number)])
        time.sleep(0.01)
