"""The messages of a span of time as columns: who wrote after whom, when, where, and what was asked and answered."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

import numpy as np

from storage.closed_day import ANSWERS, HOURS, LATE_REPLIES, OPEN_QUESTIONS, TIE_KEY, DayTraffic
from storage.models import Flags, Ints
from storage.models.moments import DAY_MS, DISCORD_EPOCH_MS, HOUR_MS
from storage.packing import pack_pair, read_cells, unpack_pair
from storage.span import Span
from storage.tables import Table, run_starts, summed, table
from storage.waiting import slots_of

_MESSAGES = f"""
SELECT id, {pack_pair("author", "channel")}, coalesce(reply_to, -1), {pack_pair("coalesce(target, 0)", "question")}
FROM message WHERE guild = :guild AND id >= :low_id AND id < :high_id {{channels}} ORDER BY id
"""  # noqa: S608 (this file's own text)
_MENTIONING = "SELECT DISTINCT message FROM mention WHERE message >= :low_id AND message < :high_id ORDER BY message"
_HERE = "AND channel IN (SELECT value FROM json_each(:channels))"


@dataclass(frozen=True, slots=True, eq=False)
class Traffic:
    """Messages in the order of their ids. ``inside`` tells those of the span from those of the hour before it."""

    message: Ints
    channel: Ints
    author: Ints
    target: Ints
    """0 where nobody is answered."""
    reply_to: Ints
    """−1 where none is known."""
    addressed: Flags
    question: Flags
    inside: Flags

    @property
    def sent_ms(self) -> Ints:
        return (self.message >> 22) + DISCORD_EPOCH_MS

    @property
    def answers(self) -> Flags:
        """Messages of the span that answer somebody else with a Reply."""
        answers: Flags = self.inside & (self.target > 0) & (self.target != self.author)
        return answers

    def adjacent(self) -> Table:
        """``day, source, target, channel, adjacent``: one row for each message that follows another member's in its
        channel within an hour and addresses nobody."""
        order = np.lexsort((self.message, self.channel))
        channel, author, sent_ms = self.channel[order], self.author[order], self.sent_ms[order]
        follows = np.zeros(len(order), dtype=np.bool_)
        follows[1:] = (
            (channel[1:] == channel[:-1]) & (author[1:] != author[:-1]) & (sent_ms[1:] - sent_ms[:-1] <= HOUR_MS)
        )
        follows &= ~self.addressed[order] & self.inside[order]
        rows = np.flatnonzero(follows)
        columns = (sent_ms[rows] // DAY_MS, author[rows], author[rows - 1], channel[rows], np.ones(len(rows)))
        return table(("day", *TIE_KEY, "adjacent"), columns)

    def asked(self) -> tuple[Table, Table, Table]:
        """Open questions, late replies and answers, as in :class:`DayTraffic`, each day by itself."""
        answer = np.flatnonzero(self.answers & (self.reply_to >= 0))
        place = np.minimum(np.searchsorted(self.message, self.reply_to[answer]), len(self.message) - 1)
        day = self.sent_ms // DAY_MS
        is_here = (
            (self.message[place] == self.reply_to[answer])
            & (self.channel[place] == self.channel[answer])
            & (day[place] == day[answer])
            & self.inside[place]
        )
        late, prompt, asked = answer[~is_here], answer[is_here], place[is_here]
        first = np.full(len(self.message), -1, dtype=np.int64)
        first[asked[::-1]] = prompt[::-1]  # the earliest is written last, and stays
        timed = np.flatnonzero(self.question & (first >= 0))
        slots = slots_of(seconds_between(self.message[timed], self.message[first[timed]]))
        is_open = self.question & self.inside & (first < 0)
        questions = (self.message, self.author, self.channel, self._followed())
        waited = seconds_between(self.reply_to[late], self.message[late])
        return (
            table(OPEN_QUESTIONS, [column[is_open] for column in questions]),
            table(LATE_REPLIES, (*(c[late] for c in (self.reply_to, self.author, self.target, self.channel)), waited)),
            summed(table(ANSWERS, (self.channel[timed], slots, np.ones(len(timed)))), ANSWERS[:2]),
        )

    def _followed(self) -> Ints:
        """For each message the seconds until somebody else wrote in its channel, on the same day, within the hour, and
        to nobody else; 0 where nobody did."""
        order = np.lexsort((self.message, self.channel))
        channel, author, message = self.channel[order], self.author[order], self.message[order]
        addressed, target, sent_ms = self.addressed[order], self.target[order], self.sent_ms[order]
        starts = run_starts(channel, author)
        run = np.searchsorted(starts, np.arange(len(order)), "right")
        after = np.append(starts, 0)[run]
        follows = (
            (run < len(starts))
            & (channel[after] == channel)
            & (sent_ms[after] // DAY_MS == sent_ms // DAY_MS)
            & (sent_ms[after] - sent_ms <= HOUR_MS)
            & (~addressed[after] | (target[after] == author))
        )
        seconds = np.zeros(len(order), dtype=np.int64)
        seconds[order] = np.where(follows, seconds_between(message, message[after]), 0)
        return seconds


def seconds_between(earlier: Ints, later: Ints) -> Ints:
    """From the messages with these ids to those; at least one."""
    seconds: Ints = np.maximum(((later >> 22) - (earlier >> 22)) // 1000, 1)
    return seconds


def read_traffic(connection: sqlite3.Connection, span: Span) -> Traffic:
    statement = _MESSAGES.replace("{channels}", "" if span.channels is None else _HERE)
    parameters = span.parameters()
    early_id = parameters["low_id"] - (HOUR_MS << 22)
    cells = read_cells(connection, statement, {**parameters, "low_id": early_id}, 4)
    message = np.ascontiguousarray(cells[0])
    author, channel = unpack_pair(cells[1])
    target, question = unpack_pair(cells[3])
    addressed = cells[2] >= 0
    (mentioning,) = read_cells(connection, _MENTIONING, parameters, 1)
    place = np.searchsorted(message, mentioning)
    is_here = place < len(message)
    is_here[is_here] = message[place[is_here]] == mentioning[is_here]
    addressed[place[is_here]] = True
    return Traffic(
        message=message,
        channel=channel,
        author=author,
        target=target,
        reply_to=cells[2],
        addressed=addressed,
        question=question.astype(np.bool_),
        inside=message >= parameters["low_id"],
    )


def read_day_traffic(connection: sqlite3.Connection, guild: int, day: int) -> DayTraffic:
    """What the messages of one day tell, by the guild's small id and UTC days since 1970."""
    traffic = read_traffic(connection, Span.of_day(guild, day))
    adjacent = {name: column for name, column in traffic.adjacent().items() if name != "day"}
    inside = np.flatnonzero(traffic.inside)
    hour = traffic.sent_ms[inside] % DAY_MS // HOUR_MS
    hours = table(HOURS, (traffic.channel[inside], hour, np.ones(len(inside))))
    open_questions, late_replies, answers = traffic.asked()
    return DayTraffic(summed(adjacent, TIE_KEY), summed(hours, HOURS[:2]), open_questions, late_replies, answers)
