"""``python -m benchmarks.at_rest``: what an encrypted file costs, against a plain one in the same run."""

from __future__ import annotations

import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.service import Request, Service
from storage import ReadableStore, Store
from storage.key import Key, make_key
from storage.models import GuildSeen, MessageSent, snowflake_at

GUILD = 900
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
MESSAGES = 200_000
PEOPLE = 2_000
ROUNDS = 3


def measure(db: Path, key: Key | None) -> tuple[float, float, float]:
    """Messages a second into a new file; seconds of a first overview, and of one more where nothing is kept."""
    step = timedelta(days=80) / MESSAGES
    facts = [
        MessageSent(GUILD, 901, snowflake_at(BEGAN + number * step), 1 + number * 7919 % PEOPLE, length=40)
        for number in range(MESSAGES)
    ]
    with Store.open(db, key=key) as store:
        began = time.perf_counter()
        store.record_blocking([GuildSeen(GUILD, "Home")])
        for first in range(0, MESSAGES, 500):
            store.record_blocking(facts[first : first + 500])
            store.flush()
        wrote = MESSAGES / (time.perf_counter() - began)
        store.close_days(BEGAN + timedelta(days=80))
    with ReadableStore.open(db, key=key) as read:
        times = []
        for _ in range(3):
            service = Service(read, lambda: BEGAN + timedelta(days=80))
            began = time.perf_counter()
            service.report(Request("overview", guild_id=GUILD))
            times.append(time.perf_counter() - began)
    return wrote, times[0], statistics.median(times[1:])


def main() -> None:
    figures: dict[str, list[tuple[float, float, float]]] = {"plain": [], "encrypted": []}
    with tempfile.TemporaryDirectory(prefix="rapport-at-rest-") as folder:
        keys = {"plain": None, "encrypted": make_key(Path(folder) / "key")}
        for number in range(ROUNDS):
            for kind, key in keys.items():
                figures[kind].append(measure(Path(folder) / f"{kind}{number}.db", key))
        sizes = {kind: (Path(folder) / f"{kind}0.db").stat().st_size for kind in keys}
    for kind, rounds in figures.items():
        wrote, first, again = (statistics.median(column) for column in zip(*rounds, strict=True))
        print(
            f"{kind:9}  {wrote:9,.0f} messages/s in commits of 500  first overview {first * 1000:6.1f} ms"
            f"  another {again * 1000:6.1f} ms  {sizes[kind] / 1e6:.2f} MB"
        )


if __name__ == "__main__":
    main()
