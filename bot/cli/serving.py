"""The bot and its web server, side by side in one event loop."""

from __future__ import annotations

import logging
import math
import time
from collections import Counter
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import datetime

from bot.app import Rapport, run
from bot.cli.disk import look_at_disk
from bot.config import Settings
from bot.reports import Report
from bot.service import Request, Service
from bot.web.metrics import Metrics
from bot.web.pulse import Pulse
from bot.web.server import application, serving
from storage import Store

log = logging.getLogger("rapport")


class TimedService(Service):
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


async def serve(settings: Settings, store: Store, clock: Callable[[], datetime], token: str) -> None:
    """Runs the bot until it is stopped. Raises ``StartupError``, ``AddressError`` and ``StoreError``."""
    metrics = Metrics()
    bot = Rapport(store=store, service=TimedService(store, clock, metrics), settings=settings, clock=clock)
    async with AsyncExitStack() as beside:
        if settings.web_port:
            app = application(lambda: feel_pulse(bot), metrics)
            await beside.enter_async_context(serving(app, settings.web_host, settings.web_port))
            log.info("Health and metrics on http://%s:%d", settings.web_host, settings.web_port)
        log.info("Starting on %s", settings.db)
        await run(bot, token)
    log.info("Stopped")


def feel_pulse(bot: Rapport) -> Pulse:
    """The bot right now. Asks the store and the disk: not for the event loop."""
    disk = look_at_disk(bot.settings.db)
    digests: Counter[str] = Counter(
        d.state for guild in bot.store.guilds() for d in bot.store.deliveries(guild.guild_id)
    )
    return Pulse(
        connected=bot.is_ready() and not bot.is_closed(),
        latency_seconds=bot.latency if math.isfinite(bot.latency) else None,
        writer=bot.store.health(),
        waiting=len(bot.pipeline),
        recorded=0,
        lost=bot.pipeline.refused + bot.pipeline.lost,
        writable=disk.writable,
        free_bytes=disk.free_bytes,
        digests=digests,
    )
