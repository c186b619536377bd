"""A small community as observations, for tests that need no store: planted people, two groups, every role."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from types import MappingProxyType

import numpy as np

from bot.reports import (
    Audit,
    Digest,
    Evangelists,
    Fading,
    Groups,
    Impact,
    Lurkers,
    Member,
    Members,
    Network,
    Newcomers,
    Overview,
    Report,
    SortKey,
    build_audit,
    build_channels,
    build_coverage,
    build_digest,
    build_evangelists,
    build_fading,
    build_groups,
    build_impact,
    build_lurkers,
    build_member,
    build_members,
    build_network,
    build_newcomers,
    build_overview,
    last_week_of,
    look_back,
    sum_up,
    week_of,
)
from bot.scoring import Role, Standing, judge, network
from storage.models import (
    DAY_MS,
    Activity,
    ChannelActivity,
    Coverage,
    Gap,
    Ints,
    MemberDays,
    Observations,
    Outline,
    Participation,
    Responses,
    Roster,
    Tone,
    Window,
)

AS_OF = datetime(2024, 5, 13, tzinfo=UTC)
GUILD = 9_000_000_000_000_000_001
NAMES = (
    "Ada",
    "林小明",
    "Ανδρέας",
    "👩‍👩‍👧 Robin",
    "*bold* @everyone",
    "=SUM(A1)",
    "Zoë",
    "Kwame",
    "Yuki 🌸",
    "[click](http://evil.example)",
    "Olena",
    "Sam",
)
CORE = 28
"""How many write every week, in two groups of half each."""


def observe(members: int = 70, *, names: tuple[str, ...] = NAMES, days: int = 84, seed: int = 0) -> Observations:
    """``members`` people: 28 write most weeks, one of them stops, one is new and unanswered, the rest are quiet."""
    rng = np.random.default_rng(seed)
    window = Window(AS_OF, days)
    first, last = window.first_day, window.last_day
    sent: list[tuple[int, int, int]] = []
    given: list[tuple[int, int, int, int, int]] = []
    core = min(CORE, members)
    for member in range(core):
        for day in range(first, last + 1):
            if rng.random() > (0.85 - 0.025 * member) or (member == core - 1 and day > last - 35):
                continue
            sent.append((member, day, int(rng.integers(1, 9))))
            half = core // 2
            for other in range(core):
                near = (other < half) == (member < half)
                if other != member and rng.random() < (0.07 if near else 0.004):
                    given.append((member, other, day, int(rng.integers(1, 3)), int(rng.integers(0, 2))))
    for member in range(core, members):
        if member == core and members > core:
            sent.append((member, last - 3, 2))
        elif member % 4 == 1:
            day = int(rng.integers(first, last + 1))
            sent.append((member, day, 2))
            given.append((int(rng.integers(0, core)), member, day, 1, 0))
            given.append((member, int(rng.integers(0, core)), day, 1, 1))
    reacted = [member for member in range(core + 1, members) if member % 4 == 2]
    columns = np.array(sent, dtype=np.int64).reshape(-1, 3)
    activity = _activity(columns, reacted, last, rng)
    return Observations(
        guild_id=GUILD,
        guild="Tea & Trains 🚂",
        window=window,
        authors=len(set(activity.member[activity.messages > 0].tolist())),
        sent=int(activity.messages.sum()),
        roster=_roster(members, names, window, core),
        activity=activity,
        responses=_responses(given),
        tone=_tone(given, members, rng),
        channels=(
            ChannelActivity(11, "general", "text", 900, 9, 40, 31, 300, 5, 300.0, 60.0),
            ChannelActivity(12, "help", "forum", 420, 7, 60, 21, 120, 0, 9000.0),
            ChannelActivity(13, "とても長い名前のチャンネルでございます", "text", 55, 4, 3, 3, 9),
        ),
        hours=rng.poisson(np.outer([3, 4, 5, 4, 3, 1, 1], 2 + 2 * np.sin(np.arange(24) / 24 * 6.28))).astype(np.int64),
        coverage=Coverage(
            0.97,
            window.start,
            (
                Gap(
                    12,
                    "help",
                    datetime(2024, 5, 3, tzinfo=UTC),
                    datetime(2024, 5, 6, tzinfo=UTC),
                    "no permission to read history",
                ),
            ),
        ),
    )


@dataclass(frozen=True)
class Judged:
    """Observations with everybody judged, and every report that is made of both."""

    seen: Observations
    standing: Standing

    def overview(self, before: Observations) -> Overview:
        return build_overview(sum_up(self.seen), self.standing, look_back(sum_up(before), judge(before)))

    def members(self, limit: int = 0, by: SortKey = "score", role: Role | None = None) -> Members:
        return build_members(sum_up(self.seen), self.standing, limit, by, role)

    def evangelists(self, limit: int = 0) -> Evangelists:
        return build_evangelists(sum_up(self.seen), self.standing, limit)

    def lurkers(self) -> Lurkers:
        return build_lurkers(sum_up(self.seen), self.standing)

    def member(self, user_id: int) -> Member:
        return build_member(sum_up(self.seen), self.standing, user_id)

    def network(self, limit: int = 0) -> Network:
        return build_network(sum_up(self.seen), self.standing, network(self.seen, self.standing), limit)

    def groups(self, limit: int = 0) -> Groups:
        return build_groups(sum_up(self.seen), self.standing, network(self.seen, self.standing), limit)

    def audit(self, limit: int = 0) -> Audit:
        """Every group wrote twice as much in #help as in #general."""
        found = network(self.seen, self.standing)
        wrote = [{11: 10, 12: 20}] * len(found.groups)
        return build_audit(sum_up(self.seen), self.standing, found, wrote, limit)

    def fading(self, limit: int = 0) -> Fading:
        return build_fading(sum_up(self.seen), self.standing, limit)

    def newcomers(self, limit: int = 0) -> Newcomers:
        return build_newcomers(sum_up(self.seen), limit)

    def digest(self, last_week: Standing | None = None, limit: int = 0) -> Digest:
        week = week_of(replace(self.seen, window=Window(self.seen.window.as_of, 7)))
        known = None if last_week is None else last_week_of(last_week)
        return build_digest(sum_up(self.seen), self.standing, week, known, limit)


