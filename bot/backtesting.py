"""A guild's own past, month by month: everybody is judged as they would have been then, and held against what came."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from bot.reports import Backtest, build_backtest, month_of
from bot.reports.backtest import FEWEST_JUDGED
from bot.scoring import judge
from bot.scoring.baselines import answers_in
from storage import ReadableStore
from storage.models import Guild, Window

DAYS, DAYS_AHEAD = 84, 30
Advance = Callable[[int, int, str], None]
"""Called with the months done, the months in all, and what they are."""


class PastTooShortError(LookupError):
    """There is no month to look back from; the message says why, in one line."""


def backtest(store: ReadableStore, guild: Guild, excluded_channels: frozenset[int], advance: Advance) -> Backtest:
    """Looks back from the first of each month. Raises :class:`PastTooShortError`."""
    began, ended = store.earliest(guild.guild_id), store.latest(guild.guild_id)
    if began is None or ended is None:
        raise PastTooShortError("nothing was counted yet, so there is nothing to look back on")
    starts = list(month_starts(began, ended))
    if not starts:
        raise PastTooShortError(
            f"the past is too short: counts reach from {began.date()} to {ended.date()}, and what is needed is a first "
            f"of a month with {DAYS} days of counts before it and {DAYS_AHEAD} after it"
        )
    advance(0, len(starts), "months")
    whole = Window(ended + timedelta(milliseconds=1), (ended - began).days + 1)
    outline = store.outline(guild.guild_id, whole, excluded_channels=excluded_channels)
    replies, messages = (sum(getattr(room, name) for room in outline.channels) for name in ("replies", "messages"))
    answers = answers_in(messages, replies)
    months = []
    for done, as_of in enumerate(starts, 1):
        past, ahead = (
            store.observe(guild.guild_id, window, excluded_channels=excluded_channels)
            for window in (Window(as_of, DAYS), Window(as_of + timedelta(days=DAYS_AHEAD), DAYS_AHEAD))
        )
        months.append(month_of(past, judge(past), ahead, answers))
        advance(done, len(starts), "months")
    if not any(months):
        raise PastTooShortError(
            f"too few took part: no month had {FEWEST_JUDGED} members who wrote in the {DAYS} days before it, and "
            "somebody who was answered afterwards"
        )
    return build_backtest(
        guild,
        whole,
        outline,
        days=DAYS,
        days_ahead=DAYS_AHEAD,
        answers=answers,
        months=months,
    )


def month_starts(began: datetime, ended: datetime) -> Iterator[datetime]:
    """The first of each month, in UTC, with ``DAYS`` of counts before it and ``DAYS_AHEAD`` after it."""
    first, last = began + timedelta(days=DAYS), ended - timedelta(days=DAYS_AHEAD)
    month = datetime(first.year, first.month, 1, tzinfo=UTC)
    while month <= last:
        if month >= first:
            yield month
        month = (month + timedelta(days=32)).replace(day=1)
