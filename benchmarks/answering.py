"""How long a moderator waits for each slash command: the whole way there and back, picture and all.

    python -m benchmarks.answering [--events N] [--db FILE] [--out FILE] [--runs N]

The running bot has a copy of the log, and a stand-in for Discord in the same process passes on what is typed. Every
command is typed once after the start, when nothing is kept yet but what the bot made ahead of time before it was
started again, and then as often as there are runs. *Acknowledged* is when Discord shows that the bot thinks; *whole* is
when the answer is on the screen.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.community import GUILD_ID, Community
from benchmarks.figures import Asked, asked_for, filled, table, tell
from benchmarks.population import CHANNELS, END
from benchmarks.requests import EVENT_DAYS_AGO, Busiest
from benchmarks.wire import connected
from bot.app import Rapport
from bot.async_service import AsyncService
from bot.config import Settings
from bot.service import Service
from storage import Store
from twin.server import Twin
from twin.world import World

ACKNOWLEDGED_LIMIT_S, WHOLE_LIMIT_S = 1.0, 3.0
LONG = 3650
"""Days that everything is kept here: what retention does is not asked."""
WEEKS_AGO = timedelta(days=EVENT_DAYS_AGO)


@dataclass(frozen=True, slots=True)
class Waited:
    """Seconds."""

    acknowledged: float
    whole: float


def main(arguments: list[str] | None = None) -> int:
    asked = asked_for(__doc__, arguments)
    with filled(asked) as (path, community):
        found = asyncio.run(measure(asked, path, community))
    rows = [[f"/{name}", *(f"{figure:.2f}" for figure in _figures(waits))] for name, waits in found.items()]
    columns = ("typed, seconds", "acknowledged at first", "whole", "acknowledged later", "whole later")
    text = "\n\n".join((table(columns, rows), "\n".join(_verdicts(found))))
    figures = {name: _figures(waits) for name, waits in found.items()}
    tell(asked, "answering", text, {"seconds": figures})
    return 0


def _figures(waits: list[Waited]) -> tuple[float, float, float, float]:
    """The first time, and the median of the others."""
    later = waits[1:]
    whole = median(wait.whole for wait in later)
    return waits[0].acknowledged, waits[0].whole, median(wait.acknowledged for wait in later), whole


def _verdicts(found: Mapping[str, Sequence[Waited]]) -> Iterator[str]:
    for what, limit in (("acknowledged", ACKNOWLEDGED_LIMIT_S), ("whole", WHOLE_LIMIT_S)):
        missed = [name for name, waits in found.items() if max(getattr(wait, what) for wait in waits) > limit]
        met = f"MISSED by {', '.join(missed)}" if missed else "met by all"
        yield f"- {what.capitalize()} within {limit:.0f} s, each time: {met}."


async def measure(asked: Asked, path: Path, community: Community) -> dict[str, list[Waited]]:
    busiest = Busiest.of(community)
    with tempfile.TemporaryDirectory(prefix="rapport-answering-") as folder:
        copy = Path(shutil.copy(path, folder))
        with Store.open(copy, clock=lambda: END, apart=True) as store:
            (guild,) = store.guilds()
            for prepared in Service(store, lambda: END).prepared(guild):
                prepared.keep(store)  # by the bot before it was started again
            settings = Settings(backfill_days=0, keep_events_days=LONG, keep_counts_days=LONG, keep_departed_days=LONG)
            bot = Rapport(store=store, service=AsyncService(store, lambda: END), settings=settings, clock=lambda: END)
            async with connected(bot, world_of(community, busiest)) as twin:
                await twin.until_registered("overview")
                return await type_all(twin, typed(busiest), asked.runs)


def world_of(community: Community, busiest: Busiest) -> World:
    """The guild with its channels, a moderator, and one member more: with no member cache, discord.py asks for none."""
    made = World.empty("The synthetic community", clock=lambda: END, guild_id=GUILD_ID)
    made.add_member("the busiest", user_id=busiest.user_id, joined_at=END - timedelta(days=LONG))
    for place, channel_id in enumerate(community.channel_ids.tolist()):
        kind = "text" if place < CHANNELS else "voice"
        made.add_channel(f"{kind}-{place + 1}", kind, channel_id=channel_id)
    return made


def typed(busiest: Busiest) -> dict[str, dict[str, Any]]:
    """Commands, and what is chosen with them."""
    happened: datetime = END - WEEKS_AGO
    return {
        "overview": {},
        "top": {},
        "top period: channel:": {"period": 28, "channel": busiest.channel_id},
        "evangelists": {},
        "lurkers": {},
        "member": {"who": busiest.user_id},
        "me": {},
        "network": {},
        "groups": {},
        "audit": {},
        "channels": {},
        "fading": {},
        "newcomers": {},
        "impact": {"event": "a meetup", "date": f"{happened:%Y-%m-%d}"},
        "data coverage": {},
        "digest preview": {},
        "privacy info": {},
        "settings show": {},
    }


async def type_all(twin: Twin, commands: dict[str, dict[str, Any]], runs: int) -> dict[str, list[Waited]]:
    """Every command in turn, and all of them so often."""
    found: dict[str, list[Waited]] = {name: [] for name in commands}
    for _ in range(1 + runs):
        for name, options in commands.items():
            began = time.perf_counter()
            command = " ".join(word for word in name.split() if not word.endswith(":"))
            outcome = await twin.command(command, user_id=twin.world.guild.owner_id, patience=120, **options)
            whole = time.perf_counter() - began
            if outcome.error or outcome.took_seconds is None:
                raise SystemExit(f"answering: /{command}: {outcome.error or 'no answer'}")
            found[name].append(Waited(round(outcome.took_seconds, 3), round(whole, 3)))
    return found


if __name__ == "__main__":
    raise SystemExit(main())
