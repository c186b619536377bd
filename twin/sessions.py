"""One bot's standing with the gateway: what it asked for, what it was sent, and the socket it has just now."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import orjson
from aiohttp import web

from twin import intents
from twin.streams import Squeeze

ANSWER_SECONDS = 1.0
"""How long a client may take to answer a goodbye."""


@dataclass(frozen=True, slots=True)
class Farewell:
    code: int
    reason: str


class Connection:
    """A socket with an outbox: frames leave in order, and whoever sends never waits."""

    def __init__(
        self, socket: web.WebSocketResponse, transport: asyncio.Transport | None, squeeze: Squeeze | None
    ) -> None:
        self.socket = socket
        self.said_goodbye: int | None = None
        self._transport = transport
        self._squeeze = squeeze
        self._outbox: asyncio.Queue[bytes | asyncio.Future[None] | Farewell] = asyncio.Queue()
        self._echoes: dict[bytes, asyncio.Future[None]] = {}
        self._writer = asyncio.create_task(self._write())

    def send(self, frame: bytes) -> None:
        self._outbox.put_nowait(frame)

    def say(self, op: int, data: Any = None) -> None:
        self.send(orjson.dumps({"op": op, "d": data, "s": None, "t": None}))

    def close(self, code: int, reason: str = "") -> None:
        """Ends the connection with a close code, after all that was sent before."""
        self._outbox.put_nowait(Farewell(code, reason))

    def cut(self) -> None:
        """Tears the wire without a word."""
        self._writer.cancel()
        if self._transport is not None:
            self._transport.abort()

    async def echo(self) -> None:
        """Returns when the client has taken in everything sent before, or is gone.

        A client answers a ping only when it reads on, so the pong proves that all earlier frames were handled.
        """
        echoed = asyncio.get_running_loop().create_future()
        self._outbox.put_nowait(echoed)
        await asyncio.wait([echoed, self._writer], return_when=asyncio.FIRST_COMPLETED)

    def pong(self, data: bytes) -> None:
        echoed = self._echoes.pop(bytes(data), None)
        if echoed is not None and not echoed.done():
            echoed.set_result(None)

    async def ended(self) -> None:
        """Returns when the last frame has left or the wire is torn."""
        await asyncio.wait([self._writer])

    async def gone(self) -> None:
        """Cleans up after the socket has ended."""
        self._writer.cancel()
        await self.ended()
        for echoed in self._echoes.values():
            if not echoed.done():
                echoed.set_result(None)

    async def _write(self) -> None:
        with contextlib.suppress(ConnectionError, aiohttp.ClientError, RuntimeError):
            while True:
                item = await self._outbox.get()
                if isinstance(item, Farewell):
                    self.said_goodbye = item.code
                    await self._part(item)
                    return
                if isinstance(item, asyncio.Future):
                    mark = b"%d" % id(item)
                    self._echoes[mark] = item
                    await self.socket.ping(mark)
                elif self._squeeze is None:
                    await self.socket.send_str(item.decode())
                else:
                    await self.socket.send_bytes(self._squeeze(item))

    async def _part(self, farewell: Farewell) -> None:
        """Says goodbye and gives the client time to answer: who closes the wire at once spoils the close code that the
        client has just read. Whoever reads the answer ends this; ``socket.close`` would not let anybody read it."""
        words = farewell.code.to_bytes(2, "big") + farewell.reason.encode()
        await self.socket.send_frame(words, aiohttp.WSMsgType.CLOSE)
        await asyncio.sleep(ANSWER_SECONDS)
        await self.socket.close(code=farewell.code)


@dataclass(slots=True)
class Session:
    """What RESUME needs: every dispatch so far, by its number."""

    session_id: str
    shard_id: int
    shard_count: int
    intents: int
    large_threshold: int
    connection: Connection | None = None
    frames: list[bytes] = field(default_factory=list)

    @property
    def seq(self) -> int:
        return len(self.frames)

    def owns(self, guild_id: int | None) -> bool:
        """Whether this shard is told of the guild; DMs (None) go to shard 0."""
        return ((guild_id or 0) >> 22) % self.shard_count == self.shard_id

    def wants(self, event: str, *, in_guild: bool) -> bool:
        intent = intents.needed(event, in_guild=in_guild)
        return not intent or bool(self.intents & intent)

    def dispatch(self, name: str, data: Any) -> int:
        """Numbers the event, keeps it for a RESUME, and sends it if somebody is there."""
        seq = len(self.frames) + 1
        frame = orjson.dumps({"op": 0, "s": seq, "t": name, "d": data})
        self.frames.append(frame)
        if self.connection is not None:
            self.connection.send(frame)
        return seq

    def missed(self, seq: int) -> Iterator[bytes]:
        return iter(self.frames[seq:])
