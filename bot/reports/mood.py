"""How a conversation sounds, and on how many messages that rests."""

from __future__ import annotations

from dataclasses import dataclass

from storage.models import Observations

FEWEST_MESSAGES = 20


@dataclass(frozen=True, slots=True)
class Mood:
    mean: float | None
    """−1 to 1 over the messages that say anything about it; None where fewer than 20 do."""
    messages: int
    """How many messages the mean rests on."""


def mood_of(seen: Observations) -> Mood:
    count = int(seen.activity.sentiment_count.sum())
    if count < FEWEST_MESSAGES:
        return Mood(None, count)
    return Mood(float(seen.activity.sentiment_sum.sum()) / count, count)