def judged(seen: Observations) -> Judged:
    return Judged(seen, judge(seen))


def every_report(seen: Observations, limit: int = 20) -> dict[str, Report]:
    """One of each report over the same observations, the period before being the same again."""
    all_of = judged(seen)
    return {
        "overview": all_of.overview(earlier(seen)),
        "members": all_of.members(limit),
        "evangelists": all_of.evangelists(limit),
        "lurkers": all_of.lurkers(),
        "member": all_of.member(int(seen.roster.user_id[0])),
        "network": all_of.network(limit),
        "groups": all_of.groups(limit),
        "audit": all_of.audit(limit),
        "channels": build_channels(sum_up(seen), limit),
        "fading": all_of.fading(limit),
        "newcomers": all_of.newcomers(limit),
        "impact": impact_of(seen),
        "coverage": build_coverage(sum_up(seen), limit),
        "digest": all_of.digest(limit=limit),
    }


@cache
def usual_reports() -> Mapping[str, Report]:
    """One of each report over :func:`observe`'s own community, made once for all who only look at them."""
    return MappingProxyType(every_report(observe()))


def impact_of(seen: Observations, event: str = "Spring meetup", excluded: frozenset[int] = frozenset()) -> Impact:
    """Of an event of two weeks before its end."""
    day = (seen.window.as_of - timedelta(days=15)).date()
    return build_impact(taking_part(seen, excluded), event, day)


def taking_part(seen: Observations, excluded: frozenset[int] = frozenset()) -> Participation:
    """What is left of it where nobody is looked up."""
    activity, responses, roster = seen.activity, seen.responses, seen.roster
    counts = ~np.isin(roster.user_id, sorted(excluded))
    did, gave = np.flatnonzero(counts[activity.member]), np.flatnonzero(counts[responses.source])
    given = sum(getattr(responses, name).astype(np.int64) for name in ("replies", "mentions", "reactions"))
    first_ms = seen.window.first_day * DAY_MS
    return Participation(
        **{field.name: getattr(seen, field.name) for field in fields(Outline)},
        members=len(roster),
        wrote=MemberDays(activity.member[did], activity.day[did], activity.messages[did]),
        responded=MemberDays(responses.source[gave], responses.day[gave], given[gave]),
        began_day=roster.first_wrote_ms[counts & (roster.first_wrote_ms >= first_ms)] // DAY_MS,
    )


