"""What went on in each room and at each hour of a window, taken together day by day."""

from __future__ import annotations

import numpy as np

from storage.day_slice import DaySlice
from storage.models import ChannelActivity, Flags, Ints
from storage.models.moments import DAY_MS, HOUR_MS
from storage.rooms import Rooms
from storage.tables import run_starts
from storage.traffic import Traffic

_THURSDAY = 3
"""The weekday of 1970-01-01, Monday being 0."""
_PERSON_BITS = 32
_WRITTEN = ("messages", "replies", "questions")


class RoomActivity:
    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms
        size = max(rooms.by_id, default=0) + 1
        self.is_known: Flags = np.zeros(size, dtype=np.bool_)
        """Of each small id of a channel."""
        self._home: Ints = np.zeros(size, dtype=np.int64)
        for room in rooms.by_id.values():
            self.is_known[room.id] = True
            self._home[room.id] = rooms.home(room).id
        self.hours: Ints = np.zeros((7, 24), dtype=np.int64)
        """Messages by UTC weekday (Monday first) and hour."""
        self._written = {name: np.zeros(size, dtype=np.int64) for name in _WRITTEN}
        self._writers: list[Ints] = []
        self._asked: list[tuple[Ints, Ints]] = []
        self._answered: list[Ints] = []

    def add_day(self, day: DaySlice) -> None:
        hours, open_questions, late_replies = day.traffic()
        self.hours[(day.day + _THURSDAY) % 7] += _counts(hours["hour"], hours["messages"], 24)
        homes = self._home[day.channels]
        by_channel = day.by_channel()
        at = homes[by_channel["channel"]]
        for name, sums in self._written.items():
            sums += _counts(at, by_channel[name], len(sums))
        wrote = by_channel["messages"] > 0
        self._writers.append((at[wrote] << _PERSON_BITS) | day.people[by_channel["person"][wrote]])
        self._asked.append((open_questions["message"].astype(np.int64), homes[open_questions["channel"]]))
        self._answered.append(late_replies["message"].astype(np.int64))

    def add_traffic(self, traffic: Traffic) -> None:
        inside, question, answers = traffic.inside, traffic.inside & traffic.question, traffic.answers
        slot = (traffic.sent_ms[inside] // DAY_MS + _THURSDAY) % 7 * 24 + traffic.sent_ms[inside] % DAY_MS // HOUR_MS
        self.hours += np.bincount(slot, minlength=7 * 24).reshape(7, 24)
        at = self._home[traffic.channel]
        for name, rows in zip(_WRITTEN, (inside, answers, question), strict=True):
            self._written[name] += np.bincount(at[rows], minlength=len(self._home))
        keys = np.sort((at[inside] << _PERSON_BITS) | traffic.author[inside])
        self._writers.append(keys[run_starts(keys)])
        self._asked.append((traffic.message[question], at[question]))
        self._answered.append(traffic.reply_to[answers])

    def channels(self) -> tuple[ChannelActivity, ...]:
        """Every room that exists, the busiest first."""
        size = len(self._home)
        keys = np.sort(_joined(self._writers))
        writers = np.bincount(keys[run_starts(keys)] >> _PERSON_BITS, minlength=size)
        messages, replies, questions = (self._written[name] for name in _WRITTEN)
        answered = questions - np.bincount(self._unanswered(), minlength=size)
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
            )
            for room in self._rooms.by_id.values()
            if not room.deleted and room.kind != "category" and self._rooms.home(room) is room
        ]
        return tuple(sorted(found, key=lambda activity: (-activity.messages, activity.channel_id)))

    def _unanswered(self) -> Ints:
        """The room of each question that was open at the end of its day and stayed so."""
        asked, at = _joined([ids for ids, _ in self._asked]), _joined([at for _, at in self._asked])
        order = np.argsort(asked, kind="stable")
        asked, at = asked[order], at[order]
        answered = np.sort(_joined(self._answered))
        both = np.sort(np.concatenate((asked, answered[run_starts(answered)])))
        is_answered = np.zeros(len(asked), dtype=np.bool_)
        is_answered[np.searchsorted(asked, both[1:][both[1:] == both[:-1]])] = True
        return at[~is_answered]


def _counts(places: np.ndarray, counts: np.ndarray, size: int) -> Ints:
    """The counts added up by place."""
    return np.bincount(places, weights=counts, minlength=size).astype(np.int64)


def _joined(pieces: list[Ints]) -> Ints:
    return np.concatenate([np.zeros(0, dtype=np.int64), *pieces])
