"""One process whose memory is watched from inside; ``benchmarks.memory`` starts it.

    python -m benchmarks.inside listening STRANGERS
    python -m benchmarks.inside reporting FILE CHANNEL USER REPORT…

*Listening* is the running bot with the process that writes for it, and hears of somebody new with every message; the
stand-in for Discord that it talks to sits in the same process. *Reporting* is the same program, asked for reports of
the whole guild, of one channel and of one member. Prints JSON; memory is in megabytes.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.frames import conversation
from benchmarks.population import END
from benchmarks.requests import Busiest, askings
from benchmarks.wire import CHANNELS, GUILD, START, connected
from bot.allocation import keep_large_blocks_apart
from bot.app import Rapport
from bot.async_service import AsyncService
from bot.config import Settings
from bot.render.message import as_embed
from bot.render.picture import as_spec
from bot.words.language import ENGLISH
from storage import Store

AT_ONCE = 2_000
"""Messages between two looks at the memory."""


def megabytes(field: str, process_id: int | None = None) -> float:
    """What Linux says of a process, this one unless another is named: ``VmRSS`` is what it has, ``VmHWM`` the most."""
    status = Path(f"/proc/{process_id or 'self'}/status").read_text("utf-8")
    line = next(line for line in status.splitlines() if line.startswith(field))
    return round(int(line.split()[1]) / 1024, 1)


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


async def reporting(path: Path, busiest: Busiest, names: list[str]) -> dict[str, Any]:
    """The reports one after the other as Discord shows them. Pictures are drawn in a process of their own."""
    wanted = [each for each in askings(busiest, as_of=END) if each.request.name in names]
    with Store.open(path) as store:
        bot = Rapport(store=store, service=AsyncService(store, lambda: END), settings=Settings(), clock=lambda: END)
        before, drawing = megabytes("VmRSS"), 0.0
        for each in wanted:
            report = await bot.service.answer(each.request)
            as_embed(report, ENGLISH)
            await bot.easel.draw(as_spec(report, ENGLISH))
            drawing = max(drawing, megabytes("VmHWM", bot.easel.process_id))
        await bot.easel.close()
        return {"before": before, "peak": megabytes("VmHWM"), "after": megabytes("VmRSS"), "drawing": drawing}


def run(arguments: list[str]) -> dict[str, Any] | None:
    """What was asked for; None where that is nothing that can be."""
    keep_large_blocks_apart()
    match arguments:
        case ["listening", strangers]:
            return asyncio.run(listening(int(strangers)))
        case ["reporting", path, channel_id, user_id, *names] if names:
            return asyncio.run(reporting(Path(path), Busiest(int(channel_id), int(user_id)), names))
        case _:
            return None


def main(arguments: list[str]) -> int:
    found = run(arguments)
    if found is None:
        print(__doc__, file=sys.stderr)
        return 2
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
