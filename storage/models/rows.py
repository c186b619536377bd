"""Rows: what is known of guilds, subscriptions, settings, retention and the store's own health."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Guild:
    guild_id: int
    name: str
    imported: bool
    left_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Subscription:
    """A member who wants the weekly digest of a guild by DM, at this weekday (Monday is 0) and hour of their zone."""

    guild_id: int
    user_id: int
    weekday: int
    hour: int
    timezone: str
    subscribed_at: datetime


DeliveryState = Literal["claimed", "sent", "closed", "failed"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """One digest to one subscriber for one period (the local date it was due on).

    ``claimed`` without a later state is a delivery whose outcome is unknown: listed, never sent again.
    """

    guild_id: int
    user_id: int
    period: str
    state: DeliveryState
    at: datetime
    detail: str = ""


@dataclass(frozen=True, slots=True)
class GuildSettings:
    """What moderators set for their guild."""

    timezone: str = "UTC"
    moderator_role_id: int | None = None
    excluded_channel_ids: tuple[int, ...] = ()
    """Channels (and their threads) that are not counted: left out of every report."""
    excluded_user_ids: tuple[int, ...] = ()
    """Staff who are left out of rankings; their responses to others still count."""
    notice_channel_id: int | None = None
    """Where Rapport reports what moderators need to know, such as a digest that could not be delivered."""
    member_moods: bool = False
    """Whether moderators see the mood of single members. Nobody does unless they say so."""


@dataclass(frozen=True, slots=True)
class RetentionPolicy:
    """How long things are kept, in days. Imported archives are never touched."""

    events: int = 90
    counts: int = 400
    departed_members: int = 30
    departed_guilds: int = 7


@dataclass(frozen=True, slots=True)
class Removed:
    """How many rows an erasure or a retention run removed, by table."""

    rows: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.rows.values())


@dataclass(frozen=True, slots=True)
class Health:
    """The state of the writer, for ``/readyz`` and ``doctor``."""

    writer_alive: bool
    backlog: int
    """Facts queued and not yet committed."""
    dropped: int
    """Facts shed because the queue was full, since the start."""
    last_commit: datetime | None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """What was made of a guild ahead of time."""

    as_of: datetime
    parts: Mapping[str, tuple[bytes, ...]]
    """By name; what they are made of is a matter of whoever made them."""


@dataclass(frozen=True, slots=True)
class ChangeMark:
    """The state of a file at one moment: to be compared with other marks of the same open store, and for equality."""

    commits: int
    """Differs from an earlier mark's where anything was committed since, by this process or another."""
    wishes: int
    """Differs where somebody was erased, opted out or opted in since."""
