"""How a conversation sounds, and on how many messages that rests."""

from __future__ import annotations

from dataclasses import dataclass

from bot.reports.seen import Seen

FEWEST_MESSAGES = 20


@dataclass(frozen=True, slots=True)
class Mood:
    mean: float | None
    """−1 to 1 over the messages that say anything about it; None where fewer than 20 do."""
    messages: int
    """How many messages the mean rests on."""


def mood_of(seen: Seen) -> Mood:
    count = int(seen.deeds.sentiment_count.sum())
    if count < FEWEST_MESSAGES:
        return Mood(None, count)
    return Mood(float(seen.deeds.sentiment_sum.sum()) / count, count)
