"""The bot and its web server, side by side in one event loop."""

from __future__ import annotations

import logging
import math
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import AsyncExitStack
from datetime import datetime

from bot.allocation import keep_large_blocks_apart
from bot.app import Rapport, run
from bot.async_service import AsyncService
from bot.cli.connection import Connection
from bot.cli.disk import look_at_disk
from bot.config import Settings
from bot.reports import Report
from bot.service import Request
from bot.web.metrics import Metrics
from bot.web.pulse import Pulse
from bot.web.server import application, serving
from storage import Store
from storage.models import Recordable

log = logging.getLogger("rapport")


class TimedService(AsyncService):
    """A service that tells the metrics how long each report took."""

    def __init__(self, store: Store, clock: Callable[[], datetime], metrics: Metrics) -> None:
        super().__init__(store, clock)
        self._metrics = metrics

    def report(self, request: Request) -> Report:
        began = time.perf_counter()
        try:
            return super().report(request)
        finally:
            self._metrics.report_took(request.name, time.perf_counter() - began)


class CountedStore(Store):
    """A store that knows how many facts it was handed."""

    recorded = 0

    def record(self, facts: Iterable[Recordable]) -> None:
        given = list(facts)
        self.recorded += len(given)
        super().record(given)

    def record_blocking(self, facts: Iterable[Recordable]) -> None:
        given = list(facts)
        super().record_blocking(given)
        self.recorded += len(given)


async def serve(settings: Settings, store: CountedStore, clock: Callable[[], datetime], token: str) -> None:
    """Runs the bot until it is stopped. Raises ``StartupError``, ``AddressError`` and ``StoreError``."""
    keep_large_blocks_apart()
    metrics = Metrics()
    bot = Rapport(store=store, service=TimedService(store, clock, metrics), settings=settings, clock=clock)
    async with AsyncExitStack() as beside:
        if settings.web_port:
            connection = Connection(bot)
            app = application(lambda: feel_pulse(bot, store, connection), metrics)
            await beside.enter_async_context(serving(app, settings.web_host, settings.web_port))
            log.info("Health and metrics on http://%s:%d", settings.web_host, settings.web_port)
        log.info("Starting on %s", settings.db)
        await run(bot, token)
    log.info("Stopped")


def feel_pulse(bot: Rapport, store: CountedStore, connection: Connection) -> Pulse:
    """The bot right now. Asks the store and the disk: not for the event loop."""
    disk = look_at_disk(bot.settings.db)
    digests: Counter[str] = Counter(d.state for guild in store.guilds() for d in store.deliveries(guild.guild_id))
    return Pulse(
        connected=connection.stands,
        latency_seconds=bot.latency if math.isfinite(bot.latency) else None,
        writer=store.health(),
        waiting=len(bot.pipeline),
        recorded=store.recorded,
        lost=bot.pipeline.refused + bot.pipeline.lost,
        writable=disk.writable,
        free_bytes=disk.free_bytes,
        digests=digests,
        kept=bot.service.kept(),
    )
