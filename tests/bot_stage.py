"""The real bot against the twin and a real store: what the tests of the bot share."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.app import Pace, Rapport
from bot.async_service import AsyncService
from bot.config import Settings
from cogs.backfill import backfill_of
from cogs.invites import Invites
from storage import Store
from storage.models import Observations, Window, snowflake_at
from tests.contract import check
from tests.drawing import Lent
from tests.empty_file import empty
from twin.server import Twin
from twin.things import Role
from twin.world import World

QUICK = Pace(
    heartbeat=0.05,
    hindsight=0,
    guilds_within=0.05,
    digest=3600,
    ahead=3600,
    backfill=3600,
    retention=3600,
    again=0.05,
    invites=0.02,
)
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
"""A Monday."""
STEWARDS = 77
"""A role without permissions of its own."""
NO_HISTORY = Settings(backfill_days=0)


class Clock:
    """The time of a test: it stands still until it is moved."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class House:
    """A bot that runs, its store, and Discord's stand-in."""

    bot: Rapport
    store: Store
    twin: Twin
    clock: Clock

    @property
    def guild_id(self) -> int:
        return self.twin.world.guild.guild_id

    async def heard(self) -> None:
        """Everything that happened so far is committed."""
        await self.twin.settle()
        await asyncio.sleep(0.03)
        await self.bot.written_down()

    async def attributed(self) -> None:
        """Everybody who joined so far was held against the invites."""
        await self.twin.settle()
        invites = self.bot.get_cog("Invites")
        assert isinstance(invites, Invites)
        looking = invites._looking
        await self.twin.until(lambda: not looking)
        await self.heard()

    async def read(self) -> None:
        """History was read to its end."""
        await backfill_of(self.bot).finished(self.guild_id)
        await self.heard()

    def observe(self, days: int = 84) -> Observations:
        return self.store.observe(self.guild_id, Window(self.clock() + timedelta(minutes=1), days))

    def counts(self, column: str) -> dict[int, int]:
        """A column of what members did, summed by member id; members with none of it are left out."""
        seen = self.observe()
        sums: dict[int, int] = {}
        for row, number in zip(seen.activity.member.tolist(), getattr(seen.activity, column).tolist(), strict=True):
            if number:
                user_id = int(seen.roster.user_id[row])
                sums[user_id] = sums.get(user_id, 0) + number
        return sums


@asynccontextmanager
async def discord_of(world: World, **options: Any) -> AsyncIterator[Twin]:
    """A twin in Discord's place; at the end everything that was said must be as Discord's documents have it."""
    async with Twin.serve(world, **options) as twin:
        with twin.pointed():
            yield twin
        problems = check(twin)
        assert not problems, "\n".join(problems[:10])


@asynccontextmanager
async def living(
    db: Path,
    twin: Twin,
    clock: Clock,
    *,
    settings: Settings = NO_HISTORY,
    pace: Pace = QUICK,
    queue_size: int = 20_000,
) -> AsyncIterator[House]:
    """Starts the bot, and stops it again as the program does."""
    with Store.open(empty(db), clock=clock, queue_size=queue_size) as store:
        bot = Rapport(store=store, service=AsyncService(store, clock), settings=settings, clock=clock, pace=pace)
        bot.easel = Lent()
        async with bot:
            running = asyncio.create_task(bot.start(twin.token))
            ready = asyncio.create_task(bot.wait_until_ready())
            try:
                await asyncio.wait({running, ready}, return_when=asyncio.FIRST_COMPLETED, timeout=10)
                if running.done():
                    running.result()
                await twin.settle()
                yield House(bot, store, twin, clock)
            finally:
                ready.cancel()
                await bot.close()
                await running


@dataclass(frozen=True)
class People:
    """Who lives in the busy world."""

    owner: int
    moderator: int
    ada: int
    ben: int
    cleo: int
    dan: int
    silent: int
    robot: int


def busy_world(clock: Clock, weeks: int = 10) -> tuple[World, People, int]:
    """A small guild with some weeks of conversation, its people, and the channel they talk in."""
    world = World.empty("Tea & Trains", clock=clock, guild_id=snowflake_at(NOW - timedelta(days=400)))
    long_ago = NOW - timedelta(days=300)
    names = ("Mo", "Ada", "Ben", "Cleo", "Dan", "Silent")
    ids = [
        world.add_member(name, user_id=snowflake_at(long_ago) + place, joined_at=long_ago, moderator=name == "Mo")
        for place, name in enumerate(names)
    ]
    robot = world.add_member("Robot", user_id=snowflake_at(long_ago) + 50, joined_at=long_ago, is_bot=True)
    mo, ada, ben, cleo, dan, silent = (member.user.user_id for member in ids)
    people = People(world.guild.owner_id, mo, ada, ben, cleo, dan, silent, robot.user.user_id)
    world.guild.roles[STEWARDS] = Role(STEWARDS, "Stewards", 0, 1)
    channel = world.add_channel("general", channel_id=snowflake_at(long_ago)).channel_id
    talkers = (people.ada, people.ben, people.cleo, people.dan)
    last: int | None = None
    for hour in range(weeks * 7 * 24 - 1, 0, -5):
        moment = NOW - timedelta(hours=hour, minutes=7)
        speaker = talkers[(hour // 5) % 4]
        message_id = snowflake_at(moment)
        answers = last if hour % 2 else None
        world.add_message(channel, speaker, "How do I brew this? thanks", message_id=message_id, reply_to=answers)
        last = message_id
    return world, people, channel
