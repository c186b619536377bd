"""The twin itself: a stand-in for Discord on the loopback address, and the hands of everybody in it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from itertools import count
from typing import Any

from aiohttp import web

from twin.faults import Faults
from twin.gateway import Gateway
from twin.intents import PRIVILEGED
from twin.interactions import AUTOCOMPLETE, COMMAND, Interactions
from twin.options import UnknownCommandError, chosen, descend, resolved, wrap
from twin.outcomes import Outcome, run
from twin.people import People
from twin.permissions import BITS, in_guild
from twin.pointing import pointed
from twin.recording import Dispatch, Exchange, Heard, Recording
from twin.rest import account, guilds, messages, threads, webhooks
from twin.rest.call import Routes
from twin.rest.door import Door
from twin.sent import SentMessage
from twin.stage import Stage
from twin.things import TEXT, Channel
from twin.world import World

_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)


class Twin(People):
    """Use :meth:`serve`. Methods of :class:`People` let things happen; those here speak with the bot and look at it."""

    def __init__(self, world: World, token: str, shards: int, allowed_intents: int, *, record: bool = True) -> None:
        self.world = world
        self.token = token
        self.shards = shards
        self.recording = Recording(keep=record)
        self.http_url = ""
        self.gateway_url = ""
        self.gateway = Gateway(
            world,
            self.recording,
            token=token,
            allowed_intents=allowed_intents,
            resume_url=lambda: f"{self.gateway_url}resume/",
        )
        self.stage = Stage(world, self.gateway, "")
        self.faults = Faults(self.stage)
        self.interactions = Interactions(self.stage)

    @classmethod
    @asynccontextmanager
    async def serve(
        cls,
        world: World,
        *,
        token: str = "twin-token",
        shards: int = 1,
        seed: int = 0,
        allowed_intents: int = PRIVILEGED,
        port: int = 0,
        record: bool = True,
    ) -> AsyncIterator[Twin]:
        """Listens on 127.0.0.1 until the context ends.

        ``allowed_intents`` are the privileged ones that the bot's owner switched on (bits of
        :mod:`twin.intents`); ``shards`` is what ``GET /gateway/bot`` recommends. ``seed`` is kept for callers that
        start several twins alike; nothing here is random but tokens.
        """
        twin = cls(world, token, shards, allowed_intents, record=record)
        app = web.Application(client_max_size=30 * 1024 * 1024)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        app.router.add_get("/gateway/", twin.gateway.serve)
        app.router.add_get("/gateway/resume/", twin.gateway.serve)
        app.router.add_get("/attachments/{channel_id}/{attachment_id}/{filename}", twin._attachment)
        app.router.add_get("/embed/avatars/{name}", twin._avatar)
        Door(twin.stage, twin.faults, twin.recording, token).open(app, _routes(twin))
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        address = f"127.0.0.1:{runner.addresses[0][1]}"
        twin.http_url = twin.stage.cdn = f"http://{address}"
        twin.gateway_url = f"ws://{address}/gateway/"
        try:
            yield twin
        finally:
            await twin.gateway.close()
            await runner.cleanup()

    @contextmanager
    def pointed(self) -> Iterator[None]:
        """Within this context an unmodified discord.py takes this twin for Discord."""
        with pointed(self.http_url, self.gateway_url):
            yield

    # what went over the wire

    @property
    def exchanges(self) -> list[Exchange]:
        return self.recording.exchanges

    @property
    def dispatches(self) -> list[Dispatch]:
        return self.recording.dispatches

    @property
    def heard(self) -> list[Heard]:
        """The gateway commands of the bot."""
        return self.recording.heard

    async def settle(self) -> None:
        """Returns when the bot's connections have handled everything sent so far, and its listeners have started."""
        await self.gateway.settled()
        for _ in range(5):
            await asyncio.sleep(0)

    async def until(self, ready: Callable[[], object], patience: float = 10.0) -> None:
        """Waits until the callable ``ready`` says yes; TimeoutError after ``patience`` seconds."""
        async with asyncio.timeout(patience):
            for _ in count():
                if ready():
                    return
                await asyncio.sleep(0.005)

    async def until_connected(self, shards: int | None = None, patience: float = 10.0) -> None:
        """Waits until every shard has a session and has taken in its guilds."""
        wanted = shards or self.shards
        await self.until(lambda: len(list(self.gateway.connections())) >= wanted, patience)
        await self.settle()

    async def until_registered(self, name: str, patience: float = 10.0) -> None:
        """Waits until the bot has registered the command."""
        await self.until(lambda: self.definition(name) is not None, patience)

    def definition(self, name: str) -> dict[str, Any] | None:
        """The command as the bot registered it: for this guild, else for everywhere."""
        registered = self.interactions.commands
        scopes: list[int | None] = [*self.world.guilds, None]
        return next((c for scope in scopes for c in registered.get(scope, []) if c["name"] == name), None)

    # what people do with the bot

    async def command(
        self,
        name: str,
        /,
        *,
        user_id: int,
        channel_id: int | None = None,
        in_dm: bool = False,
        patience: float = 15.0,
        **options: Any,
    ) -> Outcome:
        """A slash command, ``"digest subscribe"`` for a subcommand; ``options`` by name, people and channels by id.

        Waits for the first message or form. ``outcome.hidden`` tells whether Discord's client would not have offered
        the command to this user; it is delivered all the same, for the bot must check that itself.
        """
        root, steps, leaf = self._find(name)
        picked = chosen(leaf, options)
        place = self._place(user_id, channel_id, in_dm)
        data = self._data(root, wrap(picked, steps))
        known = resolved(self.world, self.world.guilds.get(place.guild_id or 0), leaf, picked, user_id)
        if known:
            data["resolved"] = known
        hidden = self._hidden(root, user_id, place)
        return await run(self.interactions, COMMAND, user_id, place, data, patience=patience, hidden=hidden)

    async def autocomplete(
        self, name: str, /, user_id: int, *, option: str, typed: str, channel_id: int | None = None, **others: Any
    ) -> list[dict[str, Any]]:
        """What is offered while an option is being typed: ``[{"name", "value"}]``. Numbers go as typed, as text."""
        root, steps, leaf = self._find(name)
        kind = next(o["type"] for o in leaf.get("options", []) if o["name"] == option)
        known = {o["name"]: o for o in leaf.get("options", [])}
        picked: list[dict[str, Any]] = [
            {"name": n, "type": known[n]["type"], "value": v if isinstance(v, bool) else str(v)}
            for n, v in others.items()
        ]
        picked.append({"name": option, "type": kind, "value": typed, "focused": True})
        place = self._place(user_id, channel_id, in_dm=False)
        outcome = await run(self.interactions, AUTOCOMPLETE, user_id, place, self._data(root, wrap(picked, steps)))
        if outcome.error:
            raise TimeoutError(outcome.error)
        return outcome.choices

    def _find(self, name: str) -> tuple[dict[str, Any], list[dict[str, Any]], dict[str, Any]]:
        first, *path = name.removeprefix("/").split()
        root = self.definition(first)
        if root is None:
            raise UnknownCommandError(f"the bot has registered no /{first}")
        leaf, steps = descend(root, path)
        return root, steps, leaf

    def _data(self, root: dict[str, Any], options: list[dict[str, Any]]) -> dict[str, Any]:
        data: dict[str, Any] = {"id": root["id"], "name": root["name"], "type": root["type"]}
        if options:
            data["options"] = options
        if "guild_id" in root:
            data["guild_id"] = root["guild_id"]
        return data

    def _place(self, user_id: int, channel_id: int | None, in_dm: bool) -> Channel:
        if in_dm:
            return self.world.dm_with(user_id)
        if channel_id is not None:
            return self.world.channels[channel_id]
        return next(c for c in self.world.guild.channels.values() if c.kind == TEXT)

    def _hidden(self, root: dict[str, Any], user_id: int, place: Channel) -> bool:
        guild = self.world.guilds.get(place.guild_id or 0)
        if guild is None:
            contexts = root.get("contexts")
            return root.get("dm_permission") is False or (contexts is not None and 1 not in contexts)
        needed = root.get("default_member_permissions")
        has = in_guild(guild, user_id)
        return needed is not None and has & (int(needed) or BITS["administrator"]) != (
            int(needed) or BITS["administrator"]
        )

    # what the bot said

    def sent(self, channel_id: int) -> list[SentMessage]:
        """The bot's messages that are now in a channel, oldest first."""
        log = self.world.channels[channel_id].log
        return [SentMessage.of(m) for m in log if m.author.user_id == self.world.bot.user_id]

    def dms(self, user_id: int) -> list[SentMessage]:
        """The bot's messages to this user, oldest first."""
        channel = self.world.dms.get(user_id)
        return self.sent(channel.channel_id) if channel else []

    # files

    async def _attachment(self, request: web.Request) -> web.Response:
        channel = self.world.channels.get(int(request.match_info["channel_id"]))
        wanted = int(request.match_info["attachment_id"])
        for message in channel.log if channel else ():
            for one in message.attachments:
                if one.attachment_id == wanted:
                    return web.Response(body=one.data, headers={"Content-Type": one.content_type})
        return web.Response(status=404)

    async def _avatar(self, request: web.Request) -> web.Response:
        return web.Response(body=_PIXEL, content_type="image/png")


def _routes(twin: Twin) -> Routes:
    return (
        account.routes(lambda: twin.gateway_url, twin.shards, lambda: twin.gateway.starts_left)
        | messages.routes()
        | guilds.routes()
        | threads.routes()
        | webhooks.Webhooks(twin.interactions).routes()
    )
