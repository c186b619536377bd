"""Groups: members tied more to each other than to the rest."""

from __future__ import annotations

from dataclasses import dataclass

from bot.reports.counting import names_of, per_member, rows_of
from bot.reports.heading import Heading, head
from bot.scoring import Role, Standing, network
from storage.models import Observations


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


def build_groups(seen: Observations, standing: Standing, limit: int) -> Groups:
    """The ``limit`` largest groups (0 is all)."""
    found = network(seen, standing)
    rows = rows_of(seen)
    messages = per_member(seen, seen.activity.messages)
    group_of = {member: index for index, group in enumerate(found.groups) for member in group.members}
    evangelists = {judgement.user_id for judgement in standing.with_role(Role.EVANGELIST, 0)}
    inside = [0.0] * len(found.groups)
    touching = [0.0] * len(found.groups)
    for tie in found.ties:
        a, b = group_of.get(tie.a), group_of.get(tie.b)
        for end in {a, b} - {None}:
            if end is not None:
                touching[end] += tie.weight
                inside[end] += tie.weight if a == b else 0.0
    lines = []
    for index, group in enumerate(found.groups):
        members = tuple(sorted(group.members, key=lambda member: -standing.score[rows[member]]))
        lines.append(
            GroupLine(
                name=group.name,
                members=members,
                names=tuple(seen.roster.name[rows[member]] for member in members),
                messages=int(sum(messages[rows[member]] for member in members)),
                evangelists=sum(member in evangelists for member in members),
                inside=inside[index] / touching[index] if touching[index] else None,
            )
        )
    lines.sort(key=lambda line: (-len(line.members), line.name))
    return Groups(
        heading=head("groups", seen),
        total=len(lines),
        people=len(group_of),
        groups=tuple(lines[:limit] if limit else lines),
        bridges=tuple(names_of(seen, found.bridges).values()),
    )
