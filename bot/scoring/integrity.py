"""What makes numbers lie: circles that answer themselves, props, floods and raids. Found by shape, never by name."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.scoring.bursts import floods, raiders
from bot.scoring.circles import DEVOTED_VOLUME, answers_within, circles, devoted, in_all
from bot.scoring.evidence import InferredReplies
from bot.scoring.pairs import Pairs
from bot.scoring.presence import Presence
from bot.scoring.tally import add_up, count_up
from storage.models import Counts, Flags, Floats, Floats32, Ints, Observations

OPEN, CLOSED = 0.5, 0.75
"""A circle that gets half of its answers from outside is the core of a community; one that gets only a quarter there
keeps to itself. The cores of three archives lie between 0.2 and 0.56."""
CALM, INTENSE = 0.75, 1.25
"""Responses inside a circle to what it wrote; 1 is an answer to everything."""
AMONG, ALONE = 0.75, 0.95
"""How much of what comes back to a circle is its own doing: of a hollow one, nearly all. The cores of archives lie
between 0.6 and 0.8, planted rings above 0.95."""
SELDOM, ALWAYS = 0.5, 1.0
"""Answers that a circle gets from itself a message: of a hollow one, nearly each has one. Circles of four archives that
get so much from themselves lie below 0.4, planted ones above 1.1."""
PROPPED = 0.85
"""Whoever gets this share of all their answers from props has hardly any others."""
MOSTLY = 0.5
"""From half-way on, what is found is said in words too."""


@dataclass(frozen=True, slots=True, eq=False)
class Integrity:
    """One row a roster row."""

    circle: Counts
    """Number of the circle the member belongs to, −1 for none."""
    circle_size: Counts
    insular: Floats
    """0..1: what share of the people who answer the circle's members is of the circle itself."""
    echoed: Floats
    """0..1: what share of all that comes back to the circle's members is of the circle itself."""
    closed: Floats
    """0 for a circle that is the core of a community, 1 for one that keeps to itself or props itself up."""
    circling: Flags
    """Whether a circle gets nearly all from itself *and* answers nearly all that it writes, on many days. Friends in a
    quiet corner do the first and not the second: they count as one voice, but nothing about them is inflated."""
    earnest: Floats
    """0..1: how much of what the member does is done for others than their own circle or the one member whom they prop
    up: their presence counts by it. 1 for nearly everybody."""
    effective: Floats
    """How many people the member's responses really come from."""
    props: Counts
    """How many people respond much to this member and to hardly anybody else."""
    propped: Flags
    """Whether hardly anybody but such people responds to this member."""
    propping: Flags
    """Whether the member is such a person for somebody else, to whom hardly anybody but such people responds."""
    raider: Flags
    flooded: Counts
    """Messages on days of which hardly any was answered, where they were many; otherwise 0."""
    flood_days: Counts
    """How many days those were."""

    @property
    def inflated(self) -> Flags:
        """Whose numbers look larger than what stands behind them."""
        return np.asarray(self.circling | self.propped | self.propping | self.raider | (self.flooded > 0))


@dataclass(frozen=True, slots=True, eq=False)
class Bonds:
    """Which pairs are not what they seem, by their rows."""

    within: Ints
    """Those within one circle."""
    devoted: Ints
    """Those whose source responds much to the target and to hardly anybody else."""


def examine(
    observations: Observations, inferred: InferredReplies, pairs: Pairs, presence: Presence
) -> tuple[Integrity, Bonds]:
    members = len(observations.roster)
    circle = circles(pairs)
    size = in_all(circle, np.ones(members))
    within = rows_within(circle, pairs)
    own, heard = pairs.target[within], np.flatnonzero((circle >= 0)[pairs.target])
    echoes, volume = (in_all(circle, add_up(own, column[within], members)) for column in (pairs.strength, pairs.volume))
    voices = in_all(circle, add_up(pairs.target[heard], pairs.strength[heard], members))
    insular = echoes / np.maximum(voices, 1e-9)
    echoed = volume / np.maximum(in_all(circle, pairs.received), 1e-9)
    busyness = volume / np.maximum(in_all(circle, presence.talk), 1.0)
    apart, busy = ramp(insular, OPEN, CLOSED), ramp(busyness, CALM, INTENSE)
    answered = answers_within(observations, inferred, circle) / np.maximum(in_all(circle, presence.messages), 1.0)
    much = (circle >= 0) & (volume >= DEVOTED_VOLUME * size)
    alone, always = much * ramp(echoed, AMONG, ALONE), much * ramp(answered, SELDOM, ALWAYS)
    props_of = devoted(pairs)
    props = count_up(pairs.target[props_of], members)
    effective = effective_responders(pairs)
    held = add_up(pairs.target[props_of], pairs.volume[props_of], members)
    propped = (props > 0) & (held >= PROPPED * pairs.received)
    holding = props_of[propped[pairs.target[props_of]] & ~propped[pairs.source[props_of]]]
    propping = np.zeros(members, dtype=np.bool_)
    propping[pairs.source[holding]] = True
    flooded, flood_days = floods(observations, inferred, pairs)
    integrity = Integrity(
        circle=circle.astype(np.int32),
        circle_size=size.astype(np.int32),
        insular=insular,
        echoed=echoed,
        closed=1.0 - (1.0 - apart) * (1.0 - busy),
        circling=(alone >= MOSTLY) & (always >= MOSTLY),
        earnest=earnest(pairs, within, holding, alone * always),
        effective=effective,
        props=props.astype(np.int32),
        propped=propped,
        propping=propping,
        raider=raiders(observations),
        flooded=flooded.astype(np.int32),
        flood_days=flood_days.astype(np.int32),
    )
    return integrity, Bonds(within, props_of)


