"""What makes numbers lie: circles that answer themselves, floods and raids. Found by shape, never by name."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.scoring.circles import circles
from bot.scoring.pairs import Pairs
from bot.scoring.presence import Presence
from bot.scoring.tally import add_up, count_up
from storage.models import DAY_MS, Counts, Flags, Floats, Floats32, Ints, Observations

OPEN, CLOSED = 0.5, 0.75
"""A circle that gets half of its answers from outside is the core of a community; one that gets only a quarter there
keeps to itself. The cores of three archives lie between 0.2 and 0.56, planted rings between 0.8 and 0.9."""
CALM, INTENSE = 0.75, 1.25
"""Responses inside a circle to what it wrote; 1 is an answer to everything. At most 0.7 in the archives, 1.8 in planted
rings."""
MOSTLY = 0.5
"""From half-way on, what is found is said in words too."""
DEVOTED = 0.7
"""Somebody who gives one member this share of all their responses …"""
DEVOTED_VOLUME = 10.0
"""… and gives them for about this many days, is counted as that member's prop. No archive had one."""
FLOOD_MESSAGES = 200
FLOOD_ANSWERS = 0.05
"""A flood is a day of so many messages by somebody who got fewer answers than this a message."""
RAID_MINUTES = 10
RAID_SIZE = 5


@dataclass(frozen=True, slots=True, eq=False)
class Integrity:
    """One row a roster row."""

    circle: Counts
    """Number of the circle the member belongs to, −1 for none."""
    circle_size: Counts
    insular: Floats
    """0..1: what share of the people who answer the circle's members is of the circle itself."""
    closed: Floats
    """0 for a circle that is the core of a community, 1 for one that keeps to itself or props itself up."""
    circling: Flags
    """Whether three or more keep to themselves *and* answer nearly all that they write. Friends in a quiet corner do
    the first and not the second: they count as one voice, but nothing about them is inflated."""
    effective: Floats
    """How many people the member's responses really come from."""
    props: Counts
    """How many people respond much to this member and to hardly anybody else."""
    propped: Flags
    """Whether hardly anybody but such people responds to this member."""
    raider: Flags
    flooded: Counts
    """Most messages on one day where that was a flood, otherwise 0."""

    @property
    def inflated(self) -> Flags:
        """Whose numbers look larger than what stands behind them."""
        return np.asarray(self.circling | self.propped | self.raider | (self.flooded > 0))


@dataclass(frozen=True, slots=True, eq=False)
class Bonds:
    """Which pairs are not what they seem, by their rows."""

    within: Ints
    """Those within one circle."""
    devoted: Ints
    """Those whose source responds much to the target and to hardly anybody else."""


def examine(observations: Observations, pairs: Pairs, presence: Presence) -> tuple[Integrity, Bonds]:
    members = len(observations.roster)
    circle = circles(pairs)
    size = np.where(circle >= 0, count_up(circle[circle >= 0], members)[circle], 0)
    within = rows_within(circle, pairs)
    heard = np.flatnonzero((circle >= 0)[pairs.target])
    voices = add_up(circle[pairs.target[heard]], pairs.strength[heard], members)
    own = circle[pairs.target[within]]
    echoes, volume = (add_up(own, column[within], members) for column in (pairs.strength, pairs.volume))
    wrote = add_up(circle[circle >= 0], presence.talk[circle >= 0], members)
    insular = np.where(circle >= 0, (echoes / np.maximum(voices, 1e-9))[circle], 0.0)
    busyness = np.where(circle >= 0, (volume / np.maximum(wrote, 1.0))[circle], 0.0)
    apart, busy = ramp(insular, OPEN, CLOSED), ramp(busyness, CALM, INTENSE)
    props_of = devoted(pairs)
    props = count_up(pairs.target[props_of], members)
    effective = effective_responders(pairs)
    integrity = Integrity(
        circle=circle.astype(np.int32),
        circle_size=size.astype(np.int32),
        insular=insular,
        closed=1.0 - (1.0 - apart) * (1.0 - busy),
        circling=(size > 2) & (apart >= MOSTLY) & (busy >= MOSTLY),
        effective=effective,
        props=props.astype(np.int32),
        propped=(props > 0) & (effective < props + 1),
        raider=raiders(observations),
        flooded=floods(observations, pairs, presence).astype(np.int32),
    )
    return integrity, Bonds(within, props_of)


def ramp(value: Floats, low: float, high: float) -> Floats:
    """0 up to ``low``, 1 from ``high``, straight between."""
    return np.clip((value - low) / (high - low), 0.0, 1.0)


def rows_within(circle: Ints, pairs: Pairs) -> Ints:
    """Rows of the pairs within one circle."""
    encircled = circle >= 0
    rows = np.flatnonzero(encircled[pairs.source] & encircled[pairs.target])
    return np.asarray(rows[circle[pairs.source[rows]] == circle[pairs.target[rows]]])


def devoted(pairs: Pairs) -> Ints:
    """Rows of the pairs whose source responds much to the target and to hardly anybody else: what a second account
    looks like."""
    rows = np.flatnonzero(pairs.volume >= DEVOTED_VOLUME)
    return np.asarray(rows[pairs.volume[rows] >= DEVOTED * pairs.given[pairs.source[rows]]])


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
    ``1 − c·(1 − 1/(n − 1))``; each of ``k`` props is worth ``1/k``; raiders are worth nothing.
    """
    worth = np.ones(len(pairs.source), dtype=np.float32)
    friend = pairs.source[bonds.within]
    others = np.maximum(integrity.circle_size[friend] - 1, 1)
    worth[bonds.within] = 1.0 - integrity.closed[friend] * (1.0 - 1.0 / others)
    shared = 1.0 / integrity.props[pairs.target[bonds.devoted]]
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


def raiders(observations: Observations) -> Flags:
    """Who joined within ten minutes of at least four others who also did something, and was active on that day at most.

    Those of whom nothing was seen are not counted: a large guild has many who come in any ten minutes, and the roster
    does not have them all.
    """
    roster, activity = observations.roster, observations.activity
    members = len(roster)
    first, last = np.full(members, np.iinfo(np.int64).max), np.full(members, -1)
    member, active_day = activity.member.astype(np.int64), activity.day.astype(np.int64)
    np.minimum.at(first, member, active_day)
    np.maximum.at(last, member, active_day)
    joined = roster.joined_ms // DAY_MS
    known = (roster.joined_ms >= 0) & (last >= 0)
    done = observations.window.last_day > joined + 1
    rows = np.flatnonzero(known & (first >= joined) & (last <= joined + 1) & done)
    when, reach = np.sort(roster.joined_ms[known]), RAID_MINUTES * 60_000
    came = roster.joined_ms[rows]
    together = np.searchsorted(when, came + reach, "right") - np.searchsorted(when, came - reach, "left")
    found = np.zeros(members, dtype=np.bool_)
    found[rows[together >= RAID_SIZE]] = True
    return found


def floods(observations: Observations, pairs: Pairs, presence: Presence) -> Ints:
    """Most messages on one day, where it was hundreds and hardly any of what they wrote was answered."""
    activity = observations.activity
    many = np.flatnonzero(activity.messages >= FLOOD_MESSAGES)
    most = np.zeros(len(observations.roster), dtype=np.int64)
    np.maximum.at(most, activity.member[many], activity.messages[many])
    return np.where(pairs.received < FLOOD_ANSWERS * presence.messages, most, 0)
