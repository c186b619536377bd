"""Much at once: members who come in a crowd and go, and messages by the hundred that nobody answers."""

from __future__ import annotations

import numpy as np

from bot.scoring.evidence import INFERRED, REACTION, InferredReplies
from bot.scoring.loud import LoudDays
from bot.scoring.pairs import Pairs
from bot.scoring.tally import add_up, count_up, parts
from storage.models import DAY_MS, INFERRED_PARTS, Doings, Flags, Floats, Ints, Observations, Responses

FLOOD_MESSAGES = 60
"""So many messages on one day are one a minute for an hour: just what the cooldown of a levelling bot asks for."""
FLOOD_ANSWERS = 0.05
"""A day of so many messages is a flood where fewer of them than this were probably answered. So are all days of
somebody of whose messages fewer were answered in the whole window, however few there are a day."""
FLOOD_TOTAL = 100
"""Less than this on all such days is not worth a word."""
RAID_MINUTES = 10
RAID_SIZE = 5


def raiders(doings: Doings) -> Flags:
    """Who joined within ten minutes of at least four others who also did something, and was active on that day at most.

    Those of whom nothing was seen are not counted: a large guild has many who come in any ten minutes, and the roster
    does not have them all.
    """
    roster, activity = doings.roster, doings.activity
    members = len(roster)
    first, last = np.full(members, np.iinfo(np.int64).max), np.full(members, -1)
    for part in parts(len(activity.member)):
        member, active_day = activity.member[part].astype(np.int64), activity.day[part].astype(np.int64)
        np.minimum.at(first, member, active_day)
        np.maximum.at(last, member, active_day)
    joined = roster.joined_ms // DAY_MS
    known = (roster.joined_ms >= 0) & (last >= 0)
    done = doings.window.last_day > joined + 1
    rows = np.flatnonzero(known & (first >= joined) & (last <= joined + 1) & done)
    when, reach = np.sort(roster.joined_ms[known]), RAID_MINUTES * 60_000
    came = roster.joined_ms[rows]
    together = np.searchsorted(when, came + reach, "right") - np.searchsorted(when, came - reach, "left")
    found = np.zeros(members, dtype=np.bool_)
    found[rows[together >= RAID_SIZE]] = True
    return found


def floods(observations: Observations, inferred: InferredReplies, pairs: Pairs) -> tuple[Ints, Ints]:
    """How much each member wrote of which hardly any was answered, and on how many days: on those of a message a minute
    for an hour and more, each by itself, or on all of theirs.

    Who is answered well on other days does not get a flood for free, and who answers themselves all day long gets no
    answers for it.
    """
    activity, responses, window = observations.activity, observations.responses, observations.window
    members, loud = len(observations.roster), LoudDays.of(activity, window, len(observations.roster), FLOOD_MESSAGES)
    wrote = activity.messages[loud.rows].astype(np.float64)
    answered = REACTION * activity.unnamed[loud.rows]
    for part in parts(len(responses.target)) if len(wrote) else ():
        found = loud.find(responses.target[part], responses.day[part])
        heard = np.flatnonzero(found < len(wrote))
        np.add.at(answered, found[heard], likely_answers(responses, inferred, part.start + heard))
    flood = answered < FLOOD_ANSWERS * wrote
    total = add_up(loud.member[flood], wrote[flood], members)
    number = count_up(loud.member[flood], members)
    some = np.flatnonzero(activity.messages > 0)
    messages = add_up(activity.member[some], activity.messages[some], members)
    heard_of = pairs.expected + add_up(activity.member[some], activity.unnamed[some], members)
    unheard = heard_of < FLOOD_ANSWERS * messages
    total = np.where(unheard, messages, total)
    number = np.where(unheard, count_up(activity.member[some], members), number)
    worth_a_word = total >= FLOOD_TOTAL
    return np.where(worth_a_word, total, 0.0).astype(np.int64), np.where(worth_a_word, number, 0)


def likely_answers(responses: Responses, inferred: InferredReplies, rows: Ints) -> Floats:
    """How many responses these rows hold: what is not sure to be meant counts by its likelihood."""
    return np.asarray(
        responses.replies[rows].astype(np.float64)
        + responses.mentions[rows]
        + REACTION * responses.reactions[rows]
        + inferred.chance[responses.target[rows]] * responses.inferred[rows] / (INFERRED * INFERRED_PARTS)
    )
