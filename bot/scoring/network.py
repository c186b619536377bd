"""Who is tied to whom: ties, groups, and the people who hold groups together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.scoring.clusters import cluster
from bot.scoring.standing import Standing
from bot.scoring.tally import add_up, count_up
from storage.models import Floats, Ints, Scene

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


@dataclass(frozen=True, slots=True)
class Group:
    """Members tied more to each other, best first; named after the best."""

    name: str
    members: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Network:
    ties: tuple[Tie, ...]
    """Strongest first."""
    groups: tuple[Group, ...]
    """Largest first."""
    bridges: tuple[int, ...]
    """Members whose ties span groups, widest first."""


def network(scene: Scene, standing: Standing) -> Network:
    """Ties over the window, groups by modularity, bridges by how they spread (Burt 2004)."""
    a, b, weight = standing.ties.a, standing.ties.b, standing.ties.weight
    members = len(scene.roster)
    label = cluster(a, b, weight, members)
    user = scene.roster.user_id
    strongest = np.lexsort((user[b], user[a], -weight))
    low, high = np.minimum(user[a], user[b]), np.maximum(user[a], user[b])
    columns = (low[strongest].tolist(), high[strongest].tolist(), weight[strongest].tolist())
    ties = tuple(Tie(one, other, round(strength, 3)) for one, other, strength in zip(*columns, strict=True))
    groups, label = name_groups(standing, label, a, b)
    return Network(ties, groups, bridges(standing, a, b, weight, label))


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
    groups = tuple(
        Group(f"around {names[int(part[0])]}", tuple(int(user) for user in standing.user_id[part])) for part in parts
    )
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
