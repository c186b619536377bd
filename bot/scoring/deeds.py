"""What each member did, summed over a window: what is told of people one by one needs no days."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.scoring.tally import add_up
from storage.models import HUNDREDTHS, Counts, Floats, Observations


@dataclass(frozen=True, slots=True, eq=False)
class Deeds:
    """One row a roster row."""

    messages: Counts
    reactions: Counts
    """Reactions given to other members' messages."""
    unnamed: Counts
    """Reactions received from people whom the source does not name."""
    voice_seconds: Counts
    sentiment_sum: Floats
    """Sum of the sentiment of the messages that have one."""
    sentiment_count: Counts
    last_day: Counts
    """The last day on which they wrote, reacted or spoke: UTC days since 1970, −1 for none."""


def deeds_of(observations: Observations) -> Deeds:
    activity, members = observations.activity, len(observations.roster)

    def total(column: Counts) -> Counts:
        return add_up(activity.member, column, members).astype(np.int32)

    last_day = np.full(members, -1, dtype=np.int32)
    np.maximum.at(last_day, activity.member, activity.day.astype(np.int32))
    return Deeds(
        messages=total(activity.messages),
        reactions=total(activity.reactions),
        unnamed=total(activity.unnamed),
        voice_seconds=total(activity.voice_seconds),
        sentiment_sum=add_up(activity.member, activity.sentiment_sum, members) / HUNDREDTHS,
        sentiment_count=total(activity.sentiment_count),
        last_day=last_day,
    )
