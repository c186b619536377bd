"""The weekly digest: this week against the four weeks before it, and one thing worth doing."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from bot.reports.change import Change
from bot.reports.channels import ChannelRow, channel_rows
from bot.reports.counting import explicit
from bot.reports.fading import FadingMember, fading_members
from bot.reports.heading import Heading, head
from bot.reports.newcomers import Newcomer, newcomers_of
from bot.reports.nudge import Nudge, choose_nudge
from bot.scoring import Judgement, Role, Standing
from storage.models import Flags, Observations

WEEK = 7
WEEKS_BEFORE = 4


@dataclass(frozen=True, slots=True)
class Digest:
    heading: Heading
    messages: Change
    """This week, and the average of the four weeks before it; so are the next two."""
    active: Change
    """Members who wrote something."""
    responses: Change
    new_evangelists: tuple[Judgement, ...]
    """Evangelists now who were none a week ago."""
    evangelists: int
    fading: tuple[FadingMember, ...]
    """Those who began to fade this week; where nobody did, nobody is named again."""
    newcomers: int
    """Members who arrived this week."""
    waiting: tuple[Newcomer, ...]
    """Newcomers of this week who wrote and got no answer."""
    open_questions: tuple[ChannelRow, ...]
    """Channels with questions of this week that got no reply, most first."""
    nudge: Nudge


def build_digest(
    season: Observations, standing: Standing, week: Observations, standing_last_week: Standing | None
) -> Digest:
    """``season`` is the window of the score, ``week`` its last seven days; ``standing_last_week`` is the standing of
    a week ago, None where too little had been seen by then to say who is new among the evangelists."""
    evangelists = tuple(standing.with_role(Role.EVANGELIST, 0))
    newcomers = newcomers_of(season, WEEK)
    waiting = tuple(person for person in newcomers if person.answered == "no")
    channels = channel_rows(week)
    fading = _newly_fading(fading_members(season, standing, 0), standing_last_week)
    return Digest(
        heading=replace(head("digest", season, days=WEEK), coverage=week.coverage),
        messages=_weekly(season, season.activity.day, season.activity.messages),
        active=_weekly_writers(season),
        responses=_weekly(season, season.responses.day, explicit(season)),
        new_evangelists=_newly_evangelist(evangelists, standing_last_week),
        evangelists=len(evangelists),
        fading=fading,
        newcomers=len(newcomers),
        waiting=waiting,
        open_questions=tuple(
            sorted((row for row in channels if row.answer_rate is not None and row.unanswered), key=_most_open)
        ),
        nudge=choose_nudge(
            newcomers=waiting, channels=channels, fading=fading, evangelists=evangelists, coverage=week.coverage
        ),
    )


def _most_open(row: ChannelRow) -> tuple[int, str]:
    return (-row.unanswered, row.name)


def _newly_evangelist(now: tuple[Judgement, ...], before: Standing | None) -> tuple[Judgement, ...]:
    if before is None:
        return ()
    known = {judgement.user_id for judgement in before.with_role(Role.EVANGELIST, 0)}
    return tuple(judgement for judgement in now if judgement.user_id not in known)


def _newly_fading(now: tuple[FadingMember, ...], before: Standing | None) -> tuple[FadingMember, ...]:
    if before is None:
        return now
    known = {judgement.user_id for judgement in before.with_role(Role.FADING, 0)}
    return tuple(person for person in now if person.judgement.user_id not in known)


def _weeks_back(season: Observations, days: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Flags:
    """For each of the last five weeks (this one first) which of ``days`` fall into it: shape (5, n)."""
    back = season.window.last_day - days
    return np.stack([(back >= WEEK * week) & (back < WEEK * (week + 1)) for week in range(WEEKS_BEFORE + 1)])


def _seen_before(season: Observations) -> bool:
    """Whether the four weeks before were seen, so that their average means something."""
    needed = season.window.as_of.timestamp() - (WEEKS_BEFORE + 1) * WEEK * 86_400
    begun = season.coverage.seen_from
    return begun is not None and max(begun, season.window.start).timestamp() <= needed + 86_400


def _weekly(
    season: Observations,
    days: np.ndarray[tuple[int], np.dtype[np.int64]],
    column: np.ndarray[tuple[int], np.dtype[np.int64]],
) -> Change:
    sums = [int(column[within].sum()) for within in _weeks_back(season, days)]
    return Change(sums[0], sum(sums[1:]) / WEEKS_BEFORE if _seen_before(season) else None)


def _weekly_writers(season: Observations) -> Change:
    active = season.activity
    counts = [
        len(np.unique(active.member[within & (active.messages > 0)])) for within in _weeks_back(season, active.day)
    ]
    return Change(counts[0], sum(counts[1:]) / WEEKS_BEFORE if _seen_before(season) else None)
