"""How a guild stands: the store is asked, everybody is judged, and what that cost is spared for a while."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypeVar, cast

from bot.keeping import Keep, Kept
from bot.reports import (
    WEEK,
    Audit,
    Before,
    Impact,
    LastWeek,
    Seen,
    Week,
    build_audit,
    build_impact,
    impact_window,
    last_week_of,
    look_back,
    silence,
    sum_up,
    week_of,
)
from bot.scoring import Network, Standing, attest, decide, judge, network
from bot.weighing import weigh
from storage import ReadableStore
from storage.models import Observations, Outline, Window

MOST_BYTES = 120_000_000
"""What may be kept in all."""
OBSERVING, JUDGING = 1.8, 2.8
"""To look at a guild, and to judge it, takes about so many times the bytes that are kept of it once it is judged."""

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class View:
    """What of a guild is looked at, whenever that is."""

    guild_id: int
    days: int
    channel_id: int | None = None
    excluded_channels: frozenset[int] = frozenset()
    excluded_users: frozenset[int] = frozenset()
    everyone: bool = False
    """Whether those of whom nothing was seen for long have a row, too: many, for a question that few ask."""

    @property
    def where(self) -> tuple[int, int | None]:
        return self.guild_id, self.channel_id


@dataclass(slots=True, eq=False)
class Judged:
    """A guild over a window, and how everybody stands."""

    seen: Seen
    standing: Standing
    found: Network | None = None
    """Ties and groups, once somebody asked for them."""
    audit: Audit | None = None
    """Every group audited, once somebody asked for that."""

    @property
    def as_of(self) -> datetime:
        return self.seen.window.as_of


class Standings:
    """Answers from a store, one being made at a time, since that takes memory. Safe to use from several threads.

    A moment that is not named is now, or was lately: what was made then is shown for as long as :class:`Keep` says.
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
        self._clock = clock
        self._stopwatch = stopwatch
        self._give_back = give_back
        self._keep = Keep(clock, store.change_mark, most_bytes)
        self._making = threading.RLock()
        self._a_day: dict[tuple[int, int | None], float] = {}
        """About how many bytes are kept of a judged guild or channel for each day of the window."""

    def seen(self, view: View, as_of: datetime | None) -> Seen:
        """What was seen, judged or not."""
        judged: Judged | None = self._keep.find(("judged", view), as_of)
        if judged is not None:
            return judged.seen
        return self._get("seen", view, as_of, lambda moment: sum_up(self._observe(view, moment)))

    def outline(self, view: View, as_of: datetime | None) -> Outline:
        """What was seen, without a look at who they are where nobody asked for that yet."""
        for kind in ("judged", "seen"):
            found: Judged | Seen | None = self._keep.find((kind, view), as_of)
            if found is not None:
                return found.seen if isinstance(found, Judged) else found
        return self._get("outline", view, as_of, lambda moment: self._outline(view, moment))

    def judged(self, view: View, as_of: datetime | None) -> Judged:
        return self._get("judged", view, as_of, lambda moment: self._judge(view, moment))

    def compared(self, view: View, as_of: datetime | None) -> tuple[Judged, Before]:
        """How everybody stands, and what is remembered of the period before."""

        def start(moment: datetime) -> datetime:
            return Window(moment, view.days).before.as_of

        return self._with_past("before", view, as_of, start, lambda then: self._look_back(view, then))

    def weekly(self, view: View, as_of: datetime | None) -> tuple[Judged, Week, LastWeek | None]:
        """How everybody stands, what this week was, and who was what a week ago; None where too little was seen by
        then to tell."""

        def week_before(moment: datetime) -> datetime:
            return moment - timedelta(days=WEEK)

        judged, known = self._with_past("last week", view, as_of, week_before, lambda then: self._then(view, then))
        just = replace(view, days=WEEK)
        week = self._get("week", just, judged.as_of, lambda moment: week_of(self._outline(just, moment)))
        return judged, week, known.last_week

    def alone(self, view: View, judged: Judged, user_id: int) -> Standing:
        """How somebody stands who has no row among those judged: nothing was seen of them, so that a day is enough to
        find them."""
        with self._making:
            day = self._observe(replace(view, days=1), judged.as_of, about=user_id)
            return judge(silence(judged.seen, day), excluded=view.excluded_users)

    def network(self, judged: Judged) -> Network:
        """Ties and groups of the members judged, found once."""
        with self._making:
            if judged.found is None:
                judged.found = network(judged.seen, judged.standing)
                self._keep.weigh_again(judged)
            return judged.found

    def audit(self, view: View, as_of: datetime | None) -> Audit:
        """Every group, audited once."""
        judged = self.judged(view, as_of)
        found = self.network(judged)
        with self._making:
            if judged.audit is None:
                wrote = self._store.whereabouts(
                    view.guild_id,
                    judged.seen.window,
                    [group.members for group in found.groups],
                    channel_id=view.channel_id,
                    excluded_channels=view.excluded_channels,
                )
                judged.audit = build_audit(judged.seen, judged.standing, found, wrote, 0)
                self._keep.weigh_again(judged)
            return judged.audit

    def impact(self, view: View, day: date, side: int) -> Impact:
        """What changed after an unnamed event of that day, with ``side`` days on either side of it."""
        window = impact_window(day, side)
        looked_at = replace(view, days=window.days)

        def make(moment: datetime) -> Impact:
            return build_impact(self._observe(looked_at, moment), "", day, view.excluded_users)

        return self._get(f"impact of {day}", looked_at, window.as_of, make)

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
        when: Callable[[datetime], datetime],
        make: Callable[[datetime], Value],
    ) -> tuple[Judged, Value]:
        """A standing beside what is needed of the earlier time that ``when`` names: little of it stays, and so it comes
        first, while no standing lies in memory unless one is kept there."""
        kept = self._kept_with_past(kind, view, as_of, when)
        if kept is not None:
            return kept[0], cast(Value, kept[1])
        with self._making:  # of both at once, or another's standing of another moment comes between
            moment = self._keep.moment(("judged", view), as_of) or as_of or self._now()
            known = self._get(kind, view, when(moment), make)
            return self._get("judged", view, moment, lambda then: self._judge(view, then), is_now=as_of is None), known

    def _kept_with_past(
        self, kind: str, view: View, as_of: datetime | None, when: Callable[[datetime], datetime]
    ) -> tuple[Judged, object] | None:
        judged: Judged | None = self._keep.find(("judged", view), as_of)
        past = None if judged is None else self._keep.find((kind, view), when(judged.as_of))
        return None if judged is None or past is None else (judged, past)

    def _get(
        self,
        kind: str,
        view: View,
        as_of: datetime | None,
        make: Callable[[datetime], Value],
        *,
        is_now: bool = False,
    ) -> Value:
        """What is kept, or is made now by whoever comes first while the others wait."""
        question = (kind, view)
        found = self._keep.find(question, as_of)
        if found is None:
            with self._making:
                found = self._keep.find(question, as_of)
                if found is None:
                    return self._make(question, as_of or self._now(), make, is_now=is_now or as_of is None)
        return cast(Value, found)

    def _make(
        self, question: tuple[str, View], as_of: datetime, make: Callable[[datetime], Value], *, is_now: bool
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
        if not question[1].everyone:
            self._keep.put(question, as_of, value, is_now=is_now, seconds=seconds, mark=mark)
        return value

    def _needed(self, kind: str, view: View) -> int:
        """About how many bytes it takes to make something; 0 for a guild that was never judged."""
        times = JUDGING if kind in ("judged", "before", "last week") else OBSERVING
        a_day = self._a_day.get(view.where) or self._a_day.get((view.guild_id, None), 0)
        return round(times * a_day * view.days)

    def _now(self) -> datetime:
        """The end of this second: a moment in whole seconds can be named again by whoever asks on."""
        return (self._clock() + timedelta(seconds=1)).replace(microsecond=0)

    def _observe(self, view: View, as_of: datetime, about: int | None = None) -> Observations:
        observations = self._store.observe(
            view.guild_id,
            Window(as_of, view.days),
            channel_id=view.channel_id,
            excluded_channels=view.excluded_channels,
            everyone=view.everyone,
            about=about,
        )
        self._give_back()  # what days were read into, before judging needs as much again
        return observations

    def _outline(self, view: View, as_of: datetime) -> Outline:
        return self._store.outline(
            view.guild_id,
            Window(as_of, view.days),
            channel_id=view.channel_id,
            excluded_channels=view.excluded_channels,
        )

    def _judge(self, view: View, as_of: datetime) -> Judged:
        judged = self._look_at(view, as_of)
        self._a_day[view.where] = weigh(judged) / view.days
        return judged

    def _look_back(self, view: View, as_of: datetime) -> Before:
        judged = self._look_at(view, as_of)  # what the past takes says little of what the present will
        return look_back(judged.seen, judged.standing)

    def _look_at(self, view: View, as_of: datetime) -> Judged:
        observations = self._observe(view, as_of)
        evidence = attest(observations)
        seen = sum_up(observations, evidence.deeds)
        del observations  # what is most of it is needed no more
        self._give_back()
        return Judged(seen, decide(evidence, excluded=view.excluded_users))

    def _then(self, view: View, as_of: datetime) -> _Then:
        observations = self._observe(view, as_of)
        if observations.coverage.share is None:
            return _Then(None)
        evidence = attest(observations)
        del observations
        return _Then(last_week_of(decide(evidence, excluded=view.excluded_users)))


@dataclass(frozen=True, slots=True)
class _Then:
    """A week ago, which may be known to tell nothing."""

    last_week: LastWeek | None
