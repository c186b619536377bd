"""The web server: built, started and stopped beside the bot."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from bot.web.health import PULSE, healthz, readyz
from bot.web.metrics import METRICS, Metrics, metrics
from bot.web.pulse import FeelPulse


class AddressError(Exception):
    """The address cannot be listened on; one line that says which and why."""


def application(pulse: FeelPulse, numbers: Metrics) -> web.Application:
    app = web.Application()
    app[PULSE] = pulse
    app[METRICS] = numbers
    app.add_routes([web.get("/healthz", healthz), web.get("/readyz", readyz), web.get("/metrics", metrics)])
    return app


@asynccontextmanager
async def serving(app: web.Application, host: str, port: int) -> AsyncIterator[int]:
    """Serves ``app`` for as long as the block runs; yields the port, chosen by the system where ``port`` is 0.

    Raises :class:`AddressError` where the address is taken or is not this machine's.
    """
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=2)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        try:
            await site.start()
        except OSError as error:
            why = error.strerror or str(error)
            raise AddressError(f"the web server cannot listen on {host}:{port}: {why}") from error
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()
