"""Small sets of people who are each other's main partners, and people who have only one."""

from __future__ import annotations

import numpy as np

from bot.scoring.bursts import likely_answers
from bot.scoring.evidence import InferredReplies
from bot.scoring.pairs import Pairs
from bot.scoring.tally import add_up, count_up
from storage.models import Counts, Floats, Ints, Observations

LARGEST_CIRCLE = 12
CIRCLE_SHARE = 1 / LARGEST_CIRCLE
"""A tie belongs to a circle's frame where it is at least this share of what *both* people have: about what is left for
each of the others in the largest circle, where all is shared out evenly."""
MUTUAL = 0.25
"""… and where the weaker direction is at least this share of the stronger one."""
GUILD_SHARE = 0.25
"""A circle that is more than a quarter of those who take part is the guild."""
DEVOTED = 0.7
"""Somebody who gives one member this share of all their responses …"""
DEVOTED_VOLUME = 10.0
"""… and gives them for about this many days, is counted as that member's prop. No archive had one. Of less than this
nothing is said of a circle either: three who greeted each other once are no ring."""


def circles(pairs: Pairs) -> Ints:
    """The number of the circle that each member belongs to, −1 for none.

    A circle is a small set of people who are each other's main partners. Ties are kept where they matter to both
    ends (a local backbone, after Serrano, Boguñá and Vespignani 2009); connected components of two to twelve are
    circles.
    """
    total = pairs.given + pairs.received
    members = len(total)
    one, other = pairs.source[pairs.mutual], pairs.target[pairs.mutual]
    there, back = pairs.volume[pairs.mutual], pairs.volume[pairs.mutual + 1]
    both = there + back
    frame = (
        (np.minimum(there, back) >= MUTUAL * np.maximum(there, back))
        & (both >= CIRCLE_SHARE * total[one])
        & (both >= CIRCLE_SHARE * total[other])
    )
    label = components(one[frame], other[frame], members)
    size = count_up(label, members)[label]
    engaged = np.count_nonzero(total)
    return np.where((size >= 2) & (size <= min(LARGEST_CIRCLE, max(2, int(GUILD_SHARE * engaged)))), label, -1)


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


def in_all(circle: Ints, amount: Counts | Floats) -> Floats:
    """For each member the sum over their circle; 0 for those who have none."""
    inside = np.flatnonzero(circle >= 0)
    total = add_up(circle[inside], amount[inside], len(circle))
    return np.where(circle >= 0, total[circle], 0.0)


def answers_within(observations: Observations, inferred: InferredReplies, circle: Ints) -> Floats:
    """For each member how many responses their circle probably gave to itself."""
    responses = observations.responses
    rows = np.flatnonzero((circle >= 0)[responses.target])
    rows = rows[circle[responses.source[rows]] == circle[responses.target[rows]]]
    return in_all(circle, add_up(responses.target[rows], likely_answers(responses, inferred, rows), len(circle)))


def devoted(pairs: Pairs) -> Ints:
    """Rows of the pairs whose source responds much to the target and to hardly anybody else: what a second account
    looks like."""
    rows = np.flatnonzero(pairs.volume >= DEVOTED_VOLUME)
    return np.asarray(rows[pairs.volume[rows] >= DEVOTED * pairs.given[pairs.source[rows]]])
