"""The overview: how this place is doing, against the period before."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import timedelta

import numpy as np

from bot.reports.arrivals import arrivals_of
from bot.reports.before import Before, active, arrived
from bot.reports.change import Change, comparable
from bot.reports.channels import channel_rows
from bot.reports.counting import first, members_here, with_role, wrote
from bot.reports.fading import fading_members
from bot.reports.funnel import STEPS, funnel_of
from bot.reports.heading import Heading, head
from bot.reports.mood import Mood, mood_of
from bot.reports.nudge import Nudge, choose_nudge
from bot.reports.raids import Raid, raiding, raids_of
from bot.reports.seen import Seen
from bot.reports.staff import Staff, staff_of
from bot.reports.trend import WeekCount, trend_of
from bot.scoring import Judgement, Role, Standing
from storage.models import milliseconds

SHOWN_EVANGELISTS = 5


@dataclass(frozen=True, slots=True)
class Overview:
    heading: Heading
    members: int
    """Humans who are here."""
    active: Change
    """Members who are still here and wrote something."""
    new: Change
    """Members who joined, or were first seen, in the last 28 days of the window."""
    returning: int | None
    """Members who wrote long ago, were silent in the whole period before, and wrote again; None where unknown."""
    fading: int
    roles: tuple[tuple[Role, int], ...]
    """Members by role, from the innermost outwards."""
    funnel: tuple[tuple[str, Change], ...]
    """By the names of :class:`~bot.reports.funnel.Funnel`."""
    trend: tuple[WeekCount, ...]
    """The last weeks, the oldest first."""
    messages: Change
    responses: Change
    """Replies, mentions and reactions between members."""
    zone: str
    """The time zone of ``hours``."""
    hours: tuple[tuple[int, ...], ...]
    """Messages by weekday (Monday first) and hour: 7 rows of 24."""
    mood: Mood
    mood_before: Mood | None
    evangelists: tuple[Judgement, ...]
    nudge: Nudge
    staff: Staff | None
    """How much of the answering is done by those left out of the rankings; None where nobody is."""
    raids: tuple[Raid, ...]


def build_overview(seen: Seen, standing: Standing, before: Before) -> Overview:
    """``before`` is what is remembered of ``seen.window.before``."""
    alike = comparable(seen, before)
    counts = standing.counts()
    now, then = asdict(funnel_of(seen, standing)), asdict(before.funnel)
    rows = first(with_role(standing, Role.EVANGELIST), SHOWN_EVANGELISTS)
    evangelists = tuple(standing.judgement(row) for row in rows.tolist())
    waiting = arrivals_of(seen, but=raiding(standing)).waiting(seen)
    dearest = with_role(standing, Role.FADING)[: 0 if waiting.user_ids else 1]
    nudge = choose_nudge(
        waiting=waiting,
        channels=channel_rows(seen),
        fading=fading_members(seen, standing, dearest),
        evangelists=evangelists,
        coverage=seen.coverage,
    )
    return Overview(
        heading=head("overview", seen),
        members=members_here(seen),
        active=_change(active(seen, seen.deeds), before.active, alike),
        new=_change(arrived(seen), before.new, alike),
        returning=_returning(seen, before) if alike else None,
        fading=counts[Role.FADING],
        roles=tuple(counts.items()),
        funnel=tuple((step, _change(now[step], then[step], alike)) for step in STEPS),
        trend=trend_of(seen, standing.weeks),
        messages=_change(int(seen.messages.sum()), before.messages, alike),
        responses=_change(int(seen.exchanges.by_day.sum() + seen.deeds.unnamed.sum()), before.responses, alike),
        zone="UTC",
        hours=tuple(tuple(int(count) for count in day) for day in seen.hours),
        mood=mood_of(seen.deeds),
        mood_before=before.mood if alike else None,
        evangelists=evangelists,
        nudge=nudge,
        staff=staff_of(seen, standing),
        raids=raids_of(standing),
    )


def in_zone(report: Overview, zone: str, offset: timedelta) -> Overview:
    """With the hours of a zone that is ``offset`` ahead of UTC at the end of the window, to the nearest whole hour.
    What happened on the other side of a change of the clocks is an hour off."""
    ahead = round(offset / timedelta(hours=1))
    week = np.roll(np.array(report.hours).ravel(), ahead).reshape(7, 24)
    return replace(report, zone=zone, hours=tuple(tuple(map(int, day)) for day in week))


def _change(now: int, before: int, alike: bool) -> Change:
    return Change(now, before if alike else None)


def _returning(seen: Seen, before: Before) -> int:
    writing = wrote(seen.deeds)
    first_wrote = seen.roster.first_wrote_ms[writing]
    long_ago = (first_wrote >= 0) & (first_wrote < milliseconds(before.window.start))
    silent = ~np.isin(seen.roster.user_id[writing], before.writers, assume_unique=True)
    return int(np.count_nonzero(long_ago & silent))
