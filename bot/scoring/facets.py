"""The parts of a score: what was seen of a member, each between 0 and 1, NaN where too little was."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Self

import numpy as np

from bot.scoring.evidence import REACTION, REPLY, fresh
from bot.scoring.pairs import Pairs
from bot.scoring.presence import Presence, consistency
from bot.scoring.tally import add_up, parts
from storage.models import (
    DAY_MS,
    HUNDREDTHS,
    STAYED_DAYS,
    Activity,
    Doings,
    Flags,
    Floats,
    Floats32,
    Ints,
    day_of,
)

REACH_HALF = 10.0
"""Effective responders at which reach is one half: between the five whom people lean on and the fifteen whom they feel
close to (Zhou and others 2005), and the middle of what foresees as well as any (benchmarks/fitting.py)."""
DIALOGUE_HALF = 3.0
"""People answered, and people answering, at which that side of dialogue is one half."""
AUDIENCE_CAP = 6.0
"""Reactions from people whom the source does not name count as this many people at most."""
PRIOR_MESSAGES = 8.0
"""Resonance is shrunk towards the guild's mean as if everybody had this many more messages of average luck."""
PRIOR_WARMTH = 5.0
SIGN = REACTION / REPLY
"""What a reaction weighs beside a reply where both say how they are meant: as much less as it is the fainter sign that
somebody was turned to."""
LEAST_MESSAGES = 3


@dataclass(frozen=True, slots=True, eq=False)
class FacetColumns:
    """One row a roster row; 0..1, NaN for "not enough seen"."""

    reach: Floats
    resonance: Floats
    dialogue: Floats
    consistency: Floats
    warmth: Floats
    welcome: Floats
    recruiting: Floats

    def some(self, rows: Ints) -> Self:
        return type(self)(*(getattr(self, field.name)[rows] for field in fields(self)))


@dataclass(frozen=True, slots=True, eq=False)
class Voices:
    """How many people, effectively, stand on either side of a member. One row a roster row."""

    answering: Floats
    """Effective people who answer the member, weighted by how widely they themselves answer."""
    answered: Floats
    """Effective people whom the member answers."""


def saturate(amount: Floats, half: float) -> Floats:
    """``x / (x + half)``: 0 for nothing, one half at ``half``, never 1, and nobody's figure depends on another's."""
    return amount / (amount + half)


@dataclass(frozen=True, slots=True, eq=False)
class Breadth:
    """How much of a voice whoever answers is. A responder who answers ``k`` people outside the circle counts
    ``(1 + k) / (2 + k)``: half a voice for somebody who answers nobody else, nearly a whole one for somebody who
    answers many."""

    pairs: Pairs
    strength: Floats32
    """Each pair's, by what it is worth."""
    is_near: Flags
    """One flag a pair: whether both are of one circle."""
    answered: Floats
    """Effective people whom each member answers. This column and the next have one row a roster row."""
    abroad: Floats
    """… outside their circle."""

    @classmethod
    def among(cls, pairs: Pairs, strength: Floats32, near: Ints) -> Self:
        """``strength`` is each pair's by what it is worth, ``near`` are rows of pairs within a circle."""
        members = len(pairs.given)
        answered = add_up(pairs.source, strength, members)
        is_near = np.zeros(len(strength), dtype=np.bool_)
        is_near[near] = True
        return cls(
            pairs=pairs,
            strength=strength,
            is_near=is_near,
            answered=answered,
            abroad=answered - add_up(pairs.source[near], strength[near], members),
        )

    def of(self, rows: slice | Ints) -> Floats:
        """For these pairs how much of a voice their source is."""
        heard = np.where(self.is_near[rows], 0.0, self.strength[rows])
        others = np.maximum(self.abroad[self.pairs.source[rows]] - heard, 0.0)
        return np.asarray((1.0 + others) / (2.0 + others))


def hear(doings: Doings, breadth: Breadth) -> Voices:
    """Count voices."""
    members, activity, pairs = len(doings.roster), doings.activity, breadth.pairs
    answering = np.zeros(members)
    for part in parts(len(pairs.source)):
        np.add.at(answering, pairs.target[part], breadth.strength[part] * breadth.of(part))
    some = np.flatnonzero(activity.unnamed != 0)
    return Voices(answering + audience(activity, some, doings.window.last_day, members), breadth.answered)


def audience(activity: Activity, rows: Ints, last_day: int, members: int) -> Floats:
    """How many people the reactions count as whose givers the source does not name. ``rows`` are those to count."""
    crowd = (1.0 - (1.0 - REACTION) ** activity.unnamed[rows]) * fresh(last_day - activity.day[rows].astype(np.int64))
    return saturate(add_up(activity.member[rows], crowd, members), AUDIENCE_CAP) * AUDIENCE_CAP


