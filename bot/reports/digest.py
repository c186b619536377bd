"""The weekly digest: this week against the four weeks before it, and one thing worth doing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from bot.reports.arrivals import NO, arrivals_of
from bot.reports.change import Change
from bot.reports.channels import ChannelRow, channel_rows
from bot.reports.counting import first, ids_with_role, with_role
from bot.reports.fading import FadingMember, fading_members
from bot.reports.heading import Heading, head
from bot.reports.newcomers import Newcomer, newcomers_of
from bot.reports.nudge import Nudge, choose_nudge
from bot.reports.raids import Raid, raiding, raids_of
from bot.reports.seen import LATEST_WEEKS, WEEK, Seen
from bot.scoring import Judgement, Role, Standing
from storage.models import Coverage, Ints, Outline

WEEKS_BEFORE = LATEST_WEEKS - 1


@dataclass(frozen=True, slots=True)
class Week:
    """What a digest needs of the last seven days, looked at by themselves."""

    coverage: Coverage
    channels: tuple[ChannelRow, ...]


@dataclass(frozen=True, slots=True, eq=False)
class LastWeek:
    """Who was what a week ago: user ids of the ranked members."""

    evangelists: Ints
    fading: Ints


@dataclass(frozen=True, slots=True)
class Digest:
    heading: Heading
    messages: Change
    """This week, and the average of the four weeks before it; so are the next two."""
    active: Change
    """Members who wrote something."""
    responses: Change
    newly_evangelists: int
    """How many are evangelists now and were none a week ago, shown or not."""
    new_evangelists: tuple[Judgement, ...]
    evangelists: int
    newly_fading: int
    """How many began to fade this week, shown or not; where nobody did, nobody is named again."""
    fading: tuple[FadingMember, ...]
    newcomers: int
    """Members who arrived this week."""
    unanswered: int
    """How many of them wrote and got no answer, shown or not."""
    waiting: tuple[Newcomer, ...]
    open_questions: tuple[ChannelRow, ...]
    """Channels with questions of this week that got no answer, most first."""
    nudge: Nudge
    raids: tuple[Raid, ...]
    """Those of this week."""


def week_of(seen: Outline) -> Week:
    return Week(seen.coverage, channel_rows(seen))


def last_week_of(standing: Standing) -> LastWeek:
    return LastWeek(ids_with_role(standing, Role.EVANGELIST), ids_with_role(standing, Role.FADING))


def build_digest(
    season: Seen,
    standing: Standing,
    week: Week,
    last_week: LastWeek | None,
    limit: int,
) -> Digest:
    """``season`` is the window of the score, ``week`` its last seven days; ``last_week`` is None where too little had
    been seen by then to say who is new among the evangelists. At most ``limit`` people of each kind; 0 is all."""
    evangelists, fading = with_role(standing, Role.EVANGELIST), with_role(standing, Role.FADING)
    new = evangelists[:0] if last_week is None else _others(standing, evangelists, last_week.evangelists)
    newly_fading = fading if last_week is None else _others(standing, fading, last_week.fading)
    arrivals = arrivals_of(season, WEEK, but=raiding(standing))
    unanswered = arrivals.number(NO)
    faded = fading_members(season, standing, first(newly_fading, limit))
    return Digest(
        heading=replace(head("digest", season, days=WEEK), coverage=week.coverage),
        messages=_against_four(season, _weekly(season.messages)),
        active=_against_four(season, season.writers),
        responses=_against_four(season, _weekly(season.exchanges.by_day)),
        newly_evangelists=len(new),
        new_evangelists=tuple(standing.judgement(row) for row in first(new, limit).tolist()),
        evangelists=len(evangelists),
        newly_fading=len(newly_fading),
        fading=faded,
        newcomers=len(arrivals),
        unanswered=unanswered,
        waiting=newcomers_of(season, arrivals, min(unanswered, limit or unanswered)),
        open_questions=tuple(sorted((row for row in week.channels if row.open), key=_most_open)),
        nudge=choose_nudge(
            waiting=arrivals.waiting(season),
            channels=week.channels,
            fading=faded,
            evangelists=tuple(standing.judgement(row) for row in evangelists[:1].tolist()),
            coverage=week.coverage,
        ),
        raids=raids_of(standing, WEEK),
    )


def _most_open(row: ChannelRow) -> tuple[int, str]:
    return (-row.open, row.name)


def _others(standing: Standing, rows: Ints, user_ids: Ints) -> Ints:
    """Those of ``rows`` who are none of these users."""
    return rows[~np.isin(standing.user_id[rows], user_ids)]


def _seen_before(season: Seen) -> bool:
    """Whether the four weeks before were seen, so that their average means something."""
    needed = season.window.as_of.timestamp() - (WEEKS_BEFORE + 1) * WEEK * 86_400
    begun = season.coverage.seen_from
    return begun is not None and max(begun, season.window.start).timestamp() <= needed + 86_400


def _against_four(season: Seen, counts: Sequence[int]) -> Change:
    """``counts`` are five, this week's first."""
    return Change(counts[0], sum(counts[1:]) / WEEKS_BEFORE if _seen_before(season) else None)


def _weekly(by_day: Ints) -> list[int]:
    """The sums of the last five weeks, this one first, of one figure a day."""
    back = by_day[::-1]
    return [int(back[WEEK * week : WEEK * (week + 1)].sum()) for week in range(WEEKS_BEFORE + 1)]
