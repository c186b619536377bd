"""The bot itself: what it listens to, the cogs it loads, how it starts and how it stops."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import importlib
import logging
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import aiohttp
import discord
from discord.ext import commands

from bot.async_service import AsyncService
from bot.command_set import same_commands
from bot.config import Settings
from bot.pipeline import Pipeline
from bot.remembered import Remembered
from bot.render.easel import Easel
from bot.restraint import REFUSALS_WITHIN_S, Circuit, seconds_to_wait, watched
from storage import Store, StoreBusy, StoreClosed, StoreDamaged, StoreError, StoreFull, StoreNotWritable
from storage.models import Recordable

__all__ = ["COGS", "Pace", "Rapport", "StartupError", "StoreError", "run"]

log = logging.getLogger(__name__)

COGS = (
    "cogs.errors",
    "cogs.languages",
    "cogs.listener",
    "cogs.places",
    "cogs.invites",
    "cogs.voice",
    "cogs.backfill",
    "cogs.insights",
    "cogs.member",
    "cogs.digest",
    "cogs.privacy",
    "cogs.settings",
    "cogs.data",
    "cogs.retention",
    "cogs.closing",
    "cogs.ahead",
)

OurCommand = discord.app_commands.Command[Any, ..., Any] | discord.app_commands.Group | discord.app_commands.ContextMenu
THREADS = 32
"""For all that may not block the event loop."""
COLLECT = (10_000, 20, 20)
"""How many objects, made and not freed, between two rounds of the garbage collector, and rounds of the next older."""


MUST_BE_PARSED = ("READY", "RESUMED")
"""Without these there is no session."""
UNHEARD = "unheard"
"""The event, beside discord.py's, of something that was missed."""


class StartupError(Exception):
    """Why the bot cannot run, in one line that says what to do about it."""


class RequestsPaused(discord.HTTPException):
    """Nothing is asked of Discord for a while, since it refused too much."""

    def __init__(self) -> None:
        Exception.__init__(self, f"nothing is asked of Discord for {REFUSALS_WITHIN_S / 60:.0f} minutes")
        self.status, self.code, self.text = 0, 0, str(self)


