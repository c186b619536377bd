"""What simpler methods say of everybody: whoever scores people has to be ahead of these."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np

from bot.scoring.tally import add_up, count_up
from storage.models import INFERRED_PARTS, Activity, Counts, Flags, Floats, Ints, Observations, Responses

Answers = Literal["replies", "likely answers"]
"""What counts as an answer: Discord's Reply; or, where hardly anybody presses it, also what is inferred (see
:mod:`storage.conversation.inference`)."""
Baseline = Literal["messages", "recent_messages", "active_days", "reactions", "responders", "pagerank"]
BASELINES: tuple[Baseline, ...] = get_args(Baseline)

FEW_REPLIES = 20
"""Hardly anybody presses Reply where it is less than one message in so many."""
RECENT_DAYS = 30
DAMPING = 0.85
ROUNDS = 50


def answers_in(messages: int, replies: int) -> Answers:
    """What to count as an answer where so many messages have so many replies among them."""
    return "replies" if replies * FEW_REPLIES >= messages else "likely answers"


def baselines(observations: Observations, answers: Answers) -> dict[Baseline, Floats]:
    """Each method's column, one row a roster row. Levelling bots' points are not among them: they need minutes, and
    only days are kept."""
    activity, members = observations.activity, len(observations.roster)
    recent = np.flatnonzero(activity.day.astype(np.int64) > observations.window.last_day - RECENT_DAYS)
    reactions = add_up(observations.responses.target, observations.responses.reactions, members)
    source, target, number = answering(observations, answers)
    return {
        "messages": add_up(activity.member, activity.messages, members),
        "recent_messages": add_up(activity.member[recent], activity.messages[recent], members),
        "active_days": active_days(activity, members),
        "reactions": reactions + add_up(activity.member, activity.unnamed, members),
        "responders": count_up(target, members).astype(np.float64),
        "pagerank": pagerank(source, target, number, add_up(activity.member, activity.messages, members) > 0),
    }


def answering(observations: Observations, answers: Answers) -> tuple[Ints, Ints, Floats]:
    """Who answered whom, and how often: one row a pair, by source and target, which are roster rows."""
    responses, members = observations.responses, max(len(observations.roster), 1)
    number = _counted(responses, answers)
    rows = np.flatnonzero(number)
    pair = responses.source[rows].astype(np.int64) * members + responses.target[rows].astype(np.int64)
    pairs, place = np.unique(pair, return_inverse=True)
    return pairs // members, pairs % members, add_up(place, number[rows], len(pairs))


def _counted(responses: Responses, answers: Answers) -> Counts:
    if answers == "replies":
        return responses.replies
    return responses.inferred.astype(np.int64) + INFERRED_PARTS * responses.replies.astype(np.int64)


def active_days(activity: Activity, members: int) -> Floats:
    """On how many days each member wrote."""
    return count_up(activity.member[activity.messages > 0], members).astype(np.float64)


def pagerank(source: Ints, target: Ints, number: Floats, counted: Flags) -> Floats:
    """PageRank of answers (Page and Brin 1998): answers of those who get many are worth more. They sum to 1 over the
    members who are ``counted``; all others have 0, and what they answer is left out."""
    members = int(np.count_nonzero(counted))
    place = np.cumsum(counted) - 1
    rows = np.flatnonzero(counted[source] & counted[target])
    one, other, weight = place[source[rows]], place[target[rows]], number[rows]
    given = add_up(one, weight, members)
    rank = np.full(members, 1.0 / max(members, 1))
    for _ in range(ROUNDS if len(rows) else 0):
        passed = add_up(other, rank[one] * weight / given[one], members)
        rank = (1.0 - DAMPING) / members + DAMPING * (passed + rank[given == 0].sum() / members)
    result = np.zeros(len(counted))
    result[counted] = rank
    return result
