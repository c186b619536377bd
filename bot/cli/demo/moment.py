"""The demo's clock: real seconds, which may skip what nobody wants to wait for."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta


class DemoClock:
    """Starts at ``began`` and runs as fast as ``monotonic``; :meth:`skip_to` moves it forwards, never back."""

    def __init__(self, began: datetime, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._began = began
        self._started = monotonic()
        self._skipped = timedelta()

    def __call__(self) -> datetime:
        return self._began + timedelta(seconds=self._monotonic() - self._started) + self._skipped

    def skip_to(self, moment: datetime) -> None:
        self._skipped += max(timedelta(), moment - self())
