"""What makes numbers lie: circles that answer themselves, floods and raids. Found by shape, never by name."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.scoring.evidence import Pairs
from bot.scoring.tally import add_up, count_up
from storage.models import DAY_MS, Flags, Floats, Ints, Observations

LARGEST_CIRCLE = 12
CIRCLE_SHARE = 1 / LARGEST_CIRCLE
"""A tie belongs to a circle's frame where it is at least this share of what *both* people have: about what is left for
each of the others in the largest circle, where all is shared out evenly."""
MUTUAL = 0.25
"""… and where the weaker direction is at least this share of the stronger one."""
GUILD_SHARE = 0.25
"""A circle that is more than a quarter of those who take part is the guild."""
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
    """Columns aligned with roster rows."""

    circle: Ints
    """Number of the circle the member belongs to, −1 for none."""
    circle_size: Ints
    insular: Floats
    """0..1: what share of the people who answer the circle's members is of the circle itself."""
    closed: Floats
    """0 for a circle that is the core of a community, 1 for one that keeps to itself or props itself up."""
    circling: Flags
    """Whether three or more keep to themselves *and* answer nearly all that they write. Friends in a quiet corner do
    the first and not the second: they count as one voice, but nothing about them is inflated."""
    effective: Floats
    """How many people the member's responses really come from."""
    props: Ints
    """How many people respond much to this member and to hardly anybody else."""
    propped: Flags
    """Whether hardly anybody but such people responds to this member."""
    raider: Flags
    flooded: Ints
    """Most messages on one day where that was a flood, otherwise 0."""

    @property
    def inflated(self) -> Flags:
        """Whose numbers look larger than what stands behind them."""
        return np.asarray(self.circling | self.propped | self.raider | (self.flooded > 0))


def examine(observations: Observations, pairs: Pairs) -> Integrity:
    members = len(observations.roster)
    circle = circles(pairs, members)
    of = np.where(circle >= 0, circle, members)
    size = np.where(circle >= 0, count_up(of, members + 1)[of], 0)
    inside = (circle[pairs.source] >= 0) & (circle[pairs.source] == circle[pairs.target])
    activity = observations.activity
    voices = add_up(of[pairs.target], pairs.strength, members + 1)
    within = add_up(of[pairs.target], pairs.strength * inside, members + 1)
    volume = add_up(of[pairs.target], pairs.volume * inside, members + 1)
    wrote = add_up(of[activity.member], np.log2(1.0 + activity.messages), members + 1)
    insular = (within / np.maximum(voices, 1e-9))[of]
    apart, busy = ramp(insular, OPEN, CLOSED), ramp((volume / np.maximum(wrote, 1.0))[of], CALM, INTENSE)
    props = count_up(pairs.target[devoted(pairs, members)], members)
    effective = effective_responders(pairs, members)
    return Integrity(
        circle=circle,
        circle_size=size,
        insular=insular,
        closed=1.0 - (1.0 - apart) * (1.0 - busy),
        circling=(size > 2) & (apart >= MOSTLY) & (busy >= MOSTLY),
        effective=effective,
        props=props,
        propped=(props > 0) & (effective < props + 1),
        raider=raiders(observations),
        flooded=floods(observations, pairs),
    )


def ramp(value: Floats, low: float, high: float) -> Floats:
    """0 up to ``low``, 1 from ``high``, straight between."""
    return np.clip((value - low) / (high - low), 0.0, 1.0)


def circles(pairs: Pairs, members: int) -> Ints:
    """The number of the circle that each member belongs to, −1 for none.

    A circle is a small set of people who are each other's main partners. Ties are kept where they matter to both
    ends (a local backbone, after Serrano, Boguñá and Vespignani 2009); connected components of two to twelve are
    circles.
    """
    if not len(pairs.source):
        return np.full(members, -1)
    back = reverse_of(pairs, members)
    returned = np.where(back >= 0, pairs.volume[back], 0.0)
    both = pairs.volume + returned
    total = add_up(pairs.source, pairs.volume, members) + add_up(pairs.target, pairs.volume, members)
    frame = (
        (np.minimum(pairs.volume, returned) >= MUTUAL * np.maximum(pairs.volume, returned))
        & (both >= CIRCLE_SHARE * total[pairs.source])
        & (both >= CIRCLE_SHARE * total[pairs.target])
    )
    label = components(pairs.source[frame], pairs.target[frame], members)
    size = count_up(label, members)[label]
    engaged = np.count_nonzero(total)
    return np.where((size >= 2) & (size <= min(LARGEST_CIRCLE, max(2, int(GUILD_SHARE * engaged)))), label, -1)


