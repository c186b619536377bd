"""Pictures drawn in a process of their own: drawing holds Python's lock and a hundred megabytes, and neither may be the
bot's."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

import orjson

from bot.render import brush
from bot.render.brush import LENGTH_BYTES
from bot.render.memo import MOST_KEPT_BYTES, Memo, key_of
from bot.render.style import Spec

IDLE_SECONDS = 120.0
"""Who asks for one report often asks for the next; after this long the memory is given back, and no picture is shown
again that is older."""
MOST_SECONDS = 20.0
TRIES = 2
MOST_BYTES = 64_000_000


class EaselError(Exception):
    """The picture could not be drawn."""


class Easel:
    """Draws one picture after another. The process is started when there is something to draw, and again if it dies."""

    def __init__(self, idle_seconds: float = IDLE_SECONDS, most_kept_bytes: int = MOST_KEPT_BYTES) -> None:
        self._idle_seconds = idle_seconds
        self._drawn = Memo(most_kept_bytes)
        self._drawings = 0
        self._process: Process | None = None
        self._turn = asyncio.Lock()
        self._rest: asyncio.TimerHandle | None = None
        self._resting: asyncio.Task[None] | None = None
        self._setting_up: asyncio.Task[None] | None = None

    @property
    def process_id(self) -> int | None:
        """Of the process that draws, while there is one."""
        return None if self._process is None else self._process.pid

    @property
    def drawings(self) -> int:
        """How many pictures were drawn since the start, and not found among those that were drawn before."""
        return self._drawings

    def set_up(self) -> None:
        """Start the process, where there is none, while what is to be drawn is still being found out: it takes half a
        second to stand ready."""
        if self._process is None and (self._setting_up is None or self._setting_up.done()):
            self._setting_up = asyncio.create_task(self._set_up())

    async def draw(self, spec: Spec) -> bytes:
        """A specification as PNG, drawn now or for somebody else just before. Raises :class:`EaselError`."""
        asked = orjson.dumps(spec, option=orjson.OPT_SERIALIZE_NUMPY)
        key = key_of(asked)
        if (drawn := self._drawn.find(key)) is not None:
            return drawn
        async with self._turn:
            if (drawn := self._drawn.find(key)) is not None:
                return drawn
            for _ in range(TRIES):
                try:
                    async with asyncio.timeout(MOST_SECONDS):
                        drawn = await self._exchange(asked)
                    self._keep(key, drawn)
                    return drawn
                except (OSError, asyncio.IncompleteReadError, TimeoutError):
                    await self._put_away()
                except BaseException:
                    await self._put_away()  # who asked is gone, and the answer would be taken for the next one's
                    raise
        raise EaselError("the picture could not be drawn")

    async def close(self) -> None:
        if self._setting_up is not None:
            self._setting_up.cancel()
        async with self._turn:
            await self._put_away()
        if self._resting is not None:
            await self._resting

    def _keep(self, key: bytes, drawn: bytes) -> None:
        self._drawings += 1
        self._drawn.keep(key, drawn)
        asyncio.get_running_loop().call_later(self._idle_seconds, self._drawn.drop, key)

    async def _exchange(self, asked: bytes) -> bytes:
        process = await self._ready()
        to, back = process.stdin, process.stdout
        if to is None or back is None:
            raise EaselError("the renderer cannot be spoken with")
        to.write(len(asked).to_bytes(LENGTH_BYTES) + asked)
        await to.drain()
        length = int.from_bytes(await back.readexactly(LENGTH_BYTES))
        picture = await back.readexactly(length)
        self._rest_later()
        return picture

    async def _ready(self) -> Process:
        if self._rest is not None:
            self._rest.cancel()
        if self._process is None or self._process.returncode is not None:
            # By its path, without ours: it needs nothing but the renderer. Ctrl-C is the bot's to understand.
            program = (sys.executable, "-P", str(Path(brush.__file__)))
            self._process = await asyncio.create_subprocess_exec(
                *program, stdin=PIPE, stdout=PIPE, limit=MOST_BYTES, start_new_session=True
            )
        return self._process

    async def _set_up(self) -> None:
        with contextlib.suppress(OSError):  # whoever draws is told
            async with self._turn:
                await self._ready()
                self._rest_later()

    def _rest_later(self) -> None:
        self._rest = asyncio.get_running_loop().call_later(self._idle_seconds, self._begin_rest)

    def _begin_rest(self) -> None:
        self._resting = asyncio.create_task(self._give_back())

    async def _give_back(self) -> None:
        if not self._turn.locked():  # else somebody draws just now
            async with self._turn:
                await self._put_away()

    async def _put_away(self) -> None:
        process, self._process = self._process, None
        if self._rest is not None:
            self._rest.cancel()
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
