"""Who really answered whom: every kind of response turned into one strength a pair, between 0 and 1."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.scoring.tally import add_up
from storage.models import Activity, Flags, Floats, Ints, Observations, Responses

REPLY = 0.95
"""How likely each sign is to mean that one person turned to the other."""
MENTION = 0.85
"""In hand-marked IRC, 88 % of the messages that name somebody answer them."""
REACTION = 0.4
ADJACENT = 0.4
"""The next message within an hour, where Reply is never used: 17 % in one crowded IRC channel, more in quieter ones."""
ANSWERS = 0.6
"""Share of messages that answer somebody: 62 % in hand-marked IRC."""

HEARD_MESSAGES = 40
"""Messages of one member and day that others can be expected to take in: beyond them the next speaker proves less."""

PRIOR_REPLIES = 5.0
HALF_AGE_DAYS = 7.0
"""A response of this age counts half of today's."""


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """One row a directed pair, columns of equal length, sorted by source and then target."""

    source: Ints
    target: Ints
    weight: Floats
    """Days on which ``source`` responded to ``target``, each by its likelihood and decayed by its age."""
    volume: Floats
    """How much was responded, undecayed, on a logarithmic scale within each day."""
    expected: Floats
    """How many responses that probably were, undecayed."""
    seen: Flags
    """Whether ``source`` responded at all: by reply, mention or reaction, or more likely than not by speaking next."""

    @property
    def strength(self) -> Floats:
        """0..1, ``1 − e^−weight``: how sure it is that one answers the other; a hundred answers are not a hundred."""
        return 1.0 - np.exp(-self.weight)


def fresh(days_ago: Ints) -> Floats:
    """0..1, ``1 / (1 + age / 7 days)``: how much something that old still says.

    A hyperbola and not a half-life: what happened last week says most, but three months of being there do not
    vanish as they would exponentially. People forget, and come back, with such long tails (Wixted and Ebbesen 1991,
    Barabási 2005).
    """
    return np.asarray(1.0 / (1.0 + np.maximum(days_ago, 0) / HALF_AGE_DAYS))


def adjacent_probability(activity: Activity) -> float:
    """How likely the next speaker answers the last one, given how much the guild uses Reply.

    With ``a`` the share of next speakers who answer and ``h`` the share of answers that press Reply (estimated as
    replies over the messages expected to answer), Bayes' rule gives ``a(1 − h) / (1 − a·h)`` for those who did not
    press it: ``a`` where nobody uses Reply, 0 where every answer does. Of one member and day no more than
    ``HEARD_MESSAGES`` count, so that one flood does not change everybody's habit.
    """
    counted = np.minimum(1.0, HEARD_MESSAGES / np.maximum(activity.messages, 1))
    messages, replies = float(activity.messages @ counted), float(activity.replies @ counted)
    habit = min(1.0, replies / (ANSWERS * messages)) if messages else 0.0
    return ADJACENT * (1.0 - habit) / (1.0 - ADJACENT * habit)


def adjacent_chances(observations: Observations) -> Floats:
    """0..1 for each row of responses: how likely each next speaker in it answers the target."""
    return np.asarray(adjacent_probability(observations.activity) * heard(observations) * called_for(observations))


def heard(observations: Observations) -> Floats:
    """0..1 for each row of responses: how far the target's messages that day could still be taken in."""
    activity, responses = observations.activity, observations.responses
    first, span = observations.window.first_day, observations.window.last_day - observations.window.first_day + 1
    loud = np.flatnonzero(activity.messages > HEARD_MESSAGES)
    if not len(loud):
        return np.ones(len(responses.target))
    keys = activity.member[loud] * span + (activity.day[loud] - first)
    order = np.argsort(keys, kind="stable")
    keys, sent = keys[order], activity.messages[loud][order]
    wanted = responses.target * span + (responses.day - first)
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[place] == wanted, HEARD_MESSAGES / sent[place], 1.0)


def called_for(observations: Observations) -> Floats:
    """0..1 for each row of responses: how far those who speak after the target are known to answer them.

    Where Reply is used, somebody who is followed as often as others but hardly ever replied to is not silently
    answered instead. It is the replies that the target got over those to be expected from how often they were
    followed, at most 1, shrunk by ``PRIOR_REPLIES`` to either (the mean of a Gamma prior with Poisson counts): where
    nobody uses Reply none are expected, and nobody is doubted.
    """
    responses, members = observations.responses, len(observations.roster)
    got = add_up(responses.target, responses.replies, members)
    followed = add_up(responses.target, responses.adjacent, members)
    expected = followed * got.sum() / max(followed.sum(), 1.0)
    return np.asarray(np.minimum((got + PRIOR_REPLIES) / (expected + PRIOR_REPLIES), 1.0)[responses.target])


def likelihood(responses: Responses, adjacent: Floats) -> Floats:
    """The chance that at least one response of the day was meant (noisy-or), a pair and day; ``adjacent`` each."""
    doubt = (
        (1.0 - REPLY) ** responses.replies
        * (1.0 - MENTION) ** responses.mentions
        * (1.0 - REACTION) ** responses.reactions
        * (1.0 - adjacent) ** responses.adjacent
    )
    return np.asarray(1.0 - doubt)


def gather(observations: Observations, day_likelihood: Floats, adjacent: Floats) -> Pairs:
    """Sum days into pairs."""
    responses, members = observations.responses, len(observations.roster)
    if not len(responses.source):
        none = np.zeros(0, dtype=np.int64)
        nothing = np.zeros(0)
        return Pairs(none, none, nothing, nothing, nothing, np.zeros(0, dtype=np.bool_))
    key = responses.source * members + responses.target
    keys, pair = np.unique(key, return_inverse=True)
    decayed = day_likelihood * fresh(observations.window.last_day - responses.day)
    explicit = responses.replies + responses.mentions + responses.reactions
    expected = responses.replies + responses.mentions + REACTION * responses.reactions + adjacent * responses.adjacent
    doubt = np.log(np.maximum(1.0 - day_likelihood, 1e-300))
    return Pairs(
        source=keys // members,
        target=keys % members,
        weight=add_up(pair, decayed, len(keys)),
        volume=add_up(pair, np.log2(1.0 + expected), len(keys)),
        expected=add_up(pair, expected, len(keys)),
        seen=(add_up(pair, explicit, len(keys)) > 0) | (add_up(pair, doubt, len(keys)) <= np.log(0.5)),
    )
