"""A message and the moment it leaves its text behind: the one place where a ``MessageSent`` is made."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from bot.intake.text import NOTHING_SAID, read_text
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


def message_sent(
    place: Place,
    content: str,
    *,
    answered: Answered | None = None,
    mentioned: Collection[int] = (),
    attachments: int = 0,
    edited_at: datetime | None = None,
    forwarded: bool = False,
) -> MessageSent:
    """The fact of one message by a human. ``mentioned`` are humans, in any order.

    What was forwarded is somebody else's words and answers nobody. Answering a bot counts as no reply. Discord's
    Reply mentions the answered author by itself: that is no mention of its own.
    """
    features = NOTHING_SAID if forwarded else read_text(content)
    if forwarded or (answered is not None and answered.by_human is False):
        answered = None
    answered_author = answered.author_id if answered is not None else None
    others = sorted(set(mentioned) - {place.author_id, answered_author}) if mentioned and not forwarded else ()
    return MessageSent(
        guild_id=place.guild_id,
        channel_id=place.channel_id,
        message_id=place.message_id,
        author_id=place.author_id,
        length=features.length,
        sentiment=features.sentiment,
        reply_to=answered.message_id if answered is not None else None,
        reply_to_author=answered_author,
        mentions=tuple(others),
        question=features.question,
        thanks=features.thanks,
        links=features.links,
        attachments=attachments,
        edited_at=edited_at,
    )