def devoted(pairs: Pairs, members: int) -> Flags:
    """Pairs whose source responds much to the target and to hardly anybody else: what a second account looks like."""
    given = add_up(pairs.source, pairs.volume, members)
    return np.asarray((pairs.volume >= DEVOTED_VOLUME) & (pairs.volume >= DEVOTED * given[pairs.source]))


def effective_responders(pairs: Pairs, members: int) -> Floats:
    """How many people a member's responses really come from: inverse Simpson, which is Hill's number of order 2 (1973).

    As many as there are where all respond alike, and one where one does nearly all of it; 0 where nobody does.
    """
    total, squares = add_up(pairs.target, pairs.volume, members), add_up(pairs.target, pairs.volume**2, members)
    return np.divide(total**2, squares, out=np.zeros(members), where=squares > 0)


def reverse_of(pairs: Pairs, members: int) -> Ints:
    """The row of the opposite direction of each pair, −1 where there is none."""
    key = pairs.source * members + pairs.target
    wanted = pairs.target * members + pairs.source
    # Asked for in order: a search that jumps about in millions of keys takes ten times as long.
    order = np.argsort(wanted, kind="stable")
    place = np.empty(len(key), dtype=np.int64)
    place[order] = np.minimum(np.searchsorted(key, wanted[order]), len(key) - 1)
    return np.where(key[place] == wanted, place, -1)


def components(a: Ints, b: Ints, members: int) -> Ints:
    """The smallest row of each row's connected component (label contraction with pointer jumping)."""
    label = np.arange(members)
    while True:
        before = label.copy()
        np.minimum.at(label, label[a], label[b])
        np.minimum.at(label, label[b], label[a])
        label = np.minimum(label, label[label])
        while not np.array_equal(label, label[label]):
            label = label[label]
        if np.array_equal(label, before):
            return label


def voice(integrity: Integrity, pairs: Pairs) -> Floats:
    """0..1, what each pair's responses are worth: a closed circle together speaks with one voice, and so do props.

    Inside a circle of ``n``, closed by ``c`` (0 for an open one, 1 for a closed), each is worth
    ``1 − c·(1 − 1/(n − 1))``; each of ``k`` props is worth ``1/k``; raiders are worth nothing.
    """
    source, target = pairs.source, pairs.target
    others = np.maximum(integrity.circle_size[source] - 1, 1)
    worth = np.where(together(integrity, pairs), 1.0 - integrity.closed[source] * (1.0 - 1.0 / others), 1.0)
    prop = devoted(pairs, len(integrity.circle))
    worth = np.where(prop, np.minimum(worth, 1.0 / np.maximum(integrity.props[target], 1)), worth)
    return np.where(integrity.raider[source], 0.0, worth)


def independence(integrity: Integrity, pairs: Pairs) -> Floats:
    """0..1 a pair: how far an answer says something about the guild and not only about the two."""
    free = np.where(together(integrity, pairs), 1.0 - integrity.closed[pairs.source], 1.0)
    return np.where(integrity.raider[pairs.source] | devoted(pairs, len(integrity.circle)), 0.0, free)


def together(integrity: Integrity, pairs: Pairs) -> Flags:
    """Pairs within one circle."""
    circle = integrity.circle
    return np.asarray((circle[pairs.source] >= 0) & (circle[pairs.source] == circle[pairs.target]))


def raiders(observations: Observations) -> Flags:
    """Who joined together with at least four others within ten minutes and was active on that day at most."""
    roster, activity = observations.roster, observations.activity
    members = len(roster)
    joined = np.flatnonzero(roster.joined_ms >= 0)
    when = np.sort(roster.joined_ms[joined])
    reach = RAID_MINUTES * 60_000
    together = np.searchsorted(when, roster.joined_ms + reach, "right") - np.searchsorted(
        when, roster.joined_ms - reach, "left"
    )
    first, last = np.full(members, np.iinfo(np.int64).max), np.full(members, -1)
    np.minimum.at(first, activity.member, activity.day)
    np.maximum.at(last, activity.member, activity.day)
    day = roster.joined_ms // DAY_MS
    done = observations.window.last_day > day + 1
    only_then = (last >= 0) & (first >= day) & (last <= day + 1) & done
    return np.asarray((roster.joined_ms >= 0) & (together >= RAID_SIZE) & only_then)


def floods(observations: Observations, pairs: Pairs) -> Ints:
    """Most messages on one day, where it was hundreds and hardly any of what they wrote was answered."""
    activity = observations.activity
    members = len(observations.roster)
    most = np.zeros(members, dtype=np.int64)
    np.maximum.at(most, activity.member, activity.messages)
    messages = add_up(activity.member, activity.messages, members)
    answered = add_up(pairs.target, pairs.volume, members)
    return np.where((most >= FLOOD_MESSAGES) & (answered < FLOOD_ANSWERS * messages), most, 0)
