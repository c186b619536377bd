"""What went on in each room and at each hour of a window, taken together day by day."""

from __future__ import annotations

import numpy as np

from storage.day_slice import DaySlice, Narrows
from storage.models import ChannelActivity, Flags, Ints
from storage.models.moments import DAY_MS, HOUR_MS
from storage.rooms import Rooms
from storage.tables import distinct, run_starts
from storage.traffic import Traffic
from storage.waiting import SLOTS, median_seconds, slots_of

_THURSDAY = 3
"""The weekday of 1970-01-01, Monday being 0."""
_PERSON_BITS = 32
_WRITTEN = ("messages", "replies", "questions")


class RoomActivity:
    def __init__(self, rooms: Rooms) -> None:
        self.known = rooms
        size = int(rooms.small.max(initial=0)) + 1
        self.is_known: Flags = np.zeros(size, dtype=np.bool_)
        """Of each small id of a channel."""
        self._home: Ints = np.zeros(size, dtype=np.int64)
        self.is_known[rooms.small] = True
        self._home[rooms.small] = rooms.home
        self.hours: Ints = np.zeros((7, 24), dtype=np.int64)
        """Messages by UTC weekday (Monday first) and hour."""
        self._written = {name: np.zeros(size, dtype=np.int64) for name in _WRITTEN}
        self._writers: list[Ints] = []
        self.homes: Ints = distinct(self._home)
        """Small ids of the rooms that count as themselves, sorted; perhaps with 0, for what nobody knows."""
        self._place = np.searchsorted(self.homes, self._home)
        self._waits: Ints = np.zeros((len(self.homes), SLOTS), dtype=np.int64)
        """How many questions waited how long for a Reply of the same day."""
        self._asked: list[tuple[Ints, Ints, Ints]] = []
        """Questions that were open at the end of their day: their ids, their rooms, and the seconds until somebody else
        wrote next."""
        self._answered: list[tuple[Ints, Ints]] = []
        """What was answered later, and after how many seconds."""

    def add_day(self, day: DaySlice) -> None:
        hours, open_questions, late_replies, answers = day.traffic()
        np.add.at(self.hours[(day.day + _THURSDAY) % 7], hours["hour"], hours["messages"].astype(np.int64))
        homes = self._home[day.channels]
        by_channel = day.by_channel()
        at = homes[by_channel["channel"]]
        for name, sums in self._written.items():
            np.add.at(sums, at, by_channel[name].astype(np.int64))
        wrote = by_channel["messages"] > 0
        self._writers.append((at[wrote] << _PERSON_BITS) | day.people[by_channel["person"][wrote]])
        self._add_asked(open_questions, late_replies, answers, homes)

    def add_traffic(self, traffic: Traffic) -> None:
        inside, question, answers = traffic.inside, traffic.inside & traffic.question, traffic.answers
        slot = (traffic.sent_ms[inside] // DAY_MS + _THURSDAY) % 7 * 24 + traffic.sent_ms[inside] % DAY_MS // HOUR_MS
        self.hours += np.bincount(slot, minlength=7 * 24).reshape(7, 24)
        at = self._home[traffic.channel]
        for name, rows in zip(_WRITTEN, (inside, answers, question), strict=True):
            self._written[name] += np.bincount(at[rows], minlength=len(self._home))
        keys = np.sort((at[inside] << _PERSON_BITS) | traffic.author[inside])
        self._writers.append(keys[run_starts(keys)])
        self._add_asked(*traffic.asked(), self._home)

    def _add_asked(self, open_questions: Narrows, late_replies: Narrows, answers: Narrows, homes: Ints) -> None:
        """``homes`` has the room of each number that stands in a column ``channel``."""
        asked, followed = (open_questions[name].astype(np.int64) for name in ("message", "seconds"))
        self._asked.append((asked, homes[open_questions["channel"]], followed))
        answered, waited = (late_replies[name].astype(np.int64) for name in ("message", "seconds"))
        self._answered.append((answered, waited))
        rooms = self._place[homes[answers["channel"]]]
        np.add.at(self._waits, (rooms, answers["slot"]), answers["answers"])

    def place_of(self, channels: Ints) -> Ints:
        """The place in ``homes`` of the room of each of these channels and threads, by small id."""
        return self._place[channels]

    def channels(self) -> tuple[ChannelActivity, ...]:
        """Every room that exists, the busiest first."""
        size = len(self._home)
        keys = np.sort(_joined(self._writers))
        writers = np.bincount(keys[run_starts(keys)] >> _PERSON_BITS, minlength=size)
        messages, replies, questions = (self._written[name] for name in _WRITTEN)
        still_open, followed, later = self._open_and_late()
        answered = questions - np.bincount(still_open, minlength=size)
        is_followed = followed > 0
        perhaps = np.bincount(still_open[is_followed], minlength=size)
        waits, follows = self._waits + later, self._slots(still_open[is_followed], followed[is_followed])
        found = [
            ChannelActivity(
                channel_id=room.channel_id,
                name=room.name,
                kind=room.kind,
                messages=int(messages[room.id]),
                writers=int(writers[room.id]),
                questions=int(questions[room.id]),
                answered=int(answered[room.id]),
                replies=int(replies[room.id]),
                perhaps=int(perhaps[room.id]),
                reply_seconds=median_seconds(waits[self._place[room.id]]),
                next_seconds=median_seconds(follows[self._place[room.id]]),
                thread_of=channel.name if (channel := self.known.channel_of(room)) else None,
            )
            for room in self.known.by_id.values()
            if not room.deleted and room.kind != "category"
        ]
        return tuple(sorted(found, key=lambda activity: (-activity.messages, activity.channel_id)))

    def authors(self) -> int:
        """How many people wrote anywhere."""
        return len(distinct(_joined(self._writers) & ((1 << _PERSON_BITS) - 1)))

    def sent(self) -> int:
        """All messages, those in rooms that nobody knows any more included."""
        return int(self._written["messages"].sum())

    def _open_and_late(self) -> tuple[Ints, Ints, Ints]:
        """Of the questions that were open at the end of their day and stayed so, the rooms, and the seconds until
        somebody else wrote next; and how long the others waited, as ``_waits``."""
        asked, at, followed = (_joined([columns[place] for columns in self._asked]) for place in range(3))
        answered, waited = (_joined([columns[place] for columns in self._answered]) for place in range(2))
        order = np.lexsort((waited, answered))
        answered, waited = np.append(answered[order], -1), np.append(waited[order], 0)
        first = np.searchsorted(answered[:-1], asked)
        is_answered = answered[first] == asked
        seconds = waited[first]
        known = is_answered & (seconds > 0)
        return at[~is_answered], followed[~is_answered], self._slots(at[known], seconds[known])

    def _slots(self, homes: Ints, seconds: Ints) -> Ints:
        """How many waited how long in each room."""
        places = self._place[homes] * SLOTS + slots_of(seconds)
        return np.bincount(places, minlength=self._waits.size).reshape(self._waits.shape)


def _joined(pieces: list[Ints]) -> Ints:
    return np.concatenate([np.zeros(0, dtype=np.int64), *pieces])
