"""The overview: how this place is doing, against the period before."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.reports.change import Change, comparable
from bot.reports.channels import channel_rows
from bot.reports.counting import here, total_responses, wrote
from bot.reports.fading import fading_members
from bot.reports.heading import Heading, head
from bot.reports.mood import Mood, mood_of
from bot.reports.newcomers import newcomers_of
from bot.reports.nudge import Nudge, choose_nudge
from bot.scoring import Judgement, Role, Standing
from bot.scoring.roles import newly_arrived
from storage.models import Observations, milliseconds

SHOWN_EVANGELISTS = 5


@dataclass(frozen=True, slots=True)
class Overview:
    heading: Heading
    members: int
    """Humans who are here."""
    active: Change
    """Members who are still here and wrote something."""
    new: Change
    """Members who joined, or were first seen, in the window, whether they stayed or not."""
    returning: int | None
    """Members who wrote long ago, were silent in the whole period before, and wrote again; None where unknown."""
    fading: int
    roles: tuple[tuple[Role, int], ...]
    """Members by role, from the innermost outwards: a funnel."""
    messages: Change
    responses: Change
    """Replies, mentions and reactions between members."""
    hours: tuple[tuple[int, ...], ...]
    """Messages by UTC weekday (Monday first) and hour: 7 rows of 24."""
    mood: Mood
    mood_before: Mood | None
    evangelists: tuple[Judgement, ...]
    nudge: Nudge


def build_overview(seen: Observations, standing: Standing, before: Observations) -> Overview:
    """``before`` is what was seen in ``seen.window.before``."""
    alike = comparable(seen, before)
    counts = standing.counts()
    evangelists = tuple(standing.with_role(Role.EVANGELIST, SHOWN_EVANGELISTS))
    nudge = choose_nudge(
        newcomers=newcomers_of(seen),
        channels=channel_rows(seen),
        fading=fading_members(seen, standing, 1),
        evangelists=evangelists,
        coverage=seen.coverage,
    )
    return Overview(
        heading=head("overview", seen),
        members=int(here(seen).sum()),
        active=_change(_active(seen), _active(before), alike),
        new=_change(_new(seen), _new(before), alike),
        returning=_returning(seen, before) if alike else None,
        fading=counts[Role.FADING],
        roles=tuple(counts.items()),
        messages=_change(int(seen.activity.messages.sum()), int(before.activity.messages.sum()), alike),
        responses=_change(total_responses(seen), total_responses(before), alike),
        hours=tuple(tuple(int(count) for count in day) for day in seen.hours),
        mood=mood_of(seen),
        mood_before=mood_of(before) if alike else None,
        evangelists=evangelists,
        nudge=nudge,
    )


def _change(now: int, before: int, alike: bool) -> Change:
    return Change(now, before if alike else None)


def _active(seen: Observations) -> int:
    return int((wrote(seen) & here(seen)).sum())


def _new(seen: Observations) -> int:
    return int(newly_arrived(seen, seen.window.days).sum())


def _returning(seen: Observations, before: Observations) -> int:
    writers = seen.roster.user_id[wrote(seen)]
    first_wrote = seen.roster.first_wrote_ms[wrote(seen)]
    long_ago = (first_wrote >= 0) & (first_wrote < milliseconds(before.window.start))
    silent = ~np.isin(writers, before.roster.user_id[wrote(before)])
    return int((long_ago & silent).sum())
