"""How far the bot is with reading history, shown while it reads."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Protocol, cast

from bot.cli.demo.screen import Screen
from bot.cli.demo.theatre import Theatre
from bot.cli.progress import progress

EVERY_SECONDS = 0.1
MOST_SECONDS = 60.0


class Reading(Protocol):
    """What the bot's backfill tells of one guild."""

    state: str
    channels: int
    channels_done: int
    messages: int


class History(Protocol):
    """The part of the bot that reads history, by its name: the command line loads no cogs itself."""

    progress: Mapping[int, Reading]


async def watch_history(theatre: Theatre, screen: Screen) -> None:
    """Returns when the history is read and written down."""
    began = time.monotonic()
    history = cast(History | None, theatre.bot.get_cog("Backfill"))
    reading: Reading | None = None
    with progress("reading history", in_bytes=False) as advance:
        while history is not None and time.monotonic() - began < MOST_SECONDS:
            reading = history.progress.get(theatre.timeline.guild_id)
            if reading is not None:
                advance(reading.channels_done, reading.channels, f"channels, {reading.messages:,} messages")
                if reading.state in ("done", "interrupted"):
                    break
            await asyncio.sleep(EVERY_SECONDS)
    await theatre.bot.written_down()
    seconds = time.monotonic() - began
    if reading is None or reading.state != "done":
        screen.say(f"After {seconds:.0f} s not all of the history is read yet.", "red")
        return
    screen.say(
        f"Read {reading.messages:,} messages from {reading.channels_done} channels and threads in {seconds:.1f} s."
    )
