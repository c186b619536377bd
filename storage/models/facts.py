"""Facts: what intake makes of what Discord says, and what the store records.

A *fact* is something that was seen, stripped of its text. Every id is a Discord snowflake as an ``int``. A message's
time is read from its snowflake and is never stored a second time. Facts are idempotent: recording one any number of
times, in any order, live, backfilled or imported, moves each count once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple, Protocol, cast, get_args

ChannelKind = Literal["text", "voice", "stage", "forum", "news", "thread", "category"]
StretchSource = Literal["live", "backfill", "import"]


class GuildSeen(NamedTuple):
    """A guild exists and is called this.

    ``imported`` guilds never had the bot: retention leaves them alone. Where the bot is or was, Discord said it
    already, and an import adds nothing.
    """

    guild_id: int
    name: str
    imported: bool = False


class GuildLeft(NamedTuple):
    """The bot was removed from the guild."""

    guild_id: int
    at: datetime


class ChannelSeen(NamedTuple):
    """A channel or thread exists. ``parent_id`` is a thread's channel, a channel's category, or None.

    ``imported`` tells of the day of an export and cannot know who reads what now: it counts where the guild is an
    archive, and in a guild that has the bot only for channels that Discord never told of.
    ``hearsay`` comes from what lies in it, such as an exported thread that names its channel, and guesses the kind:
    what is known already beats it.
    """

    guild_id: int
    channel_id: int
    name: str
    kind: ChannelKind = "text"
    parent_id: int | None = None
    readable: bool = True
    imported: bool = False
    hearsay: bool = False


class ChannelDeleted(NamedTuple):
    """A channel or thread is gone: it is listed no more, but what was said in it still counts."""

    guild_id: int
    channel_id: int


class MemberSeen(NamedTuple):
    """A human belongs (or belonged) to the guild. Never made for bots, webhooks or system authors.

    ``seen_at`` is the moment of the sighting (a message's time, an export's time, now); the earliest is kept.
    ``joined_at`` is None where the source does not say. A later name wins over an earlier one.
    """

    guild_id: int
    user_id: int
    name: str
    seen_at: datetime
    joined_at: datetime | None = None


class MemberJoined(NamedTuple):
    """A human joined. ``inviter_id`` only where exactly one invite explains it."""

    guild_id: int
    user_id: int
    name: str
    at: datetime
    inviter_id: int | None = None


class MemberLeft(NamedTuple):
    """A human left, was kicked or banned."""

    guild_id: int
    user_id: int
    at: datetime


class MessageSent(NamedTuple):
    """A human's message without its text. Recorded again with a later ``edited_at``, it replaces the earlier one.

    ``reply_to`` is the id of the message that was answered with Discord's Reply;
    ``reply_to_author`` its author where the source says so (the store resolves it otherwise, whenever that message
    turns up); both None where a bot was answered. ``mentions`` are humans other than the author, each once.
    ``length`` counts characters, ``sentiment`` is −1..1 or None for "cannot tell".
    """

    guild_id: int
    channel_id: int
    message_id: int
    author_id: int
    length: int
    sentiment: float | None = None
    reply_to: int | None = None
    reply_to_author: int | None = None
    mentions: tuple[int, ...] = ()
    question: bool = False
    thanks: bool = False
    links: int = 0
    attachments: int = 0
    edited_at: datetime | None = None


class MessageDeleted(NamedTuple):
    """A message is gone. One that arrives before its message wins over it for ever."""

    guild_id: int
    channel_id: int
    message_id: int


class ReactionAdded(NamedTuple):
    """A human reacted. ``emoji`` is the unicode emoji, or the name of a custom one as ``:name:``.

    ``at`` is when it was seen live; None from history and exports, where Discord does not say when: it then counts
    on the day of the message. ``author_id`` is the message's author, None where that account is gone. ``sentiment`` is
    what the emoji says, −1..1 or None for "cannot tell". Never made for a bot's message.
    """

    guild_id: int
    channel_id: int
    message_id: int
    user_id: int
    emoji: str
    at: datetime | None = None
    author_id: int | None = None
    sentiment: float | None = None


class ReactionRemoved(NamedTuple):
    """One member took one reaction back."""

    guild_id: int
    channel_id: int
    message_id: int
    user_id: int
    emoji: str


class ReactionsCleared(NamedTuple):
    """A moderator cleared a message's reactions: of one emoji, or all of them where ``emoji`` is None."""

    guild_id: int
    channel_id: int
    message_id: int
    emoji: str | None = None


class ReactionsCounted(NamedTuple):
    """How many reactions a message had in all where a source counts them without naming everybody.

    The store keeps what is not covered by named reactions; a later count replaces an earlier one.
    """

    guild_id: int
    channel_id: int
    message_id: int
    total: int


class VoiceStayed(NamedTuple):
    """A member sat in a voice channel. Known by ``(guild, user, start)``: a later ``end`` replaces an earlier one."""

    guild_id: int
    channel_id: int
    user_id: int
    start: datetime
    end: datetime


class StretchSeen(NamedTuple):
    """Everything between two message ids (both included) of a channel was seen, by bots too.

    ``channel_id`` 0 means every readable channel of the guild: what live listening covers. Stretches of one channel
    that touch or overlap become one.
    """

    guild_id: int
    channel_id: int
    first_id: int
    last_id: int
    source: StretchSource = "live"


EXPORT_SOURCE_BYTES = 8
"""Of a digest, to tell exported files apart: two of a million are the same once in 37 million such archives."""


class ExportRead(NamedTuple):
    """An exported file was read up to here: what it says before that is recorded with this or was before.

    ``source``, ``EXPORT_SOURCE_BYTES`` in hexadecimal, names the file by what it is and not by where it lies: it is
    another one once the file changed.
    ``position`` counts bytes of the unpacked file, ``messages`` and ``lines`` what lies before. Whom a reply answers
    may be known only from the ``recalled`` messages before the position, which begin at the byte ``recall_from``;
    nobody needs them where ``whole``.
    """

    source: str
    guild_id: int
    position: int
    messages: int
    lines: int
    recall_from: int
    recalled: int
    whole: bool = False
    """Nothing is left to be read."""


Fact = (
    GuildSeen
    | GuildLeft
    | ChannelSeen
    | ChannelDeleted
    | MemberSeen
    | MemberJoined
    | MemberLeft
    | MessageSent
    | MessageDeleted
    | ReactionAdded
    | ReactionRemoved
    | ReactionsCleared
    | ReactionsCounted
    | VoiceStayed
    | StretchSeen
    | ExportRead
)


class Unfinished(Protocol):
    """A fact that takes time to make. That is done where it is recorded, so that it holds up nobody who listens."""

    @staticmethod
    def finished_together(unfinished: Sequence[Any]) -> Sequence[Fact]:
        """Facts of one kind, all of them made, in their order: many take less time together."""
        ...


Recordable = Fact | Unfinished
_MADE: frozenset[type] = frozenset(get_args(Fact))


def finished(facts: Iterable[Recordable]) -> list[Fact]:
    """The facts, all of them made, in their order."""
    found = list(facts)
    for kind in set(map(type, found)) - _MADE:
        here = [place for place, fact in enumerate(found) if type(fact) is kind]
        together = cast("type[Unfinished]", kind).finished_together([found[place] for place in here])
        for place, made in zip(here, together, strict=True):
            found[place] = made
    return cast("list[Fact]", found)
