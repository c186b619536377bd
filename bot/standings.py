"""How a guild stands: what is kept of that, or lies ready, and who makes it anew when it is neither."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import TypeVar, cast

from bot.judging import Judged, Judging, View
from bot.keeping import Kept
from bot.making import Making, asked
from bot.preparing import EVERY, WORTH_IT_SECONDS, Prepared, read
from bot.reports import Audit, Before, Impact, LastWeek, Seen, Week, impact_window
from bot.scoring import Network, Standing, network
from storage import ReadableStore
from storage.models import Outline

MOST_BYTES = 120_000_000
"""What may be kept in all."""

Value = TypeVar("Value")


class Standings:
    """Answers from a store, one being made at a time, since that takes memory. Safe to use from several threads.

    A moment that is not named is now, or was lately: what was made then is shown for as long as :class:`Keep` says, and
    what was :meth:`prepared` and lies in the file is shown rather than anything that is made.
    """

    def __init__(
        self,
        store: ReadableStore,
        clock: Callable[[], datetime],
        stopwatch: Callable[[], float],
        give_back: Callable[[], None],
        most_bytes: int,
    ) -> None:
        self._store = store
        self._give_back = give_back
        self._judging = Judging(store, give_back)
        self._making = Making(store, clock, stopwatch, give_back, most_bytes)
        self._keep = self._making.keep
        self._quick: dict[View, datetime] = {}
        """What was not worth making ahead of time, and when it was tried."""

    def seen(self, view: View, as_of: datetime | None) -> Seen:
        """What was seen, judged or not."""

        def find() -> Seen | None:
            judged: Judged | None = self._keep.find(("judged", view), as_of)
            return judged.seen if judged is not None else self._keep.find(("seen", view), as_of)

        def make() -> Seen:
            return self._making.get("seen", view, as_of, partial(self._judging.seen, view))

        return self._making.shown(view, as_of, find, make, ("judged",))

    def outline(self, view: View, as_of: datetime | None) -> Outline:
        """What was seen, without a look at who they are where nobody asked for that yet."""
        for kind in ("judged", "seen"):
            found: Judged | Seen | None = self._keep.find((kind, view), as_of)
            if found is not None:
                return found.seen if isinstance(found, Judged) else found
        return self._making.get("outline", view, as_of, partial(self._judging.outline, view))

    def judged(self, view: View, as_of: datetime | None) -> Judged:
        def find() -> Judged | None:
            return self._keep.find(("judged", view), as_of)

        return self._making.shown(view, as_of, find, lambda: self._judged(view, as_of), ("judged",))

    def compared(self, view: View, as_of: datetime | None) -> tuple[Judged, Before]:
        """How everybody stands, and what is remembered of the period before."""
        return self._with_past("before", view, as_of, self._judging.before, ("judged", "before"))

    def weekly(self, view: View, as_of: datetime | None) -> tuple[Judged, Week, LastWeek | None]:
        """How everybody stands, what this week was, and who was what a week ago; None where too little was seen by
        then to tell."""
        ready = ("judged", "week ago", "week")
        judged, ago = self._with_past("week ago", view, as_of, self._judging.week_ago, ready)
        return judged, self._week(view, judged.as_of), ago.known

    def alone(self, view: View, judged: Judged, user_id: int) -> Standing:
        """How somebody stands who has no row among those judged."""
        with self._making.alone:
            return self._judging.alone(view, judged, user_id)

    def network(self, view: View, judged: Judged) -> Network:
        """Ties and groups of the members judged, found once."""
        found: Network | None = judged.found or self._making.ready("network", view, judged)
        if found is None:
            with self._making.alone:
                found = judged.found or network(judged.seen, judged.standing)
        if judged.found is None:
            judged.found = found
            self._keep.weigh_again(judged)
        return found

    def audit(self, view: View, as_of: datetime | None) -> Audit:
        """Every group, audited once."""
        judged = self.judged(view, as_of)
        audit: Audit | None = judged.audit or self._making.ready("audit", view, judged)
        if audit is None:
            found = self.network(view, judged)
            with self._making.alone:
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

        return self._making.get(f"impact of {day}", looked_at, window.as_of, make)

    def prepared(self, view: View, as_of: datetime | None) -> Prepared | None:
        """Everything that is costly of a view, to be kept in the file; None where it is not worth it, or lies there
        and is young enough."""
        now, is_now = self._making.now(), as_of is None
        moment = as_of or now
        with self._making.alone:  # whoever asks meanwhile waits: two of a large guild at once take too much memory
            tried = self._quick.get(view)
            if tried is not None and tried > now - EVERY:
                return None
            self._quick.pop(view, None)
            if read(self._store, view, moment - EVERY if is_now else moment, moment, ()) is not None:
                return None
            self._keep.drop(("judged", view))  # nobody is shown it again, and there is need of the room
            wishes = self._store.change_mark().wishes
            ago = self._past("week ago", view, moment, self._judging.week_ago)
            before = self._past("before", view, moment, self._judging.before)
            judged = self._judged(view, moment, is_now=is_now)
            if sum(self._making.seconds((kind, view)) for kind in ("judged", "before")) < WORTH_IT_SECONDS:
                self._quick[view] = now
                return None
            answers = {
                "judged": Judged(judged.seen, judged.standing),
                "before": before,
                "week ago": ago,
                "week": self._week(view, moment),
                "network": self.network(view, judged),
                "audit": self.audit(view, moment),
            }
            return Prepared(view, moment, wishes, answers)

    def is_quick(self, view: View) -> bool:
        """Whether making it ahead of time was found not worth it."""
        return view in self._quick

    def let_go(self) -> None:
        """Drop what is too old to be shown, so that an idle bot is a small one."""
        self._keep.let_go()
        self._give_back()

    def figures(self) -> Kept:
        return self._keep.figures()

    def _with_past(
        self,
        kind: str,
        view: View,
        as_of: datetime | None,
        look_back: Callable[[View, datetime], Value],
        names: Collection[str],
    ) -> tuple[Judged, Value]:
        """A standing beside what is needed of an earlier time."""

        def find() -> tuple[Judged, Value] | None:
            judged: Judged | None = self._keep.find(("judged", view), as_of)
            if judged is None:
                return None
            question, then = asked(kind, view, judged.as_of)
            past = self._keep.find(question, then)
            return None if past is None else (judged, cast(Value, past))

        def make() -> tuple[Judged, Value]:
            return self._make_with_past(kind, view, as_of, look_back)

        return self._making.shown(view, as_of, find, make, names)

    def _make_with_past(
        self, kind: str, view: View, as_of: datetime | None, look_back: Callable[[View, datetime], Value]
    ) -> tuple[Judged, Value]:
        """Little of the past stays, and so it comes first, while no standing lies in memory unless one is kept
        there."""
        is_now = as_of is None
        with self._making.alone:  # of both at once, or another's standing of another moment comes between
            moment = self._moment(view, as_of)
            past = self._past(kind, view, moment, look_back)
            return self._judged(view, moment, is_now=is_now), past

    def _moment(self, view: View, as_of: datetime | None) -> datetime:
        """Of what is kept, or else of what is to be made."""
        return self._keep.moment(("judged", view), as_of) or as_of or self._making.now()

    def _judged(self, view: View, as_of: datetime | None, *, is_now: bool = False) -> Judged:
        return self._making.get("judged", view, as_of, partial(self._judging.judged, view), is_now=is_now)

    def _past(self, kind: str, view: View, moment: datetime, look_back: Callable[[View, datetime], Value]) -> Value:
        _, then = asked(kind, view, moment)
        return self._making.get(kind, view, then, partial(look_back, view))

    def _week(self, view: View, moment: datetime) -> Week:
        (kind, just), then = asked("week", view, moment)
        return self._making.get(kind, just, then, partial(self._judging.week, just))
