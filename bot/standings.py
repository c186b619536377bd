"""How a guild stands: what is kept of that, or lies ready, and who makes it anew when it is neither."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, TypeVar, cast

from bot.judging import Judged, Judging, View, WeekAgo
from bot.keeping import LATE, LATE_SECONDS, Keep, Kept
from bot.preparing import SHOWN_FOR, WORTH_IT_SECONDS, Prepared, read
from bot.reports import WEEK, Audit, Before, Impact, LastWeek, Seen, Week, impact_window
from bot.scoring import Network, Standing, network
from bot.weighing import weigh
from storage import ReadableStore
from storage.models import Outline, Window

MOST_BYTES = 120_000_000
"""What may be kept in all."""
OBSERVING, JUDGING = 1.8, 2.8
"""To look at a guild, and to judge it, takes about so many times the bytes that are kept of it once it is judged."""

Value = TypeVar("Value")
Behind = Callable[[Callable[[], object]], None]
"""Has something done while others go on."""


class Standings:
    """Answers from a store, one being made at a time, since that takes memory. Safe to use from several threads.

    A moment that is not named is now, or was lately: what was made then is shown for as long as :class:`Keep` says.
    What takes long is shown late rather than waited for, if somebody is there to make it anew ``behind``; and so is
    what :meth:`prepared` made before the start, whoever is there.
    """

    def __init__(
        self,
        store: ReadableStore,
        clock: Callable[[], datetime],
        stopwatch: Callable[[], float],
        give_back: Callable[[], None],
        most_bytes: int,
        behind: Behind | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._stopwatch = stopwatch
        self._give_back = give_back
        self._behind = behind
        self._judging = Judging(store, give_back)
        self._keep = Keep(clock, store.change_mark, most_bytes)
        self._making = threading.RLock()
        self._renewing: set[tuple[str, View]] = set()
        """What is being made anew behind, or soon will be."""
        self._seconds: dict[tuple[str, View], float] = {}
        """What it took to answer a question when it last was."""
        self._a_day: dict[tuple[int, int | None], float] = {}
        """About how many bytes are kept of a judged guild or channel for each day of the window."""

    def seen(self, view: View, as_of: datetime | None) -> Seen:
        """What was seen, judged or not."""

        def find(late: bool) -> Seen | None:
            judged: Judged | None = self._keep.find(("judged", view), as_of, late=late)
            return judged.seen if judged is not None else self._keep.find(("seen", view), as_of, late=late)

        def make() -> Seen:
            return self._get("seen", view, as_of, lambda moment: self._judging.seen(view, moment))

        return self._shown("seen", view, as_of, find, make, ("judged",))

    def outline(self, view: View, as_of: datetime | None) -> Outline:
        """What was seen, without a look at who they are where nobody asked for that yet."""
        for kind in ("judged", "seen"):
            found: Judged | Seen | None = self._keep.find((kind, view), as_of)
            if found is not None:
                return found.seen if isinstance(found, Judged) else found
        return self._get("outline", view, as_of, lambda moment: self._judging.outline(view, moment))

    def judged(self, view: View, as_of: datetime | None) -> Judged:
        def find(late: bool) -> Judged | None:
            return self._keep.find(("judged", view), as_of, late=late)

        def make() -> Judged:
            return self._get("judged", view, as_of, lambda moment: self._judge(view, moment))

        return self._shown("judged", view, as_of, find, make, ("judged",))

    def compared(self, view: View, as_of: datetime | None) -> tuple[Judged, Before]:
        """How everybody stands, and what is remembered of the period before."""

        def look_back(then: datetime) -> Before:
            return self._judging.before(view, then)

        return self._with_past("before", view, as_of, look_back, ("judged", "before"))

    def weekly(self, view: View, as_of: datetime | None) -> tuple[Judged, Week, LastWeek | None]:
        """How everybody stands, what this week was, and who was what a week ago; None where too little was seen by
        then to tell."""

        def look_back(then: datetime) -> WeekAgo:
            return self._judging.week_ago(view, then)

        judged, ago = self._with_past("week ago", view, as_of, look_back, ("judged", "week ago", "week"))
        just = _just(view)
        week = self._get(
            "week", just, judged.as_of, lambda moment: self._judging.week(just, moment), lately=as_of is None
        )
        return judged, week, ago.known

    def alone(self, view: View, judged: Judged, user_id: int) -> Standing:
        """How somebody stands who has no row among those judged."""
        with self._making:
            return self._judging.alone(view, judged, user_id)

    def network(self, view: View, judged: Judged) -> Network:
        """Ties and groups of the members judged, found once."""
        found: Network | None = judged.found or self._ready("network", view, judged)
        if found is None:
            with self._making:
                found = judged.found or network(judged.seen, judged.standing)
        if judged.found is None:
            judged.found = found
            self._keep.weigh_again(judged)
        return found

    def audit(self, view: View, as_of: datetime | None) -> Audit:
        """Every group, audited once."""
        judged = self.judged(view, as_of)
        audit: Audit | None = judged.audit or self._ready("audit", view, judged)
        if audit is None:
            found = self.network(view, judged)
            with self._making:
                audit = judged.audit or self._judging.audit(view, judged, found)
        if judged.audit is None:
            judged.audit = audit
            self._keep.weigh_again(judged)
        return audit

    def impact(self, view: View, day: date, side: int) -> Impact:
        """What changed after an unnamed event of that day, with ``side`` days on either side of it."""
        window = impact_window(day, side)
        looked_at = replace(view, days=window.days)

        def make(moment: datetime) -> Impact:
            return self._judging.impact(looked_at, moment, day)

        return self._get(f"impact of {day}", looked_at, window.as_of, make)

    def prepared(self, view: View, as_of: datetime | None) -> Prepared | None:
        """Everything that is costly of a view, to be kept in the file; None where it is not worth it, or lies there
        already."""
        if as_of is not None and read(self._store, view, as_of, as_of, ()) is not None:
            return None
        wishes = self._store.change_mark().wishes
        judged, before = self._make_with_past("before", view, as_of, lambda then: self._judging.before(view, then))
        if sum(self._seconds.get((kind, view), 0.0) for kind in ("judged", "before")) < WORTH_IT_SECONDS:
            return None
        moment = judged.as_of
        _, week, known = self.weekly(view, moment)
        found, audit = self.network(view, judged), self.audit(view, moment)
        answers = {
            "judged": Judged(judged.seen, judged.standing),
            "before": before,
            "week ago": WeekAgo(known),
            "week": week,
            "network": found,
            "audit": audit,
        }
        return Prepared(view, moment, wishes, answers)

    def let_go(self) -> None:
        """Drop what is too old to be shown, so that an idle bot is a small one."""
        self._keep.let_go()
        self._give_back()

    def figures(self) -> Kept:
        return self._keep.figures()

    def _shown(
        self,
        kind: str,
        view: View,
        as_of: datetime | None,
        find: Callable[[bool], Value | None],
        make: Callable[[], Value],
        names: Collection[str],
    ) -> Value:
        """What is kept; else what comes late, or lies ready under these names; else what is made now."""
        found = find(False)
        if found is not None:
            return found
        found = find(True)
        if found is None and self._recall(view, as_of, names):
            found = find(True)
        if found is None:
            return make()
        if as_of is None:
            self._renew((kind, view), make)
        return found

    def _renew(self, question: tuple[str, View], make: Callable[[], object]) -> None:
        """Behind, if somebody is there for it and it is not being made already."""
        if self._behind is None or question in self._renewing:
            return
        self._renewing.add(question)

        def renew() -> None:
            try:
                make()
            finally:
                self._renewing.discard(question)

        self._behind(renew)

    def _recall(self, view: View, as_of: datetime | None, names: Collection[str]) -> bool:
        """Take what was prepared under these names into what is kept; whether there was anything."""
        mark, now = self._store.change_mark(), self._clock()
        found = read(self._store, view, as_of or now - SHOWN_FOR, as_of or self._now(), names)
        if found is None:
            return False
        moment, answers = found
        for name, answer in answers.items():
            question, then = _asked(name, view, moment)
            self._keep.recall(
                question,
                then,
                answer,
                is_now=as_of is None and name == "judged",
                made_at=min(moment, now) if as_of is None else now,
                mark=mark,
                late=SHOWN_FOR if as_of is None else timedelta(0),
            )
        return True

    def _ready(self, name: str, view: View, judged: Judged) -> Any:
        """What lies ready of the very moment; None where nothing does."""
        found = read(self._store, view, judged.as_of, judged.as_of, (name,))
        return None if found is None else found[1].get(name)

    def _with_past(
        self,
        kind: str,
        view: View,
        as_of: datetime | None,
        look_back: Callable[[datetime], Value],
        names: Collection[str],
    ) -> tuple[Judged, Value]:
        """A standing beside what is needed of an earlier time."""

        def find(late: bool) -> tuple[Judged, Value] | None:
            judged: Judged | None = self._keep.find(("judged", view), as_of, late=late)
            if judged is None:
                return None
            question, then = _asked(kind, view, judged.as_of)
            past = self._keep.find(question, then, late=True)
            return None if past is None else (judged, cast(Value, past))

        def make() -> tuple[Judged, Value]:
            return self._make_with_past(kind, view, as_of, look_back)

        return self._shown(kind, view, as_of, find, make, names)

    def _make_with_past(
        self, kind: str, view: View, as_of: datetime | None, look_back: Callable[[datetime], Value]
    ) -> tuple[Judged, Value]:
        """Little of the past stays, and so it comes first, while no standing lies in memory unless one is kept
        there."""
        is_now = as_of is None
        with self._making:  # of both at once, or another's standing of another moment comes between
            moment = self._keep.moment(("judged", view), as_of) or as_of or self._now()
            _, then = _asked(kind, view, moment)
            past = self._get(kind, view, then, look_back, lately=is_now)
            judged = self._get("judged", view, moment, lambda now: self._judge(view, now), is_now=is_now)
            return judged, past

    def _get(
        self,
        kind: str,
        view: View,
        as_of: datetime | None,
        make: Callable[[datetime], Value],
        *,
        is_now: bool = False,
        lately: bool = False,
    ) -> Value:
        """What is kept, or is made now by whoever comes first while the others wait. ``is_now`` says that the moment
        counts as now, ``lately`` that it is needed beside one that does."""
        question, named = (kind, view), as_of is not None and not is_now
        found = self._keep.find(question, as_of, late=named)
        if found is None:
            with self._making:
                found = self._keep.find(question, as_of, late=named)
                if found is None:
                    is_now = is_now or as_of is None
                    return self._make(question, as_of or self._now(), make, is_now=is_now, lately=lately)
        return cast(Value, found)

    def _make(
        self,
        question: tuple[str, View],
        as_of: datetime,
        make: Callable[[datetime], Value],
        *,
        is_now: bool,
        lately: bool,
    ) -> Value:
        self._keep.make_room(self._needed(*question))
        self._give_back()
        while True:
            mark, began = self._store.change_mark(), self._stopwatch()
            value = make(as_of)
            seconds = self._stopwatch() - began
            self._give_back()
            if self._store.change_mark().wishes == mark.wishes:  # nobody was erased while we looked
                break
        self._seconds[question] = seconds
        may_be_late = self._behind is not None and (lately or (is_now and seconds >= LATE_SECONDS))
        if not question[1].everyone:
            late = LATE if may_be_late else timedelta(0)
            self._keep.put(question, as_of, value, is_now=is_now, seconds=seconds, mark=mark, late=late)
        return value

    def _needed(self, kind: str, view: View) -> int:
        """About how many bytes it takes to make something; 0 for a guild that was never judged."""
        times = JUDGING if kind in ("judged", "before", "week ago") else OBSERVING
        a_day = self._a_day.get(view.where) or self._a_day.get((view.guild_id, None), 0)
        return round(times * a_day * view.days)

    def _judge(self, view: View, as_of: datetime) -> Judged:
        judged = self._judging.judged(view, as_of)
        self._a_day[view.where] = weigh(judged) / view.days
        return judged

    def _now(self) -> datetime:
        """The end of this second: a moment in whole seconds can be named again by whoever asks on."""
        return (self._clock() + timedelta(seconds=1)).replace(microsecond=0)


def _asked(name: str, view: View, moment: datetime) -> tuple[tuple[str, View], datetime]:
    """The question that is answered under a name beside a standing of that moment, and as of when."""
    match name:
        case "before":
            return (name, view), Window(moment, view.days).before.as_of
        case "week ago":
            return (name, view), moment - timedelta(days=WEEK)
        case "week":
            return (name, _just(view)), moment
    return (name, view), moment


def _just(view: View) -> View:
    """Of the last seven days."""
    return replace(view, days=WEEK)
