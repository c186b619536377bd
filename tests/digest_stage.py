"""What the tests of the digest share: a subscriber, a Tuesday at nine, and a round of deliveries."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.config import Settings
from cogs.digest import Digest
from storage.models import GuildSettings, Subscription
from tests.bot_stage import NOW, STEWARDS, Clock, House, People, busy_world, discord_of, living

TUESDAY_NINE = datetime(2026, 3, 3, 9, tzinfo=UTC)
HISTORY = Settings(backfill_days=90)


async def deliver(house: House, *, unknown: int = 0) -> None:
    """A round of deliveries, beside the one that the bot makes at its start; ``unknown`` claims stay open."""
    cog = house.bot.get_cog("Digest")
    assert isinstance(cog, Digest)
    await cog.deliveries.deliver_due()
    await house.twin.until(lambda: sum(state == "claimed" for _, state in states(house)) == unknown)


def states(house: House) -> list[tuple[str, str]]:
    return [(d.period, d.state) for d in house.store.deliveries(house.guild_id)]


def subscribe(house: House, user_id: int, *, since: datetime = NOW - timedelta(days=1)) -> None:
    house.store.subscribe(Subscription(house.guild_id, user_id, 1, 9, "UTC", since))


@asynccontextmanager
async def subscribed(folder: Path, *, cleo: bool = False) -> AsyncIterator[tuple[House, People]]:
    """A small guild whose moderator (and Cleo, by a role) gets a digest on Tuesdays at nine; it is Monday."""
    clock = Clock()
    world, people, _ = busy_world(clock, weeks=3)
    if cleo:
        world.guild.members[people.cleo].role_ids.append(STEWARDS)
    async with discord_of(world) as twin, living(folder / "rapport.db", twin, clock) as house:
        await house.heard()
        subscribe(house, people.moderator)
        if cleo:
            house.store.save_settings(house.guild_id, GuildSettings(moderator_role_id=STEWARDS))
            subscribe(house, people.cleo)
        yield house, people
