"""The service for an event loop, which it never holds up."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any, TypeVar

from bot.allocation import give_back
from bot.keeping import LONGEST
from bot.reports import Report
from bot.service import Request, Service
from bot.standings import MOST_BYTES
from storage import ReadableStore, Store
from storage.models import Guild

Value = TypeVar("Value")

THREADS = 3
"""For reports: one may be made from what is kept while another is judged, and a third ahead of time."""


class AsyncService(Service):
    def __init__(
        self,
        store: ReadableStore,
        clock: Callable[[], datetime],
        *,
        stopwatch: Callable[[], float] = time.thread_time,
        give_back: Callable[[], None] = give_back,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        super().__init__(store, clock, stopwatch=stopwatch, give_back=give_back, most_bytes=most_bytes)
        self._threads = ThreadPoolExecutor(THREADS, "report")
        self._tidying: asyncio.TimerHandle | None = None

    async def answer(self, request: Request) -> Report:
        """As :meth:`report`, off the event loop. Whoever stops waiting before it was begun gives up their place."""
        return await self._off_the_loop(self.report, request)

    async def prepare(self, store: Store, guild: Guild) -> int:
        """Keep in the file what is costly to make of a guild and its busiest channels, where it is worth it; gives back
        of how many of these that was made."""
        return await self._off_the_loop(self._prepare, store, guild)

    def _prepare(self, store: Store, guild: Guild) -> int:
        return sum(prepared.keep(store) for prepared in self.prepared(guild))

    async def _off_the_loop(self, work: Callable[..., Value], *arguments: Any) -> Value:
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._threads, work, *arguments)
        finally:
            if self._tidying is not None:
                self._tidying.cancel()
            self._tidying = loop.call_later(LONGEST.total_seconds() + 1, self._tidy_up, loop)

    def _tidy_up(self, loop: asyncio.AbstractEventLoop) -> None:
        """Off the event loop, too: it waits for what is being folded."""
        loop.run_in_executor(self._threads, self.tidy)

    def close(self) -> None:
        """Nothing more is answered; what was begun is not waited for."""
        if self._tidying is not None:
            self._tidying.cancel()
        self._threads.shutdown(wait=False, cancel_futures=True)
