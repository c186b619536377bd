"""A look at a guild as of a moment, and everybody judged: nothing is kept, and everything costs what it costs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.reports import (
    Audit,
    Before,
    Impact,
    LastWeek,
    Seen,
    Week,
    build_audit,
    build_impact,
    last_week_of,
    look_back,
    silence,
    sum_up,
    week_of,
)
from bot.scoring import Network, Standing, attest, decide, judge
from storage import ReadableStore
from storage.models import Observations, Outline, Window


@dataclass(frozen=True, slots=True)
class View:
    """What of a guild is looked at, whenever that is."""

    guild_id: int
    days: int
    channel_id: int | None = None
    excluded_channels: frozenset[int] = frozenset()
    excluded_users: frozenset[int] = frozenset()
    everyone: bool = False
    """Whether those of whom nothing was seen for long have a row, too: many, for a question that few ask."""

    @property
    def where(self) -> tuple[int, int | None]:
        return self.guild_id, self.channel_id


@dataclass(slots=True, eq=False)
class Judged:
    """A guild over a window, and how everybody stands."""

    seen: Seen
    standing: Standing
    found: Network | None = None
    """Ties and groups, once somebody asked for them."""
    audit: Audit | None = None
    """Every group audited, once somebody asked for that."""

    @property
    def as_of(self) -> datetime:
        return self.seen.window.as_of


@dataclass(frozen=True, slots=True)
class WeekAgo:
    """A week ago, which may be known to tell nothing."""

    known: LastWeek | None


class Judging:
    """Safe to use from several threads; ``give_back`` is called where memory was needed that is needed no more."""

    def __init__(self, store: ReadableStore, give_back: Callable[[], None]) -> None:
        self._store = store
        self._give_back = give_back

    def seen(self, view: View, as_of: datetime) -> Seen:
        return sum_up(self._observe(view, as_of))

    def outline(self, view: View, as_of: datetime) -> Outline:
        return self._store.outline(
            view.guild_id,
            Window(as_of, view.days),
            channel_id=view.channel_id,
            excluded_channels=view.excluded_channels,
        )

    def judged(self, view: View, as_of: datetime) -> Judged:
        observations = self._observe(view, as_of)
        evidence = attest(observations)
        seen = sum_up(observations, evidence.deeds)
        del observations  # what is most of it is needed no more
        self._give_back()
        return Judged(seen, decide(evidence, excluded=view.excluded_users))

    def before(self, view: View, as_of: datetime) -> Before:
        """What is remembered of a period that ends there."""
        judged = self.judged(view, as_of)
        return look_back(judged.seen, judged.standing)

    def week_ago(self, view: View, as_of: datetime) -> WeekAgo:
        """Who was what then; where nothing had been seen by then, nobody knows."""
        observations = self._observe(view, as_of)
        if observations.coverage.share is None:
            return WeekAgo(None)
        evidence = attest(observations)
        del observations
        return WeekAgo(last_week_of(decide(evidence, excluded=view.excluded_users)))

    def week(self, view: View, as_of: datetime) -> Week:
        return week_of(self.outline(view, as_of))

    def alone(self, view: View, judged: Judged, user_id: int) -> Standing:
        """How somebody stands who has no row among those judged: nothing was seen of them, so that a day is enough to
        find them."""
        day = self._observe(replace(view, days=1), judged.as_of, about=user_id)
        return judge(silence(judged.seen, day), excluded=view.excluded_users)

    def audit(self, view: View, judged: Judged, found: Network) -> Audit:
        """Of every group that was found."""
        wrote = self._store.whereabouts(
            view.guild_id,
            judged.seen.window,
            [group.members for group in found.groups],
            channel_id=view.channel_id,
            excluded_channels=view.excluded_channels,
        )
        return build_audit(judged.seen, judged.standing, found, wrote, 0)

    def impact(self, view: View, as_of: datetime, day: date) -> Impact:
        """What changed after an unnamed event of that day."""
        taking_part = self._store.participation(
            view.guild_id,
            Window(as_of, view.days),
            channel_id=view.channel_id,
            excluded_channels=view.excluded_channels,
            excluded_users=view.excluded_users,
        )
        return build_impact(taking_part, "", day)

    def _observe(self, view: View, as_of: datetime, about: int | None = None) -> Observations:
        observations = self._store.observe(
            view.guild_id,
            Window(as_of, view.days),
            channel_id=view.channel_id,
            excluded_channels=view.excluded_channels,
            everyone=view.everyone,
            about=about,
        )
        self._give_back()  # what days were read into, before judging needs as much again
        return observations
