"""The messages of a span of time as columns: who wrote when and where, what was asked and who was answered."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, fields

import numpy as np

from storage.closed_day import ANSWERS, HOURS, LATE_REPLIES, OPEN_QUESTIONS, TIE_KEY, DayTraffic
from storage.conversation.inference import infer
from storage.conversation.turns import CONTEXT_MS, Turns
from storage.models import INFERRED_PARTS, Flags, Ints
from storage.models.moments import DAY_MS, DISCORD_EPOCH_MS, HOUR_MS, MINUTE_MS
from storage.packing import pack_pair, read_cells, unpack_pair
from storage.span import Span
from storage.tables import Table, distinct, joined, run_starts, summed, table
from storage.waiting import slots_of

LEAST_PARTS = 2
"""Of ``INFERRED_PARTS``: a fainter chance is not kept. Those are a tenth of the rows and a twentieth of all chances."""
_LONG = (1 << 20) - 1
_TOLD = f"question | (thanks << 1) | (min(length, {_LONG}) << 2)"
_MESSAGES = f"""
SELECT id, {pack_pair("author", "channel")}, coalesce(reply_to, -1), {pack_pair("coalesce(target, 0)", f"({_TOLD})")}
FROM message WHERE guild = :guild AND id >= :low_id AND id < :high_id {{channels}} ORDER BY id
"""  # noqa: S608 (this file's own text)
_MENTIONS = "SELECT message, person FROM mention WHERE message >= :low_id AND message < :high_id ORDER BY message"
_HERE = "AND channel IN (SELECT value FROM json_each(:channels))"


@dataclass(frozen=True, slots=True, eq=False)
class Traffic:
    """Messages in the order of their ids. ``inside`` tells those of the span from those of ``CONTEXT_MS`` before it."""

    message: Ints
    channel: Ints
    author: Ints
    target: Ints
    """0 where nobody is answered."""
    reply_to: Ints
    """−1 where none is known."""
    length: Ints
    question: Flags
    thanks: Flags
    inside: Flags
    naming: Ints
    """The places in here of the messages that mention somebody, once for each of those, ascending."""
    named: Ints
    """Beside ``naming``, whom."""

    @property
    def sent_ms(self) -> Ints:
        return (self.message >> 22) + DISCORD_EPOCH_MS

    @property
    def answers(self) -> Flags:
        """Messages of the span that answer somebody else with a Reply."""
        answers: Flags = self.inside & (self.target > 0) & (self.target != self.author)
        return answers

    def inferred(self) -> Table:
        """``day, source, target, channel, inferred``: whom messages that do not say so most likely answer, by how
        likely in parts of ``INFERRED_PARTS``. Each day by itself with the hours before it, so that it is the same
        whichever span it is read in."""
        days = distinct(self.sent_ms[self.inside] // DAY_MS)
        names = ("day", *TIE_KEY, "inferred")
        return joined(names, [table(names), *(self._inferred_on(int(day)) for day in days)])

    def _inferred_on(self, day: int) -> Table:
        sent_ms = self.sent_ms
        begin, end = np.searchsorted(sent_ms, (day * DAY_MS - CONTEXT_MS, (day + 1) * DAY_MS))
        turns, rows = self.turns(int(begin), int(end))
        found = infer(turns).hedged()
        parts = np.rint(found.chance * INFERRED_PARTS).astype(np.int64)
        message, spoke = rows[found.message], rows[found.spoke]
        kept = np.flatnonzero((parts >= LEAST_PARTS) & (sent_ms[message] >= day * DAY_MS) & self.inside[message])
        message, spoke = message[kept], spoke[kept]
        columns = (sent_ms[message] // DAY_MS, self.author[message], self.author[spoke], self.channel[message])
        return table(("day", *TIE_KEY, "inferred"), (*columns, parts[kept]))

    def digest(self) -> bytes:
        """The same for the same traffic, and for no other."""
        from hashlib import blake2b  # brings all of OpenSSL along, and a report needs none of it

        found = blake2b(digest_size=16)
        for field in fields(self):
            found.update(np.ascontiguousarray(getattr(self, field.name)).data)
        return found.digest()

    def turns(self, begin: int, end: int) -> tuple[Turns, Ints]:
        """The messages from one place up to another, and their places in the order of the turns."""
        rows = begin + np.lexsort((self.message[begin:end], self.channel[begin:end]))
        row_of = np.empty(end - begin, dtype=np.int64)
        row_of[rows - begin] = np.arange(len(rows))
        first, last = np.searchsorted(self.naming, (begin, end))
        answering = np.flatnonzero(self.target[rows] > 0)
        naming = np.concatenate((row_of[self.naming[first:last] - begin], answering))
        named = np.concatenate((self.named[first:last], self.target[rows[answering]]))
        addressed = self.reply_to[rows] >= 0
        addressed[naming] = True
        others = np.flatnonzero(named != self.author[rows[naming]])
        order = others[np.argsort(naming[others], kind="stable")]
        turns = Turns(
            room=self.channel[rows],
            author=self.author[rows],
            minute=self.sent_ms[rows] // MINUTE_MS,
            length=self.length[rows],
            question=self.question[rows],
            thanks=self.thanks[rows],
            addressed=addressed,
            naming=naming[order],
            named=named[order],
        )
        return turns, rows

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
        target, sent_ms = self.target[order], self.sent_ms[order]
        addressed = self.reply_to >= 0
        addressed[self.naming] = True
        addressed = addressed[order]
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
    early = {**parameters, "low_id": parameters["low_id"] - (CONTEXT_MS << 22)}
    cells = read_cells(connection, statement, early, 4)
    message = np.ascontiguousarray(cells[0])
    author, channel = unpack_pair(cells[1])
    target, told = unpack_pair(cells[3])
    mentioning, named = read_cells(connection, _MENTIONS, early, 2)
    place = np.searchsorted(message, mentioning)
    is_here = place < len(message)
    is_here[is_here] = message[place[is_here]] == mentioning[is_here]
    return Traffic(
        message=message,
        channel=channel,
        author=author,
        target=target,
        reply_to=cells[2],
        length=told >> 2,
        question=(told & 1).astype(np.bool_),
        thanks=(told >> 1 & 1).astype(np.bool_),
        inside=message >= parameters["low_id"],
        naming=place[is_here],
        named=named[is_here],
    )


@dataclass(frozen=True, slots=True, eq=False)
class Foreseen:
    """What was inferred of a day ahead of its closing, and of which traffic."""

    of: bytes
    inferred: Table


def foresee(connection: sqlite3.Connection, guild: int, day: int) -> Foreseen:
    """Most of the work of :func:`read_day_traffic`, to be done by whoever has nothing else to do."""
    traffic = read_traffic(connection, Span.of_day(guild, day))
    return Foreseen(traffic.digest(), traffic.inferred())


def read_day_traffic(
    connection: sqlite3.Connection, guild: int, day: int, foreseen: Foreseen | None = None
) -> DayTraffic:
    """What the messages of one day tell, by the guild's small id and UTC days since 1970. What was foreseen is taken
    where nothing came in since."""
    traffic = read_traffic(connection, Span.of_day(guild, day))
    known = foreseen is not None and foreseen.of == traffic.digest()
    found = foreseen.inferred if foreseen is not None and known else traffic.inferred()
    inferred = {name: column for name, column in found.items() if name != "day"}
    inside = np.flatnonzero(traffic.inside)
    hour = traffic.sent_ms[inside] % DAY_MS // HOUR_MS
    hours = table(HOURS, (traffic.channel[inside], hour, np.ones(len(inside))))
    open_questions, late_replies, answers = traffic.asked()
    return DayTraffic(summed(inferred, TIE_KEY), summed(hours, HOURS[:2]), open_questions, late_replies, answers)
