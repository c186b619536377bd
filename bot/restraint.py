"""What keeps the bot from being thrown out by Discord: a reserve of session starts, and silence after many refusals."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

import aiohttp

RESERVED_STARTS = 100
"""Of Discord's 1,000 session starts a day, after which it resets the token: kept back, whoever starts the bot again and
again. Discord counts them, so they are counted across restarts and processes."""
REFUSALS = 1_000
REFUSALS_WITHIN_S = 600.0
"""A tenth of what Discord lets through before it bans the address for a day."""
REFUSED = (401, 403, 429)
MUST_BE_ANSWERED = ("/interactions/", "/webhooks/")
"""Somebody waits for these, and there are no more of them than people who ask."""


def seconds_to_wait(starts_left: int, reset_after_ms: int) -> float:
    """How long to wait before a session is started, where so many starts are left until they are counted anew."""
    return 0.0 if starts_left > RESERVED_STARTS else max(1.0, reset_after_ms / 1000)


class Circuit:
    """Opens where Discord refused too much lately: then nothing is asked until that is long enough ago."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._refusals: deque[float] = deque(maxlen=REFUSALS)

    @property
    def is_open(self) -> bool:
        return len(self._refusals) == REFUSALS and self._clock() - self._refusals[0] < REFUSALS_WITHIN_S

    def answered(self, status: int, scope: str | None = None) -> bool:
        """Discord answered; True where that opened the circuit. Limits shared with others are not held against us."""
        if status not in REFUSED or scope == "shared":
            return False
        was_open = self.is_open
        self._refusals.append(self._clock())
        return self.is_open and not was_open


def watched(circuit: Circuit, refuse: Callable[[], Exception], opened: Callable[[], None]) -> aiohttp.TraceConfig:
    """Tells the circuit what Discord answers, and raises ``refuse()`` instead of asking while it is open."""

    async def begins(_: aiohttp.ClientSession, __: object, params: aiohttp.TraceRequestStartParams) -> None:
        if circuit.is_open and not any(part in params.url.path for part in MUST_BE_ANSWERED):
            raise refuse()

    async def ends(_: aiohttp.ClientSession, __: object, params: aiohttp.TraceRequestEndParams) -> None:
        if circuit.answered(params.response.status, params.response.headers.get("X-RateLimit-Scope")):
            opened()

    trace = aiohttp.TraceConfig()
    trace.on_request_start.append(begins)
    trace.on_request_end.append(ends)
    return trace
