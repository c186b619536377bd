"""The stand-in for Discord, the sample community and the real bot, all in one event loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bot.app import Pace, Rapport, StartupError
from bot.app import explain as explain_refusal
from bot.async_service import AsyncService
from bot.cli.demo.moment import DemoClock
from bot.cli.demo.slash import Names
from bot.cli.logs import log_errors_in_one_line
from bot.cli.output import write_whole
from bot.config import Settings
from storage import Store
from twin.community import plant
from twin.sent import SentMessage
from twin.server import Twin
from twin.timeline import Timeline
from twin.world import World

WEEKS = 16
SIZE = 160
HISTORY_DAYS = WEEKS * 7
PACE = Pace(heartbeat=2, hindsight=1, guilds_within=0.2, digest=0.25)
MOST_SECONDS = 20.0
"""How long the bot may take to connect."""


@dataclass
class Theatre:
    """Everybody who takes part, and where pictures go."""

    timeline: Timeline
    clock: DemoClock
    twin: Twin
    bot: Rapport
    out: Path
    _pictures: set[str] = field(default_factory=set)

    @property
    def moderator_id(self) -> int:
        return self.timeline.owner_id

    def name_of(self, user_id: int) -> str:
        user = self.twin.world.users.get(user_id)
        return user.name if user else str(user_id)

    def names(self) -> Names:
        """Who and what can be named at the prompt, as the community stands now."""
        guild = self.twin.world.guild
        people = {m.nick or m.user.name: number for number, m in guild.members.items() if not m.user.is_bot}
        channels = {c.name: number for number, c in guild.channels.items()}
        return Names(people, channels, {role.name: number for number, role in guild.roles.items()})

    def named(self, sign: str, number: int) -> str | None:
        """What Discord shows for a mention with this sign and id."""
        world = self.twin.world
        if sign == "#":
            channel = world.channels.get(number)
            return f"#{channel.name}" if channel else None
        if sign == "@&":
            role = world.guild.roles.get(number)
            return f"@{role.name}" if role else None
        member = world.guild.members.get(number)
        return f"@{member.nick or member.user.name}" if member else None

    def save_pictures(self, messages: Sequence[SentMessage]) -> list[Path]:
        """Writes the files of an answer into the folder, pictures by the name of their report; tells where."""
        saved = []
        for message in messages:
            for file in message.files:
                path = self.out / Path(file.filename).name
                write_whole(path, file.data)
                if path.suffix == ".png":
                    self._pictures.add(path.name)
                saved.append(path)
        return saved

    @property
    def pictures(self) -> list[str]:
        return sorted(self._pictures)


@asynccontextmanager
async def theatre(store: Store, *, out: Path, seed: int, began: datetime, size: int = SIZE) -> AsyncIterator[Theatre]:
    """Invents a community of ``size`` people, starts its server and the bot, and waits until the bot has connected."""
    log_errors_in_one_line()
    timeline = await asyncio.to_thread(plant, seed, now=began, weeks=WEEKS, size=size)
    clock = DemoClock(began)
    world = World.from_timeline(timeline, until=began, clock=clock)
    settings = Settings(db=store.path, backfill_days=HISTORY_DAYS, web_port=0)
    async with Twin.serve(world, record=False) as twin:
        with twin.pointed():
            bot = Rapport(store=store, service=AsyncService(store, clock), settings=settings, clock=clock, pace=PACE)
            async with bot, _started(bot, twin):
                yield Theatre(timeline, clock, twin, bot, out)


@asynccontextmanager
async def _started(bot: Rapport, twin: Twin) -> AsyncIterator[None]:
    running = asyncio.create_task(bot.start(twin.token), name="the bot")
    ready = asyncio.create_task(bot.wait_until_ready(), name="ready")
    try:
        await asyncio.wait({running, ready}, timeout=MOST_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            error = running.exception()
            raise (
                StartupError(explain_refusal(error) or f"the bot ended: {error}") if error else StartupError("it ended")
            )
        if not ready.done():
            raise StartupError(f"the bot did not connect within {MOST_SECONDS:g} s")
        yield
    finally:
        ready.cancel()
        await bot.close()
        running.cancel()
        await asyncio.gather(running, ready, return_exceptions=True)
