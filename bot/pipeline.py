"""From the event loop to the store: facts wait here in the order in which they came, and nobody waits for the disk."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar

log = logging.getLogger(__name__)

GATHER_SECONDS = 0.02
"""How long the first of a batch waits for others: each batch costs a turn of another thread."""

F = TypeVar("F")


class Pipeline(Generic[F]):
    """A bounded queue of what events said, and the one worker that hands it to the store.

    ``record`` is called in a worker thread with a batch; it may block, which fills the queue up to ``limit`` events.
    What is offered beyond that is refused, so that memory stays bounded; the refusal is the caller's to act on. The
    limit is above what a burst of a hundred thousand messages leaves waiting, at some 400 bytes each.
    """

    def __init__(self, record: Callable[[Sequence[F]], None], *, limit: int = 150_000, batch: int = 2_000) -> None:
        self._record = record
        self._limit = limit
        self._batch = batch
        self._waiting: deque[Iterable[F]] = deque()
        self._more = asyncio.Event()
        self._progress = asyncio.Condition()
        self._offered = 0
        self._handled = 0
        self.refused = 0
        """How many were refused because the queue was full."""
        self.lost = 0
        """How many facts the store would not take."""

    def __len__(self) -> int:
        return len(self._waiting)

    def offer(self, facts: Iterable[F]) -> bool:
        """Puts the facts of one event in line; never blocks. False where the queue is full. Only from the event loop.

        They are taken out of the iterable when their turn comes, in the worker thread.
        """
        if len(self._waiting) >= self._limit:
            self.refused += 1
            return False
        self._waiting.append(facts)
        self._offered += 1
        self._more.set()
        return True

    async def run(self) -> None:
        """Works until cancelled. Nothing that fails in a batch stops it."""
        while True:
            await self._more.wait()
            self._more.clear()
            while self._waiting:
                if len(self._waiting) < self._batch:
                    await asyncio.sleep(GATHER_SECONDS)
                await self._work()

    async def drained(self) -> None:
        """Returns when everything offered before has been handed to the store."""
        before = self._offered
        async with self._progress:
            await self._progress.wait_for(lambda: self._handled >= before)

    async def _work(self) -> None:
        batch = [self._waiting.popleft() for _ in range(min(self._batch, len(self._waiting)))]
        await asyncio.to_thread(self._hand_over, batch)
        async with self._progress:
            self._handled += len(batch)
            self._progress.notify_all()

    def _hand_over(self, batch: Sequence[Iterable[F]]) -> None:
        facts: list[F] = []
        for said in batch:
            try:
                facts.extend(said)
            except Exception:
                log.exception("An event could not be read and is left out")
        if not facts:
            return
        try:
            self._record(facts)
        except Exception:
            self.lost += len(facts)
            log.exception("%d facts could not be recorded", len(facts))
