"""The audit: the whole network in groups, and in each who carries it, who joins it to others, whom it would miss."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.reports.counting import ranked, rows_of
from bot.reports.heading import Heading, head
from bot.reports.seen import Seen
from bot.scoring import ROLES, Group, Network, RankedTies, Role, Standing
from storage.models import Ints

Ends = list[tuple[int, int, float]]
"""Ties, strongest first: two user ids and a weight."""

TOPICS = 3
TRIED = 12
"""So many of the best tied of a group are tried: the others hold nothing together."""
LEANS_TIES = 0.6
"""A group leans on somebody who has this part of its ties …"""
LEANS_CUT_OFF = 1 / 3
"""… or without whom this part of the others is cut off."""


@dataclass(frozen=True, slots=True)
class Somebody:
    user_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Topic:
    channel_id: int
    channel: str
    share: float
    """The part of what the group wrote that it wrote here, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Joining:
    """Who joins a group to the rest."""

    who: Somebody
    to: str
    """The group to which most of their ties outside lead, by weight."""


@dataclass(frozen=True, slots=True)
class Missed:
    """Whom a group would miss most."""

    who: Somebody
    share: float
    """The part of the weight of the group's ties that are theirs, 0 to 1."""
    cut_off: int
    """Members who without them would no longer be joined to the rest of the group."""
    leans: bool
    """Whether so much hangs on them that the group would hardly be one without them."""


@dataclass(frozen=True, slots=True)
class AuditedGroup:
    name: str
    members: tuple[Somebody, ...]
    """Highest score first."""
    roles: tuple[tuple[Role, int], ...]
    """Those that anybody plays."""
    messages: int
    topics: tuple[Topic, ...]
    """Where the group writes most; empty where it is not known."""
    evangelist: Somebody | None
    """The one with the highest score."""
    bridge: Joining | None
    missed: Missed | None


@dataclass(frozen=True, slots=True)
class Audit:
    heading: Heading
    total: int
    people: int
    """Members who belong to a group."""
    active: int
    """Members who did something, in a group or not."""
    leaning: int
    """Groups, shown or not, that lean on one member."""
    groups: tuple[AuditedGroup, ...]
    """Largest first."""


def build_audit(
    seen: Seen, standing: Standing, found: Network, wrote: Sequence[Mapping[int, int]], limit: int
) -> Audit:
    """The ``limit`` largest groups (0 is all) of those ``found``. ``wrote`` has for each of those, in their order, how
    many messages its members wrote in which channel, by channel id."""
    group_of = {user: place for place, group in enumerate(found.groups) for user in group.members}
    inside, outside = _by_group(seen, found)
    channels = {channel.channel_id: channel.name.removeprefix("#") for channel in seen.channels}
    bridges = frozenset(found.bridges)
    groups: list[AuditedGroup] = []
    for place, group in enumerate(found.groups):
        rows = rows_of(seen, group.members)
        rows = rows[np.argsort(-standing.score[rows], kind="stable")]
        names = {int(standing.user_id[row]): seen.roster.name[row] for row in rows.tolist()}
        roles = [ROLES[code] for code in standing.role[rows].tolist()]
        counted = Counter(roles)
        best = next((user for user, role in zip(names, roles, strict=True) if role is Role.EVANGELIST), None)
        groups.append(
            AuditedGroup(
                name=group.name,
                members=tuple(Somebody(user, name) for user, name in names.items()),
                roles=tuple((role, counted[role]) for role in ROLES if counted[role]),
                messages=int(standing.messages[rows].sum()),
                topics=_topics(wrote[place], channels),
                evangelist=None if best is None else Somebody(best, names[best]),
                bridge=_bridge(outside[place], names, bridges, found.groups, group_of),
                missed=_missed(inside[place], names),
            )
        )
    groups.sort(key=lambda group: (-len(group.members), group.name))
    return Audit(
        heading=head("audit", seen),
        total=len(groups),
        people=len(group_of),
        active=len(ranked(standing)),
        leaning=sum(group.missed is not None and group.missed.leans for group in groups),
        groups=tuple(groups[:limit] if limit else groups),
    )


