"""The handful of numbers that a text's known words make together: their values, turned round and strengthened."""

from __future__ import annotations

from collections.abc import Sequence
from math import copysign, log, sqrt

from bot.sentiment.rows import END, Signal

SIGNALS = (
    "warm values", "cold values", "all values", "no value", "both", "warm a word", "cold a word",
    "warm patterns", "cold patterns", "mean pattern", "no pattern", "signs", "length", "shouted", "stretched",
)  # fmt: skip
_NEGATION_REACHES = 4
FURTHER_AWAY = 0.9
TURNED, PATTERN_TURNED, SHOUTED, AFTER_BUT = -0.74, -0.6, 1.25, 1.5
EXCLAIMED, MOST_EXCLAIMED = 0.29, 3
HALF = 3.0
"""The sum of values that is half of all that can be."""
_NOWHERE = -99


NO_VALUE, NO_PATTERN, LENGTH = map(SIGNALS.index, ("no value", "no pattern", "length"))
"""All that are not 0 where nothing in a text has a signal: 1, 1 and what :func:`length_of` says."""


def length_of(words: int) -> float:
    return log(words + 1.0) / 4.0


def signals(texts: Sequence[str], told: Sequence[Signal | None]) -> tuple[float, ...]:  # noqa: C901  # one pass over every text ever read
    """One number for each of :data:`SIGNALS`, none far above 1. ``told`` is of each of the ``texts``."""
    length = sqrt(len(told) + 1.0)
    warm = cold = warm_pattern = cold_pattern = signs = 0.0
    values = patterns = signed = exclaims = shouted = 0
    stretched = False
    weight, last_not, last_intense, intense, further = 1.0, _NOWHERE, _NOWHERE, 0.0, 0.0
    for place, signal in enumerate(told):
        if signal is None:
            continue
        if signal is END:
            last_not = _NOWHERE
            continue
        value, pattern, sign, intensity, phrases, exclaimed, negates, ends, contrasts, loud, long = signal
        if contrasts:
            warm, cold, warm_pattern, cold_pattern = warm / 2, cold / 2, warm_pattern / 2, cold_pattern / 2
            weight = AFTER_BUT
        if value or pattern or phrases is not None:
            stronger = weight
            if place - last_intense <= 2:
                near = place - last_intense == 1
                stronger *= 1.0 + (intense + further * FURTHER_AWAY if near else intense * FURTHER_AWAY)
            turned = place - last_not <= _NEGATION_REACHES
            if pattern:
                patterns += 1
                pattern *= stronger * (PATTERN_TURNED if turned else 1.0)
                if pattern > 0:
                    warm_pattern += pattern
                else:
                    cold_pattern -= pattern
            if value:
                value *= stronger * (TURNED if turned else 1.0) * (SHOUTED if loud else 1.0)
            if phrases is not None and place:
                value += phrases.get(texts[place - 1], 0.0)
            if value:
                values += 1
                if value > 0:
                    warm += value
                else:
                    cold -= value
        if intensity:
            further = intense if place - last_intense == 1 else 0.0
            last_intense, intense = place, intensity
        if negates:
            last_not = place
        elif ends:
            last_not = _NOWHERE
        if sign is not None:
            signs += sign
            signed += 1
        exclaims += exclaimed
        shouted += loud
        stretched = stretched or long
    total = warm - cold
    if total:
        total += copysign(min(exclaims, MOST_EXCLAIMED) * EXCLAIMED, total)
    warm_share, cold_share = warm / (warm + HALF), cold / (cold + HALF)
    return (
        warm_share,
        cold_share,
        total / sqrt(total * total + 15.0),
        0.0 if values else 1.0,
        min(warm_share, cold_share),
        warm / length,
        cold / length,
        warm_pattern / (warm_pattern + 0.5),
        cold_pattern / (cold_pattern + 0.5),
        max(-1.0, min(1.0, (warm_pattern - cold_pattern) / patterns)) if patterns else 0.0,
        0.0 if patterns else 1.0,
        signs / signed if signed else 0.0,
        length_of(len(told)),
        shouted / (len(told) + 1.0),
        1.0 if stretched else 0.0,
    )
