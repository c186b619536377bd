"""The network: who answers whom, which groups that makes, and who joins them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.reports.counting import names_of
from bot.reports.heading import Heading, head
from bot.reports.seen import Seen
from bot.scoring import Group, Hero, Standing, Tie
from bot.scoring import Network as Ties
from bot.scoring.ties import kept_up_weeks

DRAWN_TIES = 70


@dataclass(frozen=True, slots=True)
class Upkeep:
    """How many ties people really keep up, of those between members who are here."""

    weeks: int
    """A tie is kept up where each answered the other in at least so many different weeks."""
    ties: int
    """How many ties are kept up."""
    people: int
    """How many members keep any up …"""
    median: float
    """… half of them at most this many …"""
    most: int
    """… and nobody more than this."""


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
    heroes: tuple[Hero, ...]
    """Whose leaving would leave others without a tie, most of them first."""
    upkeep: Upkeep
    names: dict[int, str]
    """The names of everybody in ``ties``, ``drawn``, ``groups``, ``bridges`` and ``heroes``."""


def build_network(seen: Seen, standing: Standing, found: Ties, limit: int) -> Network:
    """The ``limit`` strongest ties (0 is all) of those ``found``, and every group and bridge."""
    ties = found.ties[: limit or len(found.ties)]
    drawn = found.ties[:DRAWN_TIES]
    in_groups = {member for group in found.groups for member in group.members}
    named = _ends(ties) | _ends(drawn) | in_groups | set(found.bridges) | {hero.user_id for hero in found.heroes}
    return Network(
        heading=head("network", seen),
        people=found.ties.people(),
        total_ties=len(found.ties),
        ties=ties,
        drawn=drawn,
        groups=tuple(sorted(found.groups, key=lambda group: (-len(group.members), group.name))),
        bridges=found.bridges,
        heroes=found.heroes,
        upkeep=_upkeep(standing),
        names=names_of(seen, sorted(named)),
    )


def _ends(ties: tuple[Tie, ...]) -> set[int]:
    return {tie.a for tie in ties} | {tie.b for tie in ties}


def _upkeep(standing: Standing) -> Upkeep:
    holding = standing.holding
    kept = holding.kept_up[holding.kept_up > 0]
    return Upkeep(
        weeks=kept_up_weeks(standing.weeks.number),
        ties=int(kept.sum()) // 2,
        people=len(kept),
        median=float(np.median(kept)) if len(kept) else 0.0,
        most=int(kept.max(initial=0)),
    )
