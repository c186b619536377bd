"""Who lives in the synthetic community: up to a million people as columns, invented from a seed.

Most are silent. Some come to talk: for a while after they arrived, in some weeks, on some days of those, mostly with
the few dozen of their circle, and a handful of them write most of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from storage.models import DAY_MS, DISCORD_EPOCH_MS, Flags, Floats, Ints, milliseconds

END = datetime(2026, 7, 1, tzinfo=UTC)
"""The log ends here, however long it is: a shorter one is the last part of a longer one."""
END_DAY = milliseconds(END) // DAY_MS

CHANNELS = 40
CIRCLE = 40
"""So many regulars at a time make a circle."""
FOUNDERS = 0.1
DROP_INS = 0.0005
"""The share of all members who say something on a day without being regulars."""
LEAVE = 0.35
LIFE_DAYS = 60
"""The median number of days a regular stays."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How large a community is and how long its log: everything that, with the seed, decides what happens in it."""

    members: int
    age: int
    """Days from the founding to the end."""
    daily: int
    """Events a day, on average."""
    days: int
    """The last days of its life, which are the ones that the log has."""
    regulars: float
    """The share of members who ever come to talk."""
    seed: int = 1

    @property
    def first_day(self) -> int:
        """UTC days since 1970."""
        return END_DAY - self.days

    def last(self, days: int) -> Shape:
        """The same community, of which only the last days were seen."""
        return Shape(self.members, self.age, self.daily, min(days, self.days), self.regulars, self.seed)

    def last_part(self, part: int) -> Shape:
        """The same, of which only the last ``1 / part`` of the days was seen, a day at least."""
        return self.last(max(1, self.days // part))

    def __str__(self) -> str:
        return (
            f"{self.daily * self.days:,} events: {self.members:,} members, {self.daily:,} events a day, "
            f"{self.days:,} of {self.age:,} days, seed {self.seed}"
        )


TINY_EVENTS = 100_000
SMALL_EVENTS = 10_000_000
LARGE_EVENTS = 100_000_000


def shape_of(events: int, seed: int = 1) -> Shape:
    """About so many events: up to ten million of a community of 50,000, more of one of a million members; to try
    things out, up to a hundred thousand of one of 2,000."""
    if events <= TINY_EVENTS:
        whole = Shape(2_000, 200, 500, 200, 0.35, seed)
    elif events <= SMALL_EVENTS:
        whole = Shape(50_000, 912, 11_000, 912, 0.35, seed)
    else:
        whole = Shape(1_000_000, 1826, 55_000, 1826, 0.35, seed)
    return whole.last(max(1, round(events / whole.daily)))


class Population:
    """Everybody who ever comes, by arrival. Days are UTC days since 1970; people are their row here."""

    def __init__(self, shape: Shape) -> None:
        rng = np.random.default_rng([shape.seed, 0])
        members = shape.members
        founded = END_DAY - shape.age
        arrived = founded + rng.random(members) * shape.age
        arrived[rng.random(members) < FOUNDERS] = founded
        arrived.sort()
        self.seed = shape.seed
        self.arrival: Floats = arrived
        milliseconds_of_account = rng.integers(0, (founded - 1) * DAY_MS - DISCORD_EPOCH_MS, members)
        self.user_id: Ints = (milliseconds_of_account << 22) | np.arange(members)
        self.is_regular: Flags = rng.random(members) < shape.regulars
        life = rng.lognormal(np.log(LIFE_DAYS), 1.2, members)
        self.until: Floats = arrived + np.where(self.is_regular, life, rng.exponential(150, members))
        """When a regular stops to come; when somebody silent leaves, if they do."""
        self.left: Floats = np.where(rng.random(members) < LEAVE, self.until + 1, np.inf)
        self.weight: Floats = np.minimum(rng.pareto(1.15, members) + 1, 300)
        self.eagerness: Floats = rng.random(members)
        living = shape.regulars * members * LIFE_DAYS * 2 / shape.age
        self.circles = max(4, round(living / CIRCLE))
        self.circle: Ints = rng.integers(0, self.circles, members)
        invited = rng.random(members) < 0.2
        self.inviter: Ints = np.where(invited, (np.arange(members) * rng.random(members)).astype(np.int64), -1)
        self.inviter[0] = -1
        self._regulars: Ints = np.flatnonzero(self.is_regular)
        self._regular_arrival = arrived[self._regulars]
        self._regular_until = np.minimum(self.until, self.left)[self._regulars]

    def __len__(self) -> int:
        return len(self.arrival)

    def name(self, person: int) -> str:
        """A name of the usual length."""
        return f"{_NAMES[person % len(_NAMES)]}{person}"

    def known(self, day: int) -> int:
        """How many have come before a day, at least the one who founded it all."""
        return max(1, int(np.searchsorted(self.arrival, day)))

    def arriving(self, day: int) -> Ints:
        """Who comes on a day."""
        return np.arange(*np.searchsorted(self.arrival, (day, day + 1)))

    def leaving(self, day: int) -> Ints:
        """Who leaves on a day."""
        here = np.searchsorted(self.arrival, day)
        left = self.left[:here]
        return np.flatnonzero((left >= day) & (left < day + 1))

    def present(self, day: int) -> Ints:
        """Who is a member when a day begins."""
        here = np.searchsorted(self.arrival, day)
        return np.flatnonzero(self.left[:here] >= day)

    def talking(self, day: int) -> Ints:
        """The regulars who come on a day, circle by circle, those who write most first."""
        known = np.searchsorted(self._regular_arrival, day)
        here = np.flatnonzero(self._regular_until[:known] > day)
        week = np.random.default_rng([self.seed, 1, day // 7]).random(known)[here]
        today = np.random.default_rng([self.seed, 2, day]).random(known)[here]
        people = self._regulars[here]
        eager = self.eagerness[people]
        found = people[(week < 0.3 + 0.65 * eager) & (today < 0.25 + 0.65 * eager)]
        return found[np.lexsort((-self.weight[found], self.circle[found]))]

    def dropping_in(self, day: int) -> Ints:
        """Silent members who say something for once."""
        rng = np.random.default_rng([self.seed, 3, day])
        here = self.known(day)
        found = rng.integers(0, here, rng.poisson(DROP_INS * here))
        return found[self.left[found] > day]


_NAMES = tuple(
    f"{first}{second}" for first in ("mi", "sol", "jo", "ka", "ter") for second in ("ra", "na", "li", "do", "x")
)
