"""What the web server asks of the bot, as plain data: it knows neither Discord nor the database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.service import NOTHING_KEPT, Kept
from storage.models import Health

MOST_BACKLOG = 10_000
"""Facts waiting to be written beyond which the bot is not keeping up."""
LEAST_FREE_BYTES = 100_000_000


@dataclass(frozen=True, slots=True)
class Pulse:
    """The bot at one moment."""

    connected: bool
    latency_seconds: float | None
    """Between a heartbeat and its answer; None where there was none yet."""
    writer: Health
    waiting: int
    """Events that came in and are not with the writer yet."""
    recorded: int
    """Facts handed to the store since the start."""
    lost: int
    """Events shed or failed before they reached the store, since the start."""
    writable: bool
    """Whether the database's folder may be written to."""
    free_bytes: int
    digests: Mapping[str, int] = field(default_factory=dict)
    """Deliveries that the store knows, by state."""
    kept: Kept = NOTHING_KEPT

    @property
    def backlog(self) -> int:
        return self.waiting + self.writer.backlog

    @property
    def dropped(self) -> int:
        return self.lost + self.writer.dropped

    def checks(self) -> dict[str, bool]:
        """What has to be true for the bot to be ready."""
        return {
            "connected": self.connected,
            "writer_alive": self.writer.writer_alive and self.writer.error is None,
            "disk_writable": self.writable,
            "disk_has_room": self.free_bytes >= LEAST_FREE_BYTES,
            "keeping_up": self.backlog <= MOST_BACKLOG,
        }


FeelPulse = Callable[[], Pulse]
"""Called in a worker thread: it may ask the database."""
