"""Messages of one exported channel, as the file has them, become facts."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from bot.intake.emoji import emoji_name
from bot.intake.export_cast import Cast
from bot.intake.message import Answered, Place, message_sent
from bot.intake.people import DELETED_USER_ID
from bot.sentiment.reactions import reaction_polarity
from storage.models import (
    DISCORD_EPOCH_MS,
    ReactionAdded,
    ReactionsCounted,
    Recordable,
    StretchSeen,
    milliseconds,
    moment_of,
)

Json = dict[str, Any]

_WRITTEN = frozenset({"Default", "Reply", "0", "19"})
_REPLY = frozenset({"Reply", "19"})
_JOINED = frozenset({"GuildMemberJoin", "7"})
_FORWARD = frozenset({"Forward", "1"})
_DRIFT_MS = 5_000
REMEMBERED_AUTHORS = 100_000
"""Of how many messages it is known who wrote them, for the replies to them: replies rarely reach further back."""
_LARGEST_ID = 2**63 - 1
_MOST_REACTIONS = 10**9  # no message has more: a count above is a slip of whoever wrote the file


class BadMessageError(Exception):
    """A message that cannot be counted: why."""


class ChannelTranscript:
    """Turns the messages of one file into facts, in the file's order. ``on_problem`` gets what is odd about them."""

    def __init__(self, guild_id: int, channel_id: int, cast: Cast, on_problem: Callable[[str], None]) -> None:
        self.guild_id = guild_id
        self._channel_id = channel_id
        self._cast = cast
        self._on_problem = on_problem
        self._authors: OrderedDict[int, int | None] = OrderedDict()
        # A plain dict finds its oldest key by passing over all that were removed before it.
        self._first_id = _LARGEST_ID
        self._last_id = 0
        self._drifted = False

    def facts(self, message: object) -> list[Recordable]:
        """What one message says; raises :class:`BadMessageError` where it lacks what every message has."""
        message, message_id, author, author_id, human = self._identify(message)
        facts: list[Recordable] = []
        kind = str(message.get("type") or "Default")
        if human and kind in _WRITTEN:
            self._see(author, author_id, message_id, facts)
            self._written(message, message_id, author_id, kind, facts)
        elif human and kind in _JOINED:
            self._cast.joined(self.guild_id, author_id, display_name(author), message_id)
        reactions = message.get("reactions")
        if reactions and isinstance(reactions, list) and author.get("isBot") is not True:
            self._reactions(reactions, message_id, author_id if human else None, facts)
        return facts

    def recall(self, message: object) -> None:
        """Take in a message whose facts are recorded already, for the replies to it and for the stretch."""
        with suppress(BadMessageError):
            self._identify(message)

    def stretch(self) -> StretchSeen | None:
        """From the first to the last message that was read, bots' and system messages included."""
        if not self._last_id:
            return None
        return StretchSeen(self.guild_id, self._channel_id, self._first_id, self._last_id, "import")

    def _identify(self, message: object) -> tuple[Json, int, Json, int, bool]:
        """The message, its id, its author and theirs, which are remembered, and whether that is a human."""
        if not isinstance(message, dict):
            raise BadMessageError("is not an object")
        message_id = whole_id(message.get("id"))
        if message_id is None:
            raise BadMessageError("has no id that is a number")
        author = message.get("author")
        if not isinstance(author, dict):
            raise BadMessageError("has no author")
        author_id = whole_id(author.get("id"))
        if author_id is None:
            raise BadMessageError(f"has an author whose id is no number ({_short(author.get('id'))})")
        self._check_clock(message_id, message.get("timestamp"))
        if message_id < self._first_id:
            self._first_id = message_id
        if message_id > self._last_id:
            self._last_id = message_id
        human = is_human(author_id, author)
        self._authors[message_id] = author_id if human else None
        if len(self._authors) > REMEMBERED_AUTHORS:
            self._authors.popitem(last=False)
        return message, message_id, author, author_id, human

    def _written(self, message: Json, message_id: int, author_id: int, kind: str, facts: list[Recordable]) -> None:
        reference = message.get("reference")
        if not isinstance(reference, dict):
            reference = {}
        forwarded = bool(message.get("forwardedMessage")) or str(reference.get("type")) in _FORWARD
        mentioned = {} if forwarded else _people(message.get("mentions"))
        for user_id, person in mentioned.items():
            if user_id != author_id:
                self._see(person, user_id, message_id, facts)
        content = message.get("content")
        attachments = message.get("attachments")
        facts.append(
            message_sent(
                Place(self.guild_id, self._channel_id, message_id, author_id),
                _with_mentions(content, mentioned) if isinstance(content, str) else "",
                answered=self._answered(whole_id(reference.get("messageId"))) if kind in _REPLY else None,
                mentioned=mentioned,
                attachments=len(attachments) if isinstance(attachments, list) else 0,
                edited_at=read_moment(message.get("timestampEdited")),
                forwarded=forwarded,
            )
        )

    def _answered(self, message_id: int | None) -> Answered | None:
        if message_id is None:
            return None
        if message_id not in self._authors:
            return Answered(message_id)
        author_id = self._authors[message_id]
        return Answered(message_id, author_id, author_id is not None)

    def _reactions(
        self, reactions: list[object], message_id: int, author_id: int | None, facts: list[Recordable]
    ) -> None:
        place = (self.guild_id, self._channel_id, message_id)
        named = total = 0
        for reaction in reactions:
            if not isinstance(reaction, dict):
                continue
            emoji = reaction.get("emoji")
            emoji = emoji if isinstance(emoji, dict) else {}
            name = emoji_name(emoji.get("name") or emoji.get("code"), emoji.get("id"))
            users = reaction.get("users")
            users = users if isinstance(users, list) else []
            people, tone = _people(users), reaction_polarity(name)
            for user_id, person in people.items():
                self._see(person, user_id, message_id, facts)
                facts.append(ReactionAdded(*place, user_id, name, None, author_id, tone))
            count = reaction.get("count")
            count = count if isinstance(count, int) and count <= _MOST_REACTIONS else 0
            named += len(people)
            total += max(count - (len(users) - len(people)), len(people))
        if total > named:
            facts.append(ReactionsCounted(self.guild_id, self._channel_id, message_id, total))

    def _see(self, person: Json, user_id: int, message_id: int, facts: list[Recordable]) -> None:
        fact = self._cast.seen(self.guild_id, user_id, display_name(person), message_id)
        if fact is not None:
            facts.append(fact)

    def _check_clock(self, message_id: int, timestamp: object) -> None:
        moment = read_moment(timestamp)
        if moment is None:
            raise BadMessageError(f"has no timestamp that can be read ({_short(timestamp)})")
        if not self._drifted and abs(milliseconds(moment) - (message_id >> 22) - DISCORD_EPOCH_MS) > _DRIFT_MS:
            self._drifted = True
            self._on_problem(
                f"message {message_id}: its id says {moment_of(message_id):%Y-%m-%d %H:%M:%S} and its timestamp "
                f"{_short(timestamp)}; ids are believed, in the whole file"
            )


