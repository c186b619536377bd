"""The running bot, with the process that writes for it, that hears of somebody new with every message."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.frames import conversation
from benchmarks.inside import megabytes
from benchmarks.wire import CHANNELS, GUILD, START, connected
from bot.app import Rapport
from bot.async_service import AsyncService
from bot.config import Settings
from storage import Store

AT_ONCE = 2_000
"""Messages between two looks at the memory."""


async def listening(strangers: int) -> dict[str, Any]:
    """The bot after a quarter of the strangers wrote, and so on until all of them did."""
    with tempfile.TemporaryDirectory(prefix="rapport-memory-") as folder:
        path = Path(folder) / "rapport.db"
        with Store.open(path, clock=lambda: START, apart=True) as store:
            bot = Rapport(
                store=store,
                service=AsyncService(store, lambda: START),
                settings=Settings(backfill_days=0),
                clock=lambda: START,
            )
            after, peak = {}, 0.0
            async with connected(bot):
                before = both("VmRSS", store)
                for first in range(0, strangers, AT_ONCE):
                    heard = min(first + AT_ONCE, strangers)
                    for payload in _strangers_speak(first, heard):
                        bot._connection.parsers["MESSAGE_CREATE"](payload)
                        await asyncio.sleep(0)
                    await bot.written_down()
                    if heard * 4 // strangers > first * 4 // strangers:
                        after[heard] = both("VmRSS", store)
                peak = both("VmHWM", store)
            kept = store.message_count()
    if kept != strangers:
        raise SystemExit(f"inside: {strangers} wrote and {kept} messages were kept")
    return {"before": before, "after": after, "peak": peak}


def both(field: str, store: Store) -> float:
    """Of this process and the one that writes."""
    return megabytes(field) + megabytes(field, store.writing_process_id)


def _strangers_speak(first: int, after: int) -> Iterator[dict[str, Any]]:
    channel_ids = [GUILD + 1 + number for number in range(CHANNELS)]
    for number in range(first, after):
        at = START + timedelta(milliseconds=50 * number)
        yield from conversation(number, 1, GUILD, channel_ids, [GUILD + 1_000_000 + number], at)
