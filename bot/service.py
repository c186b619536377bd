"""The service: a request comes in, the store is asked, a report goes out. Every door comes through here."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.catalogue import REPORT_NAMES, ReportName
from bot.reports import (
    SORT_KEYS,
    Report,
    SortKey,
    UnknownMemberError,
    build_channels,
    build_coverage,
    build_digest,
    build_evangelists,
    build_fading,
    build_groups,
    build_lurkers,
    build_member,
    build_members,
    build_network,
    build_newcomers,
    build_overview,
)
from bot.scoring import Standing, judge
from storage import Store
from storage.models import Guild, GuildSettings, Observations, Window

DEFAULT_DAYS = 84
MOST_DAYS = 3660
WEEK = 7


class RequestError(ValueError):
    """The request cannot be answered; the message says what is wrong and where, in one line."""


@dataclass(frozen=True, slots=True)
class Request:
    name: ReportName
    guild_id: int | None = None
    """May be left out where the store holds one guild."""
    as_of: datetime | None = None
    """Nothing that happened at or after it is used. Left out: now, or just after the end of an imported archive."""
    days: int = DEFAULT_DAYS
    channel_id: int | None = None
    user_id: int | None = None
    limit: int = 20
    """How many rows; 0 is everything."""
    by: SortKey = "score"
    """What `members` are sorted by."""


class Service:
    """Answers requests from a store. Safe to use from several threads, as the store is."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock
        self._turn = asyncio.Semaphore(1)

    async def answer(self, request: Request) -> Report:
        """As :meth:`report`, off the event loop and one after the other.

        Side by side they would take as long all together, hold more in memory, and keep the event loop from its turn.
        """
        async with self._turn:
            return await asyncio.to_thread(self.report, request)

    def report(self, request: Request) -> Report:
        """The report that was asked for. Raises :class:`RequestError`."""
        _check(request)
        guild = self._guild(request.guild_id)
        settings = self._store.settings(guild.guild_id)
        self._check_channel(guild, request.channel_id, settings)
        look = _Look(self._store, guild, settings, request.channel_id)
        window = _window(request.as_of or self._default_as_of(guild), request.days)
        seen = look.observe(window)
        match request.name:
            case "channels":
                return build_channels(seen, request.limit)
            case "newcomers":
                return build_newcomers(seen, request.limit)
            case "coverage":
                return build_coverage(seen, request.limit)
            case _:
                return _judged(request, look, seen, guild)

    def default_as_of(self, guild_id: int | None = None) -> datetime:
        """The moment that reports of this guild look back from where none is named."""
        return self._default_as_of(self._guild(guild_id))

    def _default_as_of(self, guild: Guild) -> datetime:
        latest = self._store.latest(guild.guild_id) if guild.imported else None
        return self._clock() if latest is None else latest + timedelta(milliseconds=1)

    def _guild(self, guild_id: int | None) -> Guild:
        guilds = self._store.guilds()
        if not guilds:
            raise RequestError("there is nothing to report on yet: this file holds no guild")
        if guild_id is None and len(guilds) == 1:
            return guilds[0]
        known = ", ".join(f"{guild.guild_id} ({_one_line(guild.name)})" for guild in guilds)
        if guild_id is None:
            raise RequestError(f"this file holds {len(guilds)} guilds, say which one: {known}")
        for guild in guilds:
            if guild.guild_id == guild_id:
                return guild
        raise RequestError(f"guild {guild_id} is not in this file; it has: {known}")

    def _check_channel(self, guild: Guild, channel_id: int | None, settings: GuildSettings) -> None:
        if channel_id is None:
            return
        if channel_id in settings.excluded_channel_ids:
            raise RequestError(f"channel {channel_id} is left out of every report by this guild's settings")
        if all(channel.channel_id != channel_id for channel in self._store.channels(guild.guild_id)):
            raise RequestError(f"channel {channel_id} is not known in guild {guild.guild_id} ({_one_line(guild.name)})")


class _Look:
    """One guild seen with its settings: what to leave out of observations, and whom to leave out of rankings."""

    def __init__(self, store: Store, guild: Guild, settings: GuildSettings, channel_id: int | None) -> None:
        self._store = store
        self._guild_id = guild.guild_id
        self._settings = settings
        self._channel_id = channel_id

    def observe(self, window: Window) -> Observations:
        return self._store.observe(
            self._guild_id,
            window,
            channel_id=self._channel_id,
            excluded_channels=self._settings.excluded_channel_ids,
        )

    def judge(self, seen: Observations) -> Standing:
        return judge(seen, excluded=frozenset(self._settings.excluded_user_ids))


def _judged(request: Request, look: _Look, seen: Observations, guild: Guild) -> Report:
    """The reports that need everybody's score."""
    standing = look.judge(seen)
    match request.name:
        case "overview":
            return build_overview(seen, standing, look.observe(seen.window.before))
        case "evangelists":
            return build_evangelists(seen, standing, request.limit)
        case "lurkers":
            return build_lurkers(seen, standing)
        case "member":
            return _member(request, seen, standing, guild)
        case "network":
            return build_network(seen, standing, request.limit)
        case "groups":
            return build_groups(seen, standing, request.limit)
        case "fading":
            return build_fading(seen, standing, request.limit)
        case "digest":
            return _digest(look, seen, standing)
        case _:
            return build_members(seen, standing, request.limit, request.by)


def _member(request: Request, seen: Observations, standing: Standing, guild: Guild) -> Report:
    if request.user_id is None:
        raise RequestError("say which member: their id with --user")
    try:
        return build_member(seen, standing, request.user_id)
    except UnknownMemberError:
        where = f"guild {guild.guild_id} ({_one_line(guild.name)})"
        raise RequestError(f"member {request.user_id} is not known in {where} before {_iso(seen)}") from None


def _digest(look: _Look, season: Observations, standing: Standing) -> Report:
    """Who is new among the evangelists is known only where a week ago enough had been seen to tell."""
    as_of = season.window.as_of
    week = look.observe(Window(as_of, WEEK))
    season_last_week = look.observe(Window(as_of - timedelta(days=WEEK), season.window.days))
    known = season_last_week.coverage.share is not None
    return build_digest(season, standing, week, look.judge(season_last_week) if known else None)


def _check(request: Request) -> None:
    if request.name not in REPORT_NAMES:
        raise RequestError(f"there is no report {request.name!r}; there are: {', '.join(REPORT_NAMES)}")
    if not 1 <= request.days <= MOST_DAYS:
        raise RequestError(f"days must be 1 to {MOST_DAYS}, not {request.days}")
    if request.limit < 0:
        raise RequestError(f"limit must be 0 (everything) or more, not {request.limit}")
    if request.by not in SORT_KEYS:
        raise RequestError(f"members cannot be sorted by {request.by!r}, only by: {', '.join(SORT_KEYS)}")
    if request.as_of is not None and request.as_of.tzinfo is None:
        raise RequestError("as-of needs a time zone, such as 2024-05-01T00:00:00Z")


def _window(as_of: datetime, days: int) -> Window:
    """The window, if it and the three of its length before it still have dates."""
    try:
        window = Window(as_of.astimezone(UTC), days)
        _ = window.before.before.start
    except (OverflowError, ValueError):
        raise RequestError(f"as-of {as_of.isoformat()} is too early for {days} days") from None
    return window


def _iso(seen: Observations) -> str:
    return seen.window.as_of.isoformat(timespec="seconds").replace("+00:00", "Z")


def _one_line(name: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in name).split())
