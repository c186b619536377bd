"""``/healthz``: the process lives. ``/readyz``: the bot listens and writes."""

from __future__ import annotations

import asyncio

from aiohttp import web

from bot.web.pulse import FeelPulse

PULSE: web.AppKey[FeelPulse] = web.AppKey("pulse")
MOST_SECONDS = 5.0
"""How long the pulse may take to be felt; a database that hangs longer is not ready."""


async def healthz(_: web.Request) -> web.Response:
    """200 for as long as the event loop turns."""
    return web.json_response({"alive": True})


async def readyz(request: web.Request) -> web.Response:
    """200 where all checks hold, 503 with the same document where one does not."""
    try:
        pulse = await asyncio.wait_for(asyncio.to_thread(request.app[PULSE]), MOST_SECONDS)
    except Exception as error:
        return web.json_response({"ready": False, "error": type(error).__name__}, status=503)
    checks = pulse.checks()
    ready = all(checks.values())
    last = pulse.writer.last_commit
    document = {
        "ready": ready,
        **checks,
        "backlog": pulse.backlog,
        "dropped": pulse.dropped,
        "last_commit": last.isoformat() if last else None,
    }
    return web.json_response(document, status=200 if ready else 503)
