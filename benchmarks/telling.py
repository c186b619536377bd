"""A day of the synthetic community as the facts that a bot there would have recorded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.community import EMOJI, GUILD_ID, Community, Day
from benchmarks.population import CHANNELS
from bot.sentiment.reactions import reaction_polarity
from storage.models import (
    DAY_MS,
    DISCORD_EPOCH_MS,
    ChannelSeen,
    Fact,
    GuildSeen,
    Ints,
    MemberJoined,
    MemberLeft,
    MemberSeen,
    MessageDeleted,
    MessageSent,
    ReactionAdded,
    StretchSeen,
    VoiceStayed,
)


def moment(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, UTC)


def beginning(community: Community) -> Iterator[Fact]:
    """What a bot learns when it comes: the guild, its channels, and who was there before the log begins."""
    first_day = community.shape.first_day
    yield GuildSeen(GUILD_ID, "The synthetic community")
    for place, channel_id in enumerate(community.channel_ids.tolist()):
        kind = "text" if place < CHANNELS else "voice"
        yield ChannelSeen(GUILD_ID, channel_id, f"{kind}-{place + 1}", "text" if place < CHANNELS else "voice")
    if first_day % 7:
        yield from _threads(community, first_day)
    yield from _seen(community, community.population.present(first_day), first_day)


def facts_of(community: Community, day: Day) -> Iterator[Fact]:
    """Everything of a day: who came, what was said, what changed of it, who left, and that all of it was seen."""
    people = community.population
    if day.day % 7 == 0:
        yield from _threads(community, day.day)
    for person, at_ms in _rows(*day.joined):
        inviter = int(people.inviter[person])
        inviter_id = int(people.user_id[inviter]) if inviter >= 0 else None
        yield MemberJoined(GUILD_ID, int(people.user_id[person]), people.name(person), moment(at_ms), inviter_id)
    yield from _seen(community, np.unique(day.messages.author), day.day)
    yield from said(community, day)
    for stay in _rows(people.user_id[day.voice.person], *day.voice[1:]):
        yield VoiceStayed(GUILD_ID, stay[1], stay[0], moment(stay[2]), moment(stay[3]))
    for message_id in day.deleted.tolist():
        yield MessageDeleted(GUILD_ID, 0, message_id)
    for user_id, at_ms in _rows(people.user_id[day.left.person], day.left.at_ms):
        yield MemberLeft(GUILD_ID, user_id, moment(at_ms))
    first, after = ((at * DAY_MS - DISCORD_EPOCH_MS) << 22 for at in (community.shape.first_day, day.day + 1))
    yield StretchSeen(GUILD_ID, 0, first, after - 1)


def said(community: Community, day: Day) -> Iterator[Fact]:
    """The messages of a day, some of them once more as they were edited, then the reactions."""
    yield from _messages(community, day)
    given = day.reactions
    user_id = community.population.user_id
    for message_id, channel_id, author, person, emoji, at_ms in _rows(
        given.message, given.channel_id, user_id[given.author], user_id[given.person], given.emoji, given.at_ms
    ):
        place, name = (GUILD_ID, channel_id, message_id), EMOJI[emoji]
        yield ReactionAdded(*place, person, name, moment(at_ms), author, reaction_polarity(name))


def _messages(community: Community, day: Day) -> Iterator[Fact]:
    user_id = community.population.user_id
    mentioned = dict(_rows(day.mentions.message, user_id[day.mentions.person]))
    columns = day.messages._replace(
        author=user_id[day.messages.author], reply_to_author=user_id[day.messages.reply_to_author]
    )
    edited: list[tuple[MessageSent, int]] = []
    for row in _rows(*columns):
        message_id, channel_id, author, reply_to, answered, length, sentiment = row[:7]
        question, thanks, links, attachments, edited_ms = row[7:]
        person = mentioned.get(message_id)
        sent = MessageSent(
            GUILD_ID,
            channel_id,
            message_id,
            author,
            length,
            sentiment / 100 if sentiment >= -100 else None,
            reply_to if reply_to >= 0 else None,
            answered if reply_to >= 0 else None,
            () if person is None else (person,),
            question,
            thanks,
            links,
            attachments,
        )
        yield sent
        if edited_ms >= 0:
            edited.append((sent, edited_ms))
    for sent, edited_ms in edited:
        yield sent._replace(length=sent.length + 8, edited_at=moment(edited_ms))


def _seen(community: Community, people: Ints, day: int) -> Iterator[Fact]:
    """Members as Discord shows them with what they write: their name, and when they joined."""
    population = community.population
    joined = (population.arrival[people] * DAY_MS).astype(np.int64)
    for person, user_id, joined_ms in _rows(people, population.user_id[people], joined):
        seen_ms = max(joined_ms, day * DAY_MS)
        yield MemberSeen(GUILD_ID, user_id, population.name(person), moment(seen_ms), moment(joined_ms))


def _threads(community: Community, day: int) -> Iterator[Fact]:
    for parent_id, threads in zip(community.channel_ids.tolist(), community.threads(day).tolist(), strict=False):
        for thread_id in threads:
            yield ChannelSeen(GUILD_ID, thread_id, f"thread-{thread_id % 1000}", "thread", parent_id)


def _rows(*columns: NDArray[Any]) -> Iterator[tuple[Any, ...]]:
    """Columns of equal length as rows of Python's own values."""
    return zip(*(column.tolist() for column in columns), strict=True)
