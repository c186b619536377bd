"""From observations to a standing: the one formula, and the order of things."""

from __future__ import annotations

import numpy as np

from bot.scoring.evidence import next_speakers
from bot.scoring.facets import FacetColumns, hear, measure
from bot.scoring.integrity import examine, independent, voice
from bot.scoring.lookup import Lookup
from bot.scoring.pairs import gather
from bot.scoring.presence import attend
from bot.scoring.roles import assign
from bot.scoring.standing import Standing
from bot.scoring.tally import add_up, count_up
from bot.scoring.ties import mutual_ties
from storage.models import Floats, Observations

WEIGHT = {"reach": 0.40, "consistency": 0.45, "resonance": 0.05, "dialogue": 0.05, "warmth": 0.05}
"""What each facet weighs in the score; they sum to 1. Reach and consistency carry it, since they say most about whom a
community will answer next month (benchmarks/foresight.py); the other three, a twentieth each, decide between equals."""
FLOOR = 0.05
"""What an empty facet counts, so that nobody's other facets are lost without a trace."""
NEUTRAL = {"resonance": 0.25, "warmth": 0.5}
"""What these count where too little was seen to tell; the others count nothing then."""
WELCOME, RECRUITING = 0.05, 0.05
"""How much of what is missing to 100 these two can add: nobody loses by having invited nobody."""


def judge(observations: Observations, *, excluded: frozenset[int] = frozenset()) -> Standing:
    """Score everybody in the roster.

    ``excluded`` are staff: they are left out of the order, but their responses to others count.
    """
    roster, activity = observations.roster, observations.activity
    members = len(roster)
    pairs = gather(observations, next_speakers(observations))
    presence = attend(observations)
    integrity = examine(observations, pairs, presence)
    strength = voice(integrity, pairs)
    voices = hear(observations, pairs, strength, integrity.within)
    facets = measure(observations, pairs, independent(integrity, pairs), presence, voices)
    score = np.where((presence.messages > 0) & ~integrity.raider, combine(facets), 0.0)
    reacted = count_up(activity.member[(activity.reactions > 0) | (activity.voice_seconds > 0)], members) > 0
    role = assign(observations, presence, facets, score, reacted, integrity.inflated)
    said = add_up(activity.member, activity.sentiment_sum, members)
    judged = add_up(activity.member, activity.sentiment_count, members)
    sentiment = np.divide(said, judged, out=np.full(members, np.nan), where=judged > 0)
    seen = np.flatnonzero(pairs.seen)
    ranked = (roster.left_ms < 0) & ~np.isin(roster.user_id, np.fromiter(excluded, np.int64, len(excluded)))
    rows = np.flatnonzero(ranked)
    order = rows[np.lexsort((roster.user_id[rows], -presence.messages[rows], -score[rows]))]
    return Standing(
        user_id=roster.user_id,
        score=score,
        role=role,
        messages=presence.messages,
        responders=count_up(pairs.target[seen], members),
        answered=count_up(pairs.source[seen], members),
        expected=pairs.expected,
        active_weeks=presence.active_weeks,
        sentiment=sentiment,
        facets=facets,
        order=order,
        ties=mutual_ties(pairs, strength),
        presence=presence,
        integrity=integrity,
        observations=observations,
        of_member=Lookup(activity.member, members),
    )


def combine(facets: FacetColumns) -> Floats:
    """0..100: the weighted geometric mean of the facets, so that none of them buys another.

    Presence that nobody answers stays low however steady, and one loud day stays low however loud. Welcome and
    recruiting then close a small part of what is missing to 100, in proportion to the score.
    """
    total = np.zeros(len(facets.reach))
    for name, weight in WEIGHT.items():
        value = np.nan_to_num(getattr(facets, name), nan=NEUTRAL.get(name, 0.0))
        total += weight * np.log((value + FLOOR) / (1.0 + FLOOR))
    base = np.exp(total)
    bonus = WELCOME * np.nan_to_num(facets.welcome) + RECRUITING * np.nan_to_num(facets.recruiting)
    return np.asarray(100.0 * base * (1.0 + bonus * (1.0 - base)))
