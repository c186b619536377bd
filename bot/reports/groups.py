"""Groups: members tied more to each other than to the rest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.reports.counting import names_of, rows_of, with_role
from bot.reports.heading import Heading, head
from bot.reports.seen import Seen
from bot.scoring import Group, Network, RankedTies, Role, Standing
from storage.models import Flags, Floats, Ints, Scene


@dataclass(frozen=True, slots=True)
class GroupLine:
    name: str
    members: tuple[int, ...]
    names: tuple[str, ...]
    """The members' names, highest score first, as ``members``."""
    messages: int
    evangelists: int
    inside: float | None
    """The part of the weight of the members' ties that stays inside the group, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Groups:
    heading: Heading
    total: int
    people: int
    """Members who belong to any group."""
    groups: tuple[GroupLine, ...]
    bridges: tuple[str, ...]
    """Names of the members who join groups to each other."""


def build_groups(seen: Seen, standing: Standing, found: Network, limit: int) -> Groups:
    """The ``limit`` largest groups (0 is all) of those ``found``."""
    parts = [rows_of(seen, group.members) for group in found.groups]
    inside = _inside(seen, found.ties, parts)
    largest = sorted(range(len(parts)), key=lambda place: (-len(parts[place]), found.groups[place].name))
    shown = largest[:limit] if limit else largest
    is_evangelist = np.zeros(len(seen.roster), dtype=np.bool_)
    is_evangelist[with_role(standing, Role.EVANGELIST)] = True
    return Groups(
        heading=head("groups", seen),
        total=len(parts),
        people=sum(map(len, parts)),
        groups=tuple(
            _line(seen, standing, found.groups[place], parts[place], is_evangelist, inside[place]) for place in shown
        ),
        bridges=tuple(names_of(seen, found.bridges).values()),
    )


def _line(
    seen: Scene, standing: Standing, group: Group, rows: Ints, is_evangelist: Flags, inside: float | None
) -> GroupLine:
    rows = rows[np.argsort(-standing.score[rows], kind="stable")]
    return GroupLine(
        name=group.name,
        members=tuple(standing.user_id[rows].tolist()),
        names=tuple(seen.roster.name[row] for row in rows.tolist()),
        messages=int(standing.messages[rows].sum()),
        evangelists=int(np.count_nonzero(is_evangelist[rows])),
        inside=inside,
    )


def _inside(seen: Scene, ties: RankedTies, parts: list[Ints]) -> list[float | None]:
    """For each group the part of the weight of its members' ties that stays inside, None where they have none."""
    group_of = np.full(len(seen.roster), len(parts))
    for place, rows in enumerate(parts):
        group_of[rows] = place
    a, b, weight = group_of[rows_of(seen, ties.a)], group_of[rows_of(seen, ties.b)], ties.weight
    within = a == b
    inside = _sums(a[within], weight[within], parts)
    touching = inside + _sums(a[~within], weight[~within], parts) + _sums(b[~within], weight[~within], parts)
    return [part / whole if whole else None for part, whole in zip(inside.tolist(), touching.tolist(), strict=True)]


def _sums(group: Ints, weight: Floats, parts: list[Ints]) -> Floats:
    """The weights of each group's ties; the last number is that of no group and is left out."""
    return np.bincount(group, weight, len(parts) + 1)[: len(parts)].astype(np.float64)