@dataclass(frozen=True, slots=True)
class Pace:
    """How often the bot does what it does by itself, in seconds."""

    heartbeat: float = 30
    """How often live coverage and voice stays are written down."""
    hindsight: float = 120
    """How far behind now live coverage is claimed: a dead connection is noticed a minute late."""
    guilds_within: float = 2
    """How long Discord may pause between two guilds at the start."""
    digest: float = 60
    backfill: float = 6 * 3600
    retention: float = 24 * 3600
    closing: float = 3600
    """How often days that are over are packed."""
    ahead: float = 600
    """How often to look whether a large guild should be judged ahead of time again."""
    again: float = 1
    """How long to wait before what the store cannot take now is handed to it again."""
    starts: float = 60
    """How often to ask whether Discord lets a session be started again."""
    invites: float = 1
    """How long to wait after a join, so that joins of the same moment are looked at together."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


def wanted_intents() -> discord.Intents:
    """Everything that is counted, and nothing else: no presences, no typing."""
    return discord.Intents(
        guilds=True,
        members=True,
        guild_messages=True,
        message_content=True,
        guild_reactions=True,
        voice_states=True,
    )


def _say_that_it_is_open() -> None:
    log.error(
        "Discord refused so many requests that it would soon ban this address: nothing is asked of it for %.0f minutes",
        REFUSALS_WITHIN_S / 60,
    )


def _nobody_but_who_speaks() -> discord.MemberCacheFlags:
    """No members in memory but those who sit in voice: only there does Discord not say again who is a bot."""
    flags = discord.MemberCacheFlags.none()
    flags.voice = True
    return flags


class Rapport(commands.AutoShardedBot):
    """A Discord client that records facts and answers slash commands.

    The store stays its owner's to close, after :meth:`close` has returned: by then everything is written down.
    """

    def __init__(
        self,
        *,
        store: Store,
        service: AsyncService,
        settings: Settings,
        clock: Callable[[], datetime] = _utc_now,
        pace: Pace | None = None,
    ) -> None:
        self.pace = pace or Pace()
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            intents=wanted_intents(),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=_nobody_but_who_speaks(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            guild_ready_timeout=self.pace.guilds_within,
            http_trace=watched(Circuit(), RequestsPaused, _say_that_it_is_open),
        )
        self.store = store
        self.service = service
        self.settings = settings
        self.clock = clock
        self.pipeline: Pipeline[Recordable] = Pipeline(self._record)
        self.bots: Remembered[int] = Remembered()
        """Accounts met so far that are no people: Discord does not always say so again."""
        self.easel = Easel()
        self.ears: dict[str, Callable[[Any], None]] = {"socket_event_type": lambda kind: None}
        """What comes by the thousand is heard by these, under discord.py's name of the event, at once and in order.
        A task for each, as discord.py makes them, takes longer than all that is done with it. The kind of each frame is
        told too, and nobody asks for it."""
        parsers = self._connection.parsers
        parsers |= {kind: self._forgiving(kind, parse) for kind, parse in parsers.items() if kind not in MUST_BE_PARSED}
        self._working: asyncio.Task[None] | None = None
        self._leaving = threading.Event()
        self.ended_by: StoreError | None = None
        """Why it closed itself."""

    def _record(self, facts: Sequence[Recordable]) -> None:
        # In a worker thread, so it may wait for room: a burst fills the pipeline before anything is shed, and so does
        # a disk that is full or a file that somebody holds. What was taken already counts once when it is told again.
        while True:
            try:
                self.store.record_blocking(facts)
            except (StoreFull, StoreBusy, StoreNotWritable):
                if self._leaving.wait(self.pace.again):
                    raise
            except (StoreClosed, StoreDamaged) as error:
                self._give_up(error)
                raise
            else:
                return

    def _give_up(self, error: StoreError) -> None:
        """Nothing can be written any more: better to end, and be started again, than to listen in vain."""
        if self.ended_by is None and not self._leaving.is_set():
            self.ended_by = error
            asyncio.run_coroutine_threadsafe(self.close(), self.loop)

    async def setup_hook(self) -> None:
        # Whoever waits for the store to write sits in a thread: enough of them, so that those who only read find one.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THREADS, "rapport"))
        # What was loaded until now stays: the collector need not look at it again and again while facts go by.
        gc.freeze()
        gc.set_threshold(*COLLECT)
        self._working = asyncio.create_task(self.pipeline.run(), name="pipeline")
        for cog in COGS:
            # Not load_extension: it runs a module a second time, and then its classes are no longer themselves.
            await importlib.import_module(cog).setup(self)
        try:
            await self.offer_commands()
        except discord.HTTPException as error:
            log.error("The slash commands could not be brought up to date: %s", error)
        await self._until_a_session_may_start()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        if not initial:  # of the first the start has made sure, before there was a socket that waits
            await self._until_a_session_may_start()
        await super().before_identify_hook(shard_id, initial=initial)

    async def _until_a_session_may_start(self) -> None:
        """Waits rather than spend what Discord would answer by resetting the token, whoever started how many before."""
        while True:
            try:
                limits = await self.fetch_session_start_limits()
            except discord.HTTPException as error:
                log.warning("Discord does not say how many sessions may be started: %s", error)
                return
            wait = seconds_to_wait(limits.remaining, limits.reset_after)
            if not wait:
                return
            log.error(
                "Only %d of %d session starts are left for today: the next one waits for %.0f minutes, since Discord "
                "resets the token when all are spent. Something starts this bot again and again",
                limits.remaining,
                limits.total,
                wait / 60,
            )
            await asyncio.sleep(min(wait, self.pace.starts))

    async def offer_commands(self) -> bool:
        """Tells Discord our commands where it knows others; True where it had to.

        ``sync_guilds`` get them as their own, which shows at once; what works by direct message stays everybody's.
        """
        guilds = [discord.Object(guild_id) for guild_id in self.settings.sync_guilds]
        if guilds:
            self._leave_to(guilds)
        changed = False
        for place in (*guilds, None):
            ours = [await self._payload_of(command) for command in self.tree.get_commands(guild=place)]
            theirs = await self._known_commands(place)
            if not same_commands(ours, theirs, of_one_guild=place is not None):
                await self.tree.sync(guild=place)
                changed = True
        return changed

    async def _payload_of(self, command: OurCommand) -> dict[str, Any]:
        translator = self.tree.translator
        if translator is None:
            return command.to_dict(self.tree)
        return await command.get_translated_payload(self.tree, translator)

    async def _known_commands(self, guild: discord.Object | None) -> list[dict[str, Any]]:
        """What Discord has, in all languages: the tree's own question leaves those out."""
        where = f"/applications/{self.application_id}" + ("" if guild is None else f"/guilds/{guild.id}")
        route = discord.http.Route("GET", f"{where}/commands")
        known: list[dict[str, Any]] = await self.http.request(route, params={"with_localizations": "true"})
        return known

    def _leave_to(self, guilds: Sequence[discord.Object]) -> None:
        for command in self.tree.get_commands():
            contexts = command.allowed_contexts
            if contexts is None or not contexts.dm_channel:
                self.tree.remove_command(command.name)
                for guild in guilds:
                    self.tree.add_command(command, guild=guild)

    def dispatch(self, event_name: str, /, *args: Any, **kwargs: Any) -> None:
        """Tells whoever listens. What fails here would end the connection, so it is named and left out."""
        ear = self.ears.get(event_name)
        if ear is None:
            super().dispatch(event_name, *args, **kwargs)
            return
        try:
            ear(*args)
        except Exception:
            log.exception("An event (%s) could not be read and is left out", event_name)

    def _forgiving(self, kind: str, parse: Callable[[Any], None]) -> Callable[[Any], None]:
        """discord.py's parser of a dispatch, whose errors would end the client: what it cannot read was not heard."""

        def parsed(data: Any) -> None:
            try:
                parse(data)
            except Exception:
                log.exception("A dispatch (%s) could not be parsed and is left out", kind)
                self.dispatch(UNHEARD, kind)

        return parsed

    async def written_down(self) -> None:
        """Returns when everything that came in before is committed."""
        await self.pipeline.drained()
        await asyncio.to_thread(self.store.flush)

    async def close(self) -> None:
        """Lets the cogs finish, writes everything down, and leaves Discord. May be called again."""
        await super().close()  # the cogs end here: voice stays and live coverage are put into the pipeline
        self.service.close()
        await self.easel.close()
        self._leaving.set()
        if self._working is not None and not self._working.done():
            try:
                await self.written_down()
            except StoreError as error:
                log.error("Not everything could be written down at the end: %s", error)
            self._working.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._working


