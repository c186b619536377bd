"""How single members sound, where enough of what they wrote says so."""

from __future__ import annotations

from math import sqrt

import numpy as np

from bot.scoring.deeds import Deeds
from storage.models import Floats

FEWEST_SCORED = 20
"""Messages whose sentiment could be told. On fewer, a person's mood is an accident."""
_NINETEEN_OF_TWENTY = 1.96


def mean_sentiment(deeds: Deeds) -> Floats:
    """−1..1 for each member, NaN where it could be told of too few of their messages."""
    mean = np.full(len(deeds.messages), np.nan)
    np.divide(deeds.sentiment_sum, deeds.sentiment_count, out=mean, where=deeds.sentiment_count >= FEWEST_SCORED)
    return mean


def interval_of(mean: float, count: int) -> tuple[float, float]:
    """Where 19 of 20 means of ``count`` numbers within −1 and 1 lie, spread as widely as that mean allows.

    Only sums are kept, so the spread is not known; it is never more than √(1 − mean²) (Bhatia and Davis 2000).
    """
    off = _NINETEEN_OF_TWENTY * sqrt(max(0.0, 1.0 - mean * mean) / count)
    return max(-1.0, mean - off), min(1.0, mean + off)
