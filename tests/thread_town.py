"""A town with channels, threads and forum posts, and what is said in each, counted plainly from the facts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from random import Random

import numpy as np

from storage.models import (
    ChannelSeen,
    Fact,
    GuildSeen,
    MessageDeleted,
    MessageSent,
    Observations,
    ReactionAdded,
    ReactionRemoved,
    Window,
    moment_of,
)
from tests.storage_world import ALICE, BOB, CARA, DAN, GUILD, SAYS, message_id

PIER, TIDES, BOATS, ASK, POST, MARKET, HIDDEN = 10, 21, 22, 30, 31, 40, 41
PARENTS = {TIDES: PIER, BOATS: PIER, POST: ASK, HIDDEN: MARKET}
ROOMS = (PIER, TIDES, BOATS, POST, MARKET, HIDDEN)
EMMA = 105
PEOPLE = (ALICE, BOB, CARA, DAN, EMMA)
DAYS = 9
PLACES: tuple[Fact, ...] = (
    GuildSeen(GUILD, "Harbour"),
    ChannelSeen(GUILD, PIER, "pier"),
    ChannelSeen(GUILD, TIDES, "tide tables", "thread", PIER),
    ChannelSeen(GUILD, BOATS, "boats", "thread", PIER),
    ChannelSeen(GUILD, ASK, "ask", "forum"),
    ChannelSeen(GUILD, POST, "How do I moor?", "thread", ASK),
    ChannelSeen(GUILD, MARKET, "market"),
    ChannelSeen(GUILD, HIDDEN, "prices", "thread", MARKET),
)

Figures = dict[str, object]


def talk(random: Random, messages: int = 400) -> list[Fact]:
    """What people wrote over ``DAYS`` days, and how they reacted. Replies stay in their room, as on Discord."""
    said: dict[int, list[MessageSent]] = defaultdict(list)
    facts: list[Fact] = []
    for number, hours in enumerate(sorted(random.random() * 24 * DAYS for _ in range(messages))):
        room, author = random.choice(ROOMS), random.choice(PEOPLE)
        answered = random.choice(said[room][-8:]) if said[room] and random.random() < 0.4 else None
        message = MessageSent(
            GUILD,
            room,
            message_id(hours, number),
            author,
            random.randrange(100),
            random.choice([None, 0.5, -0.25]),
            answered.message_id if answered else None,
            answered.author_id if answered and random.random() < 0.5 else None,
            tuple({random.choice(PEOPLE)} - {author}) if random.random() < 0.3 else (),
            question=random.random() < 0.3,
            thanks=random.random() < 0.2,
            links=random.randrange(3),
        )
        said[room].append(message)
        facts.append(message)
    for message in [one for ones in said.values() for one in ones]:
        for user in random.sample(PEOPLE, random.choice([0, 0, 1, 2])):
            moment = (moment_of(message.message_id) + timedelta(hours=random.random() * 30)).replace(microsecond=0)
            emoji = random.choice("👍🎉")
            facts.append(ReactionAdded(*message[:3], user, emoji, moment, None, SAYS[emoji]))
    return facts


def second_thoughts(random: Random, facts: Sequence[Fact]) -> list[Fact]:
    """Messages that are edited or deleted later, and reactions that are taken back."""
    found: list[Fact] = []
    for number, message in enumerate(random.sample([one for one in facts if isinstance(one, MessageSent)], 60)):
        if number % 2:
            found.append(MessageDeleted(GUILD, message.channel_id, message.message_id))
        else:
            later = moment_of(message.message_id) + timedelta(days=20)
            found.append(message._replace(length=7, sentiment=1.0, question=not message.question, edited_at=later))
    reactions = [one for one in facts if isinstance(one, ReactionAdded)]
    return found + [ReactionRemoved(*reaction[:5]) for reaction in random.sample(reactions, 30)]


def plain_count(facts: Iterable[Fact], rooms: Collection[int], window: Window, gone: int = 0) -> Figures:
    """The figures of some rooms over a window, from what is left of the facts one by one. Of ``gone`` nothing is."""
    messages: dict[int, MessageSent] = {}
    authors: dict[int, int] = {}
    reactions: dict[tuple[int, int, str], ReactionAdded] = {}
    for fact in facts:
        match fact:
            case MessageSent():
                messages[fact.message_id] = fact
                authors[fact.message_id] = fact.author_id  # whom a reply answers stays known when the message goes
            case MessageDeleted():
                del messages[fact.message_id]
            case ReactionAdded():
                reactions.setdefault((fact.message_id, fact.user_id, fact.emoji), fact)
            case ReactionRemoved():
                reactions.pop((fact.message_id, fact.user_id, fact.emoji), None)
    members: Counter[tuple[int, str]] = Counter()
    ties: Counter[tuple[int, int, str]] = Counter()
    hours = np.zeros((7, 24), dtype=np.int64)
    asked, answered = set(), set()
    for one in messages.values():
        moment, author = moment_of(one.message_id), one.author_id
        if one.channel_id not in rooms or not window.start <= moment < window.as_of or author == gone:
            continue
        target = one.reply_to_author or authors.get(one.reply_to or 0)
        hours[moment.weekday(), moment.hour] += 1
        counted = {"messages": 1, "characters": one.length, "questions": one.question, "thanks": one.thanks}
        counted |= {"links": one.links, "sentiment_count": one.sentiment is not None}
        counted |= {"sentiment_sum": round(100 * (one.sentiment or 0))}
        members.update({(author, name): int(count) for name, count in counted.items()})
        asked |= {one.message_id} if one.question else set()
        if target not in (None, author, gone):
            members[author, "replies"] += 1
            ties[author, target, "replies"] += 1
            answered.add(one.reply_to)
        ties.update((author, other, "mentions") for other in set(one.mentions) - {author, target, gone})
    for (number, user, _), reaction in reactions.items():
        assert reaction.at is not None
        is_inside = reaction.channel_id in rooms and window.start <= reaction.at < window.as_of and number in messages
        if is_inside and user not in (authors[number], gone) and authors[number] != gone:
            members[user, "reactions"] += 1
            ties[user, authors[number], "reactions"] += 1
    return {
        "members": {key: count for key, count in members.items() if count},
        "ties": dict(ties),
        "hours": hours.tolist(),
        "asked": (len(asked), len(asked & answered)),
    }


def told(seen: Observations) -> Figures:
    """What was observed, in the shape of :func:`plain_count`."""
    ids = seen.roster.user_id.tolist()
    names = ("messages", "replies", "characters", "questions", "thanks", "links", "reactions")
    members: Counter[tuple[int, str]] = Counter()
    for name in (*names, "sentiment_sum", "sentiment_count"):
        for row, count in zip(seen.activity.member.tolist(), getattr(seen.activity, name).tolist(), strict=True):
            members[ids[row], name] += count
    ties: Counter[tuple[int, int, str]] = Counter()
    columns = seen.responses
    for name in ("replies", "mentions", "reactions"):
        rows = zip(columns.source.tolist(), columns.target.tolist(), getattr(columns, name).tolist(), strict=True)
        for source, target, count in rows:
            ties[ids[source], ids[target], name] += count
    return {
        "members": {key: count for key, count in members.items() if count},
        "ties": {key: count for key, count in ties.items() if count},
        "hours": seen.hours.tolist(),
        "asked": (sum(one.questions for one in seen.channels), sum(one.answered for one in seen.channels)),
    }
