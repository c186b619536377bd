"""A large guild on a stand-in for Discord, and frames that reach a client as if its websocket had read them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import discord
from discord.utils import _ActiveDecompressionContext

from benchmarks.frames import conversation, squeezed
from twin.server import Twin
from twin.world import World

SEED = 7
MEMBERS = 20_000
CHANNELS = 40
START = datetime(2026, 3, 2, 12, tzinfo=UTC)
GUILD = 1_100_000_000_000_000_000
FIRST_MEMBER = GUILD + 1_000_000

Frames = Sequence[bytes]


def world() -> World:
    """A guild of channels and nobody: with no member cache, discord.py asks for none."""
    made = World.empty("A large place", clock=lambda: START, guild_id=GUILD)
    for number in range(CHANNELS):
        made.add_channel(f"channel-{number}", channel_id=GUILD + 1 + number)
    return made


def burst(messages: int) -> Frames:
    """What the gateway sends while so many messages are written."""
    channel_ids = [GUILD + 1 + number for number in range(CHANNELS)]
    user_ids = [FIRST_MEMBER + number for number in range(MEMBERS)]
    return squeezed(conversation(SEED, messages, GUILD, channel_ids, user_ids, START))


@asynccontextmanager
async def connected(client: discord.Client, place: World | None = None) -> AsyncIterator[Twin]:
    """The client, logged in and ready, in the guild of :func:`world` or another ``place``."""
    async with Twin.serve(place or world(), record=False) as twin:
        with twin.pointed():
            async with client:
                running = asyncio.create_task(client.start(twin.token))
                await client.wait_until_ready()
                yield twin
                await client.close()
                await running


class Wire:
    """Brings frames to a connected client through discord.py's own websocket code, from squeezed bytes on."""

    def __init__(self, client: discord.Client) -> None:
        self._socket = client._get_websocket(shard_id=0)
        self._stream = _ActiveDecompressionContext()

    async def bring(self, frames: Frames) -> None:
        """Never lets the event loop turn to anything else: then the twin's own frames would come in between."""
        theirs, self._socket._decompressor = self._socket._decompressor, self._stream
        for frame in frames:
            await self._socket.received_message(frame)
        self._socket._decompressor = theirs
