"""Discord says no: the bot ends with the cause or keeps still, and is never thrown out for asking again and again."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app import RequestsPaused
from bot.restraint import REFUSALS, RESERVED_STARTS, Circuit
from tests.bot_stage import QUICK, Clock, discord_of, living
from tests.faults.living_process import TOKEN, Started, serve
from tests.faults.row import Broken, Trials, row
from tests.faults.test_stopping import stopped
from tests.faults.town import WEEK, Town
from twin.server import Twin

SECRET = "wrong.secret.token"


async def last_word(started: Started) -> str:
    """The one line that the bot ends with, of its own accord."""
    try:
        assert await started.ended(60) == 1, started.log
    finally:
        started.kill()
    assert "Traceback" not in started.log
    assert SECRET not in started.log
    line = started.log.splitlines()[-1]
    assert line.startswith("rapport: ")
    return line


def identifies(twin: Twin) -> int:
    return sum(one.op == 2 for one in twin.heard)


@row(
    "the token is wrong",
    "one line with the cause, one attempt, and the token is not shown",
    Broken("bot/app.py", "    if isinstance(error, discord.LoginFailure):\n        return CLOSED[4004]\n", ""),
)
async def test_a_wrong_token(tmp_path: Path) -> None:
    """Seen red where nobody explains it."""
    async with Twin.serve(Town().world, token=TOKEN) as twin:
        line = await last_word(serve(twin, tmp_path, DISCORD_TOKEN=SECRET))
        assert line.startswith("rapport: Discord refused the token")
        assert len(twin.exchanges) == 1
        assert identifies(twin) == 0


@row(
    "the privileged intents are switched off",
    "one line that names them and where to allow them, one attempt",
    Broken("bot/app.py", "    if isinstance(error, discord.PrivilegedIntentsRequired):\n        return INTENTS\n", ""),
)
async def test_forbidden_intents(tmp_path: Path) -> None:
    """Seen red where they are taken for any other refusal."""
    async with Twin.serve(Town().world, token=TOKEN, allowed_intents=0) as twin:
        line = await last_word(serve(twin, tmp_path))
        assert "Server Members Intent and Message Content Intent" in line
        assert identifies(twin) == 1


@pytest.mark.parametrize("status", [429, 403])
@row(
    "Discord has banned the address and answers {status}",
    "one line with the cause, and it is not asked again",
    Broken(
        "bot/app.py",
        '        return (\n            f"Discord refuses this machine',
        '        return None\n        return (\n            f"Discord refuses this machine',
    ),
)
async def test_a_banned_address(tmp_path: Path, status: int) -> None:
    """Seen red where that is nothing that anybody foresaw."""
    async with Twin.serve(Town().world, token=TOKEN) as twin:
        twin.faults.fail("*", times=1000, status=status)
        line = await last_word(serve(twin, tmp_path))
        assert "address may be banned" in line
        assert len(twin.exchanges) == 1


@row(
    "the token is reset while the bot runs",
    "it ends with one line, and does not log in again and again",
    Broken("bot/app.py", '    4004: "Discord refused the token:', '    4000: "Discord refused the token:'),
)
async def test_a_token_that_is_reset(tmp_path: Path) -> None:
    """Seen red where the code of the closing means nothing."""
    async with Twin.serve(Town().world, token=TOKEN) as twin:
        started = serve(twin, tmp_path)
        await twin.until_connected(patience=60)
        twin.faults.close(4004)
        assert "Discord refused the token" in await last_word(started)
        assert identifies(twin) == 1


async def until_it_waits(twin: Twin, started: Started, times: int) -> None:
    """The first bot is connected; each later one has said in the log that it waits."""
    if times:
        await twin.until(lambda: started.log.count("session starts are left") >= times, patience=60)
    else:
        await twin.until_connected(patience=60)


@row(
    "something starts the bot again and again until few session starts are left",
    "it waits instead of spending the last ones, says so, and can be stopped",
    Broken(
        "bot/restraint.py", "return 0.0 if starts_left > RESERVED_STARTS else", "return 0.0 if starts_left > 0 else"
    ),
    quick=3,
    full=10,
)
async def test_session_starts_are_budgeted(tmp_path: Path, trials: Trials) -> None:
    """Seen red without a reserve."""
    async with Twin.serve(Town().world, token=TOKEN) as twin:
        twin.gateway.starts_left = RESERVED_STARTS + 1
        for number in trials:
            started = serve(twin, tmp_path)
            try:
                await until_it_waits(twin, started, number)
                await stopped(started)
            finally:
                started.kill()
            assert identifies(twin) == 1


@row(
    "the session is lost when few starts are left, and a day passes",
    "the bot waits, and is back when they are counted anew",
    Broken(
        "bot/app.py",
        "            await self._until_a_session_may_start()\n        await super()",
        "            pass\n        await super()",
    ),
)
async def test_a_lost_session_waits_for_its_budget(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Seen red where only the start looks at the budget."""
    town = Town(Clock())
    pace = replace(QUICK, starts=0.1)
    async with discord_of(town.world) as twin, living(tmp_path / "rapport.db", twin, town.clock, pace=pace):
        twin.gateway.starts_left = RESERVED_STARTS
        twin.faults.invalid_session()
        await twin.until(lambda: "session starts are left" in caplog.text, patience=15)
        await asyncio.sleep(0.3)
        assert identifies(twin) == 1
        twin.gateway.starts_left = 1000
        await twin.until(lambda: identifies(twin) == 2, patience=15)


@row(
    f"Discord answers 403 to everything, {REFUSALS:,} times",
    "then nothing more is asked for a while, which one line says; people are still answered",
    Broken("bot/restraint.py", "        self._refusals.append(self._clock())", "        pass"),
)
async def test_a_thousand_refusals(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Seen red where nobody counts them."""
    town = Town(Clock())
    caplog.set_level(logging.ERROR)
    owner = town.world.guild.owner_id
    async with (
        discord_of(town.world) as twin,
        living(tmp_path / "rapport.db", twin, town.clock, settings=WEEK) as house,
    ):
        await house.read()
        guild = house.bot.guilds[0]
        twin.faults.fail("GET /guilds/{guild_id}/members/{user_id}", times=2 * REFUSALS, status=403)
        asked = len(twin.exchanges)
        paused = 0
        for _ in range(REFUSALS + 50):
            try:
                await guild.fetch_member(owner)
            except RequestsPaused:
                paused += 1
            except Exception:
                continue
        assert paused == 50
        assert len(twin.exchanges) - asked == REFUSALS
        assert caplog.text.count("would soon ban this address") == 1
        assert (await twin.command("privacy info", user_id=owner)).text


@row(
    "the refusals are ten minutes old",
    "Discord is asked again",
    Broken("bot/restraint.py", "self._clock() - self._refusals[0] < REFUSALS_WITHIN_S", "True"),
)
def test_a_circuit_closes_again() -> None:
    """Seen red where it stays open for ever."""
    now = 0.0
    circuit = Circuit(lambda: now)
    assert [circuit.answered(403) for _ in range(REFUSALS)].index(True) == REFUSALS - 1
    assert not any(circuit.answered(status) for status in (200, 404, 500))
    before = circuit.is_open
    now = 601.0
    assert (before, circuit.is_open) == (True, False)
    assert not circuit.answered(429, "shared")
