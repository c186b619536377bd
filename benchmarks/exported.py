"""A made-up channel as DiscordChatExporter writes it, of any length, in a file that is written as it is made."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from storage.models import moment_of, snowflake_at

GUILD_ID, CHANNEL_ID = 700_000_000_000_000_001, 700_000_000_000_000_002
BEGUN = datetime(2021, 3, 1, tzinfo=UTC)
MEMBERS = 5_000
REMEMBERED = 400
"""How far back a reply reaches."""

_OPENINGS = ("I think", "Has anybody seen how", "Thanks, that works:", "No idea why", "It is great that", "Sadly")
_MIDDLES = ("the build", "my kernel module", "this guide", "the new release", "your patch", "the second example")
_ENDINGS = (
    "breaks on older machines",
    "is much faster now, good work!",
    "needs another look before Friday?",
    "does what the page promises",
    "failed again with the same awful error",
    "can be found at https://example.org/notes",
)

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Export:
    path: Path
    messages: int
    size: int
    """In bytes."""


def write_export(path: Path, seed: int, *, messages: int = 0, size: int = 0) -> Export:
    """Write so many messages, or as many as make a file of ``size`` bytes."""
    channel = {"id": str(CHANNEL_ID), "type": "GuildTextChat", "categoryId": None, "category": None, "name": "all"}
    heading = {
        "guild": {"id": str(GUILD_ID), "name": "Long Pier", "iconUrl": ""},
        "channel": channel,
        "dateRange": {"after": None, "before": None},
        "exportedAt": "2026-01-01T00:00:00.0000000+00:00",
    }
    written = 0
    with path.open("w", encoding="utf-8") as file:
        file.write(f'{json.dumps(heading, indent=2)[:-2]},\n  "messages": [')
        for message in conversation(random.Random(seed)):
            if written >= messages and file.tell() >= size:
                break
            text = json.dumps(message, indent=2, ensure_ascii=False).replace("\n", "\n    ")
            file.write(f"{',' if written else ''}\n    {text}")
            written += 1
        file.write(f'\n  ],\n  "messageCount": {written}\n}}')
    return Export(path, written, path.stat().st_size)


def conversation(rng: random.Random) -> Iterator[Json]:
    """Messages without end: few write most, a quarter are replies, one in seven gets reactions."""
    at = BEGUN
    earlier: list[tuple[int, int]] = []
    while True:
        at += timedelta(seconds=rng.expovariate(1 / 25))
        author = min(int(rng.paretovariate(0.7)), MEMBERS) - 1
        message_id = snowflake_at(at) | rng.getrandbits(12)
        message = _message(rng, message_id, author)
        if earlier and rng.random() < 0.25:
            answered, whom = rng.choice(earlier)
            message |= {"type": "Reply", "reference": {"messageId": str(answered)}, "mentions": [_person(whom)]}
        yield message
        earlier = [*earlier[-REMEMBERED + 1 :], (message_id, author)] if len(earlier) > 2 * REMEMBERED else earlier
        earlier.append((message_id, author))


def _message(rng: random.Random, message_id: int, author: int) -> Json:
    likers = rng.sample(range(MEMBERS), rng.randint(1, 4)) if rng.random() < 0.14 else []
    reaction = {"emoji": {"id": "", "name": "👍", "code": "thumbsup"}, "count": len(likers)}
    return {
        "id": str(message_id),
        "type": "Default",
        "timestamp": moment_of(message_id).isoformat(timespec="milliseconds"),
        "timestampEdited": None,
        "callEndedTimestamp": None,
        "isPinned": False,
        "content": f"{rng.choice(_OPENINGS)} {rng.choice(_MIDDLES)} {rng.choice(_ENDINGS)} #{rng.randrange(10**6)}",
        "author": _person(author) | {"isBot": author % 50 == 49},
        "attachments": [],
        "embeds": [],
        "stickers": [],
        "reactions": [reaction | {"users": [_person(liker) for liker in likers]}] if likers else [],
        "mentions": [],
        "inlineEmojis": [],
    }


def _person(nth: int) -> Json:
    return {
        "id": str(600_000_000_000_000_000 + nth),
        "name": f"member{nth}",
        "discriminator": "0000",
        "nickname": f"Member {nth}",
        "color": None,
        "isBot": nth % 50 == 49,
        "roles": [],
        "avatarUrl": "https://cdn.discordapp.com/embed/avatars/0.png",
    }
