"""How a conversation sounds, and on how many messages that rests."""

from __future__ import annotations

from dataclasses import dataclass

from bot.scoring import Deeds

FEWEST_MESSAGES = 20


@dataclass(frozen=True, slots=True)
class Mood:
    mean: float | None
    """−1 to 1 over the messages that say anything about it; None where fewer than 20 do."""
    messages: int
    """How many messages the mean rests on."""


def mood_of(deeds: Deeds) -> Mood:
    count = int(deeds.sentiment_count.sum())
    if count < FEWEST_MESSAGES:
        return Mood(None, count)
    return Mood(float(deeds.sentiment_sum.sum()) / count, count)
