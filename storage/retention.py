"""Letting go of what is old. Archives that were only imported are never touched."""

from __future__ import annotations

import sqlite3
from collections import Counter
from datetime import datetime, timedelta

from storage.closing import close_day, due_days
from storage.erasure import doom, erase_doomed
from storage.models import Removed, RetentionPolicy
from storage.models.moments import DAY_MS, DISCORD_EPOCH_MS, day_of, milliseconds
from storage.registry import PERSONAL_TABLES

_OWN_EVENTS = (
    # Deleted for the first id not kept (:id), the first moment not dropped (:ms) and a guild (:guild).
    (
        "mention",
        "DELETE FROM mention WHERE message < :id AND EXISTS"
        " (SELECT 1 FROM message WHERE message.id = mention.message AND guild = :guild)",
    ),
    (
        "awaiting",
        "DELETE FROM awaiting WHERE EXISTS"
        " (SELECT 1 FROM message WHERE message.id = awaiting.message AND guild = :guild AND message.id < :id)",
    ),
    ("message", "DELETE FROM message WHERE id < :id AND guild = :guild"),
    (
        "reaction",
        "DELETE FROM reaction WHERE message < :id AND guild = :guild AND (at_ms IS NULL OR at_ms < :ms)",
    ),
    ("tally", "DELETE FROM tally WHERE message < :id AND guild = :guild"),
    ("tombstone", "DELETE FROM tombstone WHERE message < :id AND guild = :guild"),
    ("voice", "DELETE FROM voice WHERE guild = :guild AND start_ms < :ms"),
)
_COUNTED = ("mention", "message", "reaction", "tally", "voice")


def retain(connection: sqlite3.Connection, policy: RetentionPolicy, now: datetime) -> Removed:
    """Apply the policy, inside the caller's transaction."""
    removed: Counter[str] = Counter()
    now_ms = milliseconds(now)
    guilds = connection.execute("SELECT id, left_ms FROM guild WHERE NOT imported").fetchall()
    for guild, left_ms in guilds:
        if left_ms is not None and left_ms < now_ms - policy.departed_guilds * DAY_MS:
            removed += _drop_guild(connection, guild)
            continue
        today = day_of(now)
        removed += _drop_events(connection, guild, today - min(policy.events, policy.counts))
        removed += _drop_counts(connection, guild, today - policy.counts)
        removed += _drop_departed(connection, guild, now - timedelta(days=policy.departed_members))
    return Removed({table: rows for table, rows in removed.items() if rows})


def _drop_events(connection: sqlite3.Connection, guild: int, first_day: int) -> Counter[str]:
    """Drop events of before a day while their counts stay. Where some went, hearing of them again must not count
    them again: the guild's horizon moves there."""
    removed: Counter[str] = Counter()
    _close_days(connection, guild, first_day)
    low_ms = first_day * DAY_MS
    parameters = {"guild": guild, "ms": low_ms, "id": (low_ms - DISCORD_EPOCH_MS) << 22}
    connection.execute("UPDATE control SET frozen = 1")
    for table, statement in _OWN_EVENTS:
        removed[table] += connection.execute(statement, parameters).rowcount
    connection.execute("UPDATE control SET frozen = 0")
    if any(removed[table] for table in _COUNTED):
        connection.execute("UPDATE guild SET horizon_ms = max(horizon_ms, ?) WHERE id = ?", (low_ms, guild))
    return removed


def _close_days(connection: sqlite3.Connection, guild: int, first_day: int) -> None:
    """Pack what only the events of the days before a day can tell, as long as they are there. Hardly any such day is
    open still: this is for what came in since they were closed."""
    for guild_of_day, day in due_days(connection, first_day):
        if guild_of_day == guild:
            close_day(connection, guild, day)


def _drop_counts(connection: sqlite3.Connection, guild: int, first_day: int) -> Counter[str]:
    removed: Counter[str] = Counter()
    for table in ("member_day", "tie_day", "packed_day", "stale_day"):
        statement = f"DELETE FROM {table} WHERE guild = ? AND day < ?"  # noqa: S608 (names of our own tables)
        removed[table] += connection.execute(statement, (guild, first_day)).rowcount
    removed["delivery"] += connection.execute(
        "DELETE FROM delivery WHERE guild = ? AND at_ms < ?", (guild, first_day * DAY_MS)
    ).rowcount
    return removed


def _drop_departed(connection: sqlite3.Connection, guild: int, before: datetime) -> Counter[str]:
    """Erase members who left long ago, with all that is kept of them."""
    doom(
        connection,
        "SELECT guild, person, user_id FROM member JOIN person ON person.id = member.person"
        " WHERE guild = ? AND left_ms < ?",
        (guild, milliseconds(before)),
    )
    if connection.execute("SELECT count(*) FROM doomed").fetchone() == (0,):
        return Counter()
    return erase_doomed(connection)


def _drop_guild(connection: sqlite3.Connection, guild: int) -> Counter[str]:
    """Drop everything of a guild, except who asked not to be recorded there."""
    doom(connection, "SELECT ?, id, user_id FROM person", (guild,))
    removed: Counter[str] = Counter()
    connection.execute("UPDATE control SET frozen = 1")
    connection.execute(
        "DELETE FROM mention WHERE EXISTS (SELECT 1 FROM message WHERE message.id = mention.message AND guild = ?)",
        (guild,),
    )
    connection.execute(
        "DELETE FROM awaiting WHERE EXISTS (SELECT 1 FROM message WHERE message.id = awaiting.message AND guild = ?)",
        (guild,),
    )
    personal = [entry.table for entry in PERSONAL_TABLES if entry.table not in ("mention", "refusal", "person")]
    own = ("stale_day", "tally", "tombstone", "stretch", "import_progress", "channel", "settings", "excluded_channel")
    for table in (*personal, *own):
        statement = f"DELETE FROM {table} WHERE guild = ?"  # noqa: S608 (names of our own tables)
        removed[table] += connection.execute(statement, (guild,)).rowcount
    connection.execute("UPDATE control SET frozen = 0")
    removed += erase_doomed(connection)
    connection.execute("UPDATE guild SET name = '', horizon_ms = 0, latest_ms = NULL WHERE id = ?", (guild,))
    removed["guild"] += connection.execute(
        "DELETE FROM guild WHERE id = ? AND id NOT IN (SELECT guild FROM refusal)", (guild,)
    ).rowcount
    return removed
