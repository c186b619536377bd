"""SIGKILL while the bot listens: real processes, at a moment that nobody chose."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from tests.faults.living_process import TOKEN, serve, writing_process_of
from tests.faults.row import Broken, Trials, row
from tests.faults.town import Town, check_whole, recovered
from twin.server import Twin


async def strike(twin: Twin, town: Town, folder: Path, victim: str, chance: Random) -> None:
    """Starts the bot among people who talk, kills who is named, and lets them talk on for a moment."""
    started = serve(twin, folder)
    talking = asyncio.create_task(town.talk(twin, chance))
    try:
        if chance.random() < 0.8:
            await twin.until(lambda: list(twin.gateway.connections()), patience=60)
        writer = await asyncio.to_thread(writing_process_of, started.pid)
        await asyncio.sleep(chance.uniform(0, 1.2))
        for process_id in {"bot": [started.pid], "writer": [writer], "both": [started.pid, writer]}[victim]:
            with suppress(ProcessLookupError):
                os.kill(process_id, signal.SIGKILL)
        code = await started.ended()
        assert code == (1 if victim == "writer" else -signal.SIGKILL), started.log
        await twin.until(lambda: not Path(f"/proc/{writer}").exists(), patience=30)
        await asyncio.sleep(0.05)
    finally:
        talking.cancel()
        started.kill()


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="only Linux tells a process's children")
@pytest.mark.parametrize("victim", ["bot", "writer", "both"])
@row(
    "SIGKILL of {victim} at a random point of ingestion",
    "after the next start the message ids are the server's, none lost and none twice",
    Broken("cogs/backfill.py", "first = max(snowflake_at(horizon)", "first = max(snowflake_at(now)"),
    quick=1,
    full=34,
)
async def test_a_kill_while_people_talk(tmp_path: Path, trials: Trials, victim: str) -> None:
    """Seen red with history read from now on only, as if nothing had been missed."""
    town = Town()
    db = tmp_path / "rapport.db"
    async with Twin.serve(town.world, token=TOKEN, record=False) as twin:
        with twin.pointed():
            for number in trials:
                await strike(twin, town, tmp_path, victim, Random(f"{victim} {number}"))
                async with recovered(db, twin, town):
                    check_whole(db, town)
