"""``rapport run`` as a real process, against the twin: how it starts, watches over itself, refuses and stops."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from storage import ReadableStore
from tests.commandline import call, complaint, process, process_env
from twin.server import Twin
from twin.world import World

POINTED = (
    "import sys; from twin.pointing import pointed; from bot.__main__ import main\n"
    "with pointed(sys.argv.pop(1), sys.argv.pop(1)): main()"
)
TOKEN = "twin-token"


@asynccontextmanager
async def running(twin: Twin, folder: Path, env: Mapping[str, str]) -> AsyncIterator[asyncio.subprocess.Process]:
    """``rapport run`` in a process whose discord.py takes the twin for Discord."""
    started = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        POINTED,
        twin.http_url,
        twin.gateway_url,
        "run",
        cwd=folder,
        env=process_env({"RAPPORT_WEB_PORT": "0", **env}),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield started
    finally:
        if started.returncode is None:
            started.kill()
            await started.wait()


async def refusal(twin: Twin, folder: Path, env: Mapping[str, str]) -> list[str]:
    """The lines of ours that a start ends with; the log stands before them."""
    async with running(twin, folder, {"RAPPORT_LOG_LEVEL": "ERROR", **env}) as started:
        _, stderr = await asyncio.wait_for(started.communicate(), 30)
        assert started.returncode == 1
    text = stderr.decode()
    assert "Traceback" not in text, text
    assert TOKEN not in text
    return text.splitlines()


def a_free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def test_no_token_is_one_line_that_says_where_to_put_it(tmp_path: Path) -> None:
    line = complaint(process("run", cwd=tmp_path), 1)
    assert line == ("rapport: no DISCORD_TOKEN: put it in .env or the environment (README, 'Create the application')")
    assert not list(tmp_path.iterdir())


def test_a_wrong_setting_is_one_line(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("DISCORD_TOKEN=a.b.c\nRAPPORT_WEB_PORT=http\n", "utf-8")
    assert "RAPPORT_WEB_PORT: 'http'" in complaint(process("run", cwd=tmp_path), 1)
    assert "did you mean RAPPORT_DB" in complaint(call("run", env={"RAPPORT_DBB": "x", "DISCORD_TOKEN": "a.b.c"}), 1)


async def test_a_taken_port_is_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        async with Twin.serve(World.empty(), token=TOKEN) as twin:
            lines = await refusal(twin, tmp_path, {"DISCORD_TOKEN": TOKEN, "RAPPORT_WEB_PORT": port})
    assert len(lines) == 1
    assert f"127.0.0.1:{port}" in lines[0]


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
async def test_it_listens_watches_over_itself_and_stops_with_everything_written_down(
    tmp_path: Path, how: signal.Signals
) -> None:
    port = a_free_port()
    world = World.empty("A small place")
    channel = world.add_channel("general")
    ada = world.add_member("Ada")
    env = {"DISCORD_TOKEN": TOKEN, "RAPPORT_WEB_PORT": str(port)}
    async with Twin.serve(world, token=TOKEN) as twin, running(twin, tmp_path, env) as started:
        await twin.until_registered("overview", patience=20)
        async with aiohttp.ClientSession() as session:
            await until_ready(session, port)
            async with session.get(f"http://127.0.0.1:{port}/metrics") as answer:
                assert "rapport_gateway_connected 1.0" in await answer.text()
            for number in range(20):
                twin.say(channel.channel_id, ada.user.user_id, f"message {number}")
            await twin.settle()
        started.send_signal(how)
        _, stderr = await asyncio.wait_for(started.communicate(), 30)
    text = stderr.decode()
    assert started.returncode == 0, text
    assert "Traceback" not in text, text
    assert TOKEN not in text
    assert "message 1" not in text
    with ReadableStore.open(tmp_path / "rapport.db") as store:
        assert [guild.name for guild in store.guilds()] == ["A small place"]
    report = call("report", "members", "--db", tmp_path / "rapport.db", "--format", "json", "--limit", 0)
    assert [(m["name"], m["messages"]) for m in json.loads(report.stdout)["members"] if m["messages"]] == [("Ada", 20)]


async def test_a_lost_connection_is_seen_in_readyz_and_found_again(tmp_path: Path) -> None:
    port, discord_port = a_free_port(), a_free_port()
    env = {"DISCORD_TOKEN": TOKEN, "RAPPORT_WEB_PORT": str(port)}
    world = World.empty()
    async with AsyncExitStack() as stack, aiohttp.ClientSession() as session:
        async with Twin.serve(world, token=TOKEN, port=discord_port) as twin:
            await stack.enter_async_context(running(twin, tmp_path, env))
            await until_ready(session, port)
        assert await until_status(session, port, 503) == {"ready": False, "connected": False}
        async with Twin.serve(world, token=TOKEN, port=discord_port):
            await until_ready(session, port)
            doctor = await asyncio.to_thread(process, "doctor", cwd=tmp_path, env=env)
    assert "the bot runs and is ready" in doctor.stdout
    assert TOKEN not in doctor.stdout + doctor.stderr


def kill_children(process_id: int) -> None:
    (child,) = Path(f"/proc/{process_id}/task/{process_id}/children").read_text("utf-8").split()
    os.kill(int(child), signal.SIGKILL)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="only Linux tells a process's children")
async def test_it_ends_with_one_line_where_the_process_that_writes_is_gone(tmp_path: Path) -> None:
    port = a_free_port()
    world = World.empty("A small place")
    channel, ada = world.add_channel("general"), world.add_member("Ada")
    env = {"DISCORD_TOKEN": TOKEN, "RAPPORT_WEB_PORT": str(port)}
    async with Twin.serve(world, token=TOKEN) as twin, running(twin, tmp_path, env) as started:
        await twin.until_registered("overview", patience=20)
        async with aiohttp.ClientSession() as session:
            await until_ready(session, port)
        kill_children(started.pid)
        twin.say(channel.channel_id, ada.user.user_id, "is anybody there?")
        _, stderr = await asyncio.wait_for(started.communicate(), 30)
    text = stderr.decode()
    assert started.returncode == 1, text
    assert "the process that writes has ended (exit code -9)" in text.splitlines()[-1]
    assert text.splitlines()[-1].startswith("rapport: ")


async def until_ready(session: aiohttp.ClientSession, port: int) -> None:
    assert await until_status(session, port, 200) == {}


async def until_status(session: aiohttp.ClientSession, port: int, status: int) -> dict[str, bool]:
    """What does not hold, once ``/readyz`` answers with this status."""
    async with asyncio.timeout(40):
        while True:
            with contextlib.suppress(aiohttp.ClientConnectorError):  # not listening yet
                async with session.get(f"http://127.0.0.1:{port}/readyz") as answer:
                    if answer.status == status:
                        return {name: holds for name, holds in (await answer.json()).items() if holds is False}
            await asyncio.sleep(0.05)
