"""A signal to stop loses nothing and ends within ten seconds, whatever else is the matter."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from tests.faults.living_process import TOKEN, Started, serve
from tests.faults.row import Broken, Trials, row
from tests.faults.town import Town, check_whole, in_the_file, recovered
from tests.storage_world import read
from twin.server import Twin

WITHIN_S = 10


async def stopped(started: Started, how: signal.Signals = signal.SIGTERM) -> None:
    """Sends the signal; the process must end in time, of its own accord."""
    began = time.monotonic()
    started.send(how)
    code = await started.ended(60)
    took = time.monotonic() - began
    assert took < WITHIN_S, f"it took {took:.1f} s to stop"
    assert code == 0, started.log


async def until_heard(twin: Twin, folder: Path) -> None:
    """The bot listens and writes."""
    await twin.until_registered("overview", patience=60)
    await twin.until_connected(patience=60)
    await twin.until(lambda: (folder / "rapport.db").exists(), patience=20)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
@row(
    "{how} while people talk",
    f"exit code 0 within {WITHIN_S} s, and all that was said before is written down",
    Broken(
        "bot/app.py",
        "                await self.written_down()\n            except",
        "                pass\n            except",
    ),
    quick=1,
    full=20,
)
async def test_a_signal_while_people_talk(tmp_path: Path, trials: Trials, how: signal.Signals) -> None:
    """Seen red where the bot leaves without writing down what waits."""
    town, db = Town(), tmp_path / "rapport.db"
    async with Twin.serve(town.world, token=TOKEN, record=False) as twin:
        with twin.pointed():
            for number in trials:
                started = serve(twin, tmp_path)
                try:
                    await until_heard(twin, tmp_path)
                    for _ in range(200 + Random(number).randrange(400)):
                        town.happen(twin, Random(number))
                    await twin.settle()
                    await stopped(started, how)
                finally:
                    started.kill()
                lost = town.on_the_server() - in_the_file(db)
                assert not lost, f"{len(lost)} lost"


@row(
    "SIGTERM while history is read and Discord is slow",
    f"it ends within {WITHIN_S} s, and the next start reads the rest",
    Broken("cogs/backfill.py", "            task.cancel()\n            with contextlib", "            with contextlib"),
)
async def test_a_signal_while_history_is_read(tmp_path: Path) -> None:
    """Seen red where the bot waits for the end of it."""
    town, db = Town(), tmp_path / "rapport.db"
    for number in range(250):
        town.world.add_message(town.channels[number % 2], town.people[0], "long ago")
    async with Twin.serve(town.world, token=TOKEN, record=False) as twin:
        twin.faults.slow("GET /channels/{channel_id}/messages", 20, times=2)
        started = serve(twin, tmp_path)
        try:
            await until_heard(twin, tmp_path)
            await asyncio.sleep(1)
            await stopped(started)
        finally:
            started.kill()
        twin.faults._delays.clear()
        with twin.pointed():
            async with recovered(db, twin, town):
                check_whole(db, town)


@row(
    "SIGTERM while Discord does not answer the login",
    f"it ends within {WITHIN_S} s",
    Broken("bot/app.py", "                running.cancel()", "                await asyncio.sleep(12)"),
)
async def test_a_signal_before_there_is_a_connection(tmp_path: Path) -> None:
    """Seen red where the bot waits for the answer."""
    town = Town()
    async with Twin.serve(town.world, token=TOKEN, record=False) as twin:
        twin.faults.slow("GET /users/@me", 30, times=3)
        started = serve(twin, tmp_path)
        try:
            await twin.until(lambda: "Starting on" in started.log, patience=60)
            await asyncio.sleep(0.5)
            await stopped(started)
        finally:
            started.kill()


@row(
    "SIGTERM while another program holds the file",
    f"it ends within {WITHIN_S} s; what was not written is read from history by the next start",
    Broken("storage/writer.py", "min(RETRY_PATIENCE_MS, self._patience_ms) if held", "15_000 if held"),
)
async def test_a_signal_while_the_file_is_held(tmp_path: Path) -> None:
    """Seen red where the last attempt waits as long as any other."""
    town, db = Town(), tmp_path / "rapport.db"
    async with Twin.serve(town.world, token=TOKEN, record=False) as twin:
        started = serve(twin, tmp_path)
        try:
            await until_heard(twin, tmp_path)
            with closing(sqlite3.connect(db, isolation_level=None, timeout=20)) as other:
                other.execute("BEGIN IMMEDIATE")
                for _ in range(50):
                    town.happen(twin, Random(2))
                await twin.settle()
                await asyncio.sleep(1.5)
                began = time.monotonic()
                started.send(signal.SIGTERM)
                await started.ended(60)
                assert time.monotonic() - began < WITHIN_S
                other.execute("ROLLBACK")
        finally:
            started.kill()
        with twin.pointed():
            async with recovered(db, twin, town):
                check_whole(db, town)


@row(
    "the machine sleeps for a while (SIGSTOP, SIGCONT)",
    "the bot goes on where it was, and nothing is lost",
    Broken("cogs/listener.py", "self._take(guild.id, gateway.message_facts(message, self._told))", "pass"),
    quick=1,
    full=5,
)
async def test_a_machine_that_sleeps(tmp_path: Path, trials: Trials) -> None:
    """Seen red where messages are not heard at all."""
    town, db = Town(), tmp_path / "rapport.db"
    async with Twin.serve(town.world, token=TOKEN, record=False) as twin:
        started = serve(twin, tmp_path, RAPPORT_BACKFILL_DAYS="0")
        try:
            await until_heard(twin, tmp_path)
            for number in trials:
                started.send(signal.SIGSTOP)
                for _ in range(100):
                    town.happen(twin, Random(number))
                await asyncio.sleep(1.5)
                started.send(signal.SIGCONT)
                await twin.settle()
            await stopped(started)
        finally:
            started.kill()
        assert read(db, "SELECT count(*) FROM message") == [(len(town.on_the_server()),)]
