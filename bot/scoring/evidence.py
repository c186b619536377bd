"""Who really answered whom: how sure each kind of response is to mean that one person turned to another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.scoring.tally import add_up, in_order
from storage.models import INFERRED_PARTS, Activity, Flags, Floats, Ints, Observations

REPLY = 0.95
"""How likely each sign is to mean that one person turned to the other."""
MENTION = 0.85
"""In hand-marked IRC, 88 % of the messages that name somebody answer them."""
REACTION = 0.4
INFERRED = 0.5
"""An inferred answer, where Reply is never used: what the chances that are kept amount to, each weighed by itself."""
ANSWERS = 0.6
"""Share of messages that answer somebody: 62 % in hand-marked IRC."""

HEARD_MESSAGES = 40
"""Messages of one member and day that others can be expected to take in: beyond them an inferred answer proves less."""

PRIOR_REPLIES = 5.0
HALF_AGE_DAYS = 7.0
"""A response of this age counts half of today's."""


@dataclass(frozen=True, slots=True, eq=False)
class InferredReplies:
    """How likely what was inferred is an answer."""

    chance: Floats
    """0..1 a member: how likely each answer to them is one, on a day on which they could be taken in."""
    loud: Flags
    """Members who wrote more than that on some day."""
    first_day: int
    span: int
    """Days of the window."""
    loud_days: Ints
    """Those days, ascending, each as ``member * span + days after first_day``."""
    share: Floats
    """0..1, beside ``loud_days``: how much of what the member wrote that day could be taken in."""

    def chances(self, target: Ints, day: Ints) -> Floats:
        """0..1 for each of these members and days: how likely each inferred answer to the member is one."""
        chance = self.chance[target]
        asked = np.flatnonzero(self.loud[target])
        if len(asked):
            wanted = target[asked] * self.span + (day[asked] - self.first_day)
            place = np.minimum(np.searchsorted(self.loud_days, wanted), len(self.loud_days) - 1)
            chance[asked] *= np.where(self.loud_days[place] == wanted, self.share[place], 1.0)
        return chance


def fresh(days_ago: Ints) -> Floats:
    """0..1, ``1 / (1 + age / 7 days)``: how much something that old still says.

    A hyperbola and not a half-life: what happened last week says most, but three months of being there do not
    vanish as they would exponentially. People forget, and come back, with such long tails (Wixted and Ebbesen 1991,
    Barabási 2005).
    """
    return np.asarray(1.0 / (1.0 + np.maximum(days_ago, 0) / HALF_AGE_DAYS))


def inferred_probability(activity: Activity) -> float:
    """How likely an inferred answer is one, given how much the guild uses Reply.

    With ``a`` how likely it is by the conversation alone and ``h`` the share of answers that press Reply (estimated as
    replies over the messages expected to answer), Bayes' rule gives ``a(1 − h) / (1 − a·h)`` for those who did not
    press it: ``a`` where nobody uses Reply, 0 where every answer does. Of one member and day no more than
    ``HEARD_MESSAGES`` count, so that one flood does not change everybody's habit.
    """
    counted = np.minimum(1.0, HEARD_MESSAGES / np.maximum(activity.messages, 1))
    messages, replies = float((activity.messages * counted).sum()), float((activity.replies * counted).sum())
    habit = min(1.0, replies / (ANSWERS * messages)) if messages else 0.0
    return INFERRED * (1.0 - habit) / (1.0 - INFERRED * habit)


def inferred_replies(observations: Observations) -> InferredReplies:
    """What to think of inferred answers, from how the guild answers and how much each member writes."""
    activity, window, members = observations.activity, observations.window, len(observations.roster)
    rows = np.flatnonzero(activity.messages > HEARD_MESSAGES)
    span = window.last_day - window.first_day + 1
    member = activity.member[rows].astype(np.int64)
    key = member * span + (activity.day[rows].astype(np.int64) - window.first_day)
    loud = np.zeros(members, dtype=np.bool_)
    loud[member] = True
    loud_days, order = in_order(key, (members * span).bit_length())
    return InferredReplies(
        chance=inferred_probability(activity) * called_for(observations),
        loud=loud,
        first_day=window.first_day,
        span=span,
        loud_days=loud_days,
        share=HEARD_MESSAGES / activity.messages[rows[order]],
    )


def called_for(observations: Observations) -> Floats:
    """0..1 for each member: how far those who seem to answer them are known to do so.

    Where Reply is used, somebody who seems to be answered as often as others but hardly ever is replied to is not
    silently answered instead. It is the replies that the member got over those to be expected from how often they
    seemed to be answered, at most 1, shrunk by ``PRIOR_REPLIES`` to either (the mean of a Gamma prior with Poisson
    counts): where nobody uses Reply none are expected, and nobody is doubted.
    """
    responses, members = observations.responses, len(observations.roster)
    got = add_up(responses.target, responses.replies, members)
    seeming = add_up(responses.target, responses.inferred, members) / INFERRED_PARTS
    expected = seeming * got.sum() / max(seeming.sum(), 1.0)
    return np.asarray(np.minimum((got + PRIOR_REPLIES) / (expected + PRIOR_REPLIES), 1.0))
