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
from pathlib import Path
from typing import Any

from benchmarks.population import END
from benchmarks.requests import Busiest, askings
from bot.allocation import keep_large_blocks_apart
from bot.app import Rapport
from bot.async_service import AsyncService
from bot.config import Settings
from bot.render.message import as_container
from bot.render.picture import as_spec
from bot.words.language import ENGLISH
from storage import Store

AHEAD = "ahead"
"""In the place of a report: what is costly of the guild, made ahead of time and written into the file."""


def megabytes(field: str, process_id: int | None = None) -> float:
    """What Linux says of a process, this one unless another is named: ``VmRSS`` is what it has, ``VmHWM`` the most."""
    status = Path(f"/proc/{process_id or 'self'}/status").read_text("utf-8")
    line = next(line for line in status.splitlines() if line.startswith(field))
    return round(int(line.split()[1]) / 1024, 1)


async def reporting(path: Path, busiest: Busiest, names: list[str]) -> dict[str, Any]:
    """The reports one after the other as Discord shows them. Pictures are drawn in a process of their own."""
    wanted = [each for each in askings(busiest, as_of=END) if each.request.name in names]
    with Store.open(path) as store:
        bot = Rapport(store=store, service=AsyncService(store, lambda: END), settings=Settings(), clock=lambda: END)
        before, drawing = megabytes("VmRSS"), 0.0
        if AHEAD in names:
            (guild,) = store.guilds()
            await bot.service.prepare(store, guild)
            store.drop_prepared()
        for each in wanted:
            report = await bot.service.answer(each.request)
            as_container(report, ENGLISH)
            await bot.easel.draw(as_spec(report, ENGLISH))
            drawing = max(drawing, megabytes("VmHWM", bot.easel.process_id))
        await bot.easel.close()
        return {"before": before, "peak": megabytes("VmHWM"), "after": megabytes("VmRSS"), "drawing": drawing}


def run(arguments: list[str]) -> dict[str, Any] | None:
    """What was asked for; None where that is nothing that can be."""
    keep_large_blocks_apart()
    match arguments:
        case ["listening", strangers]:
            from benchmarks.listening import listening  # brings the stand-in along, which no report needs

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
