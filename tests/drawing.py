"""One process that draws for every bot of the tests: to start one takes longer than a test has to draw."""

from __future__ import annotations

import asyncio
import atexit
from collections.abc import Coroutine
from concurrent.futures import Future
from functools import cache
from threading import Thread
from typing import Any, TypeVar

from bot.render.easel import Easel
from bot.render.style import Spec

Result = TypeVar("Result")


class Lent(Easel):
    """Draws at the easel that all share, and leaves it standing when the bot puts it away."""

    def set_up(self) -> None:
        """It stands."""

    async def draw(self, spec: Spec) -> bytes:
        return await asyncio.wrap_future(_studio().do(_studio().easel.draw(spec)))


class _Studio:
    """An event loop of its own, since the loop of a test ends with the test."""

    def __init__(self) -> None:
        self.easel = Easel()
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="studio", daemon=True)
        self._thread.start()

    def do(self, work: Coroutine[Any, Any, Result]) -> Future[Result]:
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def close(self) -> None:
        self.do(self.easel.close()).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@cache
def _studio() -> _Studio:
    made = _Studio()
    atexit.register(made.close)
    return made
