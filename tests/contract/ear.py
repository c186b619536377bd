"""An unmodified discord.py that remembers every event, and the twin it listens to, held to Discord's documents."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

import discord

from tests.contract import check
from twin import Twin, World


def usual_intents() -> discord.Intents:
    """Everything but presences: what a bot that reads messages and knows members asks for."""
    intents = discord.Intents.all()
    intents.presences = False
    return intents


class Ear(discord.Client):
    """Remembers the arguments of each event under its name, such as ``message`` or ``raw_reaction_add``."""

    def __init__(self, intents: discord.Intents | None = None, **options: Any) -> None:
        super().__init__(intents=intents or usual_intents(), guild_ready_timeout=0.01, **options)
        self.heard: dict[str, list[tuple[Any, ...]]] = {}

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        self.heard.setdefault(event, []).append(args)
        super().dispatch(event, *args, **kwargs)

    def only(self, event: str) -> Any:
        """The first argument of the one event of this name; fails where there was none or more than one."""
        heard = self.heard.get(event, [])
        assert len(heard) == 1, f"{event}: {len(heard)} times; heard {sorted(self.heard)}"
        return heard[0][0]

    def count(self, event: str) -> int:
        return len(self.heard.get(event, []))

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Discord wants five seconds between two logins; the twin does not."""


@asynccontextmanager
async def held(world: World, **options: Any) -> AsyncIterator[Twin]:
    """A twin for discord.py that must have kept to Discord's documents when the context ends."""
    async with Twin.serve(world, **options) as twin:
        with twin.pointed():
            yield twin
    problems = check(twin)
    assert not problems, "not as Discord has it:\n" + "\n".join(problems)


@asynccontextmanager
async def awake(twin: Twin, client: discord.Client, *, token: str = "twin-token") -> AsyncIterator[None]:
    """The client logged in and ready; closed again at the end. Whatever ends it early is raised here."""
    running = asyncio.create_task(client.start(token))
    ready = asyncio.create_task(_ready(client))
    try:
        await asyncio.wait([running, ready], return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            running.result()
        yield
    finally:
        ready.cancel()
        await client.close()
        await asyncio.wait([running])
    running.result()


async def _ready(client: discord.Client) -> None:
    """discord.py calls itself ready before a guild is there if that takes long; here ready means all of it."""
    chunks = client._connection._chunk_guilds
    for _ in count():
        known = all(not g.unavailable and (g.chunked or not chunks) for g in client.guilds)
        if client.is_ready() and known:
            return
        await asyncio.sleep(0.001)