def earnest(pairs: Pairs, within: Ints, holding: Ints, hollow: Floats) -> Floats:
    """0..1 a member: what is left of them without what they do for their own circle, as far as that is ``hollow``
    (0..1 a member), or for whom they prop up (rows of pairs, ``holding``).

    Who answers nobody is in earnest, whatever else may be said of them.
    """
    members = len(pairs.given)
    idle = hollow * add_up(pairs.source[within], pairs.volume[within], members)
    idle = np.maximum(idle, add_up(pairs.source[holding], pairs.volume[holding], members))
    return np.asarray(1.0 - np.divide(idle, pairs.given, out=np.zeros(members), where=pairs.given > 0))


def ramp(value: Floats, low: float, high: float) -> Floats:
    """0 up to ``low``, 1 from ``high``, straight between."""
    return np.clip((value - low) / (high - low), 0.0, 1.0)


def rows_within(circle: Ints, pairs: Pairs) -> Ints:
    """Rows of the pairs within one circle."""
    encircled = circle >= 0
    rows = np.flatnonzero(encircled[pairs.source] & encircled[pairs.target])
    return np.asarray(rows[circle[pairs.source[rows]] == circle[pairs.target[rows]]])


def effective_responders(pairs: Pairs) -> Floats:
    """How many people a member's responses really come from: inverse Simpson, which is Hill's number of order 2 (1973).

    As many as there are where all respond alike, and one where one does nearly all of it; 0 where nobody does.
    """
    squares = add_up(pairs.target, pairs.volume**2, len(pairs.received))
    return np.divide(pairs.received**2, squares, out=np.zeros(len(squares)), where=squares > 0)


def voice(integrity: Integrity, bonds: Bonds, pairs: Pairs) -> Floats32:
    """0..1 a pair: its strength by what its responses are worth. A closed circle together speaks with one voice, and
    so do props.

    Inside a circle of ``n``, closed by ``c`` (0 for an open one, 1 for a closed), each is worth
    ``1 − c·(1 − 1/(n − 1))``; each of ``k`` props is worth ``1/k``. Two and more props of somebody whom hardly anybody
    else answers are worth nothing, and so are raiders.
    """
    worth = np.ones(len(pairs.source), dtype=np.float32)
    friend = pairs.source[bonds.within]
    others = np.maximum(integrity.circle_size[friend] - 1, 1)
    worth[bonds.within] = 1.0 - integrity.closed[friend] * (1.0 - 1.0 / others)
    props_of = pairs.target[bonds.devoted]
    props = integrity.props[props_of]
    shared = np.where(integrity.propped[props_of] & (props > 1), 0.0, 1.0 / np.maximum(props, 1))
    worth[bonds.devoted] = np.minimum(worth[bonds.devoted], shared)
    worth[raiding(integrity, pairs)] = 0.0
    worth *= pairs.strength
    return worth


def independent(integrity: Integrity, bonds: Bonds, pairs: Pairs) -> Floats:
    """Volume of what each member received, as far as it says something about the guild and not only about two people
    or a circle."""
    members = len(pairs.received)
    is_nothing = integrity.raider[pairs.source]
    is_nothing[bonds.devoted] = True
    nothing, among = np.flatnonzero(is_nothing), bonds.within[~is_nothing[bonds.within]]
    bound = pairs.volume[among] * integrity.closed[pairs.source[among]]
    lost = add_up(pairs.target[nothing], pairs.volume[nothing], members) + add_up(pairs.target[among], bound, members)
    return np.asarray(np.maximum(pairs.received - lost, 0.0))


def raiding(integrity: Integrity, pairs: Pairs) -> Ints:
    """Rows of the pairs whose source is a raider."""
    return np.flatnonzero(integrity.raider[pairs.source]) if integrity.raider.any() else np.zeros(0, dtype=np.int64)