async def run(bot: Rapport, token: str) -> None:
    """Runs the bot until SIGINT, SIGTERM or its own end. Raises :class:`StartupError`."""
    loop = asyncio.get_running_loop()
    asked_to_stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError, RuntimeError):
            loop.add_signal_handler(name, asked_to_stop.set)
    stopping = asyncio.create_task(asked_to_stop.wait())
    try:
        async with bot:
            running = asyncio.create_task(bot.start(token))
            await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if running.done():
                running.result()
            else:
                await bot.close()
                running.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await running
    except Exception as error:
        line = explain(error)
        if line is None:
            raise
        raise StartupError(line) from error
    else:
        if bot.ended_by is not None:
            raise StartupError(str(bot.ended_by))
    finally:
        stopping.cancel()
        for name in (signal.SIGINT, signal.SIGTERM):
            with contextlib.suppress(NotImplementedError, RuntimeError):
                loop.remove_signal_handler(name)


CLOSED = {
    4004: "Discord refused the token: check DISCORD_TOKEN, or reset it in the Developer Portal",
    4010: "Discord refused the shard; this is a fault in Rapport, please report it",
    4011: "Discord wants this bot in more shards; please start it again",
    4012: "Discord no longer speaks this version of its gateway; please update Rapport",
    4013: "Discord did not understand the intents; this is a fault in Rapport, please report it",
}
INTENTS = (
    "Discord refused the privileged intents: turn on Server Members Intent and Message Content Intent "
    "for this application (Developer Portal, Bot)"
)


def explain(error: BaseException) -> str | None:
    """What Discord's refusal means and what to do about it; None where it is no such refusal."""
    if isinstance(error, discord.LoginFailure):
        return CLOSED[4004]
    if isinstance(error, discord.PrivilegedIntentsRequired):
        return INTENTS
    if isinstance(error, discord.ConnectionClosed):
        return CLOSED.get(error.code, f"Discord closed the connection for good (code {error.code})")
    if isinstance(error, discord.DiscordServerError):
        return f"Discord does not answer (status {error.status}); try again later"
    if isinstance(error, discord.Forbidden):
        return (
            "Discord forbids this bot to log in: see the application in the Developer Portal; if all is well there, "
            "this machine's address may be banned for a while, which asking again makes longer: try again in an hour"
        )
    if isinstance(error, discord.HTTPException):
        return (
            f"Discord refuses this machine (status {error.status}): its address may be banned for a while, which "
            "asking again makes longer; try again in an hour"
        )
    if isinstance(error, (discord.GatewayNotFound, aiohttp.ClientError, TimeoutError, OSError)):
        return "Discord cannot be reached; check this machine's connection and try again"
    return None
