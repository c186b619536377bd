"""What stands over and under every report: where, when, how much of it was seen, and whether that is enough."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from bot.reports.counting import wrote
from bot.reports.seen import Seen
from bot.scoring import Role
from storage.models import Coverage, Gap

FEWEST_ACTIVE = 2
FEWEST_DAYS = 7
SHOWN_GAPS = 3


@dataclass(frozen=True, slots=True)
class Heading:
    report: str
    guild_id: int
    guild: str
    as_of: datetime
    days: int
    coverage: Coverage
    too_little: str | None
    """One sentence where too little was seen to say anything fair; None where it is enough."""
    channel: str | None = None
    """The name of the only channel looked at, where one was asked for."""
    role: Role | None = None
    """The only role looked at, where one was asked for."""
    skipped: int = 0
    """How many rows are on the pages before this one."""
    archive: bool = False
    """Whether all of this was imported: then only people are known who did something in what was exported."""

    @property
    def footnote(self) -> str:
        """The coverage in words, such as "seen: 97% of 12 weeks; #help missing 3–5 May: no permission"."""
        return coverage_note(self.coverage, self.days)


def head(report: str, seen: Seen, *, days: int | None = None, role: Role | None = None) -> Heading:
    """The heading of a report over ``seen``; ``days`` where the report speaks of fewer days than it was given."""
    channel = next((place.name for place in seen.channels if place.channel_id == seen.channel_id), None)
    return Heading(
        report=report,
        guild_id=seen.guild_id,
        guild=seen.guild,
        as_of=seen.window.as_of,
        days=seen.window.days if days is None else days,
        coverage=seen.coverage,
        too_little=_too_little(seen),
        channel=channel,
        role=role,
        archive=seen.imported,
    )


def coverage_note(coverage: Coverage, days: int) -> str:
    span = f"{days // 7} weeks" if days % 7 == 0 and days > 7 else f"{days} day{'s' if days != 1 else ''}"
    if coverage.share is None:
        return f"seen: nothing in these {span}"
    parts = [f"seen: {percent_seen(coverage.share)} of {span}"]
    longest = sorted(coverage.gaps, key=lambda gap: gap.end - gap.start, reverse=True)
    parts += [f"{_place(gap)} missing {stretch(gap.start, gap.end)}: {gap.reason}" for gap in longest[:SHOWN_GAPS]]
    if len(longest) > SHOWN_GAPS:
        rest = len(longest) - SHOWN_GAPS
        parts.append(f"{rest} more gap{'s' if rest != 1 else ''}")
    return "; ".join(parts)


WHOLE = 0.9995
"""Where more than this was seen, five minutes of a week were missed or an hour of twelve: that is the whole."""


def percent_seen(share: float) -> str:
    """Whole per cent, but never "100%" where a part is missing and never "0%" where a part was seen."""
    if 0 < share < 0.01:
        return "under 1%"
    return f"{min(round(share * 100), 99 if share < WHOLE else 100)}%"


def stretch(start: datetime, end: datetime) -> str:
    """Days in words: "3 May", "3–5 May", "30 April–2 May 2024". ``end`` is exclusive where it is a midnight."""
    last = max(start, end - timedelta(milliseconds=1))
    if start.date() == last.date():
        return f"{last.day} {last:%b %Y}"
    if (start.year, start.month) == (last.year, last.month):
        return f"{start.day}–{last.day} {last:%b %Y}"
    if start.year == last.year:
        return f"{start.day} {start:%b}–{last.day} {last:%b %Y}"
    return f"{start.day} {start:%b %Y}–{last.day} {last:%b %Y}"


def _place(gap: Gap) -> str:
    return f"#{gap.channel.removeprefix('#')}" if gap.channel else "the whole server"


def _too_little(seen: Seen) -> str | None:
    if seen.coverage.share is None:
        return "Nothing was seen in this time, so there is nothing fair to say yet."
    active = int(np.count_nonzero(wrote(seen.deeds)))
    needed = timedelta(days=min(FEWEST_DAYS, seen.window.days))
    begun = max(seen.coverage.seen_from or seen.window.start, seen.window.start)
    spanned = seen.window.as_of - begun
    if spanned < needed:
        after = "a day" if needed.days == 1 else f"{needed.days} days"
        return f"Too little was seen so far: {_so_far(spanned)}. After {after} there is something fair to say."
    if active < FEWEST_ACTIVE:
        who = "nobody wrote" if active == 0 else "one member wrote"
        return f"Too little was seen: {who} in this time. With at least {FEWEST_ACTIVE} there is something to compare."
    return None


def _so_far(spanned: timedelta) -> str:
    hours = int(spanned.total_seconds() // 3600)
    if hours < 1:
        return "less than an hour"
    if hours < 48:
        return "1 hour" if hours == 1 else f"{hours} hours"
    return f"{hours // 24} days"
