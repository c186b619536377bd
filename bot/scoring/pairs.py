"""Every kind of response of every day, summed into one row for two people and a direction."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.scoring.evidence import MENTION, REACTION, REPLY, NextSpeakers, fresh
from bot.scoring.tally import add_up, in_order, parts
from storage.models import Counts, Flags, Floats, Ints, Observations, Responses

_DOUBT = np.log((1.0 - REPLY, 1.0 - MENTION, 1.0 - REACTION))
_EVEN = np.log(0.5)
"""From this doubt on it is more likely than not."""


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """One row a directed pair, columns of equal length. Both directions of two people are neighbours: rows are sorted
    by the lower of the two, then the higher, then with who is lower as the source first."""

    source: Ints
    target: Ints
    strength: Floats
    """0..1, ``1 − e^−weight``: how sure it is that one answers the other; a hundred answers are not a hundred. The
    weight is the days on which ``source`` responded to ``target``, each by its likelihood and decayed by its age."""
    volume: Floats
    """How much was responded, undecayed, on a logarithmic scale within each day."""
    seen: Flags
    """Whether ``source`` responded at all: by reply, mention or reaction, or more likely than not by speaking next."""
    mutual: Ints
    """Rows whose next row is the other direction of the same two."""
    given: Floats
    """Volume of what each member responded to others. This column and the next two have one row a roster row."""
    received: Floats
    """Volume of what others responded to each member."""
    expected: Floats
    """How many responses each member probably got, undecayed."""


@dataclass(frozen=True, slots=True, eq=False)
class _Directions:
    """Who the pairs are, and which of them each row of responses belongs to."""

    source: Ints
    target: Ints
    mutual: Ints
    pair: Counts


def gather(observations: Observations, speakers: NextSpeakers) -> Pairs:
    """Sum days into pairs.

    The chance that at least one response of a day was meant (noisy-or) comes from the sum of the logarithms of what
    each of them leaves in doubt.
    """
    responses, members = observations.responses, len(observations.roster)
    last_day = observations.window.last_day
    found = _directions(responses, members)
    weight, volume, doubts = np.zeros((3, len(found.source)))
    expected = np.zeros(members)
    seen = np.zeros(len(found.source), dtype=np.bool_)
    for part in parts(len(found.pair)):
        pair = found.pair[part].astype(np.int64)
        spoke = slice(*np.searchsorted(speakers.row, (part.start, part.stop)))
        doubt, answers = _evidence(responses, part, speakers.row[spoke], speakers.chance[spoke])
        days_ago = last_day - responses.day[part].astype(np.int64)
        np.add.at(weight, pair, -np.expm1(doubt) * fresh(days_ago))
        np.add.at(volume, pair, np.log2(1.0 + answers))
        np.add.at(expected, responses.target[part].astype(np.int64), answers)
        explicit = (responses.replies[part] | responses.mentions[part] | responses.reactions[part]) != 0
        seen[pair[explicit]] = True
        np.add.at(doubts, pair[~explicit], doubt[~explicit])
    return Pairs(
        source=found.source,
        target=found.target,
        strength=-np.expm1(-weight),
        volume=volume,
        seen=seen | (doubts <= _EVEN),
        mutual=found.mutual,
        given=add_up(found.source, volume, members),
        received=add_up(found.target, volume, members),
        expected=expected,
    )


def _directions(responses: Responses, members: int) -> _Directions:
    bits = members.bit_length()
    key = np.empty(len(responses.source), dtype=np.int64)
    for part in parts(len(key)):
        source, target = responses.source[part].astype(np.int64), responses.target[part].astype(np.int64)
        both = np.minimum(source, target) << bits | np.maximum(source, target)
        key[part] = both << 1 | (source > target)
    keys, order = in_order(key, 2 * bits + 1)
    begins = np.ones(len(keys), dtype=np.bool_)
    np.not_equal(keys[1:], keys[:-1], out=begins[1:])
    pair = np.empty(len(keys), dtype=np.int32)
    pair[order] = np.cumsum(begins, dtype=np.int32) - 1
    del key, order
    keys = keys[np.flatnonzero(begins)]
    both, is_back = keys >> 1, (keys & 1).astype(np.bool_)
    lower, higher = both >> bits, both & ((1 << bits) - 1)
    return _Directions(
        source=np.where(is_back, higher, lower),
        target=np.where(is_back, lower, higher),
        mutual=np.flatnonzero(both[1:] == both[:-1]),
        pair=pair,
    )


def _evidence(responses: Responses, part: slice, spoke: Ints, chance: Floats) -> tuple[Floats, Floats]:
    """For each row of the part the logarithm of the chance that nothing in it was meant, and the responses to be
    expected in it. ``spoke`` are rows with next speakers, each of whom answers by the ``chance`` beside it."""
    replies, mentions, reactions = responses.replies[part], responses.mentions[part], responses.reactions[part]
    doubt = _DOUBT[0] * replies + _DOUBT[1] * mentions + _DOUBT[2] * reactions
    answers = REACTION * reactions + replies + mentions
    times = responses.adjacent[spoke]
    spoke = spoke - part.start
    doubt[spoke] += times * np.log1p(-chance)
    answers[spoke] += times * chance
    return doubt, answers
