"""The bot as a process of its own that can be killed a hundred times a minute: forked from one that has it loaded."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from twin.server import Twin

TOKEN = "twin-token.of-a.bot"

# Forked from a process that has loaded all this and has no thread: a start then takes a tenth of a second.
_NURSERY = multiprocessing.get_context("forkserver")
_NURSERY.set_forkserver_preload(["tests.faults.loaded"])


def _serve(http_url: str, gateway_url: str, folder: Path, env: Mapping[str, str], arguments: tuple[str, ...]) -> None:
    """``rapport …`` in this process, whose discord.py takes the twin for Discord."""
    from bot.__main__ import main
    from twin.pointing import pointed

    _begin(folder)
    for name in [name for name in os.environ if name.startswith(("RAPPORT_", "DISCORD_"))]:
        del os.environ[name]
    os.environ.update(env)
    sys.argv = ["rapport", *arguments]
    with pointed(http_url, gateway_url):
        main()


def _work(folder: Path, work: Callable[..., object], arguments: tuple[Any, ...]) -> None:
    _begin(folder)
    work(*arguments)


def _begin(folder: Path) -> None:
    os.chdir(folder)
    log = os.open(folder / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)


class Started:
    """A process that runs; its output is in the file ``log`` of its folder."""

    def __init__(self, folder: Path, target: Callable[..., None], arguments: tuple[Any, ...]) -> None:
        self.folder = folder
        self._process = _NURSERY.Process(target=target, args=arguments, daemon=False)
        self._process.start()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    @property
    def runs(self) -> bool:
        return self._process.is_alive()

    @property
    def exit_code(self) -> int | None:
        return self._process.exitcode

    @property
    def log(self) -> str:
        file = self.folder / "log"
        return file.read_text("utf-8", "replace") if file.exists() else ""

    def send(self, name: signal.Signals) -> None:
        if self.runs:
            with suppress(ProcessLookupError):
                os.kill(self.pid, name)

    def wait(self, seconds: float = 60) -> int:
        """The exit code; raises TimeoutError."""
        self._process.join(seconds)
        if self._process.exitcode is None:
            raise TimeoutError(f"process {self.pid} still runs after {seconds} s")
        return self._process.exitcode

    async def ended(self, seconds: float = 60) -> int:
        return await asyncio.to_thread(self.wait, seconds)

    def kill(self) -> None:
        """SIGKILL to it and to the processes that it started."""
        for process_id in (self.pid, *children_of(self.pid)):
            with suppress(ProcessLookupError):
                os.kill(process_id, signal.SIGKILL)
        self._process.join(10)


def serve(twin: Twin, folder: Path, *arguments: str, **env: str) -> Started:
    """``rapport run`` on ``folder``'s database, unless other arguments are given."""
    given = {
        "DISCORD_TOKEN": twin.token,
        "RAPPORT_WEB_PORT": "0",
        "RAPPORT_DB": str(folder / "rapport.db"),
        "RAPPORT_BACKFILL_DAYS": "7",
        **env,
    }
    return Started(folder, _serve, (twin.http_url, twin.gateway_url, folder, given, arguments or ("run",)))


def work(folder: Path, task: Callable[..., object], *arguments: Any) -> Started:
    """A function of a module, in a process of its own."""
    return Started(folder, _work, (folder, task, arguments))


def children_of(process_id: int) -> list[int]:
    try:
        text = Path(f"/proc/{process_id}/task/{process_id}/children").read_text("utf-8")
    except OSError:
        return []
    return [int(child) for child in text.split()]


def writing_process_of(process_id: int, patience: float = 20) -> int:
    """The child that writes, once there is one: it is the first that the bot starts."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if found := children_of(process_id):
            return found[0]
        time.sleep(0.005)
    raise TimeoutError(f"process {process_id} started nobody who writes")
