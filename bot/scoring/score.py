"""From observations to a standing: the one formula, and the order of things."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from bot.scoring.deeds import Deeds, deeds_of
from bot.scoring.evidence import inferred_replies
from bot.scoring.facets import Breadth, FacetColumns, hear, measure
from bot.scoring.hysteresis import Now, cleared_before
from bot.scoring.integrity import Bonds, Integrity, examine, independent, voice
from bot.scoring.moods import mean_sentiment
from bot.scoring.pairs import Pairs, gather
from bot.scoring.presence import Presence, attend
from bot.scoring.roles import CONTRIBUTOR_BAR, EVANGELIST_BAR, HELD_WEEKS, Held, assign, kept
from bot.scoring.standing import Standing
from bot.scoring.tally import add_up
from bot.scoring.ties import holding, mutual_ties
from storage.models import Counts, Doings, Floats, Observations, Roster

WEIGHT = {"reach": 0.35, "consistency": 0.50, "resonance": 0.05, "dialogue": 0.05, "warmth": 0.05}
"""What each facet weighs in the score; they sum to 1. Reach and consistency carry it, since they say most about whom a
community will answer next month; the other three, a twentieth each, decide between equals. They are among all the
mixtures that foresee as well as any (benchmarks/fitting.py)."""
FLOOR = 0.05
"""What an empty facet counts, so that nobody's other facets are lost without a trace."""
NEUTRAL = {"resonance": 0.25, "warmth": 0.5}
"""What these count where too little was seen to tell; the others count nothing then."""
WELCOME, RECRUITING = 0.05, 0.05
"""How much of what is missing to 100 these two can add: nobody loses by having invited nobody."""


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """All that a judgement rests on. The responses themselves are in it no more: of a large guild they are most of what
    was observed, and whoever has no other use for them can let them go."""

    doings: Doings
    deeds: Deeds
    pairs: Pairs
    presence: Presence
    integrity: Integrity
    bonds: Bonds


def judge(
    observations: Observations, *, excluded: frozenset[int] = frozenset(), held_weeks: int = HELD_WEEKS
) -> Standing:
    """Score everybody in the roster.

    ``excluded`` are staff: they are left out of the order, but their responses to others count. Roles are kept for
    ``held_weeks`` weeks; with 0 they are those of the moment.
    """
    return decide(attest(observations), excluded=excluded, held_weeks=held_weeks)


def attest(observations: Observations) -> Evidence:
    """The first half of :func:`judge`."""
    deeds, inferred = deeds_of(observations), inferred_replies(observations)
    pairs = gather(observations, inferred)
    presence = attend(observations, deeds.messages)
    return Evidence(observations.doings, deeds, pairs, presence, *examine(observations, inferred, pairs, presence))


def decide(evidence: Evidence, *, excluded: frozenset[int] = frozenset(), held_weeks: int = HELD_WEEKS) -> Standing:
    """The second half of :func:`judge`."""
    doings, deeds, pairs, presence = evidence.doings, evidence.deeds, evidence.pairs, evidence.presence
    integrity, bonds, roster = evidence.integrity, evidence.bonds, doings.roster
    members = len(roster)
    strength = voice(integrity, bonds, pairs)
    breadth = Breadth.among(pairs, strength, bonds.within)
    voices = hear(doings, breadth)
    facets = measure(doings, pairs, independent(integrity, bonds, pairs), presence, voices)
    facets = replace(facets, consistency=facets.consistency * integrity.earnest)
    score = np.where((deeds.messages > 0) & ~integrity.raider, combine(facets), 0.0)
    now = Now(doings, pairs, strength, breadth, presence, integrity.earnest, facets, score, combine)
    held = Held(held_weeks, *cleared_before(now, (EVANGELIST_BAR, CONTRIBUTOR_BAR), held_weeks))
    present = (deeds.reactions > 0) | (deeds.voice_seconds > 0)
    role = assign(doings, presence, facets, score, present, integrity.inflated, held)
    ties = mutual_ties(pairs, strength)
    return Standing(
        user_id=roster.user_id,
        score=score,
        role=role.astype(np.int8),
        kept=kept(role, score, facets),
        messages=deeds.messages,
        responders=add_up(pairs.target, pairs.seen, members).astype(np.int32),
        answered=add_up(pairs.source, pairs.seen, members).astype(np.int32),
        expected=pairs.expected,
        active_weeks=presence.active_weeks.astype(np.int16),
        possible_weeks=presence.possible_weeks.astype(np.int16),
        sentiment=mean_sentiment(deeds),
        facets=facets,
        order=in_rank(roster, score, deeds.messages, excluded),
        ties=ties,
        holding=holding(ties, roster.left_ms < 0, presence.weeks.number),
        deeds=deeds,
        weeks=presence.weeks,
        integrity=integrity,
        scene=doings.scene,
    )


def in_rank(roster: Roster, score: Floats, messages: Counts, excluded: frozenset[int]) -> Counts:
    """Roster rows of those who are here and not ``excluded``, best first."""
    ranked = (roster.left_ms < 0) & ~np.isin(roster.user_id, np.fromiter(excluded, np.int64, len(excluded)))
    rows = np.flatnonzero(ranked)
    return rows[np.lexsort((roster.user_id[rows], -messages[rows], -score[rows]))].astype(np.int32)


def combine(facets: FacetColumns, weights: Mapping[str, float] = WEIGHT) -> Floats:
    """0..100: the weighted geometric mean of the facets, so that none of them buys another.

    Presence that nobody answers stays low however steady, and one loud day stays low however loud. Welcome and
    recruiting then close a small part of what is missing to 100, in proportion to the score.
    """
    total = np.zeros(len(facets.reach))
    for name, weight in weights.items():
        value = np.nan_to_num(getattr(facets, name), nan=NEUTRAL.get(name, 0.0))
        total += weight * np.log((value + FLOOR) / (1.0 + FLOOR))
    base = np.exp(total)
    bonus = WELCOME * np.nan_to_num(facets.welcome) + RECRUITING * np.nan_to_num(facets.recruiting)
    return np.asarray(100.0 * base * (1.0 + bonus * (1.0 - base)))
