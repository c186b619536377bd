"""A member's first message, when the one that was it is gone."""

from __future__ import annotations

import sqlite3

from storage.closed_day import ClosedDay, people_of
from storage.models.moments import DAY_MS, DISCORD_EPOCH_MS


def settle_first_message(connection: sqlite3.Connection, guild: int, author: int, gone_id: int) -> None:
    """Say anew when a member first wrote, by their small ids, where that was a message that was deleted just now.

    Members have no index on their messages; but the first is the oldest, so those that are left lie on its day or
    later, and the counts tell on which.
    """
    gone_ms = (gone_id >> 22) + DISCORD_EPOCH_MS
    was_first = "guild = ? AND person = ? AND first_wrote_ms = ?"
    first = (guild, author, gone_ms)
    if connection.execute(f"SELECT 1 FROM member WHERE {was_first}", first).fetchone() is None:  # noqa: S608 (our own text)
        return
    wrote_ms = None
    day = _first_day_with_messages(connection, guild, author, gone_ms // DAY_MS)
    if day is not None:
        (oldest,) = connection.execute(
            "SELECT min(id) FROM message WHERE guild = ? AND author = ? AND id >= ? AND id < ?",
            (guild, author, _midnight_id(day), _midnight_id(day + 1)),
        ).fetchone()
        wrote_ms = (oldest >> 22) + DISCORD_EPOCH_MS
    connection.execute(f"UPDATE member SET first_wrote_ms = ? WHERE {was_first}", (wrote_ms, *first))  # noqa: S608 (our own text)


def _first_day_with_messages(connection: sqlite3.Connection, guild: int, author: int, from_day: int) -> int | None:
    days = connection.execute(
        "SELECT day FROM packed_day WHERE guild = :guild AND day >= :day UNION"
        " SELECT day FROM member_day WHERE guild = :guild AND day >= :day AND person = :person ORDER BY day",
        {"guild": guild, "day": from_day, "person": author},
    )
    return next((day for (day,) in days if _messages_on(connection, guild, day, author)), None)


def _messages_on(connection: sqlite3.Connection, guild: int, day: int, author: int) -> int:
    """A member's messages of a day: those of its blob, and the differences to it."""
    (messages,) = connection.execute(
        "SELECT coalesce(sum(messages), 0) FROM member_day WHERE guild = ? AND day = ? AND person = ?",
        (guild, day, author),
    ).fetchone()
    row = connection.execute("SELECT counts FROM packed_day WHERE guild = ? AND day = ?", (guild, day)).fetchone()
    if row is not None and author in people_of(row[0]):
        members = ClosedDay.unpack(row[0]).members
        messages += members["messages"][members["person"] == author].sum()
    return int(messages)


def _midnight_id(day: int) -> int:
    return (day * DAY_MS - DISCORD_EPOCH_MS) << 22
