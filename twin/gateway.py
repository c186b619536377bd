"""The gateway, version 10: HELLO, IDENTIFY, RESUME, heartbeats, member chunks, and dispatches to whom they concern.

Source: https://discord.com/developers/docs/events/gateway and …/topics/opcodes-and-status-codes for the close codes.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Iterator
from typing import Any

import aiohttp
import orjson
from aiohttp import web

from twin import intents, payloads
from twin.recording import Dispatch, Heard, Recording
from twin.sessions import Connection, Session
from twin.streams import UnknownCompressionError, stream
from twin.things import Guild
from twin.world import World

HEARTBEAT_MS = 41_250
SESSION_STARTS = 1000
"""A day."""
FATAL = frozenset({1000, 1001, 4004, 4007, 4009, 4010, 4011, 4012, 4013, 4014})


class Gateway:
    """All sessions of the bot. ``allowed_intents`` are the privileged ones its owner switched on."""

    def __init__(
        self, world: World, recording: Recording, *, token: str, allowed_intents: int, resume_url: Callable[[], str]
    ) -> None:
        self.world = world
        self.recording = recording
        self.allowed_intents = allowed_intents
        self.heartbeat_ms = HEARTBEAT_MS
        self.repeats = 0
        self.starts_left = SESSION_STARTS
        """How many sessions may still be started; beyond that Discord resets the token."""
        self.sessions: dict[str, Session] = {}
        self._connections: set[Connection] = set()
        self._token = token
        self._resume_url = resume_url

    # what goes out

    def dispatch(self, event: str, data: Any | Callable[[Session], Any], guild_id: int | None) -> None:
        """Sends an event to every session whose shard and intents it concerns; ``data`` may differ by session."""
        for session in self.sessions.values():
            if session.owns(guild_id) and session.wants(event, in_guild=guild_id is not None):
                self.deliver(session, event, data(session) if callable(data) else data)

    def deliver(self, session: Session, event: str, data: Any) -> None:
        """Sends one event to one session, twice if that was asked for."""
        for _ in range(1 + self.repeats):
            seq = session.dispatch(event, data)
            self.recording.dispatch(Dispatch(event, data, session.session_id, seq))
        self.repeats = 0

    def introduce(self, guild: Guild, *, fresh: bool) -> None:
        """GUILD_CREATE to the shard that the guild belongs to."""

        def seen(session: Session) -> Any:
            return payloads.guild_create(self.world, guild, large_threshold=session.large_threshold, fresh=fresh)

        self.dispatch("GUILD_CREATE", seen, guild.guild_id)

    def connections(self, shard_id: int | None = None) -> Iterator[Connection]:
        """The sockets that are open now, of one shard or of all."""
        for session in list(self.sessions.values()):
            if session.connection is not None and shard_id in (None, session.shard_id):
                yield session.connection

    async def settled(self) -> None:
        """Returns when every connected session has taken in all that was sent."""
        connections = list(self.connections())
        if connections:
            await asyncio.gather(*(c.echo() for c in connections))

    async def close(self) -> None:
        """Says goodbye to every socket and waits until it is gone."""
        self.sessions.clear()
        leaving = list(self._connections)
        for connection in leaving:
            connection.close(1001)
        await asyncio.gather(*(c.ended() for c in leaving))

    # what comes in

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """One websocket from HELLO to its end."""
        socket = web.WebSocketResponse(timeout=1.0, autoping=False, max_msg_size=0, compress=False)
        await socket.prepare(request)
        transport = request.transport if isinstance(request.transport, asyncio.Transport) else None
        try:
            squeeze = stream(request.query.get("compress"))
        except UnknownCompressionError:
            await socket.close(code=4012)
            return socket
        connection = Connection(socket, transport, squeeze)
        self._connections.add(connection)
        connection.say(10, {"heartbeat_interval": self.heartbeat_ms, "_trace": []})
        session: Session | None = None
        code: int | None = None
        try:
            while code is None:
                frame = await socket.receive()
                match frame.type:
                    case aiohttp.WSMsgType.TEXT:
                        session = self._hear(connection, session, frame.data, request.path)
                    case aiohttp.WSMsgType.PONG:
                        connection.pong(frame.data)
                    case aiohttp.WSMsgType.PING:
                        await socket.pong(frame.data)
                    case aiohttp.WSMsgType.CLOSE:
                        code = frame.data
                    case _:
                        code = 1006
        finally:
            self._connections.discard(connection)
            self._part(connection, session, connection.said_goodbye or code)
            await connection.gone()
        return socket

    def _part(self, connection: Connection, session: Session | None, code: int | None) -> None:
        """A session outlives its connection, unless one side said that it was the end."""
        if session is not None and session.connection is connection:
            session.connection = None
            if code in FATAL:
                self.sessions.pop(session.session_id, None)

    def _hear(self, connection: Connection, session: Session | None, text: str, path: str) -> Session | None:
        try:
            frame = orjson.loads(text)
            op, data = frame["op"], frame.get("d")
        except (orjson.JSONDecodeError, KeyError, TypeError):
            connection.close(4002, "Error while decoding payload.")
            return session
        self.recording.hear(Heard(op, data, path))
        match op:
            case 1:
                connection.say(11)
            case 2 if session is None:
                return self._identify(connection, data)
            case 2:
                connection.close(4005, "Already authenticated.")
            case 6:
                return self._resume(connection, data)
            case 3 | 4 | 8 if session is None:
                connection.close(4003, "Not authenticated.")
            case 8 if session is not None:
                self._chunks(session, data)
            case 3 | 4:
                pass
            case _:
                connection.close(4001, "Unknown opcode.")
        return session

    def _identify(self, connection: Connection, data: dict[str, Any]) -> Session | None:
        shard_id, shard_count = data.get("shard") or (0, 1)
        self.starts_left -= 1
        if self.starts_left < 0:
            self._token = secrets.token_hex(16)
        refusal = self._refusal(data, shard_id, shard_count)
        if refusal is not None:
            connection.close(*refusal)
            return None
        session = Session(
            secrets.token_hex(16), shard_id, shard_count, data["intents"], data.get("large_threshold", 50), connection
        )
        mine = [g for g in self.world.guilds.values() if session.owns(g.guild_id)]
        me = payloads.user(self.world.bot) | {"verified": True, "mfa_enabled": True, "email": None}
        self.deliver(
            session,
            "READY",
            {
                "v": 10,
                "user": me,
                "guilds": [{"id": str(g.guild_id), "unavailable": True} for g in mine],
                "session_id": session.session_id,
                "resume_gateway_url": self._resume_url(),
                "shard": [shard_id, shard_count],
                "application": {"id": me["id"], "flags": 557056, "flags_new": "557056"},
            },
        )
        for other in [s for s in self.sessions.values() if s.shard_id == shard_id and s.connection is None]:
            del self.sessions[other.session_id]
        self.sessions[session.session_id] = session
        for guild in mine:
            if guild.available and session.intents & intents.GUILDS:
                seen = payloads.guild_create(self.world, guild, large_threshold=session.large_threshold)
                self.deliver(session, "GUILD_CREATE", seen)
        return session

    def _refusal(self, data: dict[str, Any], shard_id: int, shard_count: int) -> tuple[int, str] | None:
        asked = data.get("intents")
        if data.get("token") != self._token:
            return 4004, "Authentication failed."
        if not 0 <= shard_id < shard_count:
            return 4010, "Invalid shard."
        if not isinstance(asked, int) or asked & ~intents.EVERY:
            return 4013, "Invalid intent(s)."
        if asked & intents.PRIVILEGED & ~self.allowed_intents:
            return 4014, "Disallowed intent(s)."
        return None

    def _resume(self, connection: Connection, data: dict[str, Any]) -> Session | None:
        session = self.sessions.get(data.get("session_id", ""))
        if data.get("token") != self._token:
            connection.close(4004, "Authentication failed.")
            return None
        if session is None or not isinstance(data.get("seq"), int):
            connection.say(9, False)
            return None
        if data["seq"] > session.seq:
            del self.sessions[session.session_id]
            connection.close(4007, "Invalid sequence.")
            return None
        if session.connection is not None:
            session.connection.cut()
        for frame in session.missed(data["seq"]):
            connection.send(frame)
        session.connection = connection
        self.deliver(session, "RESUMED", {"_trace": []})
        return session

    def _chunks(self, session: Session, data: dict[str, Any]) -> None:
        guild = self.world.guilds.get(int(data["guild_id"]))
        wants_all = not data.get("query") and not data.get("limit") and not data.get("user_ids")
        if guild is None or (wants_all and not session.intents & intents.MEMBERS):
            return
        found, missing = _asked_for(guild, data)
        pages = [found[i : i + 1000] for i in range(0, len(found), 1000)] or [[]]
        for index, page in enumerate(pages):
            chunk: dict[str, Any] = {
                "guild_id": str(guild.guild_id),
                "members": [payloads.member(m) for m in page],
                "chunk_index": index,
                "chunk_count": len(pages),
            }
            if missing:
                chunk["not_found"] = missing
            if data.get("presences"):
                chunk["presences"] = []
            if data.get("nonce"):
                chunk["nonce"] = data["nonce"]
            self.deliver(session, "GUILD_MEMBERS_CHUNK", chunk)


def _asked_for(guild: Guild, data: dict[str, Any]) -> tuple[list[Any], list[str]]:
    """The members that REQUEST_GUILD_MEMBERS means, and the asked ids that are nobody's."""
    asked = data.get("user_ids")
    if asked:
        ids = [int(i) for i in (asked if isinstance(asked, list) else [asked])]
        return [guild.members[i] for i in ids if i in guild.members], [str(i) for i in ids if i not in guild.members]
    prefix = str(data.get("query") or "").casefold()
    found = [
        m
        for m in guild.members.values()
        if (m.nick or "").casefold().startswith(prefix) or m.user.name.casefold().startswith(prefix)
    ]
    return found[: data.get("limit") or None], []
