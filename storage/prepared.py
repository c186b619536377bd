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
_WHOLE = ""
"""The name of the last part, which is empty: those of one question and moment are shown once it is there."""
_LATEST = """
SELECT guild, as_of_ms FROM prepared JOIN guild ON guild.id = prepared.guild
WHERE guild_id = ? AND question = ? AND as_of_ms BETWEEN ? AND ? AND prepared.name = ''
"""
_PART = "SELECT content FROM prepared WHERE guild = ? AND question = ? AND as_of_ms = ? AND name = ? ORDER BY place"


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
        name: tuple(content for (content,) in connection.execute(_PART, (guild, question, as_of_ms, name)))
        for name in names
    }
    return Prepared(moment_at(as_of_ms), {name: part for name, part in parts.items() if part})


def begin(hand: Hand, guild_id: int, question: str, as_of: datetime) -> None:
    """Make way for what is to be true of this moment."""
    hand.connection.execute(
        "DELETE FROM prepared WHERE guild = ? AND question = ? AND as_of_ms = ?",
        (hand.recorder.guild(guild_id), question, milliseconds(as_of)),
    )


def put_part(hand: Hand, guild_id: int, question: str, as_of: datetime, name: str, place: int, content: bytes) -> None:
    """Nobody sees it before :func:`finish`."""
    hand.connection.execute(
        "INSERT INTO prepared (guild, question, as_of_ms, name, place, content) VALUES (?, ?, ?, ?, ?, ?)",
        (hand.recorder.guild(guild_id), question, milliseconds(as_of), name, place, content),
    )


def finish(hand: Hand, guild_id: int, question: str, as_of: datetime, wishes: int) -> bool:
    """Show what was put instead of what answered the question before, unless somebody was erased, opted out or opted in
    since there were so many ``wishes``: then nothing is left of either."""
    connection, guild = hand.connection, hand.recorder.guild(guild_id)
    is_true: bool = connection.execute("SELECT count(*) FROM erasure").fetchone() == (wishes,)
    put_part(hand, guild_id, question, as_of, _WHOLE, 0, b"")
    connection.execute(
        "DELETE FROM prepared WHERE guild = ? AND question = ? AND (as_of_ms <> ? OR NOT ?)",
        (guild, question, milliseconds(as_of), is_true),
    )
    return is_true


def drop_all(hand: Hand) -> None:
    """To be called before the past is written anew."""
    hand.connection.execute("DELETE FROM prepared")


def drop_old(hand: Hand, before: datetime) -> None:
    """Nothing of an archive: that is never old."""
    hand.connection.execute(
        "DELETE FROM prepared WHERE guild IN (SELECT id FROM guild WHERE NOT imported) AND as_of_ms < ?",
        (milliseconds(before),),
    )
