"""The network: who answers whom, which groups that makes, and who joins them."""

from __future__ import annotations

from dataclasses import dataclass

from bot.reports.counting import names_of
from bot.reports.heading import Heading, head
from bot.scoring import Group, Role, Standing, Tie, network
from storage.models import Observations

DRAWN_TIES = 70


@dataclass(frozen=True, slots=True)
class Network:
    heading: Heading
    people: int
    """Members with at least one tie."""
    total_ties: int
    ties: tuple[Tie, ...]
    """Strongest first."""
    drawn: tuple[Tie, ...]
    """The strongest ties that one picture can hold."""
    groups: tuple[Group, ...]
    """Largest first."""
    bridges: tuple[int, ...]
    names: dict[int, str]
    roles: dict[int, Role]
    """The roles of everybody in ``drawn``."""


def build_network(seen: Observations, standing: Standing, limit: int) -> Network:
    """The ``limit`` strongest ties (0 is all), and every group and bridge."""
    found = network(seen, standing)
    ties = tuple(sorted(found.ties, key=lambda tie: (-tie.weight, tie.a, tie.b)))
    drawn = ties[:DRAWN_TIES]
    people = {end for tie in ties for end in (tie.a, tie.b)}
    concerned = people | {member for group in found.groups for member in group.members} | set(found.bridges)
    return Network(
        heading=head("network", seen),
        people=len(people),
        total_ties=len(ties),
        ties=ties[:limit] if limit else ties,
        drawn=drawn,
        groups=tuple(sorted(found.groups, key=lambda group: (-len(group.members), group.name))),
        bridges=found.bridges,
        names=names_of(seen, sorted(concerned)),
        roles=_roles(standing, {end for tie in drawn for end in (tie.a, tie.b)}),
    )


def _roles(standing: Standing, user_ids: set[int]) -> dict[int, Role]:
    judged = {user_id: standing.of(user_id) for user_id in sorted(user_ids)}
    return {user_id: judgement.role for user_id, judgement in judged.items() if judgement is not None}
