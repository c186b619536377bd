"""What a plain bot would do with the same log: one row a message with ids and time as text, and SQL over it.

    python -m benchmarks.plain_bot [--events N] [--plain FILE] [--out FILE] [--runs N]

Its log holds no more than the last ten million events: its questions look back 84 days, and larger files only take
longer to build.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.community import GUILD_ID, Community, Messages
from benchmarks.figures import Asked, asked_for, middle, p95, table, tell, times_of
from benchmarks.filling import show
from benchmarks.population import END, END_DAY, SMALL_EVENTS, Population, Shape
from storage.models import DAY_MS, DISCORD_EPOCH_MS

DAYS = 84
TIMES = 3

TABLES = (
    "CREATE TABLE log (name TEXT)",
    "CREATE TABLE members (guild_id TEXT, user_id TEXT, name TEXT, joined_at TEXT)",
    "CREATE TABLE messages (id TEXT, guild_id TEXT, channel_id TEXT, author_id TEXT, created_at TEXT, length INTEGER,"
    " reply_to TEXT)",
)
INDEXES = (
    "CREATE INDEX by_time ON messages (guild_id, created_at)",
    "CREATE INDEX by_author ON messages (guild_id, author_id)",
)
QUESTIONS = {
    "top contributors": "SELECT author_id, count(*) AS messages FROM messages"
    " WHERE guild_id = :guild AND created_at >= :start GROUP BY author_id ORDER BY messages DESC LIMIT 20",
    "lurker ratio": "SELECT avg(user_id NOT IN (SELECT author_id FROM messages"
    " WHERE guild_id = :guild AND created_at >= :start)) FROM members WHERE guild_id = :guild",
    "who is fading": "SELECT author_id, sum(created_at < :half) AS earlier, sum(created_at >= :half) AS lately"
    " FROM messages WHERE guild_id = :guild AND created_at >= :start"
    " GROUP BY author_id HAVING earlier >= 10 AND lately * 2 < earlier ORDER BY earlier - lately DESC LIMIT 20",
    "channel activity": "SELECT channel_id, count(*) AS messages, count(DISTINCT author_id) FROM messages"
    " WHERE guild_id = :guild AND created_at >= :start GROUP BY channel_id ORDER BY messages DESC",
}


@contextmanager
def filled_plainly(asked: Asked) -> Iterator[sqlite3.Connection]:
    """The plain bot's file: the one that was named, or one that is removed at the end."""
    shape = asked.shape.last(SMALL_EVENTS // asked.shape.daily)
    with tempfile.TemporaryDirectory(prefix="rapport-plain-") as folder, _opened(asked, Path(folder)) as connection:
        if connection.execute("SELECT count(*) FROM sqlite_schema").fetchone() == (0,):
            _fill(connection, shape)
        (name,) = connection.execute("SELECT name FROM log").fetchone() or ("not all of it",)
        if name != str(shape):
            raise SystemExit(f"plain_bot: {asked.plain} holds {name!r} and not {str(shape)!r}")
        yield connection


def _opened(asked: Asked, folder: Path) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(asked.plain or folder / "plain.db", isolation_level=None))


def _fill(connection: sqlite3.Connection, shape: Shape) -> None:
    """As fast as it can be done, in the order of time and with the indexes at the end: no bot could."""
    community = Community(shape)
    people = community.population
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA journal_mode = OFF")
    for statement in TABLES:
        connection.execute(statement)
    connection.execute("BEGIN")
    present = people.present(END_DAY)
    joined = _text_of(people.arrival[present] * DAY_MS)
    members = zip(people.user_id[present].tolist(), present.tolist(), joined, strict=True)
    connection.executemany(
        "INSERT INTO members VALUES (?, ?, ?, ?)",
        ((str(GUILD_ID), str(user_id), people.name(person), at) for user_id, person, at in members),
    )
    for day in range(shape.first_day, END_DAY):
        rows = _rows(people, community.day(day).messages)
        connection.executemany("INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        if (END_DAY - 1 - day) % 100 == 0:
            show(f"the plain bot's day {day + 1 - shape.first_day:,} of {shape.days:,}")
    connection.execute("COMMIT")
    for statement in INDEXES:
        connection.execute(statement)
    connection.execute("INSERT INTO log VALUES (?)", (str(shape),))


def _rows(people: Population, messages: Messages) -> Iterator[tuple[Any, ...]]:
    guild = str(GUILD_ID)
    columns = messages.id, messages.channel_id, people.user_id[messages.author], messages.length, messages.reply_to
    created_at = _text_of((messages.id >> 22) + DISCORD_EPOCH_MS)
    for at, message, channel, author, length, reply_to in zip(
        created_at, *(column.tolist() for column in columns), strict=True
    ):
        yield str(message), guild, str(channel), str(author), at, length, str(reply_to) if reply_to >= 0 else None


def _text_of(at_ms: np.ndarray[Any, Any]) -> list[str]:
    """Moments as ISO 8601."""
    return [str(at) for at in np.datetime_as_string(at_ms.astype("datetime64[ms]"), timezone="UTC")]


def ask(connection: sqlite3.Connection) -> dict[str, float]:
    """Milliseconds that each question takes, warm, 95th percentile."""
    start, half = (END - timedelta(days=days) for days in (DAYS, DAYS // 2))
    moments = {"start": start.strftime("%Y-%m-%dT%H:%M:%S.000Z"), "half": half.strftime("%Y-%m-%dT%H:%M:%S.000Z")}
    about = {"guild": str(GUILD_ID), **moments}

    def question(query: str) -> float:
        return p95(times_of(lambda: connection.execute(query, about).fetchall(), TIMES + 1)[1:])

    return {name: question(query) for name, query in QUESTIONS.items()}


def main(arguments: list[str] | None = None) -> int:
    asked = asked_for(__doc__, arguments)
    with filled_plainly(asked) as connection:
        took = middle([ask(connection) for _ in range(asked.runs)])
        (size,) = connection.execute(
            "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
        ).fetchone()
        (messages,) = connection.execute("SELECT count(*) FROM messages").fetchone()
    shape = asked.shape.last(SMALL_EVENTS // asked.shape.daily)
    rows = [[name, f"{milliseconds:,.0f} ms"] for name, milliseconds in took.items()]
    text = table(("a plain bot, 84 days", "p95"), rows) + f"\n\n{size / messages:.0f} bytes a message."
    tell(replace(asked, shape=shape), "plain_bot", text, {"p95_ms": took, "bytes_a_message": round(size / messages, 1)})
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
