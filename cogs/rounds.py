"""Something done again and again, which no error ends."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)


class Rounds:
    """Awaits ``work`` at once and then every ``pause`` seconds, one at a time, until :meth:`stop`."""

    def __init__(self, name: str, pause: float, work: Callable[[], Awaitable[None]]) -> None:
        self._name = name
        self._pause = pause
        self._work = work
        self._asked = asyncio.Event()
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        if self._task is None:
            self._task = asyncio.create_task(self._go_round(), name=self._name)

    def soon(self) -> None:
        """Does not wait out the pause."""
        self._asked.set()

    async def stop(self, patience: float = 10) -> None:
        """Lets a round that is under way end for ``patience`` seconds, then ends it."""
        if self._task is None:
            return
        self._stopping.set()
        self._asked.set()
        done, _ = await asyncio.wait({self._task}, timeout=patience)
        if not done:
            log.warning("%s did not end within %s s and is cut short", self._name, patience)
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _go_round(self) -> None:
        while not self._stopping.is_set():
            self._asked.clear()
            try:
                await self._work()
            except asyncio.CancelledError:
                # Of something within the round, unless it is the round itself that is to end.
                if (task := asyncio.current_task()) is None or task.cancelling():
                    raise
                log.warning("%s was cut short and is tried again in %s s", self._name, self._pause)
            except Exception:
                log.exception("%s failed and is tried again in %s s", self._name, self._pause)
            if self._stopping.is_set():
                return
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._asked.wait(), self._pause)
