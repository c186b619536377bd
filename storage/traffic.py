"""The messages of a window as columns: who wrote after whom, when, and where."""

# ruff: noqa: S608 (the statement is put together from this file's own text, never from input)
from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from storage.models import ChannelActivity, Flags, Ints
from storage.models.moments import DAY_MS, DISCORD_EPOCH_MS
from storage.packing import pack_people, read_cells, unpack_people
from storage.rooms import Rooms

HOUR_MS = 3_600_000
_THURSDAY = 3
"""The weekday of 1970-01-01, Monday being 0."""

_FLAGS = "(question * 2 + (reply_to IS NOT NULL OR EXISTS (SELECT 1 FROM mention WHERE mention.message = message.id)))"
_MESSAGES = f"""
SELECT id, {pack_people("author", "channel")}, coalesce(reply_to, -1),
    {pack_people("coalesce(target, 0)", _FLAGS)}
FROM message WHERE guild = :guild AND id >= :early_id AND id < :high_id {{channels}}
"""


@dataclass(frozen=True, slots=True, eq=False)
class Traffic:
    """Messages in the order of their ids. ``inside`` tells those of the window from those of the hour before it."""

    sent_ms: Ints
    message: Ints
    channel: Ints
    author: Ints
    target: Ints
    """0 where nobody is answered."""
    reply_to: Ints
    addressed: Flags
    question: Flags
    inside: Flags

    def adjacent(self) -> Ints:
        """Author, previous author and day of each message that follows another member's within an hour and addresses
        nobody: shape (n, 3)."""
        order = np.lexsort((self.message, self.channel))
        channel, author, sent_ms = self.channel[order], self.author[order], self.sent_ms[order]
        follows = np.zeros(len(order), dtype=np.bool_)
        follows[1:] = (
            (channel[1:] == channel[:-1]) & (author[1:] != author[:-1]) & (sent_ms[1:] - sent_ms[:-1] <= HOUR_MS)
        )
        follows &= ~self.addressed[order] & self.inside[order]
        rows = np.flatnonzero(follows)
        return np.stack((author[rows], author[rows - 1], sent_ms[rows] // DAY_MS), axis=1)

    def hours(self) -> Ints:
        """Messages by UTC weekday and hour: shape (7, 24)."""
        sent = self.sent_ms[self.inside]
        slot = (sent // DAY_MS + _THURSDAY) % 7 * 24 + sent % DAY_MS // HOUR_MS
        return np.bincount(slot, minlength=7 * 24).astype(np.int64).reshape(7, 24)

    def channels(self, rooms: Rooms) -> tuple[ChannelActivity, ...]:
        """Every room that exists, the busiest first."""
        home = np.zeros(max(rooms.by_id, default=0) + 1, dtype=np.int64)
        for room in rooms.by_id.values():
            home[room.id] = rooms.home(room).id
        at = home[self.channel[self.inside]]
        author, target = self.author[self.inside], self.target[self.inside]
        question, message = self.question[self.inside], self.message[self.inside]
        is_reply = (target > 0) & (target != author)
        answered = question & np.isin(message, self.reply_to[self.inside][is_reply])
        people = int(author.max(initial=0)) + 1
        writer_rooms = np.unique(at * people + author) // people
        size = len(home)
        messages, questions = np.bincount(at, minlength=size), np.bincount(at[question], minlength=size)
        answers, replies = np.bincount(at[answered], minlength=size), np.bincount(at[is_reply], minlength=size)
        writers = np.bincount(writer_rooms, minlength=size)
        found = [
            ChannelActivity(
                channel_id=room.channel_id,
                name=room.name,
                kind=room.kind,
                messages=int(messages[room.id]),
                writers=int(writers[room.id]),
                questions=int(questions[room.id]),
                answered=int(answers[room.id]),
                replies=int(replies[room.id]),
            )
            for room in rooms.by_id.values()
            if not room.deleted and room.kind != "category" and rooms.home(room) is room
        ]
        return tuple(sorted(found, key=lambda activity: (-activity.messages, activity.channel_id)))


def read_traffic(connection: sqlite3.Connection, parameters: Mapping[str, Any]) -> Traffic:
    """``parameters`` as for the recounting statements."""
    here = "AND channel IN (SELECT value FROM json_each(:channels))" if parameters["channels"] is not None else ""
    early_id = parameters["low_id"] - (HOUR_MS << 22)
    statement = _MESSAGES.replace("{channels}", here)
    cells = read_cells(connection, statement, {**parameters, "early_id": early_id}, 4)
    message = np.ascontiguousarray(cells[0])
    author, channel = unpack_people(cells[1])
    target, flags = unpack_people(cells[3])
    return Traffic(
        sent_ms=(message >> 22) + DISCORD_EPOCH_MS,
        message=message,
        channel=channel,
        author=author,
        target=target,
        reply_to=cells[2],
        addressed=(flags & 1).astype(np.bool_),
        question=(flags & 2).astype(np.bool_),
        inside=message >= parameters["low_id"],
    )
