"""Columns for scoring: numpy arrays and not objects, so that a million members cost arrays.

Columns name members by their *row* in the roster. Those of :class:`Activity` and :class:`Responses` are as narrow as
what they hold: widen them before adding or multiplying.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from storage.models.moments import DAY_MS, day_of

if TYPE_CHECKING:
    from storage.models.facts import ChannelKind

Ints = NDArray[np.int64]
Counts = NDArray[np.signedinteger[Any]]
"""Whole numbers of any width."""
Floats = NDArray[np.float64]
Floats32 = NDArray[np.float32]
"""Where there are millions, and seven digits are enough."""
Flags = NDArray[np.bool_]

HUNDREDTHS = 100
"""Sentiment is kept in whole hundredths, whose sums are exact."""

INFERRED_PARTS = 16
"""How likely a message answers somebody is kept in whole sixteenths, whose sums are exact."""
ARRIVAL_DAYS = 28
"""Whoever came this lately is in the roster, seen or not."""
STAYED_DAYS = 14
"""Who is still here so long after coming has stayed."""


def in_hundredths(sentiment: float | None) -> int | None:
    """−1..1 as it is kept; None for "cannot tell"."""
    return None if sentiment is None else round(sentiment * HUNDREDTHS)


@dataclass(frozen=True, slots=True)
class Window:
    """The days a report looks at: from ``start`` (a UTC midnight) up to, and not including, ``as_of``."""

    as_of: datetime
    days: int

    def __post_init__(self) -> None:
        if self.as_of.tzinfo is None:
            raise ValueError("as_of needs a time zone")
        if self.days < 1:
            raise ValueError("a window is at least one day long")

    @property
    def start(self) -> datetime:
        """UTC midnight, ``days`` days before ``as_of`` (the day of it where ``as_of`` is no midnight)."""
        return datetime.fromtimestamp(self.first_day * DAY_MS / 1000, UTC)

    @property
    def first_day(self) -> int:
        return day_of(self.as_of - timedelta(days=self.days))

    @property
    def last_day(self) -> int:
        """The last day of which anything lies before ``as_of``."""
        return day_of(self.as_of - timedelta(milliseconds=1))

    @property
    def before(self) -> Window:
        """The window of the same length that ends where this one starts."""
        return Window(self.start, self.days)


@dataclass(frozen=True, slots=True, eq=False)
class Roster:
    """The humans that a report may have something to say about, one row each, by user id.

    Who did something in the window or was responded to (even where they left since), who came in the last
    ``ARRIVAL_DAYS`` or invited one of those, and who was asked about. Everybody else who was here at ``as_of`` is
    counted in :class:`Silent`; or has a row too, where everyone was asked for. Times are milliseconds since 1970, −1
    where unknown. Members who opted out or were erased are nowhere.
    """

    user_id: Ints
    name: Sequence[str]
    joined_ms: Ints
    first_seen_ms: Ints
    first_wrote_ms: Ints
    """When the first message ever seen of them was sent, before ``as_of``; −1 for never."""
    left_ms: Ints
    """When they left, before ``as_of``; −1 for those still here."""
    inviter: Ints
    """Row of who invited them, −1 where unknown or without a row."""
    invited: Ints
    """How many people they invited."""
    recruited: Ints
    """How many of those are here, wrote at some time, and came ``STAYED_DAYS`` or more before its last day."""

    def __len__(self) -> int:
        return len(self.user_id)


@dataclass(frozen=True, slots=True)
class Silent:
    """Members who were here at ``as_of`` and have no row in the roster: nothing was seen of them for long."""

    lapsed: int = 0
    """Those who wrote at some time."""
    unseen: int = 0
    """Those of whom no message was ever seen."""

    def __len__(self) -> int:
        return self.lapsed + self.unseen


@dataclass(frozen=True, slots=True, eq=False)
class MembersHere:
    """Everybody who is a member now, one row each, in no order. Columns of equal length."""

    user_id: Ints
    since_ms: Ints
    """When they joined or were first seen, whichever is later: milliseconds since 1970."""


@dataclass(frozen=True, slots=True, eq=False)
class Activity:
    """What members did: one row a member and day of the window on which they did anything. Columns of equal length."""

    member: Counts
    """Row in the roster."""
    day: Counts
    """UTC days since 1970."""
    messages: Counts
    replies: Counts
    """Messages that answer another member with Discord's Reply."""
    characters: Counts
    questions: Counts
    thanks: Counts
    links: Counts
    reactions: Counts
    """Reactions given to other members' messages."""
    unnamed: Counts
    """Reactions received from people whom the source does not name, on messages sent that day."""
    sentiment_sum: Counts
    """Sum of the sentiment of the messages that have one, in hundredths."""
    sentiment_count: Counts
    """How many messages of the day have a sentiment."""
    voice_seconds: Counts


