"""Small communities for the storage tests: moments, ids and facts that are easy to read."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from storage import recounting
from storage.models import MessageSent, ReactionAdded, Window, snowflake_at

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


def reacted(message: int, user: int, when: float | None = None, emoji: str = "👍", **more: Any) -> ReactionAdded:
    moment = None if when is None else at(when)
    return ReactionAdded(
        GUILD, more.pop("channel_id", CHANNEL), message, user, emoji, moment, more.pop("author_id", None)
    )


def window(hours: float = 24 * 14, days: int = 84) -> Window:
    return Window(at(hours), days)


def read(path: Path, query: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Rows as another program sees them."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query, parameters).fetchall()


def kept_counts(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """The daily counts by people's user ids, so that two files can be compared."""
    named = "(SELECT user_id FROM person WHERE person.id = {})"
    return {
        "members": read(
            path,
            f"SELECT guild_id, day, {named.format('person')} AS user, messages, replies, characters, questions, thanks,"  # noqa: S608
            " links, reactions, unnamed, sentiment_sum, sentiment_count, voice_ms"
            " FROM member_day JOIN guild ON guild.id = member_day.guild ORDER BY guild_id, day, user",
        ),
        "ties": read(
            path,
            f"SELECT guild_id, day, {named.format('source')} AS a, {named.format('target')} AS b, replies, mentions,"  # noqa: S608
            " reactions, warmth_sum, warmth_count FROM tie_day JOIN guild ON guild.id = tie_day.guild"
            " ORDER BY guild_id, day, a, b",
        ),
        "first": read(
            path,
            f"SELECT guild, {named.format('person')} AS user, first_wrote_ms FROM member"  # noqa: S608
            " WHERE first_wrote_ms IS NOT NULL ORDER BY 1, 2",
        ),
    }


def counts_from_events(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """What :func:`kept_counts` must say, counted from the events themselves."""
    people = dict(read(path, "SELECT id, user_id FROM person"))
    everything = {"low_id": 0, "high_id": 1 << 62, "low_ms": 0, "high_ms": 1 << 52, "channels": None}
    members, ties = [], []
    with closing(sqlite3.connect(path)) as connection:
        for guild, guild_id in connection.execute("SELECT id, guild_id FROM guild").fetchall():
            span = {**everything, "guild": guild}
            for person, day, *counts in connection.execute(recounting.member_days(some_channels=False), span):
                members.append((guild_id, day, people[person], *counts))
            for source, target, day, *counts in connection.execute(recounting.tie_days(some_channels=False), span):
                ties.append((guild_id, day, people[source], people[target], *counts))
        first = connection.execute(
            "SELECT guild, (SELECT user_id FROM person WHERE person.id = author) AS user,"
            " (min(id) >> 22) + 1420070400000 FROM message GROUP BY guild, author ORDER BY 1, 2"
        ).fetchall()
    return {"members": sorted(members), "ties": sorted(ties), "first": first}
