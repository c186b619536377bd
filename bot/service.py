"""The service: a request comes in, the store is asked, a report goes out. Every door comes through here."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from bot.allocation import give_back
from bot.backtesting import Advance, PastTooShortError, backtest
from bot.catalogue import COMPARED, REPORT_NAMES, ROLE_NAMES, ReportName, RoleName
from bot.judging import Judged, View
from bot.keeping import NOTHING_KEPT, Kept
from bot.preparing import BUSIEST, Prepared
from bot.reports import (
    SORT_KEYS,
    Backtest,
    Listed,
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
    build_silent_member,
    compare,
    impact_window,
    in_zone,
    page_after,
    side_days,
)
from bot.reports.impact import FEWEST_SIDE_DAYS
from bot.schedule import zone_of
from bot.scoring import Role, Standing
from bot.standings import MOST_BYTES, Standings
from storage import ReadableStore
from storage.models import Guild, GuildSettings, Window

__all__ = ["DEFAULT_DAYS", "NOTHING_KEPT", "Audience", "Kept", "MoodsHiddenError", "Request", "RequestError", "Service"]

DEFAULT_DAYS = 84
MOST_DAYS = 3660
AGED = timedelta(minutes=5)
"""A report that is older is not of now."""
Shown = Callable[[Standing], Standing]
"""What of a standing the audience may see."""
SILENT: tuple[RoleName, ...] = ("lapsed", "unseen")
"""Who plays these roles has a row only where everyone has."""


class RequestError(ValueError):
    """The request cannot be answered; the message says what is wrong and where, in one line."""


class TooEarlyError(RequestError):
    """The days after an event are not over yet."""

    def __init__(self, day: date, needed: date) -> None:
        super().__init__(f"too early to tell: an event of {day} can be looked at from {needed} on")
        self.day = day
        self.needed = needed
        """From when on the request can be answered."""


class MoodsHiddenError(RequestError):
    """Members were to be sorted by their mood, for somebody who is not shown it."""


Audience = Literal["anybody", "moderators", "owner"]
"""Who reads the report. Anybody sees the mood of no member; moderators do where the guild's settings say so; the owner
of the figures, who is the member themselves or whoever runs the bot, does."""


@dataclass(frozen=True, slots=True)
class Request:
    name: ReportName
    guild_id: int | None = None
    """May be left out where the store holds one guild."""
    as_of: datetime | None = None
    """Nothing that happened at or after it is used. Left out: now or shortly before, as the report's heading says, or
    just after the end of an imported archive."""
    days: int = DEFAULT_DAYS
    channel_id: int | None = None
    """Only this channel with its threads, or only this thread."""
    user_id: int | None = None
    limit: int = 20
    """How many rows; 0 is everything."""
    skip: int = 0
    """How many rows are left out before the first."""
    by: SortKey = "score"
    """What `members` are sorted by."""
    role: RoleName | None = None
    """Which of the `members` are wanted; None is all that are ranked."""
    event: str = ""
    """What happened, in the words of who asks for its `impact`."""
    day: date | None = None
    """When that was, in UTC."""
    compare: bool = False
    """Whether the rows of one of the :data:`~bot.catalogue.COMPARED` say how they changed against the period before."""
    audience: Audience = "anybody"


def is_aged(request: Request, report: Report, now: datetime) -> bool:
    """Whether it should be said of when a report is: now was meant, and it was made some time ago."""
    is_of_a_moment = request.as_of is not None or request.name == "impact" or report.heading.archive
    return not is_of_a_moment and now - report.heading.as_of > AGED


class Service:
    """Answers requests from a store. Safe to use from several threads, as the store is."""

    def __init__(
        self,
        store: ReadableStore,
        clock: Callable[[], datetime],
        *,
        stopwatch: Callable[[], float] = time.thread_time,
        give_back: Callable[[], None] = give_back,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._store = store
        self._clock = clock
        self._standings = Standings(store, clock, stopwatch, give_back, most_bytes)

    def tidy(self) -> None:
        """Lets go of what is too old to be shown, so that an idle bot is a small one."""
        self._standings.let_go()

    def kept(self) -> Kept:
        """What is kept in memory so that it need not be judged again."""
        return self._standings.figures()

    def report(self, request: Request) -> Report:
        """The report that was asked for. Raises :class:`RequestError`."""
        _check(request)
        limit = request.limit and request.skip + request.limit
        report: Report = page_after(self._from_first_row(replace(request, limit=limit)), request.skip)
        return report

    def _from_first_row(self, request: Request) -> Report:
        """The report from its first row on."""
        guild = self._guild(request.guild_id)
        settings = self._store.settings(guild.guild_id)
        self._check_channel(guild, request.channel_id, settings)
        named = request.as_of or self._end_of_archive(guild)
        moment = _checked(named or self._clock(), request.days)
        as_of = None if named is None else moment
        view = _view(request, guild, settings)
        moods = request.audience == "owner" or (request.audience == "moderators" and settings.member_moods)
        if request.name == "members" and request.by == "sentiment" and not moods:
            raise MoodsHiddenError(f"moods of members are not shown to {request.audience} here")
        shown: Shown = (lambda standing: standing) if moods else Standing.without_moods
        match request.name:
            case "members" | "evangelists" | "lurkers" | "channels" | "fading" if request.compare:
                judged, before = self._standings.compared(view, as_of)
                return compare(self._listed(request, judged, shown), judged.seen, before)
            case "channels":
                return build_channels(self._standings.outline(view, as_of), request.limit)
            case "newcomers":
                return build_newcomers(self._standings.seen(view, as_of), request.limit)
            case "coverage":
                return build_coverage(self._standings.outline(view, as_of), request.limit)
            case "overview":
                judged, before = self._standings.compared(view, as_of)
                overview = build_overview(judged.seen, shown(judged.standing), before)
                ahead = judged.as_of.astimezone(zone_of(settings.timezone)).utcoffset()
                return in_zone(overview, settings.timezone, ahead or timedelta())
            case "digest":
                judged, week, known = self._standings.weekly(view, as_of)
                return build_digest(judged.seen, shown(judged.standing), week, known, request.limit)
            case "audit":
                audit = self._standings.audit(view, as_of)
                return replace(audit, groups=audit.groups[: request.limit or audit.total])
            case "impact":
                return self._impact(request, view, moment)
            case "member":
                return self._member(request, view, as_of, guild, shown)
            case _:
                return self._judged(request, view, self._standings.judged(view, as_of), shown)

    def prepared(self, guild: Guild) -> Iterator[Prepared]:
        """What is costly to make of a guild and of its busiest channels, one after the other, to be kept in the file
        until it is made anew: then whoever asks next need not wait, after a start either. Nothing where everything is
        there in less than half a second, or is in the file already."""
        end = self._end_of_archive(guild)
        as_of = None if end is None else _checked(end, DEFAULT_DAYS)
        whole = _view(Request("overview"), guild, self._store.settings(guild.guild_id))
        yield from self._prepared(whole, as_of)
        if self._standings.is_quick(whole):
            return
        channels = sorted(self._standings.outline(whole, as_of).channels, key=lambda channel: -channel.messages)
        for channel in channels[:BUSIEST]:
            view = replace(whole, channel_id=channel.channel_id)
            yield from self._prepared(view, as_of)
            if self._standings.is_quick(view):
                return  # the others have less

    def _prepared(self, view: View, as_of: datetime | None) -> Iterator[Prepared]:
        prepared = self._standings.prepared(view, as_of)
        if prepared is not None:
            yield prepared

    def backtest(self, guild_id: int | None, advance: Advance) -> Backtest:
        """The score held against the guild's own past. Raises :class:`RequestError`.

        Seconds for a small guild and minutes for a large one; ``advance`` is told how far it is.
        """
        guild = self._guild(guild_id)
        excluded = frozenset(self._store.settings(guild.guild_id).excluded_channel_ids)
        try:
            return backtest(self._store, guild, excluded, advance)
        except PastTooShortError as error:
            raise RequestError(f"guild {guild.guild_id} ({_one_line(guild.name)}): {error}") from None

    def _judged(self, request: Request, view: View, judged: Judged, shown: Shown) -> Report:
        """The reports that need everybody's score and nothing else."""
        seen, standing, limit = judged.seen, shown(judged.standing), request.limit
        match request.name:
            case "network":
                return build_network(seen, standing, self._standings.network(view, judged), limit)
            case "groups":
                return build_groups(seen, standing, self._standings.network(view, judged), limit)
            case _:
                return self._listed(request, judged, shown)

    def _listed(self, request: Request, judged: Judged, shown: Shown) -> Listed:
        seen, standing, limit = judged.seen, shown(judged.standing), request.limit
        match request.name:
            case "evangelists":
                return build_evangelists(seen, standing, limit)
            case "lurkers":
                return build_lurkers(seen, standing)
            case "channels":
                return build_channels(seen, limit)
            case "fading":
                return build_fading(seen, standing, limit)
            case _:
                role = None if request.role is None else Role(request.role)
                return build_members(seen, standing, limit, request.by, role)

    def _impact(self, request: Request, view: View, as_of: datetime) -> Report:
        if request.day is None:
            raise RequestError("say when the event was: its date with --date")
        side = side_days(request.day, as_of)
        if side < FEWEST_SIDE_DAYS:
            needed = request.day + timedelta(days=FEWEST_SIDE_DAYS + 1)
            raise TooEarlyError(request.day, needed)
        _checked(impact_window(request.day, side).as_of, impact_window(request.day, side).days)
        return replace(self._standings.impact(view, request.day, side), event=request.event)

    def _member(self, request: Request, view: View, as_of: datetime | None, guild: Guild, shown: Shown) -> Report:
        """Most whom somebody asks about have a row; whoever has none is looked for by themselves."""
        if request.user_id is None:
            raise RequestError("say which member: their id with --user")
        judged, user_id = self._standings.judged(view, as_of), request.user_id
        with suppress(UnknownMemberError):
            return build_member(judged.seen, shown(judged.standing), user_id)
        alone = self._standings.alone(view, judged, user_id)
        try:
            return build_silent_member(judged.seen, judged.standing, shown(alone), user_id)
        except UnknownMemberError:
            where = f"guild {guild.guild_id} ({_one_line(guild.name)})"
            raise RequestError(f"member {user_id} is not known in {where} before {_iso(judged.as_of)}") from None

    def _end_of_archive(self, guild: Guild) -> datetime | None:
        """The moment that reports of an imported archive look back from where none is named."""
        latest = self._store.latest(guild.guild_id) if guild.imported else None
        return None if latest is None else latest + timedelta(milliseconds=1)

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
        line = self._store.channel_line(guild.guild_id, channel_id)
        if not {channel_id, *line}.isdisjoint(settings.excluded_channel_ids):
            raise RequestError(f"channel {channel_id} is left out of every report by this guild's settings")
        if not line:
            raise RequestError(f"channel {channel_id} is not known in guild {guild.guild_id} ({_one_line(guild.name)})")


