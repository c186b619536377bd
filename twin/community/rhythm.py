"""When people are there: their weeks, their days and the hours of their time zone."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import exp
from random import Random
from typing import Literal

from twin.community.habits import LEANINGS, Leanings
from twin.community.snowflakes import DAY, HOUR, WEEK, millis
from twin.timeline import Person

Doing = Literal["ask", "answer", "chat", "react"]
ZONES = (-8, -6, -5, -5, 0, 1, 1, 1, 2, 2, 3, 5, 8, 9)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """One person's time: hours of the UTC day (24 weights, the busiest is 1), and from when to when they take part."""

    hours: tuple[float, ...]
    from_ms: int
    until_ms: int

    def draw(self, rng: Random, day_ms: int) -> int:
        """A moment of the UTC day that begins at ``day_ms``, likelier in the hours they like."""
        hour = rng.choices(range(24), self.hours)[0]
        return day_ms + hour * HOUR + rng.randrange(HOUR)

    def awake(self, ms: int) -> float:
        return self.hours[ms // HOUR % 24]


def rhythm_of(rng: Random, zone: int, from_ms: int, until_ms: int) -> Rhythm:
    """Asleep at night, a bump around noon, a higher one in the evening of their zone (hours east of UTC)."""
    noon, evening = rng.uniform(9, 14), rng.uniform(18, 22)
    local = [
        0.03 + 0.6 * exp(-(((hour - noon) / 2.5) ** 2)) + exp(-(((hour - evening) / 2.2) ** 2)) for hour in range(24)
    ]
    top = max(local)
    return Rhythm(tuple(local[(hour + zone) % 24] / top for hour in range(24)), from_ms, until_ms)


@dataclass(frozen=True, slots=True)
class Habitual:
    """A person together with what they lean to, when, and in which weeks (whole weeks since 1970) they turn up."""

    person: Person
    leanings: Leanings
    rhythm: Rhythm
    weeks: frozenset[int]
    replies: float
    """How much more or less than others they press Reply, around 1."""

    @property
    def user_id(self) -> int:
        return self.person.user_id

    def around(self, ms: int) -> bool:
        return ms // WEEK in self.weeks and self.rhythm.from_ms <= ms < self.rhythm.until_ms

    def at_some_time(self, first_ms: int, end_ms: int) -> bool:
        """Whether they may be around at any moment of this stretch, which is no longer than a week."""
        weeks = first_ms // WEEK, (end_ms - 1) // WEEK
        return self.rhythm.from_ms < end_ms and self.rhythm.until_ms > first_ms and not self.weeks.isdisjoint(weeks)


def habitual(rng: Random, person: Person, start_ms: int, now_ms: int) -> Habitual:
    """Give a person their time, between the start and the end of what is told (milliseconds since 1970)."""
    leanings = LEANINGS[person.habit]
    from_ms, until_ms = max(start_ms, millis(person.joined_at)), now_ms
    if person.left_at is not None:
        until_ms = min(until_ms, millis(person.left_at))
    if person.habit == "lapsed":
        until_ms = min(until_ms, now_ms - 86 * DAY - rng.randrange(DAY))
    if person.habit == "fading":
        until_ms = min(until_ms, now_ms - rng.randrange(28 * DAY, 36 * DAY))
    weeks = range(from_ms // WEEK, until_ms // WEEK + 1)
    present = frozenset(week for week in weeks if rng.random() < leanings.presence)
    rhythm = rhythm_of(rng, rng.choice(ZONES), from_ms, until_ms)
    return Habitual(person, leanings, rhythm, present or frozenset(weeks), rng.uniform(0.7, 1.3))


class Today:
    """Who is around on one day, ready to be drawn for what they like to do."""

    def __init__(self, rng: Random, people: Sequence[Habitual]) -> None:
        self._rng = rng
        self._doers: dict[Doing, tuple[list[Habitual], list[float]]] = {}
        for doing in ("ask", "answer", "chat", "react"):
            doers = [one for one in people if getattr(one.leanings, doing) > 0]
            self._doers[doing] = doers, list(accumulate(getattr(one.leanings, doing) for one in doers))

    def pick(self, doing: Doing, ms: int, but: Sequence[int] = ()) -> Habitual | None:
        """Somebody who would do this now and is not among ``but`` (user ids); None where nobody is found."""
        doers, weights = self._doers[doing]
        if not doers:
            return None
        for attempt in range(16):
            one = doers[bisect(weights, self._rng.random() * weights[-1], hi=len(doers) - 1)]
            sleepless = 0.1 if attempt > 8 else 0.0
            if one.user_id not in but and one.around(ms) and self._rng.random() < one.rhythm.awake(ms) + sleepless:
                return one
        return None


class Crowd:
    """Everybody with their time."""

    def __init__(self, rng: Random, people: Sequence[Habitual]) -> None:
        self._rng = rng
        self._by_id = {one.user_id: one for one in people}
        self._days: dict[int, Today] = {}

    def __getitem__(self, user_id: int) -> Habitual:
        return self._by_id[user_id]

    def everybody(self) -> list[Habitual]:
        return list(self._by_id.values())

    def on(self, ms: int) -> Today:
        """The people of the UTC day in which ``ms`` lies."""
        day = ms // DAY
        if day not in self._days:
            here = [one for one in self._by_id.values() if one.at_some_time(day * DAY, (day + 1) * DAY)]
            self._days[day] = Today(self._rng, here)
        return self._days[day]