def _by_group(seen: Seen, found: Network) -> tuple[list[Ends], list[Ends]]:
    """For each group the ties within it, and those between it and others."""
    group_of = np.full(len(seen.roster), -1)
    for place, group in enumerate(found.groups):
        group_of[rows_of(seen, group.members)] = place
    one, other = (group_of[rows_of(seen, users)] for users in (found.ties.a, found.ties.b))
    within = np.flatnonzero((one == other) & (one >= 0))
    across = np.flatnonzero((one != other) & (one >= 0) & (other >= 0))
    both = np.stack((one[across], other[across]), axis=1).ravel()
    number = len(found.groups)
    return _split(found.ties, within, one[within], number), _split(found.ties, np.repeat(across, 2), both, number)


def _split(ties: RankedTies, rows: Ints, group: Ints, number: int) -> list[Ends]:
    """Some of the ties by their group."""
    order = np.argsort(group, kind="stable")
    begins = np.searchsorted(group[order], np.arange(1, number))
    columns = (ties.a, ties.b, ties.weight)
    parts = np.split(rows[order], begins)
    return [list(zip(*(column[part].tolist() for column in columns), strict=True)) for part in parts]


def _topics(wrote: Mapping[int, int], channels: Mapping[int, str]) -> tuple[Topic, ...]:
    total = sum(wrote.values())
    most = sorted(wrote.items(), key=lambda item: (-item[1], item[0]))
    known = [(channel, messages) for channel, messages in most if channel in channels]
    return tuple(Topic(channel, channels[channel], messages / total) for channel, messages in known[:TOPICS])


def _bridge(
    outside: Ends,
    names: Mapping[int, str],
    bridges: frozenset[int],
    groups: Sequence[Group],
    group_of: Mapping[int, int],
) -> Joining | None:
    """Of those who join groups the one with most weight outside."""
    weight: dict[int, Counter[int]] = defaultdict(Counter)
    for a, b, strength in outside:
        for one, other in ((a, b), (b, a)):
            if one in names and one in bridges:
                weight[one][group_of[other]] += strength  # type: ignore[assignment]  # counters of floats add up, too
    if not weight:
        return None
    widest = min(weight, key=lambda user: (-sum(weight[user].values()), user))
    to = min(weight[widest], key=lambda place: (-weight[widest][place], place))
    return Joining(Somebody(widest, names[widest]), groups[to].name)


def _missed(inside: Ends, names: Mapping[int, str]) -> Missed | None:
    """The cutpoint that cuts off most (Borgatti 2006, *Identifying sets of key players*), else who has most ties."""
    near: dict[int, set[int]] = {user: set() for user in names}
    weight: dict[int, float] = dict.fromkeys(names, 0.0)
    for one, other, strength in inside:
        near[one].add(other)
        near[other].add(one)
        weight[one] += strength
        weight[other] += strength
    whole = sum(strength for _, _, strength in inside)
    if not whole:
        return None
    tried = sorted(names, key=lambda user: (-weight[user], user))[:TRIED]
    cut_off = {user: _cut_off(near, user) for user in tried}
    first = min(tried, key=lambda user: (-cut_off[user], -weight[user], user))
    share = weight[first] / whole
    leans = share >= LEANS_TIES or cut_off[first] >= LEANS_CUT_OFF * (len(names) - 1)
    return Missed(Somebody(first, names[first]), share, cut_off[first], leans)


def _cut_off(near: Mapping[int, set[int]], gone: int) -> int:
    """How many are outside of the largest part when somebody is gone."""
    left = set(near) - {gone}
    everyone, largest = len(left), 0
    while left:
        reached, edge = 0, [left.pop()]
        while edge:
            reached += 1
            found = near[edge.pop()] & left
            left -= found
            edge.extend(found)
        largest = max(largest, reached)
    return everyone - largest
