"""A guild in which people talk all the time, and what the server holds of it against what the file does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from bot.config import Settings
from tests.bot_stage import Clock, House, living
from tests.storage_world import counts_from_events, kept_counts, read
from twin.server import Twin
from twin.world import World

WEEK = Settings(backfill_days=7)
PEOPLE = ("Ada", "Ben", "Cleo", "Dan")


class Now(Clock):
    """The time as it is, or so much later."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def move(self, **by: float) -> None:
        self.ahead += timedelta(**by)


class Town:
    """Everything in it happens now, by a seed."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock = clock or Now()
        self.world = World.empty("Never silent", clock=self.clock)
        self.people = [self.world.add_member(name).user.user_id for name in PEOPLE]
        self.channels = [self.world.add_channel(name).channel_id for name in ("general", "trains")]
        self.said: list[tuple[int, int]] = []
        """Channel and message."""

    def happen(self, twin: Twin, chance: Random) -> None:
        """One thing: mostly somebody writes or answers, sometimes words or a face are changed."""
        channel, who, dice = chance.choice(self.channels), chance.choice(self.people), chance.random()
        place, earlier = chance.choice(self.said) if self.said else (channel, None)
        if earlier is None or dice < 0.5:
            self._say(twin, channel, who, None)
        elif dice < 0.75:
            self._say(twin, place, who, earlier)
        elif dice < 0.9:
            twin.react(place, earlier, who, chance.choice("👍🎉"))
        else:
            twin.edit(place, earlier, "said better, thanks")

    def _say(self, twin: Twin, channel: int, who: int, reply_to: int | None) -> None:
        message = twin.say(channel, who, "How do I get there?", reply_to=reply_to)
        self.said.append((channel, message.message_id))

    async def talk(self, twin: Twin, chance: Random, pause: float = 0.004) -> None:
        """Goes on until cancelled."""
        while True:
            self.happen(twin, chance)
            await asyncio.sleep(pause)

    def on_the_server(self) -> set[int]:
        """The ids of all that people wrote and that is still there."""
        people = set(self.people)
        return {
            message.message_id
            for guild in self.world.guilds.values()
            for channel in guild.channels.values()
            for message in channel.log
            if message.author.user_id in people
        }


def in_the_file(db: Path) -> set[int]:
    return {number for (number,) in read(db, "SELECT id FROM message")}


def check_whole(db: Path, town: Town) -> None:
    """Nothing lost and nothing twice: the server's messages, and counts that are those of the events."""
    here, there = in_the_file(db), town.on_the_server()
    assert not there - here, f"{len(there - here)} lost"
    assert not here - there, f"{len(here - there)} that nobody wrote"
    assert kept_counts(db) == counts_from_events(db)


@asynccontextmanager
async def recovered(db: Path, twin: Twin, town: Town) -> AsyncIterator[House]:
    """A bot that has started again, here, and read what it missed."""
    async with living(db, twin, town.clock, settings=WEEK) as house:
        await house.read()
        yield house
