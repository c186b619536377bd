"""What an event costs on the disk, counts and indexes and all.

    python -m benchmarks.disk [--events N] [--db FILE] [--out FILE]

An event is a message, a reaction, somebody's coming or going, or a stay in voice. Real communities are measured too
where ``shared/data`` beside the checkout has some (``*-dev.zip``, archives of DiscordChatExporter).
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.archives import ARCHIVES, take_in
from benchmarks.figures import asked_for, filled, table, tell
from storage import Store

LIMIT = 60
"""Bytes an event."""
EVENTS = ("message", "reaction", "membership", "voice")


@dataclass(frozen=True, slots=True)
class Size:
    """Of a file that is closed, with nothing left in its journal."""

    events: int
    messages: int
    bytes: int
    tables: dict[str, int]
    """Bytes of each table and index, the largest first; empty where SQLite cannot tell."""

    @property
    def bytes_an_event(self) -> float:
        return round(self.bytes / max(self.events, 1), 1)

    def figures(self) -> dict[str, Any]:
        return {
            "events": self.events,
            "bytes": self.bytes,
            "bytes_an_event": self.bytes_an_event,
            "tables": self.tables,
        }


def main(arguments: list[str] | None = None) -> int:
    asked = asked_for(__doc__, arguments)
    with filled(asked) as (path, _):
        sizes = {"synthetic": size_of(path)}
    sizes |= dict(real_communities())
    rows = [
        [name, f"{size.events:,}", f"{size.messages:,}", f"{size.bytes / 1e6:,.1f}", f"**{size.bytes_an_event:.1f}**"]
        for name, size in sizes.items()
    ]
    columns = ("log", "events", "of them messages", "MB", "bytes an event")
    missed = [name for name, size in sizes.items() if size.bytes_an_event >= LIMIT]
    met = f"Under {LIMIT} bytes an event: " + (f"MISSED by {', '.join(missed)}." if missed else "met by all.")
    parts = (table(columns, rows), met, _largest(sizes["synthetic"]))
    tell(asked, "disk", "\n\n".join(parts), {name: size.figures() for name, size in sizes.items()})
    return 0


def size_of(path: Path) -> Size:
    """Of a file that nobody has open."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        counts = {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in EVENTS}  # noqa: S608 (our own names)
        try:
            tables = dict(
                connection.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY sum(pgsize) DESC")
            )
        except sqlite3.OperationalError:  # SQLite was built without it
            tables = {}
    return Size(sum(counts.values()), counts["message"], path.stat().st_size, tables)


def real_communities() -> Iterator[tuple[str, Size]]:
    """Imported as anybody would, and their days closed."""
    for archive in sorted(ARCHIVES.glob("*-dev.zip")):
        with tempfile.TemporaryDirectory(prefix="rapport-disk-") as folder:
            path = Path(folder) / "community.db"
            with Store.open(path) as store:
                take_in(archive, store)
            yield archive.stem, size_of(path)


def _largest(size: Size) -> str:
    shares = [
        [f"`{name}`", f"{taken / size.events:.1f}", f"{taken / size.bytes:.0%}"] for name, taken in size.tables.items()
    ]
    return table(("synthetic log", "bytes an event", "of the file"), shares[:10])


if __name__ == "__main__":
    raise SystemExit(main())