def dialogue(voices: Voices) -> Floats:
    """The harmonic mean of answering and being answered, so that neither makes up for the other."""
    incoming, outgoing = saturate(voices.answering, DIALOGUE_HALF), saturate(voices.answered, DIALOGUE_HALF)
    both = incoming + outgoing
    return np.divide(2.0 * incoming * outgoing, both, out=np.zeros(len(both)), where=both > 0)


def measure(doings: Doings, pairs: Pairs, came: Floats, presence: Presence, voices: Voices) -> FacetColumns:
    """``came`` is the volume of responses that each member received from others than their own."""
    wrote, enough = presence.messages > 0, presence.messages >= LEAST_MESSAGES
    return FacetColumns(
        reach=np.where(wrote, saturate(voices.answering, REACH_HALF), np.nan),
        resonance=np.where(enough, resonance(doings, came, presence.talk), np.nan),
        dialogue=np.where(enough, dialogue(voices), np.nan),
        consistency=np.where(wrote, consistency(presence), np.nan),
        warmth=warmth(doings),
        welcome=welcome(doings, pairs),
        recruiting=recruiting(doings),
    )


def resonance(doings: Doings, came: Floats, talk: Floats) -> Floats:
    """Responses to what was written, ``r / (r + m)``, both shrunk to the guild's mean (empirical Bayes).

    A day's messages count ``log2(1 + n)``: a flood does not fill the room with its own silence, nor win by length.
    """
    activity = doings.activity
    members = len(doings.roster)
    some = np.flatnonzero(activity.unnamed != 0)
    came = came + add_up(activity.member[some], np.log2(1.0 + REACTION * activity.unnamed[some]), members)
    mean = came.sum() / max(talk.sum(), 1.0)
    rate = (came + PRIOR_MESSAGES * mean) / (talk + PRIOR_MESSAGES)
    return saturate(rate, 1.0)


def warmth(doings: Doings) -> Floats:
    """How kindly it sounds around a member: sentiment of the replies and the reactions they get and of what they
    write, and the reactions they give; 0.5 is neutral. Means are shrunk to neutral as by five neutral messages, and a
    reaction weighs ``SIGN`` of a message. Those given are worth as much less as they are colder than nothing."""
    activity, tone = doings.activity, doings.tone
    members = len(doings.roster)
    said = add_up(activity.member, activity.sentiment_sum, members) + tone.total + SIGN * tone.reaction_total
    count = add_up(activity.member, activity.sentiment_count, members) + tone.count + SIGN * tone.reaction_count
    given = add_up(activity.member, np.log2(1.0 + activity.reactions), members)
    reacted = np.maximum(add_up(activity.member, activity.reactions, members), 1.0)
    meant = 1.0 + np.clip(tone.given_total / HUNDREDTHS / reacted, -1.0, 0.0)
    kind = 0.5 + 0.5 * (said / HUNDREDTHS) / (count + PRIOR_WARMTH)
    warm = kind + (1.0 - kind) * 0.5 * saturate(given, 10.0) * meant
    return np.where(count + given >= LEAST_MESSAGES, np.clip(warm, 0.0, 1.0), np.nan)


def welcome(doings: Doings, pairs: Pairs) -> Floats:
    """Newcomers whom a member answered and who were still writing two weeks after their first message.

    NaN where they answered nobody who was new and whose two weeks are over.
    """
    roster, activity, window = doings.roster, doings.activity, doings.window
    members = len(roster)
    wrote = np.flatnonzero(activity.messages != 0)
    last = np.full(members, -1)
    np.maximum.at(last, activity.member[wrote].astype(np.int64), activity.day[wrote].astype(np.int64))
    first_day = roster.first_wrote_ms // DAY_MS
    began = window.first_day
    if doings.coverage.seen_from is not None:
        began = max(began, day_of(doings.coverage.seen_from) + STAYED_DAYS)
    new = (roster.first_wrote_ms >= 0) & (first_day >= began) & (first_day + STAYED_DAYS <= window.last_day)
    stayed = new & (last >= first_day + STAYED_DAYS)
    met, kept = np.zeros((2, members))
    for part in parts(len(pairs.source)):
        rows = part.start + np.flatnonzero(new[pairs.target[part]])
        host, guest, strength = pairs.source[rows], pairs.target[rows], pairs.strength[rows].astype(np.float64)
        np.add.at(met, host, strength)
        np.add.at(kept, host, stayed[guest] * strength)
    return np.where(met > 0.5, saturate(kept, 3.0), np.nan)


def recruiting(doings: Doings) -> Floats:
    """Invited people who are still here two weeks later and wrote; NaN where no invite is known."""
    roster = doings.roster
    return np.where(roster.invited > 0, saturate(roster.recruited.astype(np.float64), 2.0), np.nan)
