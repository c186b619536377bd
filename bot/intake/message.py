"""A message and the moment it leaves its text behind: the one place where a ``MessageSent`` is made.

That is where it is recorded, in the writer: an event loop, or the reading of an export, has other things to do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from bot.intake.text import read_texts
from storage.models import MessageSent


class Place(NamedTuple):
    """Where and by whom: the ids that every fact about a message carries."""

    guild_id: int
    channel_id: int
    message_id: int
    author_id: int


class Answered(NamedTuple):
    """The message that was answered, as far as the source knows it. ``by_human`` is None where it does not say."""

    message_id: int
    author_id: int | None = None
    by_human: bool | None = None


class Unread(NamedTuple):
    """A message whose text is still to be read, which takes longer than all else about it. The text goes with this."""

    guild_id: int
    channel_id: int
    message_id: int
    author_id: int
    text: str
    reply_to: int | None
    reply_to_author: int | None
    mentions: tuple[int, ...]
    attachments: int
    edited_at: datetime | None

    @staticmethod
    def finished_together(unread: Sequence[Unread]) -> list[MessageSent]:
        """Each, in their order: faster where they are many."""
        guild, channel, message, author, text, reply_to, answered, mentions, attachments, edited_at = _columns(unread)
        length, sentiment, question, thanks, links = _columns(read_texts(text))
        said = (length, sentiment, reply_to, answered, mentions, question, thanks, links, attachments, edited_at)
        return list(map(MessageSent._make, zip(guild, channel, message, author, *said, strict=True)))


def _columns(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Rows, at least one, turned on their side: what is done with whole columns is done fast."""
    return zip(*rows, strict=True)


def message_sent(
    place: Place,
    content: str,
    *,
    answered: Answered | None = None,
    mentioned: Collection[int] = (),
    attachments: int = 0,
    edited_at: datetime | None = None,
    forwarded: bool = False,
) -> Unread:
    """One message by a human, which becomes a fact where its text is read. ``mentioned`` are humans, in any order.

    What was forwarded is somebody else's words and answers nobody. Answering a bot counts as no reply. Discord's
    Reply mentions the answered author by itself: that is no mention of its own.
    """
    if forwarded or (answered is not None and answered.by_human is False):
        answered = None
    answered_author = answered.author_id if answered is not None else None
    others = sorted(set(mentioned) - {place.author_id, answered_author}) if mentioned and not forwarded else ()
    return Unread(
        *place,
        "" if forwarded else content,
        answered.message_id if answered is not None else None,
        answered_author,
        tuple(others),
        attachments,
        edited_at,
    )
