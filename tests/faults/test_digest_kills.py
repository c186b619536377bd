"""SIGKILL around the sending of a digest: never two, and what may not have arrived is listed."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from bot.words.language import ENGLISH
from cogs.digest import Digest
from cogs.notices import undelivered
from storage import Store
from storage.models import Delivery, Subscription
from tests.bot_stage import House
from tests.faults.living_process import TOKEN, serve
from tests.faults.row import Broken, Trials, row
from tests.faults.town import Town, recovered
from twin.server import Twin

SENDING = "POST /channels/{channel_id}/messages"


def due_just_now(guild_id: int, user_id: int) -> Subscription:
    """A digest that came due within the last hour."""
    now = datetime.now(UTC)
    return Subscription(guild_id, user_id, now.weekday(), now.hour, "UTC", now - timedelta(days=2))


async def strike(twin: Twin, folder: Path, user_id: int, chance: Random) -> None:
    """Starts the bot and kills it around the moment at which it sends this subscriber their digest."""
    twin.faults.slow(SENDING, chance.choice((0, 0.1, 0.3)))
    started = serve(twin, folder, RAPPORT_BACKFILL_DAYS="0")
    try:
        await twin.until(lambda: list(twin.gateway.connections()), patience=60)
        if chance.random() < 0.75:
            await twin.until(lambda: user_id in twin.world.dms or not started.runs, patience=60)
            await asyncio.sleep(chance.choice((0, 0.02, 0.1, 0.3, 0.6)) * chance.random())
        else:
            await asyncio.sleep(chance.uniform(0, 2))
    finally:
        await asyncio.to_thread(started.kill)


async def outcome(house: House, user_id: int, killed: datetime) -> Delivery:
    """What became of it once the bot that started again has looked twice, and is not sending it itself any more."""
    cog = house.bot.get_cog("Digest")
    assert isinstance(cog, Digest)
    for _ in range(2):
        await cog.deliveries.deliver_due()

    def delivery() -> Delivery:
        (found,) = (one for one in house.store.deliveries(house.guild_id) if one.user_id == user_id)
        return found

    await house.twin.until(lambda: delivery().state != "claimed" or delivery().at <= killed, patience=60)
    return delivery()


@row(
    "SIGKILL at a random point around sending a digest",
    "it arrived once, or not at all and is listed as unknown; none twice, none lost in silence",
    Broken(
        "cogs/deliveries.py",
        "if not await self._claim(subscription, found, now):\n            return\n        nonce = ",
        "nonce = ",
    ),
    quick=1,
    full=100,
)
async def test_a_kill_while_a_digest_is_sent(tmp_path: Path, trials: Trials) -> None:
    """Seen red without the claim that is made before sending."""
    town = Town()
    guild_id, db = town.world.guild.guild_id, tmp_path / "rapport.db"
    async with Twin.serve(town.world, token=TOKEN, record=False) as twin:
        with twin.pointed():
            async with recovered(db, twin, town):
                town.happen(twin, Random(1))
            for number in trials:
                user_id = town.world.add_member(f"Moderator {number}", moderator=True).user.user_id
                with Store.open(db) as store:
                    store.subscribe(due_just_now(guild_id, user_id))
                await strike(twin, tmp_path, user_id, Random(number))
                killed = town.clock()
                async with recovered(db, twin, town) as house:
                    delivery = await outcome(house, user_id, killed)
                    arrived = len(twin.dms(user_id))
                    assert arrived <= 1, "twice"
                    assert arrived == 1 or delivery.state == "claimed", f"lost: {delivery}"
                    town.clock.move(minutes=11)
                    lines = map(ENGLISH.read, await undelivered(house.bot, guild_id))
                    listed = any(f"<@{user_id}>" in line for line in lines)
                    assert listed == (delivery.state == "claimed")
                town.clock.move(minutes=-11)
