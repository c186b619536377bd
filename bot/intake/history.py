"""Messages fetched from a channel's history become facts, their reactions and old joins with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import discord

from bot.intake.emoji import emoji_name
from bot.intake.gateway import Person, is_human, message_facts, sighting
from bot.intake.people import DELETED_USER_ID
from bot.sentiment.reactions import reaction_polarity
from storage.models import MemberJoined, ReactionAdded, ReactionsCounted, Recordable


def reaction_name(reaction: discord.Reaction) -> str:
    """The emoji of a reaction as facts write it: the key under which ``history_facts`` looks for its users."""
    emoji = reaction.emoji
    return emoji_name(emoji) if isinstance(emoji, str) else emoji_name(emoji.name, emoji.id)


def history_facts(message: discord.Message, reactions: Mapping[str, Sequence[Person]]) -> list[Recordable]:
    """What the same message would have said live, and who reacted to it.

    ``reactions`` has the users of each reaction that was asked for, under :func:`reaction_name`; where some are
    missing, or fewer than Discord counts, the count stands for them. An old join notice becomes the join itself.
    A bot's or webhook's message says nothing, and reactions to it count for nobody.
    """
    author = message.author
    if message.guild is None or author.bot or author.system or message.webhook_id is not None:
        return []
    guild_id = message.guild.id
    author_id = author.id if author.id != DELETED_USER_ID else None
    facts = message_facts(message)
    if author_id is not None and message.type is discord.MessageType.new_member:
        facts.append(MemberJoined(guild_id, author.id, author.display_name, message.created_at))
    named = total = 0
    for reaction in message.reactions:
        name = reaction_name(reaction)
        users = reactions.get(name, ())
        tone = reaction_polarity(name)
        people = {user.id: user for user in users if is_human(user)}
        for user_id, person in people.items():
            facts.append(sighting(person, guild_id, message.created_at))
            facts.append(ReactionAdded(guild_id, message.channel.id, message.id, user_id, name, None, author_id, tone))
        mine_unnamed = reaction.me and not users
        named += len(people)
        total += max(reaction.count - (len(users) - len(people)) - mine_unnamed, len(people))
    if total > named:
        facts.append(ReactionsCounted(guild_id, message.channel.id, message.id, total))
    return facts
