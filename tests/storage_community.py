"""A random community over some days, what of it had happened by a moment, and observations made comparable."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from storage.models import (
    ChannelSeen,
    Fact,
    MemberJoined,
    MemberLeft,
    MessageSent,
    Observations,
    ReactionAdded,
    StretchSeen,
    VoiceStayed,
    moment_of,
    snowflake_at,
)
from tests.storage_world import ALICE, BOB, CARA, DAN, GUILD, at, message_id

CHANNELS = (10, 14, 15)


def community(seed: int, days: int = 6) -> list[tuple[datetime, Fact]]:
    """Facts with the moment at which each happened."""
    random = Random(seed)
    people = [ALICE, BOB, CARA, DAN]
    facts: list[tuple[datetime, Fact]] = [(at(0), ChannelSeen(GUILD, channel, f"c{channel}")) for channel in CHANNELS]
    facts += [(at(0), MemberJoined(GUILD, user, f"name{user}", at(0.1 * user), ALICE)) for user in people]
    messages: list[MessageSent] = []
    for number in range(150):
        hours = 11 + random.random() * 24 * days
        earlier = [message for message in messages if message.message_id < message_id(hours, number)]
        answered = random.choice(earlier) if earlier and random.random() < 0.4 else None
        message = MessageSent(
            GUILD,
            random.choice(CHANNELS),
            message_id(hours, number),
            random.choice(people),
            random.randrange(100),
            random.choice([None, 0.5, -0.25]),
            answered.message_id if answered else None,
            answered.author_id if answered and random.random() < 0.5 else None,
            question=random.random() < 0.3,
        )
        message = message._replace(mentions=tuple({random.choice(people)} - {message.author_id}))
        messages.append(message)
        facts.append((moment_of(message.message_id), message))
    for number in range(80):
        message = random.choice(messages)
        when = moment_of(message.message_id) + timedelta(hours=random.random() * 40)
        moment = when.replace(microsecond=number * 1000)
        facts.append(
            (
                moment,
                ReactionAdded(
                    GUILD, message.channel_id, message.message_id, random.choice(people), "👍", moment, None, 0.45
                ),
            )
        )
    for _ in range(20):
        start = at(11 + random.randrange(24 * days))
        facts.append((start, VoiceStayed(GUILD, 10, random.choice(people), start, start + timedelta(hours=5))))
    facts += [(at(50), MemberLeft(GUILD, CARA, at(50))), (at(90), MemberJoined(GUILD, CARA, "name103", at(90)))]
    facts += [(at(12 * n), StretchSeen(GUILD, 0, message_id(12 * n), message_id(12 * n + 9))) for n in range(2 * days)]
    return facts


def until(facts: list[tuple[datetime, Fact]], as_of: datetime) -> list[Fact]:
    """Only what had happened by then."""
    kept: list[Fact] = []
    for moment, fact in facts:
        if moment < as_of:
            if isinstance(fact, VoiceStayed):
                fact = fact._replace(end=min(fact.end, as_of))
            if isinstance(fact, StretchSeen):
                fact = fact._replace(last_id=min(fact.last_id, snowflake_at(as_of) - 1))
            if not (isinstance(fact, MemberJoined | MemberLeft) and fact.at >= as_of):
                kept.append(fact)
    return kept


def as_plain(found: Observations) -> object:
    """Everything observed, comparable, rows in one order."""
    ids = found.roster.user_id

    def rows(columns: object, people: tuple[str, ...]) -> list[tuple[float, ...]]:
        names = [name for name in columns.__dataclass_fields__ if name not in people]  # type: ignore[attr-defined]  # any dataclass
        named = [ids[getattr(columns, name)] for name in people]
        cells = [*named, *(getattr(columns, name) for name in names)]
        return sorted(tuple(round(float(cell), 6) for cell in row) for row in zip(*cells, strict=True))

    roster = found.roster
    return (
        [
            getattr(roster, name).tolist()
            for name in ("user_id", "joined_ms", "first_seen_ms", "first_wrote_ms", "left_ms")
        ],
        [roster.name, roster.inviter.tolist()],
        rows(found.activity, ("member",)),
        rows(found.responses, ("source", "target")),
        sorted(found.channels, key=lambda channel: channel.channel_id),
        found.hours.tolist(),
        found.coverage,
    )
