"""The impact of an event: what changed for those who were there, beyond what changed for others and what is usual."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

import numpy as np

from bot.reports.heading import Heading, head
from bot.reports.seen import WEEK
from bot.words.text import Text, counted, text
from storage.models import DAY_MS, Counts, Coverage, Flags, Floats, Ints, MemberDays, Participation, Window

SIDE_DAYS = 14
"""So many days before the event are held against so many after it …"""
FEWEST_SIDE_DAYS = 7
"""… or, where fewer have passed, against as many as have: at least these."""
COMPARED = 10
"""Dates before the event, on its weekday, at which the same is reckoned though nothing is known to have happened."""
FEWEST_COMPARED = 4
FEWEST_MEMBERS = 5
"""On either side."""
WELL_SEEN = 0.9
STUDENT_975 = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228)
"""The 97.5th percentile of Student's t with 1, 2, … degrees of freedom."""

What = Literal["days", "messages", "responses", "first_time"]
Verdict = Literal["more", "less", "cannot tell"]


@dataclass(frozen=True, slots=True)
class Effect:
    """What changed after an event. Figures are a week's, and of one member but for ``first_time``."""

    what: What
    """"days" on which they wrote, "messages", "responses" they gave; "first_time": members who wrote for the first time
    ever, in the whole place."""
    before: float
    after: float
    others_before: float | None
    """Of the members who were not there; None of the whole place."""
    others_after: float | None
    effect: float
    """By how much the difference differs from what is usual."""
    low: float
    """With ``high`` a 95% interval."""
    high: float

    @property
    def verdict(self) -> Verdict:
        return "more" if self.low > 0 else "less" if self.high < 0 else "cannot tell"


@dataclass(frozen=True, slots=True)
class Impact:
    heading: Heading
    event: str
    day: date
    """In UTC."""
    side_days: int
    touched: int
    """Members who did something on that day, and had written in the days before."""
    others: int
    """Members who had written in the days before, and did nothing on that day."""
    compared: int
    """Comparable dates that could be used."""
    reason: Text | None
    """Why nothing can be told, as it reads after "because"; None where something can."""
    effects: tuple[Effect, ...]
    """The one on which the finding rests first; none where nothing can be told."""