def whole_id(value: object) -> int | None:
    """A snowflake from an export's string, or None where it is none."""
    if isinstance(value, str):
        if len(value) >= 20 or not value.isdecimal() or not value.isascii():
            return None
        value = int(value)
    elif isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 < value <= _LARGEST_ID else None


def is_human(user_id: int, user: Json) -> bool:
    return user.get("isBot") is not True and user_id != DELETED_USER_ID


def display_name(user: Json) -> str:
    """What the guild calls them."""
    return str(user.get("nickname") or user.get("name") or user.get("id"))


def read_moment(timestamp: object) -> datetime | None:
    """ISO 8601 with any fraction and offset, UTC where it names none; None where it cannot be read."""
    if not isinstance(timestamp, str):
        return None
    try:
        moment = datetime.fromisoformat(timestamp)
        if moment.tzinfo is UTC:
            return moment
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _people(users: object) -> dict[int, Json]:
    """The humans of a list of users, each once."""
    people: dict[int, Json] = {}
    if users and isinstance(users, list):
        for user in users:
            user_id = whole_id(user.get("id")) if isinstance(user, dict) else None
            if user_id is not None and is_human(user_id, user):
                people.setdefault(user_id, user)
    return people


def _with_mentions(content: str, mentioned: dict[int, Json]) -> str:
    """Exports write ``@Name`` where Discord has ``<@id>``: put the id back, so that a name is not read as words."""
    if not mentioned or "@" not in content:
        return content
    names = {str(name): user_id for user_id, person in mentioned.items() for name in _names(person) if name}
    for name in sorted(names, key=len, reverse=True):
        content = content.replace(f"@{name}", f"<@{names[name]}>")
    return content


def _names(person: Json) -> tuple[object, object]:
    return person.get("nickname"), person.get("name")


def _short(value: object) -> str:
    return repr(value)[:40]
