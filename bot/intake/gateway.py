"""discord.py's objects, as the gateway brings them, become facts: a list each time, an empty one for bots."""

from __future__ import annotations

from collections.abc import Container
from datetime import datetime

import discord

from bot.intake.emoji import emoji_name
from bot.intake.message import Answered, Place, message_sent
from bot.intake.people import DELETED_USER_ID
from bot.intake.sightings import Told
from bot.intake.voice import VoiceSessions
from bot.sentiment.reactions import reaction_polarity
from storage.models import (
    ChannelDeleted,
    ChannelKind,
    ChannelSeen,
    Fact,
    GuildLeft,
    GuildSeen,
    MemberJoined,
    MemberLeft,
    MemberSeen,
    MessageDeleted,
    ReactionAdded,
    ReactionRemoved,
    ReactionsCleared,
    Recordable,
    moment_of,
    snowflake_at,
)

__all__ = [
    "VoiceSessions",
    "channel_deleted",
    "channel_seen",
    "deleted",
    "emoji_cleared",
    "guild_left",
    "guild_seen",
    "is_human",
    "member_joined",
    "member_left",
    "member_seen",
    "message_facts",
    "reaction_added",
    "reaction_removed",
    "reactions_cleared",
    "sighting",
    "wrote",
]

Person = discord.User | discord.Member
Channel = discord.abc.GuildChannel | discord.Thread

_WRITTEN = frozenset({discord.MessageType.default, discord.MessageType.reply})
_KINDS: dict[discord.ChannelType, ChannelKind] = {
    discord.ChannelType.voice: "voice",
    discord.ChannelType.stage_voice: "stage",
    discord.ChannelType.forum: "forum",
    discord.ChannelType.media: "forum",
    discord.ChannelType.news: "news",
    discord.ChannelType.category: "category",
    discord.ChannelType.news_thread: "thread",
    discord.ChannelType.public_thread: "thread",
    discord.ChannelType.private_thread: "thread",
}


def is_human(person: Person) -> bool:
    """Whether this is a person: no bot, not Discord itself, not the stand-in for accounts that are gone."""
    return not person.bot and not person.system and person.id != DELETED_USER_ID


def wrote(message: discord.Message) -> bool:
    """Whether a human wrote this message to the guild: no webhook, no command, no system notice."""
    return (
        message.guild is not None
        and message.webhook_id is None
        and message.type in _WRITTEN
        and is_human(message.author)
    )


def message_facts(message: discord.Message, told: Told | None = None) -> list[Recordable]:
    """A message that was sent or edited; nothing for bots, webhooks, system messages and direct messages.

    With it come the sightings of its author and of those it mentions, but for those that ``told`` knows.
    """
    guild, author = message.guild, message.author
    if guild is None or not wrote(message):
        return []
    guild_id, author_id, message_id = guild.id, author.id, message.id
    forwarded = _is_forward(message)
    mentioned = [] if forwarded or not message.mentions else [each for each in message.mentions if is_human(each)]
    facts: list[Recordable] = []
    _sight(facts, author, guild_id, message_id, told)
    for person in mentioned:
        if isinstance(person, discord.Member) and person.id != author_id:
            _sight(facts, person, guild_id, message_id, told)
    facts.append(
        message_sent(
            Place(guild_id, message.channel.id, message_id, author_id),
            message.content,
            answered=_answered(message),
            mentioned=[person.id for person in mentioned],
            attachments=len(message.attachments),
            edited_at=message.edited_at,
            forwarded=forwarded,
        )
    )
    return facts


def _sight(facts: list[Recordable], person: Person, guild_id: int, message_id: int, told: Told | None) -> None:
    name = person.display_name
    joined_at = person.joined_at if isinstance(person, discord.Member) else None
    if told is None or told.is_news(guild_id, person.id, name, joined_at, message_id >> 22):
        facts.append(MemberSeen(guild_id, person.id, name, moment_of(message_id), joined_at))


def _is_forward(message: discord.Message) -> bool:
    reference = message.reference
    return bool(message.message_snapshots) or (
        reference is not None and reference.type is discord.MessageReferenceType.forward
    )


def _answered(message: discord.Message) -> Answered | None:
    reference = message.reference
    if message.type is not discord.MessageType.reply or reference is None or reference.message_id is None:
        return None
    target = reference.resolved or reference.cached_message
    if not isinstance(target, discord.Message):  # deleted since, or the source does not bring it
        return Answered(reference.message_id)
    human = target.webhook_id is None and is_human(target.author)
    return Answered(target.id, target.author.id if human else None, human)


