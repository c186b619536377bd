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
SELECT guild, as_of_ms FROM prepared JOIN guild ON guild.id = prepared.guild
WHERE guild_id = ? AND question = ? AND as_of_ms BETWEEN ? AND ?
"""
_PART = "SELECT content FROM prepared_part WHERE guild = ? AND as_of_ms = ? AND name = ? ORDER BY place"


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
    guild, as_of_ms = found
    parts = {
        name: tuple(content for (content,) in connection.execute(_PART, (guild, as_of_ms, name))) for name in names
    }
    return Prepared(moment_at(as_of_ms), {name: part for name, part in parts.items() if part})


def begin(hand: Hand, guild_id: int, as_of: datetime) -> None:
    """Make way for what is to be true of this moment."""
    place = (hand.recorder.guild(guild_id), milliseconds(as_of))
    hand.connection.execute("DELETE FROM prepared WHERE guild = ? AND as_of_ms = ?", place)
    hand.connection.execute("DELETE FROM prepared_part WHERE guild = ? AND as_of_ms = ?", place)


def put_part(hand: Hand, guild_id: int, as_of: datetime, name: str, place: int, content: bytes) -> None:
    """Nobody sees it before :func:`finish`."""
    hand.connection.execute(
        "INSERT INTO prepared_part (guild, as_of_ms, name, place, content) VALUES (?, ?, ?, ?, ?)",
        (hand.recorder.guild(guild_id), milliseconds(as_of), name, place, content),
    )


def finish(hand: Hand, guild_id: int, question: str, as_of: datetime, wishes: int) -> bool:
    """Show what was put as of this moment instead of what was there, unless somebody was erased, opted out or opted in
    since there were so many ``wishes``: then nothing is left of either."""
    guild, as_of_ms = hand.recorder.guild(guild_id), milliseconds(as_of)
    is_true: bool = hand.connection.execute("SELECT count(*) FROM erasure").fetchone() == (wishes,)
    hand.connection.execute("DELETE FROM prepared WHERE guild = ?", (guild,))
    if is_true:
        hand.connection.execute(
            "INSERT INTO prepared (guild, question, as_of_ms) VALUES (?, ?, ?)", (guild, question, as_of_ms)
        )
    hand.connection.execute(
        "DELETE FROM prepared_part WHERE guild = ? AND (as_of_ms <> ? OR NOT ?)", (guild, as_of_ms, is_true)
    )
    return is_true


def drop_all(hand: Hand) -> None:
    """To be called before the past is written anew."""
    hand.connection.execute("DELETE FROM prepared")
    hand.connection.execute("DELETE FROM prepared_part")
