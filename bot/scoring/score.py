"""From observations to a standing: the one formula, and the order of things."""

from __future__ import annotations

import numpy as np

from bot.scoring.evidence import adjacent_probability, gather, likelihood
from bot.scoring.facets import FacetColumns, Voices, hear, measure, saturate
from bot.scoring.integrity import examine, heard, voice
from bot.scoring.presence import attend
from bot.scoring.roles import assign
from bot.scoring.standing import Standing
from bot.scoring.tally import add_up, count_up
from storage.models import Floats, Observations

REACH, DIALOGUE, RESONANCE, CONSISTENCY, WARMTH = 0.40, 0.20, 0.10, 0.25, 0.05
"""What each facet weighs in the score; they sum to 1."""
WELCOME, RECRUITING = 0.10, 0.10
"""How much of what is missing to 100 these two can add: nobody loses by having invited nobody."""


def judge(observations: Observations, *, excluded: frozenset[int] = frozenset()) -> Standing:
    """Score everybody in the roster.

    ``excluded`` are staff: they are left out of the order, but their responses to others count.
    """
    roster, activity, responses = observations.roster, observations.activity, observations.responses
    members = len(roster)
    chance = adjacent_probability(float(activity.messages.sum()), float(activity.replies.sum()))
    adjacent = chance * heard(observations)
    pairs = gather(observations, likelihood(responses, adjacent), adjacent)
    integrity = examine(observations, pairs)
    worth = voice(integrity, pairs)
    presence = attend(observations)
    voices = hear(observations, pairs, worth)
    facets = measure(observations, pairs, worth, presence, voices)
    messages = add_up(activity.member, activity.messages, members).astype(np.int64)
    score = np.where((messages > 0) & ~integrity.raider, combine(facets, voices), 0.0)
    reacted = add_up(activity.member, activity.reactions + activity.voice_seconds, members) > 0
    role = assign(observations, messages, presence, facets, score, reacted)
    said = add_up(activity.member, activity.sentiment_sum, members)
    judged = add_up(activity.member, activity.sentiment_count, members)
    sentiment = np.divide(said, judged, out=np.full(members, np.nan), where=judged > 0)
    explicit = pairs.weight > 0
    responders = count_up(pairs.target[explicit], members)
    ranked = (roster.left_ms < 0) & ~np.isin(roster.user_id, np.fromiter(excluded, np.int64, len(excluded)))
    rows = np.flatnonzero(ranked)
    order = rows[np.lexsort((roster.user_id[rows], -messages[rows], -score[rows]))]
    return Standing(
        user_id=roster.user_id,
        score=score,
        role=role,
        messages=messages,
        responders=responders,
        active_weeks=presence.active_weeks,
        sentiment=sentiment,
        facets=facets,
        order=order,
        pairs=pairs,
        worth=worth,
        presence=presence,
        integrity=integrity,
        observations=observations,
    )


def combine(facets: FacetColumns, voices: Voices) -> Floats:
    """0..100: a weighted mean of the facets, in which presence counts only so far as somebody answers.

    A facet that is not known counts nothing, warmth neutral. Welcome and recruiting then close part of what is
    missing to 100.
    """
    heard_by_anybody = saturate(voices.answering, 1.0)
    base = (
        REACH * np.nan_to_num(facets.reach)
        + DIALOGUE * np.nan_to_num(facets.dialogue)
        + RESONANCE * np.nan_to_num(facets.resonance) * heard_by_anybody
        + CONSISTENCY * np.nan_to_num(facets.consistency) * heard_by_anybody
        + WARMTH * np.nan_to_num(facets.warmth, nan=0.5) * heard_by_anybody
    )
    missing = 1.0 - WELCOME * np.nan_to_num(facets.welcome)
    missing *= 1.0 - RECRUITING * np.nan_to_num(facets.recruiting)
    return np.asarray(100.0 * (1.0 - (1.0 - base) * missing))
