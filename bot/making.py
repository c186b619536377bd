"""Where an answer comes from: it is kept, lies ready in the file, or is made now."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

from bot.judging import Judged, View
from bot.keeping import Keep
from bot.preparing import SHOWN_FOR, read
from bot.reports import WEEK
from bot.weighing import weigh
from storage import ReadableStore
from storage.models import Window

OBSERVING, JUDGING = 1.8, 2.8
"""To look at a guild, and to judge it, takes about so many times the bytes that are kept of it once it is judged."""
_JUDGED = ("judged", "before", "week ago")
"""Answers for which everybody is judged."""

Value = TypeVar("Value")
Question = tuple[str, View]
"""What is asked of a view, by its name."""


class Making:
    """Makes one answer at a time, since that takes memory, and only where there is none. Safe to use from several
    threads."""

    def __init__(
        self,
        store: ReadableStore,
        clock: Callable[[], datetime],
        stopwatch: Callable[[], float],
        give_back: Callable[[], None],
        most_bytes: int,
    ) -> None:
        self._store = store
        self._clock = clock
        self._stopwatch = stopwatch
        self._give_back = give_back
        self.keep = Keep(clock, store.change_mark, most_bytes)
        self.alone = threading.RLock()
        """Held by whoever makes something."""
        self._seconds: dict[Question, float] = {}
        self._a_day: dict[tuple[int, int | None], float] = {}
        """About how many bytes are kept of a judged guild or channel for each day of the window."""

    def shown(
        self,
        view: View,
        as_of: datetime | None,
        find: Callable[[], Value | None],
        make: Callable[[], Value],
        names: Collection[str],
    ) -> Value:
        """What is kept; else what lies ready under these names; else what is made now."""
        found = find()
        if found is None:
            with self.alone:  # to unfold a large guild takes memory, too
                found = find()
                if found is None and self._recall(view, as_of, names):
                    found = find()
        return make() if found is None else found

    def get(
        self,
        kind: str,
        view: View,
        as_of: datetime | None,
        make: Callable[[datetime], Value],
        *,
        is_now: bool = False,
    ) -> Value:
        """What is kept, or is made now by whoever comes first while the others wait. ``is_now`` says that the moment
        that is named counts as now."""
        question = (kind, view)
        found = self.keep.find(question, as_of)
        if found is None:
            with self.alone:
                found = self.keep.find(question, as_of)
                if found is None:
                    return self._make(question, as_of or self.now(), make, is_now=is_now or as_of is None)
        return cast(Value, found)

    def ready(self, name: str, view: View, judged: Judged) -> Any:
        """What lies ready of the very moment; None where nothing does."""
        found = read(self._store, view, judged.as_of, judged.as_of, (name,))
        return None if found is None else found[1].get(name)

    def seconds(self, question: Question) -> float:
        """What it took when everybody was last judged for it; 0 where nobody was."""
        return self._seconds.get(question, 0.0)

    def now(self) -> datetime:
        """The end of this second: a moment in whole seconds can be named again by whoever asks on."""
        return (self._clock() + timedelta(seconds=1)).replace(microsecond=0)

    def _recall(self, view: View, as_of: datetime | None, names: Collection[str]) -> bool:
        """Take what was prepared under these names into what is kept; whether there was anything."""
        mark, now = self._store.change_mark(), self.now()
        found = read(self._store, view, as_of or now - SHOWN_FOR, as_of or now, names)
        if found is None:
            return False
        moment, answers = found
        for name, answer in answers.items():
            question, then = asked(name, view, moment)
            self.keep.recall(question, then, answer, is_now=as_of is None and name == "judged", mark=mark)
        return True

    def _make(
        self,
        question: Question,
        as_of: datetime,
        make: Callable[[datetime], Value],
        *,
        is_now: bool,
    ) -> Value:
        self.keep.make_room(self._needed(*question))
        self._give_back()
        while True:
            mark, began = self._store.change_mark(), self._stopwatch()
            value = make(as_of)
            seconds = self._stopwatch() - began
            self._give_back()
            if self._store.change_mark().wishes == mark.wishes:  # nobody was erased while we looked
                break
        self._learn(question, value, seconds)
        if not question[1].everyone:
            self.keep.put(question, as_of, value, is_now=is_now, seconds=seconds, mark=mark)
        return value

    def _learn(self, question: Question, value: object, seconds: float) -> None:
        kind, view = question
        if kind in _JUDGED:
            self._seconds[question] = seconds
        if isinstance(value, Judged):
            self._a_day[view.where] = weigh(value) / view.days

    def _needed(self, kind: str, view: View) -> int:
        """About how many bytes it takes to make something; 0 for a guild that was never judged."""
        times = JUDGING if kind in _JUDGED else OBSERVING
        a_day = self._a_day.get(view.where) or self._a_day.get((view.guild_id, None), 0)
        return round(times * a_day * view.days)


def asked(name: str, view: View, moment: datetime) -> tuple[Question, datetime]:
    """The question that is answered under a name beside a standing of that moment, and as of when."""
    match name:
        case "before":
            return (name, view), Window(moment, view.days).before.as_of
        case "week ago":
            return (name, view), moment - timedelta(days=WEEK)
        case "week":
            return (name, replace(view, days=WEEK)), moment
    return (name, view), moment