def earlier(seen: Observations) -> Observations:
    """The same as if it had happened one window before."""
    window = seen.window.before
    back = seen.window.first_day - window.first_day
    activity = replace(seen.activity, day=seen.activity.day - back)
    return replace(
        seen, window=window, activity=activity, responses=replace(seen.responses, day=seen.responses.day - back)
    )


def empty(days: int = 84) -> Observations:
    """A guild of which nothing was seen."""
    seen = observe(3, days=days)
    none = observe(0, days=days)
    return replace(
        seen,
        activity=none.activity,
        responses=none.responses,
        tone=Tone.none(len(seen.roster)),
        channels=(),
        hours=np.zeros((7, 24), dtype=np.int64),
        coverage=Coverage(None, None),
    )


def _roster(members: int, names: tuple[str, ...], window: Window, core: int) -> Roster:
    start = int(window.start.timestamp() * 1000)
    joined = np.full(members, start - 200 * DAY_MS)
    first_wrote = np.where(np.arange(members) % 4 == 3, -1, joined + DAY_MS)
    if members > core:
        joined[core] = int((window.as_of - timedelta(days=4)).timestamp() * 1000)
        first_wrote[core] = joined[core] + 3_600_000
    return Roster(
        user_id=np.arange(members, dtype=np.int64) + 700_000_000_000_000_000,
        name=tuple(names[row] if row < len(names) else f"member {row}" for row in range(members)),
        joined_ms=joined,
        first_seen_ms=joined,
        first_wrote_ms=first_wrote,
        left_ms=np.full(members, -1, dtype=np.int64),
        inviter=np.where(np.arange(members) == core, 0, -1),
        invited=(np.arange(members) == 0).astype(np.int64) * (members > core),
        recruited=np.zeros(members, dtype=np.int64),
    )


def _activity(sent: Ints, reacted: list[int], last: int, rng: np.random.Generator) -> Activity:
    quiet = np.array([(member, last - 5, 0) for member in reacted], dtype=np.int64).reshape(-1, 3)
    rows = np.concatenate([sent, quiet])
    messages = rows[:, 2]
    zero = np.zeros(len(rows), dtype=np.int64)
    return Activity(
        member=rows[:, 0],
        day=rows[:, 1],
        messages=messages,
        replies=messages // 2,
        characters=messages * 80,
        questions=messages // 4,
        thanks=messages // 6,
        links=zero,
        reactions=np.where(messages == 0, 3, messages // 3),
        unnamed=zero,
        sentiment_sum=(rng.normal(12, 5, len(rows)) * messages).astype(np.int64),
        sentiment_count=messages,
        voice_seconds=zero,
    )


def _responses(given: list[tuple[int, int, int, int, int]]) -> Responses:
    rows = np.array(given, dtype=np.int64).reshape(-1, 5)
    zero = np.zeros(len(rows), dtype=np.int64)
    return Responses(
        source=rows[:, 0],
        target=rows[:, 1],
        day=rows[:, 2],
        replies=rows[:, 3],
        mentions=zero,
        reactions=rows[:, 4],
        inferred=zero,
    )


def _tone(given: list[tuple[int, int, int, int, int]], members: int, rng: np.random.Generator) -> Tone:
    rows = np.array(given, dtype=np.int64).reshape(-1, 5)
    heard = np.bincount(rows[:, 1], rows[:, 3], members).astype(np.int64)
    praised, gave = (np.bincount(rows[:, who], rows[:, 4], members).astype(np.int64) for who in (1, 0))
    return Tone((rng.normal(10, 5, members) * heard).astype(np.int64), heard, 45 * praised, praised, 45 * gave)


__all__ = [
    "AS_OF",
    "GUILD",
    "NAMES",
    "Judged",
    "earlier",
    "empty",
    "every_report",
    "judged",
    "observe",
    "usual_reports",
]
