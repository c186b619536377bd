"""What was made of a guild ahead of time, as bytes that mean nothing here.

Its parts are written one by one, so that recording never waits for all of them, and readers see them once the last one
is there.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from storage.models import Prepared, milliseconds, moment_at

if TYPE_CHECKING:
    from storage.writer import Hand

_IS_THERE = "SELECT 1 FROM sqlite_master WHERE name = 'prepared'"
_LATEST = """
SELECT prepared.id, as_of_ms FROM prepared JOIN guild ON guild.id = prepared.guild
WHERE guild_id = ? AND question = ? AND whole AND as_of_ms BETWEEN ? AND ?
"""
_PART = "SELECT content FROM prepared_part WHERE prepared = ? AND name = ? ORDER BY place"
_BUT_FOR = "SELECT id FROM prepared WHERE guild = ? AND id <> ? AND (question = ? OR NOT whole)"


def read_prepared(
    connection: sqlite3.Connection,
    guild_id: int,
    question: str,
    since: datetime,
    until: datetime,
    names: Collection[str],
) -> Prepared | None:
    """Those parts of what answers the question as of a moment between two, both included."""
    if connection.execute(_IS_THERE).fetchone() is None:
        return None  # no writer has brought the file up to date yet
    asked = (guild_id, question, milliseconds(since), milliseconds(until))
    found = connection.execute(_LATEST, asked).fetchone()
    if found is None:
        return None
    prepared, as_of_ms = found
    parts = {name: tuple(content for (content,) in connection.execute(_PART, (prepared, name))) for name in names}
    return Prepared(moment_at(as_of_ms), {name: part for name, part in parts.items() if part})


def begin(hand: Hand, guild_id: int, question: str, as_of: datetime) -> int:
    """The number under which the parts are put; nobody sees them before :func:`finish`."""
    begun = hand.connection.execute(
        "INSERT INTO prepared (guild, question, as_of_ms, whole) VALUES (?, ?, ?, 0) RETURNING id",
        (hand.recorder.guild(guild_id), question, milliseconds(as_of)),
    ).fetchone()
    return int(begun[0])


def put_part(hand: Hand, number: int, name: str, place: int, content: bytes) -> None:
    hand.connection.execute(
        "INSERT INTO prepared_part (prepared, name, place, content) SELECT id, ?, ?, ? FROM prepared WHERE id = ?",
        (name, place, content, number),
    )


def finish(hand: Hand, guild_id: int, question: str, number: int, wishes: int) -> bool:
    """Show what was put instead of what answered the question before, unless somebody was erased, opted out or opted in
    since there were so many ``wishes``: then nothing is left of either."""
    connection, guild = hand.connection, hand.recorder.guild(guild_id)
    is_true: bool = connection.execute("SELECT count(*) FROM erasure").fetchone() == (wishes,)
    connection.execute("UPDATE prepared SET whole = 1 WHERE id = ?", (number,))
    kept = number if is_true else 0
    drop(connection, _BUT_FOR, (guild, kept, question))
    return is_true


def drop(connection: sqlite3.Connection, which: str, parameters: tuple[int | str, ...] = ()) -> int:
    """Drop those whose numbers a query finds, and say how many rows went."""
    numbers = [(number,) for (number,) in connection.execute(which, parameters)]
    parts = connection.executemany("DELETE FROM prepared_part WHERE prepared = ?", numbers).rowcount
    return parts + connection.executemany("DELETE FROM prepared WHERE id = ?", numbers).rowcount if numbers else 0


def drop_all(hand: Hand) -> None:
    """To be called before the past is written anew."""
    drop(hand.connection, "SELECT id FROM prepared")


def drop_old(hand: Hand, before: datetime) -> None:
    """Nothing of an archive: that is never old."""
    live = "SELECT id FROM guild WHERE NOT imported"
    old = f"SELECT id FROM prepared WHERE guild IN ({live}) AND as_of_ms < ?"  # noqa: S608 (our own words)
    drop(hand.connection, old, (milliseconds(before),))