class _Rows:
    """What members did, by day: of many rows a few weeks are wanted at a time."""

    def __init__(self, some: MemberDays, figure: Counts | Flags) -> None:
        """``some`` are in the order of their days, and ``figure`` has one row for each of them."""
        self._day, self._member, self._figure = some.day, some.member, figure

    def sums(self, first: int, last: int, members: int) -> Floats:
        """For each member on the days from ``first`` to ``last``."""
        begin, end = np.searchsorted(self._day, (first, last + 1))
        return np.bincount(self._member[begin:end], self._figure[begin:end], members).astype(np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class _Moment:
    """Who was there on a date, and by how much everybody changed, a week: one row a member."""

    touched: Flags
    others: Flags
    before: dict[What, Floats]
    after: dict[What, Floats]
    first_time: tuple[float, float]
    """How many wrote for the first time, a week, before and after."""

    @property
    def is_telling(self) -> bool:
        return min(int(np.count_nonzero(side)) for side in (self.touched, self.others)) >= FEWEST_MEMBERS

    def difference(self, what: What) -> float:
        """The difference in differences."""
        change = self.after[what] - self.before[what]
        return float(change[self.touched].mean() - change[self.others].mean())

    def drawn(self) -> _Drawn:
        differences = {what: self.difference(what) for what in self.before}
        return _Drawn(differences, self.first_time[1] - self.first_time[0])

    def error(self, what: What) -> float:
        """The standard error of that, of members drawn at random."""
        change = self.after[what] - self.before[what]
        parts = (change[self.touched], change[self.others])
        return float(np.sqrt(sum(part.var(ddof=1) / len(part) for part in parts)))


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What is needed of a date at which nothing is known to have happened."""

    differences: dict[What, float]
    first_time: float
    """By how many a week those who wrote for the first time became more."""


def side_days(day: date, as_of: datetime) -> int:
    """How many whole days of those after ``day`` are over, at most ``SIDE_DAYS``; below zero where it is not over."""
    passed = (as_of.astimezone(UTC).date() - day).days - 1
    return min(passed, SIDE_DAYS)


def impact_window(day: date, side: int) -> Window:
    """All that :func:`build_impact` looks at."""
    end = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1 + side)
    return Window(end, 1 + 2 * side + WEEK * (side // WEEK + COMPARED))


def build_impact(seen: Participation, event: str, day: date) -> Impact:
    """Difference in differences (Card and Krueger 1994) between members who were there and members who were not, less
    the mean of the same at dates at which nothing is known to have happened: members come back to their mean whether or
    not there is an event. The interval is that of one more draw from those dates (Conley and Taber 2011 take the spread
    of what was not treated likewise), never narrower than the members' own spread allows.

    ``seen`` is over :func:`impact_window`, without those who do not count, such as staff.
    """
    window = seen.window
    on = (day - date(1970, 1, 1)).days
    side = window.last_day - on
    moments = _moments(seen, side)
    held = moments(on)
    seen_from = seen.coverage.seen_from
    first = window.last_day + 1 if seen_from is None else -(-round(seen_from.timestamp() * 1000) // DAY_MS)
    dates = (on - WEEK * weeks for weeks in range(side // WEEK + 1, side // WEEK + 1 + COMPARED))
    others = (moments(then) for then in dates if then - side >= first)
    usual = [moment.drawn() for moment in others if moment.is_telling]
    reason = _reason(held, usual, _seen_since(seen.coverage, window))
    return Impact(
        heading=head("impact", seen),
        event=event,
        day=day,
        side_days=side,
        touched=int(np.count_nonzero(held.touched)),
        others=int(np.count_nonzero(held.others)),
        compared=len(usual),
        reason=reason,
        effects=() if reason else _effects(held, usual),
    )


def _seen_since(coverage: Coverage, window: Window) -> float:
    """How much was seen of the time from when anything was, 0 to 1."""
    if coverage.share is None or coverage.seen_from is None:
        return 0.0
    since = window.as_of - max(coverage.seen_from, window.start)
    return min(1.0, coverage.share * ((window.as_of - window.start) / since)) if since else 0.0


def _reason(held: _Moment, usual: list[_Drawn], share: float) -> Text | None:
    touched, others = int(np.count_nonzero(held.touched)), int(np.count_nonzero(held.others))
    if share < WELL_SEEN:
        return text("too much of the time around it was not seen")
    if touched < FEWEST_MEMBERS:
        return text(
            "only {touched} of those who wrote before did anything on that day, and {needed} are needed",
            touched=touched,
            needed=FEWEST_MEMBERS,
        )
    if others < FEWEST_MEMBERS:
        return text(
            "only {others} of those who wrote before stayed away, and {needed} are needed to compare with",
            others=others,
            needed=FEWEST_MEMBERS,
        )
    if len(usual) < FEWEST_COMPARED:
        return counted(
            "there is {n} comparable week before it, and {needed} are needed",
            "there are {n} comparable weeks before it, and {needed} are needed",
            len(usual),
            needed=FEWEST_COMPARED,
        )
    return None


def _moments(seen: Participation, side: int) -> Callable[[int], _Moment]:
    wrote, responded = _by_day(seen.wrote), _by_day(seen.responded)
    rows: dict[What, _Rows] = {
        "days": _Rows(wrote, wrote.count > 0),
        "messages": _Rows(wrote, wrote.count),
        "responses": _Rows(responded, responded.count),
    }
    anything = _Rows(wrote, np.ones(len(wrote.day), np.int8))
    began: Ints = np.sort(seen.began_day)
    weeks = side / WEEK

    def first_time(first: int, last: int) -> float:
        begin, end = np.searchsorted(began, (first, last + 1))
        return float(end - begin) / weeks

    def moment(on: int) -> _Moment:
        before = {what: some.sums(on - side, on - 1, seen.members) / weeks for what, some in rows.items()}
        after = {what: some.sums(on + 1, on + side, seen.members) / weeks for what, some in rows.items()}
        known = before["days"] > 0
        there = anything.sums(on, on, seen.members) > 0
        firsts = first_time(on - side, on - 1), first_time(on + 1, on + side)
        return _Moment(known & there, known & ~there, before, after, firsts)

    return moment


def _by_day(some: MemberDays) -> MemberDays:
    """In the order of days, in which they are where the last days are packed."""
    if not (some.day[1:] < some.day[:-1]).any():
        return some
    order = np.argsort(some.day, kind="stable")
    return MemberDays(some.member[order], some.day[order], some.count[order])


def _effects(held: _Moment, usual: list[_Drawn]) -> tuple[Effect, ...]:
    found = []
    names: tuple[What, ...] = ("days", "responses", "messages")
    for what in names:
        sides = [part[what] for part in (held.before, held.after)]
        before, after = (float(side[held.touched].mean()) for side in sides)
        others_before, others_after = (float(side[held.others].mean()) for side in sides)
        differences = np.array([drawn.differences[what] for drawn in usual])
        effect, half = _against(held.difference(what), differences, held.error(what))
        found.append(Effect(what, before, after, others_before, others_after, effect, effect - half, effect + half))
    differences = np.array([drawn.first_time for drawn in usual])
    before, after = held.first_time
    effect, half = _against(after - before, differences, 0.0)
    found.append(Effect("first_time", before, after, None, None, effect, effect - half, effect + half))
    return tuple(found)


def _against(difference: float, drawn: Floats, error: float) -> tuple[float, float]:
    """By how much a difference differs from those drawn, and half of the 95% interval of that."""
    spread = max(float(drawn.std(ddof=1)), error)
    number = len(drawn)
    return difference - float(drawn.mean()), STUDENT_975[number - 2] * spread * float(np.sqrt(1 + 1 / number))