def sighting(person: Person, guild_id: int, at: datetime) -> MemberSeen:
    """A human seen in a guild at that moment."""
    joined_at = person.joined_at if isinstance(person, discord.Member) else None
    return MemberSeen(guild_id, person.id, person.display_name, at, joined_at)


def deleted(event: discord.RawMessageDeleteEvent | discord.RawBulkMessageDeleteEvent) -> list[Fact]:
    """One message or many that are gone."""
    if event.guild_id is None:
        return []
    ids = sorted(event.message_ids) if isinstance(event, discord.RawBulkMessageDeleteEvent) else [event.message_id]
    return [MessageDeleted(event.guild_id, event.channel_id, message_id) for message_id in ids]


def reaction_added(
    event: discord.RawReactionActionEvent, at: datetime, bots: Container[int] = (), told: Told | None = None
) -> list[Recordable]:
    """A reaction, and the sighting of who gave it; nothing where a bot reacted or wrote the message.

    ``bots`` are ids known to be no people: Discord does not say whether the message's author is one. It names no
    author where a webhook wrote it.
    """
    if event.guild_id is None or event.message_author_id is None or event.user_id == DELETED_USER_ID:
        return []
    if event.user_id in bots or event.message_author_id in bots:
        return []
    facts: list[Recordable] = []
    if event.member is not None:
        if not is_human(event.member):
            return []
        _sight(facts, event.member, event.guild_id, snowflake_at(at), told)
    author_id = event.message_author_id if event.message_author_id != DELETED_USER_ID else None
    name = emoji_name(event.emoji.name, event.emoji.id)
    place = (event.guild_id, event.channel_id, event.message_id)
    facts.append(ReactionAdded(*place, event.user_id, name, at, author_id, reaction_polarity(name)))
    return facts


def reaction_removed(event: discord.RawReactionActionEvent) -> list[Fact]:
    """A reaction taken back. Discord does not say whether by a bot: then there is nothing to remove."""
    if event.guild_id is None:
        return []
    name = emoji_name(event.emoji.name, event.emoji.id)
    return [ReactionRemoved(event.guild_id, event.channel_id, event.message_id, event.user_id, name)]


def reactions_cleared(event: discord.RawReactionClearEvent) -> list[Fact]:
    """All reactions of a message cleared by a moderator."""
    if event.guild_id is None:
        return []
    return [ReactionsCleared(event.guild_id, event.channel_id, event.message_id)]


def emoji_cleared(event: discord.RawReactionClearEmojiEvent) -> list[Fact]:
    """All reactions of one emoji cleared by a moderator."""
    if event.guild_id is None:
        return []
    name = emoji_name(event.emoji.name, event.emoji.id)
    return [ReactionsCleared(event.guild_id, event.channel_id, event.message_id, name)]


def member_joined(member: discord.Member, inviter_id: int | None = None) -> list[Fact]:
    """Somebody joined; nothing for guests whom Discord gives no moment of joining."""
    if not is_human(member) or member.joined_at is None:
        return []
    return [MemberJoined(member.guild.id, member.id, member.display_name, member.joined_at, inviter_id)]


def member_left(event: discord.RawMemberRemoveEvent, at: datetime) -> list[Fact]:
    """Somebody left, was kicked or banned."""
    return [MemberLeft(event.guild_id, event.user.id, at)] if is_human(event.user) else []


def member_seen(member: discord.Member, at: datetime) -> list[Fact]:
    """Somebody is a member now."""
    return [sighting(member, member.guild.id, at)] if is_human(member) else []


def channel_seen(channel: Channel, readable: bool = True) -> list[Fact]:
    """A channel or thread exists; ``readable`` says whether the bot may read what is written in it."""
    parent_id = channel.parent_id if isinstance(channel, discord.Thread) else channel.category_id
    kind = _KINDS.get(channel.type, "text")
    return [ChannelSeen(channel.guild.id, channel.id, channel.name, kind, parent_id, readable)]


def channel_deleted(channel: Channel | discord.RawThreadDeleteEvent) -> list[Fact]:
    """A channel or thread is gone."""
    if isinstance(channel, discord.RawThreadDeleteEvent):
        return [ChannelDeleted(channel.guild_id, channel.thread_id)]
    return [ChannelDeleted(channel.guild.id, channel.id)]


def guild_seen(guild: discord.Guild) -> list[Fact]:
    """The bot is in this guild."""
    return [GuildSeen(guild.id, guild.name)]


def guild_left(guild: discord.Guild, at: datetime) -> list[Fact]:
    """The bot was removed from this guild."""
    return [GuildLeft(guild.id, at)]
