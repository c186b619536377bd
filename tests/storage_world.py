"""Small communities for the storage tests: moments, ids and facts that are easy to read."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from storage import recounting
from storage.closed_day import KEPT_TIE_COUNTS, MEMBER_COUNTS, MEMBER_KEY, TIE_KEY, ClosedDay
from storage.models import MessageSent, ReactionAdded, Window, snowflake_at
from storage.models.moments import DISCORD_EPOCH_MS

IN_MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
"""Where a hundred small files need not wait for a disk."""
GUILD = 900
CHANNEL = 10
START = datetime(2026, 3, 2, tzinfo=UTC)
"""A Monday."""
ALICE, BOB, CARA, DAN = 101, 102, 103, 104


def at(hours: float) -> datetime:
    """A moment so many hours after the start."""
    return START + timedelta(hours=hours)


def message_id(hours: float, extra: int = 0) -> int:
    return snowflake_at(at(hours)) + extra


def sent(hours: float, author: int = ALICE, **more: Any) -> MessageSent:
    values: dict[str, Any] = {"guild_id": GUILD, "channel_id": CHANNEL, "length": 20, **more}
    return MessageSent(message_id=values.pop("message_id", message_id(hours)), author_id=author, **values)


SAYS = {"👍": 0.45, "🎉": 0.65, "🤡": -0.6, "👀": 0.0}
"""Of any other emoji nobody can tell."""


def reacted(message: int, user: int, when: float | None = None, emoji: str = "👍", **more: Any) -> ReactionAdded:
    moment = None if when is None else at(when)
    place = (GUILD, more.pop("channel_id", CHANNEL), message)
    says = more.pop("sentiment", SAYS.get(emoji))
    return ReactionAdded(*place, user, emoji, moment, more.pop("author_id", None), says)


def window(hours: float = 24 * 14, days: int = 84) -> Window:
    return Window(at(hours), days)


def read(path: Path, query: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Rows as another program sees them."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query, parameters).fetchall()


Rows = list[tuple[Any, ...]]


def kept_counts(path: Path) -> dict[str, Rows]:
    """What rows and blobs say together, by user and channel ids, so that two files can be compared."""
    with closing(sqlite3.connect(path)) as connection:
        return {
            "members": _kept(connection, "member_day", MEMBER_KEY, MEMBER_COUNTS),
            "ties": _kept(connection, "tie_day", TIE_KEY, KEPT_TIE_COUNTS),
            "first": _named(connection, connection.execute(_FIRST_WROTE), ("guild", "person")),
        }


def counts_from_events(path: Path) -> dict[str, Rows]:
    """What :func:`kept_counts` must say, counted from the events themselves."""
    members, ties = [], []
    with closing(sqlite3.connect(path)) as connection:
        for guild, horizon_ms in connection.execute("SELECT id, horizon_ms FROM guild").fetchall():
            span = _since(guild, horizon_ms)
            for person, day, channel, *counts in connection.execute(recounting.member_days(some_channels=False), span):
                members.append((guild, day, person, channel, *counts))
            for source, target, day, channel, *counts in connection.execute(
                recounting.tie_days(some_channels=False), span
            ):
                ties.append((guild, day, source, target, channel, *counts))
        return {
            "members": _named(connection, members, ("guild", "day", *MEMBER_KEY)),
            "ties": _named(connection, ties, ("guild", "day", *TIE_KEY)),
            "first": _named(connection, connection.execute(_FIRST_MESSAGES), ("guild", "person")),
        }


_FIRST_WROTE = "SELECT guild, person, first_wrote_ms FROM member WHERE first_wrote_ms IS NOT NULL"
_FIRST_MESSAGES = (
    f"SELECT guild, author, (min(id) >> 22) + {DISCORD_EPOCH_MS} AS at_ms FROM message GROUP BY guild, author"  # noqa: S608
)
_IDS = {"guild": "guild", "channel": "channel", "person": "user", "source": "user", "target": "user"}


def _since(guild: int, horizon_ms: int) -> dict[str, int]:
    return {
        "guild": guild,
        "low_ms": horizon_ms,
        "low_id": (horizon_ms - DISCORD_EPOCH_MS) << 22,
        "high_ms": (1 << 63) - 1,
        "high_id": (1 << 63) - 1,
    }


def _kept(connection: sqlite3.Connection, table: str, key: tuple[str, ...], counts: tuple[str, ...]) -> Rows:
    sums: Counter[tuple[tuple[int, ...], str]] = Counter()
    columns = ", ".join(("guild", "day", *key, *counts))
    for row in connection.execute(f"SELECT {columns} FROM {table}"):  # noqa: S608 (our own text)
        place, values = row[: 2 + len(key)], row[2 + len(key) :]
        assert any(values), f"a row of {table} counts nothing: {row}"
        sums.update({(place, name): value for name, value in zip(counts, values, strict=True)})
    for guild, day, blob in connection.execute("SELECT guild, day, counts FROM packed_day"):
        closed = ClosedDay.unpack(blob)
        packed = closed.members if table == "member_day" else closed.ties
        for row in zip(*(packed[name].tolist() for name in (*key, *counts)), strict=True):
            place, values = (guild, day, *row[: len(key)]), row[len(key) :]
            sums.update({(place, name): value for name, value in zip(counts, values, strict=True)})
    places = {place for (place, _), value in sums.items() if value}
    rows = [(*place, *(sums[place, name] for name in counts)) for place in places]
    return _named(connection, rows, ("guild", "day", *key))


def _named(connection: sqlite3.Connection, rows: Iterable[tuple[Any, ...]], key: tuple[str, ...]) -> Rows:
    """Rows, sorted, with the ids of Discord in the place of the small ones. Channel 0 is nobody's."""
    ids = {
        "guild": dict(connection.execute("SELECT id, guild_id FROM guild")),
        "channel": {0: 0, **dict(connection.execute("SELECT id, channel_id FROM channel"))},
        "user": dict(connection.execute("SELECT id, user_id FROM person")),
    }
    named = [ids[_IDS[name]] if name in _IDS else None for name in key]
    return sorted(
        (*(value if of is None else of[value] for of, value in zip(named, row, strict=False)), *row[len(key) :])
        for row in rows
    )
