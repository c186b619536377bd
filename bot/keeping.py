"""What was costly to make, for as long as it is honest to show it again, and in a bounded amount of memory."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.folding import fold, unfold
from bot.weighing import weigh
from storage.models import ChangeMark

CHEAP_SECONDS = 0.05
"""What takes less is made anew each time."""
TIMES_AS_LONG = 60
"""How many times as long as it took something is shown …"""
LONGEST = timedelta(minutes=2)
"""… and for how long at most."""
WHILE_MAKING = 1.75
"""How many times the bound may be taken by what is kept and what is being made together."""
SMALL_SHARE = 0.03
"""To fold what takes less of the bound, or to let go of it, makes no room worth having."""
SMALL_IN_ALL = 0.1
"""… and all of that may take as much of the bound."""


@dataclass(frozen=True, slots=True)
class Kept:
    """How much is kept, and how often something was made or found, since the start."""

    number: int
    bytes: int
    made: int
    found: int


NOTHING_KEPT = Kept(0, 0, 0, 0)


@dataclass(frozen=True, slots=True, eq=False)
class _Folded:
    """A value that nobody can look at until it is unfolded."""

    parts: tuple[bytes, ...]


@dataclass(slots=True, eq=False)
class _Entry:
    question: Hashable
    as_of: datetime
    is_now: bool
    value: Any
    made_at: datetime
    lasts: timedelta
    whole: int
    """Bytes that it takes unfolded."""
    mark: ChangeMark

    @property
    def bytes(self) -> int:
        return sum(map(len, self.value.parts)) if isinstance(self.value, _Folded) else self.whole

    def answers(self, question: Hashable, as_of: datetime | None) -> bool:
        return self.question == question and (self.is_now if as_of is None else self.as_of == as_of)

    def is_another(self, question: Hashable, as_of: datetime, *, is_now: bool) -> bool:
        """Whether it answers the same, so that both are too many."""
        return self.question == question and (self.as_of == as_of or (self.is_now and is_now))

    def is_fresh(self, now: datetime) -> bool:
        return timedelta(0) <= now - self.made_at <= self.lasts

    def may_answer(self, now: datetime, mark: ChangeMark) -> bool:
        """Whether anybody can still be shown it."""
        return self.is_fresh(now) or self.mark == mark


class Keep:
    """Values by question and moment. Safe to use from several threads.

    What is true of now holds for 60 times as long as it took to make, at most two minutes. What is true of a moment
    that was named can only change by what comes in late: it holds for two minutes, and for as long as nothing is
    written to the file. All are dropped when somebody is erased, opts out or opts in.

    What was made before and lies in the file is kept likewise once it was read.

    What there is no room for is folded, and let go of only where that is not enough: of large values first what nobody
    asked for longest.
    """

    def __init__(self, clock: Callable[[], datetime], mark: Callable[[], ChangeMark], most_bytes: int) -> None:
        self._clock = clock
        self._mark = mark
        self._most_bytes = most_bytes
        self._entries: list[_Entry] = []
        """What was asked for last is last."""
        self._wishes = -1
        self._lock = threading.Lock()
        self._made = self._found = 0

    def find(self, question: Hashable, as_of: datetime | None) -> Any | None:
        """What is kept for this moment, or, where none is named, for a moment that still counts as now."""
        now, mark = self._clock(), self._mark()
        with self._lock:
            self._heed(mark)
            entry = self._entry(question, as_of, now, mark)
            return None if entry is None else self._use(entry)

    def put(
        self, question: Hashable, as_of: datetime, value: Any, *, is_now: bool, seconds: float, mark: ChangeMark
    ) -> None:
        """Keep what took ``seconds`` of work, read since ``mark``, if that is worth it and there is room."""
        lasts = min(timedelta(seconds=TIMES_AS_LONG * seconds), LONGEST) if is_now else LONGEST
        with self._lock:
            self._made += 1
            self._add(
                question, as_of, value, is_now=is_now, lasts=lasts, mark=mark, is_worth_it=seconds >= CHEAP_SECONDS
            )

    def recall(self, question: Hashable, as_of: datetime, value: Any, *, is_now: bool, mark: ChangeMark) -> None:
        """Keep what was made before and read since ``mark``, if there is room."""
        with self._lock:
            self._add(question, as_of, value, is_now=is_now, lasts=LONGEST, mark=mark)

    def drop(self, question: Hashable) -> None:
        """Whatever answers it, as of any moment."""
        with self._lock:
            self._entries = [entry for entry in self._entries if entry.question != question]

    def weigh_again(self, value: Any) -> None:
        """To be called where a kept value has grown."""
        size = weigh(value)
        with self._lock:
            for entry in self._entries:
                if entry.value is value:
                    entry.whole = size
            self._shrink(self._most_bytes)

    def make_room(self, size: int) -> None:
        """To be called before something is made for which ``size`` bytes are needed."""
        now, mark = self._clock(), self._mark()
        with self._lock:
            self._forget_stale(now, mark)
            self._shrink(WHILE_MAKING * self._most_bytes - size)

    def moment(self, question: Hashable, as_of: datetime | None) -> datetime | None:
        """Of which moment :meth:`find` would find something; None where it would find nothing."""
        now, mark = self._clock(), self._mark()
        with self._lock:
            self._heed(mark)
            entry = self._entry(question, as_of, now, mark)
            return None if entry is None else entry.as_of

    def let_go(self) -> None:
        """Drop what was made before the longest time that anything is shown."""
        now = self._clock()
        with self._lock:
            self._entries = [entry for entry in self._entries if now - entry.made_at <= LONGEST]

    def figures(self) -> Kept:
        """Without waiting for what is being folded."""
        entries = tuple(self._entries)
        return Kept(len(entries), sum(entry.bytes for entry in entries), self._made, self._found)

    def _entry(self, question: Hashable, as_of: datetime | None, now: datetime, mark: ChangeMark) -> _Entry | None:
        for entry in self._entries:
            unchanged = as_of is not None and entry.mark == mark
            if entry.answers(question, as_of) and (unchanged or entry.is_fresh(now)):
                return entry
        return None

    def _add(
        self,
        question: Hashable,
        as_of: datetime,
        value: Any,
        *,
        is_now: bool,
        lasts: timedelta,
        mark: ChangeMark,
        is_worth_it: bool = True,
    ) -> None:
        """If nobody was erased since it was read."""
        now, size = self._clock(), weigh(value)
        self._heed(mark)
        self._forget_stale(now, mark)
        if is_worth_it and size <= self._most_bytes and mark.wishes == self._wishes:
            self._entries = [entry for entry in self._entries if not entry.is_another(question, as_of, is_now=is_now)]
            self._shrink(self._most_bytes - size)
            self._entries.append(_Entry(question, as_of, is_now, value, now, lasts, size, mark))

    def _use(self, entry: _Entry) -> Any:
        self._found += 1
        self._entries.remove(entry)
        if isinstance(entry.value, _Folded):
            self._shrink(self._most_bytes - entry.whole)
            entry.value = unfold(entry.value.parts)
        self._entries.append(entry)
        return entry.value

    def _heed(self, mark: ChangeMark) -> None:
        if mark.wishes > self._wishes:
            self._entries.clear()
            self._wishes = mark.wishes

    def _forget_stale(self, now: datetime, mark: ChangeMark) -> None:
        self._entries = [entry for entry in self._entries if entry.may_answer(now, mark)]

    def _shrink(self, to: float) -> None:
        """Fold, then drop of those that are worth it; and drop of the others when there are too many."""
        large: list[_Entry] = []
        small: list[_Entry] = []
        for entry in self._entries:
            (small if entry.whole < SMALL_SHARE * self._most_bytes else large).append(entry)
        for entry in large:
            if self._bytes() > to and not isinstance(entry.value, _Folded):
                entry.value = _Folded(tuple(fold(entry.value)))
        for entry in large:
            if self._bytes() > to:
                self._entries.remove(entry)
        for entry in small:
            if self._bytes() > max(to, SMALL_IN_ALL * self._most_bytes):
                self._entries.remove(entry)

    def _bytes(self) -> int:
        return sum(entry.bytes for entry in self._entries)
