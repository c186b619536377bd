"""What stands over and under every report: where, when, how much of it was seen, and whether that is enough."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.scoring import Role
from bot.words.text import Text, counted, text
from storage.models import Coverage, Outline

FEWEST_ACTIVE = 2
FEWEST_DAYS = 7


@dataclass(frozen=True, slots=True)
class Against:
    """The period that a list is compared with."""

    start: datetime
    end: datetime
    alike: bool
    """Whether it was seen as well as the one that the list is about; if not, nothing is compared."""


@dataclass(frozen=True, slots=True)
class Heading:
    report: str
    guild_id: int
    guild: str
    as_of: datetime
    days: int
    coverage: Coverage
    too_little: Text | None
    """What to say where too little was seen to say anything fair; None where it is enough."""
    channel: str | None = None
    """The name of the only channel or thread looked at, where one was asked for."""
    channel_id: int | None = None
    thread_of: str | None = None
    """The name of the channel that the only thread looked at belongs to; None where no thread was asked for."""
    role: Role | None = None
    """The only role looked at, where one was asked for."""
    skipped: int = 0
    """How many rows are on the pages before this one."""
    against: Against | None = None
    """The period before, where the rows are compared with it."""
    archive: bool = False
    """Whether all of this was imported: then only people are known who did something in what was exported."""


def head(report: str, seen: Outline, *, days: int | None = None, role: Role | None = None) -> Heading:
    """The heading of a report over ``seen``; ``days`` where the report speaks of fewer days than it was given."""
    channel = next((place for place in seen.channels if place.channel_id == seen.channel_id), None)
    return Heading(
        report=report,
        guild_id=seen.guild_id,
        guild=seen.guild,
        as_of=seen.window.as_of,
        days=seen.window.days if days is None else days,
        coverage=seen.coverage,
        too_little=_too_little(seen),
        channel=channel.name if channel else None,
        channel_id=seen.channel_id,
        thread_of=channel.thread_of if channel else None,
        role=role,
        archive=seen.imported,
    )


WHOLE = 0.9995
"""Where more than this was seen, five minutes of a week were missed or an hour of twelve: that is the whole."""


def _too_little(seen: Outline) -> Text | None:
    if seen.coverage.share is None:
        return text("Nothing was seen in this time, so there is nothing fair to say yet.")
    needed = timedelta(days=min(FEWEST_DAYS, seen.window.days))
    begun = max(seen.coverage.seen_from or seen.window.start, seen.window.start)
    spanned = seen.window.as_of - begun
    if spanned < needed:
        return counted(
            "Too little was seen so far: {so_far}. After a day there is something fair to say.",
            "Too little was seen so far: {so_far}. After {n} days there is something fair to say.",
            needed.days,
            so_far=_so_far(spanned),
        )
    if seen.authors == 0:
        return text(
            "Too little was seen: nobody wrote in this time. With at least {fewest} members there is something to "
            "compare.",
            fewest=FEWEST_ACTIVE,
        )
    if seen.authors < FEWEST_ACTIVE:
        return text(
            "Too little was seen: one member wrote in this time. With at least {fewest} there is something to compare.",
            fewest=FEWEST_ACTIVE,
        )
    return None


def _so_far(spanned: timedelta) -> Text:
    hours = int(spanned.total_seconds() // 3600)
    if hours < 1:
        return text("less than an hour")
    return counted("{n} hour", "{n} hours", hours) if hours < 48 else counted("{n} day", "{n} days", hours // 24)