def _view(request: Request, guild: Guild, settings: GuildSettings) -> View:
    return View(
        guild.guild_id,
        request.days,
        request.channel_id,
        frozenset(settings.excluded_channel_ids),
        frozenset(settings.excluded_user_ids),
        everyone=request.role in SILENT,
    )


def _check(request: Request) -> None:
    if request.name not in REPORT_NAMES:
        raise RequestError(f"there is no report {request.name!r}; there are: {', '.join(REPORT_NAMES)}")
    if not 1 <= request.days <= MOST_DAYS:
        raise RequestError(f"days must be 1 to {MOST_DAYS}, not {request.days}")
    if request.skip < 0:
        raise RequestError(f"skip must be 0 or more, not {request.skip}")
    if request.limit < 0:
        raise RequestError(f"limit must be 0 (everything) or more, not {request.limit}")
    if request.by not in SORT_KEYS:
        raise RequestError(f"members cannot be sorted by {request.by!r}, only by: {', '.join(SORT_KEYS)}")
    if request.role is not None and request.role not in ROLE_NAMES:
        raise RequestError(f"there is no role {request.role!r}; there are: {', '.join(ROLE_NAMES)}")
    if request.role is not None and request.name != "members":
        raise RequestError(f"only members can be limited to a role, not {request.name}")
    if request.compare and request.name not in COMPARED:
        raise RequestError(
            f"report {request.name} is not compared with the period before; these are: {', '.join(COMPARED)}"
        )
    if request.as_of is not None and request.as_of.tzinfo is None:
        raise RequestError("as-of needs a time zone, such as 2024-05-01T00:00:00Z")


def _checked(as_of: datetime, days: int) -> datetime:
    """The moment in UTC, if the window and the three of its length before it still have dates."""
    try:
        window = Window(as_of.astimezone(UTC), days)
        _ = window.before.before.start
    except (OverflowError, ValueError):
        raise RequestError(f"as-of {as_of.isoformat()} is too early for {days} days") from None
    return window.as_of


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def _one_line(name: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in name).split())