@dataclass(frozen=True, slots=True, eq=False)
class Responses:
    """Who responded to whom: one row a pair and day. Never to oneself. Columns of equal length."""

    source: Counts
    """Row in the roster of the one who responds."""
    target: Counts
    """Row in the roster of the one responded to."""
    day: Counts
    replies: Counts
    mentions: Counts
    reactions: Counts
    inferred: Counts
    """Messages without Reply or mention that most likely answer the target, each by how likely that is: in parts of
    ``INFERRED_PARTS``."""


@dataclass(frozen=True, slots=True, eq=False)
class Tone:
    """How what others answered each member sounded: one row a roster row. Sums are in hundredths."""

    total: Ints
    """Sum of the sentiment of the replies they got that have one."""
    count: Ints
    """How many have one."""
    reaction_total: Ints
    """Sum of the sentiment of the reactions they got of which it is known; those without a name are not among them."""
    reaction_count: Ints
    """Of how many it is known."""
    given_total: Ints
    """Sum of the sentiment of the reactions that they gave others of which it is known."""

    @classmethod
    def none(cls, members: int) -> Self:
        return cls(*np.zeros((len(fields(cls)), members), dtype=np.int64))


@dataclass(frozen=True, slots=True)
class ChannelActivity:
    """One channel (threads folded into it) over the window, or the one thread that was asked about."""

    channel_id: int
    name: str
    kind: ChannelKind
    messages: int
    writers: int
    questions: int
    answered: int
    """Questions that got a Reply from somebody else."""
    replies: int
    perhaps: int = 0
    """Of the other questions, those after which somebody else wrote next within the hour, to nobody else."""
    reply_seconds: float | None = None
    """Half of the questions that got a Reply waited no longer for it; None where too few did, or nobody knows."""
    next_seconds: float | None = None
    """The same of those that count as ``perhaps``."""
    thread_of: str | None = None
    """The name of the channel that a thread belongs to; None for a channel."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of a channel that was not seen inside the window, and why."""

    channel_id: int
    channel: str
    start: datetime
    end: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the window was really seen."""

    share: float | None
    """0 to 1 over all channels and the whole window; None where nothing at all was seen."""
    seen_from: datetime | None
    """The earliest moment of which anything was seen, inside the window."""
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Outline:
    """One guild over one window, but for who its members are: its channels, and how much of it was seen."""

    guild_id: int
    guild: str
    window: Window
    channels: tuple[ChannelActivity, ...]
    coverage: Coverage
    authors: int
    """How many members wrote."""
    sent: int
    """Their messages, those in channels that are gone included."""
    channel_id: int | None = None
    """The channel or thread that everything is limited to, where one was asked for."""
    imported: bool = False
    """The guild is an archive that the bot never was in: its roster knows only people who did something in it."""


@dataclass(frozen=True, slots=True, eq=False)
class MemberDays:
    """How much members did of something: one row a member and day, in no order. Columns of equal length."""

    member: Counts
    """Numbers from 0."""
    day: Counts
    """UTC days since 1970."""
    count: Counts


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Participation(Outline):
    """… and on which days members took part, for far less than :class:`Observations`: nobody is looked up, so that a
    member is a number."""

    members: int
    """How many did anything."""
    wrote: MemberDays
    """Messages, also none: a row for each day on which somebody did anything."""
    responded: MemberDays
    """Replies, mentions and reactions to others; maybe several rows of a member and day."""
    began_day: Ints
    """UTC days since 1970, one row a member who wrote for the first time ever in the window."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Scene(Outline):
    """One guild over one window, but for what each member did in it."""

    roster: Roster
    hours: Ints
    """Messages by UTC weekday (Monday first) and hour: shape (7, 24)."""
    silent: Silent = Silent()


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Doings(Scene):
    """… and what each member did in it, but for who responded to whom."""

    activity: Activity
    tone: Tone

    @property
    def scene(self) -> Scene:
        """The same without the rows of activity."""
        return Scene(**{field.name: getattr(self, field.name) for field in fields(Scene)})


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Observations(Doings):
    """Everything that a report may use: one guild over one window, read in one transaction."""

    responses: Responses

    @property
    def doings(self) -> Doings:
        """The same without the responses, which are most of it."""
        return Doings(**{field.name: getattr(self, field.name) for field in fields(Doings)})
