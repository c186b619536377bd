"""The network: who answers whom, which groups that makes, and who joins them."""

from __future__ import annotations

from dataclasses import dataclass

from bot.reports.counting import names_of, rows_of
from bot.reports.heading import Heading, head
from bot.reports.seen import Seen
from bot.scoring import ROLES, Group, Role, Standing, Tie
from bot.scoring import Network as Ties
from storage.models import Scene

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
    """The names of everybody in ``ties``, ``drawn``, ``groups`` and ``bridges``."""
    roles: dict[int, Role]
    """The roles of everybody in ``drawn``."""


def build_network(seen: Seen, standing: Standing, found: Ties, limit: int) -> Network:
    """The ``limit`` strongest ties (0 is all) of those ``found``, and every group and bridge."""
    ties = found.ties[:limit] if limit else found.ties
    drawn = found.ties[:DRAWN_TIES]
    in_groups = {member for group in found.groups for member in group.members}
    return Network(
        heading=head("network", seen),
        people=len(_ends(found.ties)),
        total_ties=len(found.ties),
        ties=ties,
        drawn=drawn,
        groups=tuple(sorted(found.groups, key=lambda group: (-len(group.members), group.name))),
        bridges=found.bridges,
        names=names_of(seen, sorted(_ends(ties) | _ends(drawn) | in_groups | set(found.bridges))),
        roles=_roles(seen, standing, sorted(_ends(drawn))),
    )


def _ends(ties: tuple[Tie, ...]) -> set[int]:
    return {tie.a for tie in ties} | {tie.b for tie in ties}


def _roles(seen: Scene, standing: Standing, user_ids: list[int]) -> dict[int, Role]:
    codes = standing.role[rows_of(seen, user_ids)].tolist()
    return {user_id: ROLES[code] for user_id, code in zip(user_ids, codes, strict=True)}
