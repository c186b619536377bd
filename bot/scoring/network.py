"""Who is tied to whom: ties, groups, and the people who hold groups together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np

from bot.scoring.clusters import cluster
from bot.scoring.standing import Standing
from bot.scoring.tally import add_up, count_up
from storage.models import Counts, Floats, Ints, Scene

GROUP_SIZE = 3
BRIDGE_SHARE = 0.25
"""A bridge has at least this share of their ties, by weight, outside their own group."""
BRIDGE_TIES = 2
"""… and at least this many ties that lead there."""


@dataclass(frozen=True, slots=True)
class Tie:
    """Responses both ways between two members; ``a < b``; weight 0..1."""

    a: int
    b: int
    weight: float
    weeks: int
    """In how many different weeks each answered the other; of both directions the lower number."""


@dataclass(frozen=True, slots=True, eq=False)
class RankedTies(Sequence[Tie]):
    """Ties, strongest first, as columns of equal length: there are many, and few are told one by one."""

    a: Ints
    """User ids, ``a < b``."""
    b: Ints
    weight: Floats
    """0..1, to three decimals."""
    weeks: Counts

    def __len__(self) -> int:
        return len(self.weight)

    @overload
    def __getitem__(self, place: int) -> Tie: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Tie, ...]: ...

    def __getitem__(self, place: int | slice) -> Tie | tuple[Tie, ...]:
        if isinstance(place, slice):
            columns = (self.a, self.b, self.weight, self.weeks)
            return tuple(Tie(*row) for row in zip(*(column[place].tolist() for column in columns), strict=True))
        return self[place : place + 1 or None][0]

    def people(self) -> int:
        """How many have at least one."""
        ends = np.sort(np.concatenate((self.a, self.b)))
        return int(np.count_nonzero(np.diff(ends, prepend=-1)))


@dataclass(frozen=True, slots=True)
class Hero:
    """Somebody whose leaving would leave others without a tie."""

    user_id: int
    only_tie_of: int
    """How many members have no tie but theirs."""


@dataclass(frozen=True, slots=True)
class Group:
    """Members tied more to each other, best first; named after the best."""

    name: str
    members: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Network:
    ties: RankedTies
    groups: tuple[Group, ...]
    """Largest first."""
    bridges: tuple[int, ...]
    """Members whose ties span groups, widest first."""
    heroes: tuple[Hero, ...]
    """Those who are the only tie of most members first; everybody who is of any."""


def network(scene: Scene, standing: Standing) -> Network:
    """Ties over the window, groups by modularity, bridges by how they spread (Burt 2004)."""
    a, b, weight, weeks = standing.ties.a, standing.ties.b, standing.ties.weight, standing.ties.weeks
    members = len(scene.roster)
    label = cluster(a, b, weight, members)
    user = scene.roster.user_id
    strongest = np.lexsort((user[b], user[a], -weight))
    low, high = np.minimum(user[a], user[b]), np.maximum(user[a], user[b])
    ties = RankedTies(low[strongest], high[strongest], weight[strongest].round(3), weeks[strongest])
    groups, label = name_groups(standing, label, a, b)
    return Network(ties, groups, bridges(standing, a, b, weight, label), heroes(standing))


def name_groups(standing: Standing, label: Ints, a: Ints, b: Ints) -> tuple[tuple[Group, ...], Ints]:
    """Groups of three and more, and everybody's group (−1 for none)."""
    members = len(label)
    tied = np.zeros(members, dtype=np.bool_)
    tied[a] = tied[b] = True
    size = count_up(label[tied], members)
    belongs = np.where(tied & (size[label] >= GROUP_SIZE), label, -1)
    rows = np.flatnonzero(belongs >= 0)
    rows = rows[np.lexsort((standing.user_id[rows], -standing.score[rows], belongs[rows]))]
    starts = np.flatnonzero(np.append(True, belongs[rows][1:] != belongs[rows][:-1])) if len(rows) else rows
    parts = [part for part in np.split(rows, starts[1:]) if len(part)] if len(rows) else []
    parts.sort(key=lambda part: (-len(part), int(standing.user_id[part[0]])))
    names = standing.scene.roster.name
    groups = tuple(Group(names[int(part[0])], tuple(int(user) for user in standing.user_id[part])) for part in parts)
    return groups, belongs


def bridges(standing: Standing, a: Ints, b: Ints, weight: Floats, group: Ints) -> tuple[int, ...]:
    """Members with two or more ties, and a quarter of their weight, outside their own group."""
    members = len(group)
    apart = (group[a] >= 0) & (group[b] >= 0) & (group[a] != group[b])
    both, far = np.concatenate([a, b]), np.concatenate([a[apart], b[apart]])
    total = add_up(both, np.concatenate([weight, weight]), members)
    outside = add_up(far, np.concatenate([weight[apart], weight[apart]]), members)
    number = count_up(far, members)
    rows = np.flatnonzero((number >= BRIDGE_TIES) & (outside >= BRIDGE_SHARE * total) & (total > 0))
    rows = rows[np.lexsort((standing.user_id[rows], -outside[rows]))]
    return tuple(int(user) for user in standing.user_id[rows])


def heroes(standing: Standing) -> tuple[Hero, ...]:
    """Who is the only tie of anybody; of equals whoever has the higher score first."""
    only = standing.holding.only
    rows = np.flatnonzero(only)
    rows = rows[np.lexsort((standing.user_id[rows], -standing.score[rows], -only[rows]))]
    columns = (standing.user_id[rows].tolist(), only[rows].tolist())
    return tuple(Hero(user_id, number) for user_id, number in zip(*columns, strict=True))
