"""Who really answered whom: how sure each kind of response is to mean that one person turned to another."""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import Self

import numpy as np

from bot.scoring.loud import LoudDays
from bot.scoring.tally import add_up
from storage.models import INFERRED_PARTS, Activity, Floats, Ints, Observations

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

_DOUBT = (log(1.0 - REPLY), log(1.0 - MENTION), log(1.0 - REACTION))
EVEN = log(0.5)
"""From this doubt on it is more likely than not."""

PRIOR_REPLIES = 5.0
HALF_AGE_DAYS = 7.0
"""A response of this age counts half of today's."""


@dataclass(frozen=True, slots=True, eq=False)
class InferredReplies:
    """How likely what was inferred is an answer."""

    chance: Floats
    """0..1 a member: how likely each answer to them is one, on a day on which they could be taken in."""
    loud: LoudDays
    """Days on which a member wrote more than that."""
    share: Floats
    """0..1, beside ``loud``: how much of what the member wrote that day could be taken in; and 1 for all other days."""

    def chances(self, target: Ints, day: Ints) -> Floats:
        """0..1 for each of these members and days: how likely each inferred answer to the member is one."""
        return self.chance[target] * self.share[self.loud.find(target, day)]


@dataclass(frozen=True, slots=True, eq=False)
class Signs:
    """What one turned to another with on a day says, one row for the two and that day.

    The chance that at least one response of a day was meant is a noisy-or: what each leaves in doubt, multiplied.
    """

    doubt: Floats
    """The logarithm of the chance that none was meant."""
    answers: Floats
    """How many responses there were, as far as they were meant."""
    told: Floats
    """As ``doubt``, but so low where somebody replied, mentioned or reacted that there is no doubt that they did."""
    sure: Floats
    """0..1: how sure it is that one turned to the other."""
    volume: Floats
    """How much was responded, on a logarithmic scale."""

    @classmethod
    def of(cls, replies: Ints, mentions: Ints, reactions: Ints) -> Self:
        doubt: Floats = _DOUBT[0] * replies + _DOUBT[1] * mentions + _DOUBT[2] * reactions
        answers: Floats = np.asarray(REACTION * reactions + replies + mentions, dtype=np.float64)
        return cls(doubt, answers, doubt + EVEN * (answers > 0), -np.expm1(doubt), np.log2(1.0 + answers))

    def at(self, places: Ints) -> Self:
        """A copy of some rows."""
        return type(self)(*(getattr(self, name)[places] for name in self.__slots__))

    def overhear(self, rows: Ints, times: Floats, chance: Floats) -> None:
        """Add what is inferred: for each of ``rows`` how often, and how likely each is an answer."""
        doubt = self.doubt[rows] + times * np.log1p(-chance)
        answers = self.answers[rows]
        self.told[rows] = doubt + EVEN * (answers > 0)
        answers += times * chance
        self.doubt[rows], self.answers[rows] = doubt, answers
        self.sure[rows], self.volume[rows] = -np.expm1(doubt), np.log2(1.0 + answers)


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
    activity = observations.activity
    loud = LoudDays.of(activity, observations.window, len(observations.roster), HEARD_MESSAGES + 1)
    return InferredReplies(
        chance=inferred_probability(activity) * called_for(observations),
        loud=loud,
        share=np.append(HEARD_MESSAGES / activity.messages[loud.rows], 1.0),
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
