"""What is remembered of the period before: a few figures, who wrote, and how members and channels stood."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.reports.channels import ChannelRow, channel_rows
from bot.reports.counting import here, wrote
from bot.reports.funnel import Funnel, funnel_of
from bot.reports.mood import Mood, mood_of
from bot.reports.seen import Seen
from bot.reports.stood import Stood, stood
from bot.scoring import Deeds, LurkerCount, Standing, lurkers
from bot.scoring.roles import NEWCOMER_DAYS, newly_arrived
from storage.models import DAY_MS, Ints, Scene, Window


@dataclass(frozen=True, slots=True, eq=False)
class Before:
    window: Window
    share: float | None
    """How much of it was seen, 0 to 1; None where nothing was."""
    begun: int
    """The day on which somebody is first known to have written, ever; the last day where nobody is."""
    active: int
    """Members who were here at its end and wrote something."""
    new: int
    """Members who came in its last 28 days."""
    messages: int
    responses: int
    """Replies, mentions and reactions between members, and reactions by people whom the source does not name."""
    mood: Mood
    funnel: Funnel
    writers: Ints
    """User ids of those who wrote something, here or not, ascending."""
    stood: Stood
    channels: tuple[ChannelRow, ...]
    lurkers: LurkerCount


def look_back(seen: Seen, standing: Standing) -> Before:
    """``seen`` is the period before the one that a report is about, and ``standing`` how everybody stood at its end."""
    first_wrote = seen.roster.first_wrote_ms
    known = first_wrote[first_wrote >= 0]
    deeds = seen.deeds
    return Before(
        window=seen.window,
        share=seen.coverage.share,
        begun=int(known.min()) // DAY_MS if len(known) else seen.window.last_day,
        active=active(seen, deeds),
        new=arrived(seen),
        messages=int(seen.messages.sum()),
        responses=int(seen.exchanges.by_day.sum() + deeds.unnamed.sum()),
        mood=mood_of(deeds),
        funnel=funnel_of(seen, standing),
        writers=seen.roster.user_id[wrote(deeds)],
        stood=stood(standing),
        channels=channel_rows(seen),
        lurkers=lurkers(seen, standing),
    )


def active(seen: Scene, deeds: Deeds) -> int:
    """Members who are here at the end and wrote something."""
    return int(np.count_nonzero(wrote(deeds) & here(seen)))


def arrived(seen: Scene) -> int:
    """Members who came in the last 28 days, or in the whole of a shorter window."""
    return int(np.count_nonzero(newly_arrived(seen, min(NEWCOMER_DAYS, seen.window.days))))
