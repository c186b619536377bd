"""Who is who, from counts alone: pure functions over columns. No I/O, no clock, no Discord."""

from bot.scoring.deeds import Deeds, deeds_of
from bot.scoring.facets import FacetColumns
from bot.scoring.lurkers import LurkerCount, lurkers
from bot.scoring.network import Group, Hero, Network, RankedTies, Tie, network
from bot.scoring.roles import ROLES, Role
from bot.scoring.score import attest, decide, judge
from bot.scoring.stability import Firmness, Leaving, Stability, stability
from bot.scoring.standing import Facets, Judgement, Standing

__all__ = [
    "ROLES",
    "Deeds",
    "FacetColumns",
    "Facets",
    "Firmness",
    "Group",
    "Hero",
    "Judgement",
    "Leaving",
    "LurkerCount",
    "Network",
    "RankedTies",
    "Role",
    "Stability",
    "Standing",
    "Tie",
    "attest",
    "decide",
    "deeds_of",
    "judge",
    "lurkers",
    "network",
    "stability",
]
