"""What Discord's gateway would send while a large guild talks: made up from a seed, squeezed as Discord squeezes it."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import accumulate
from random import Random
from typing import Any

import orjson

from storage.models import moment_of, snowflake_at

Json = dict[str, Any]

REPLIES = 0.25
MENTIONS = 0.08
LINKS = 0.04
QUESTIONS = 0.12
APART_MS = 36
"""Between two messages: a hundred thousand an hour."""
REMEMBERED = 40
"""How many messages back a reply may reach in its channel."""

_TALK = (
    "the to i a you it is and that of in for on it's my have not this just but be can with so what if do like"
    " i'm are at was or no how yeah me as don't get there your one all think some good up from would has when"
    " server out about they new lol now thanks see work that's here still want more know any time need ok really"
    " should node try use make run very same had did people who great sure then could message update after"
    " default why channel maybe version something nice problem better first check haha right file setup bad link"
    " config before please old working found build wrong cool awesome weird hard ping pull :) :D !! hmm release"
    " someone looking code test terrible happy love awful sorry quite never not easy interesting stupid broken"
)
_WORDS = _TALK.split()


def conversation(
    seed: int, messages: int, guild_id: int, channel_ids: Sequence[int], user_ids: Sequence[int], start: datetime
) -> Iterator[Json]:
    """MESSAGE_CREATE payloads in the order of their ids: few people and few channels do most of it."""
    random = Random(seed)
    people = [_person(user_id, rank) for rank, user_id in enumerate(user_ids)]
    by_rank = list(accumulate(1 / (rank + 10) for rank in range(len(people))))
    by_channel = list(accumulate(1 / (rank + 2) for rank in range(len(channel_ids))))
    by_word = list(accumulate(1 / (rank + 8) for rank in range(len(_WORDS))))
    said: dict[int, list[Json]] = {channel_id: [] for channel_id in channel_ids}
    first_id = snowflake_at(start)
    for number in range(messages):
        (author,) = random.choices(people, cum_weights=by_rank)
        (channel_id,) = random.choices(channel_ids, cum_weights=by_channel)
        words = random.choices(_WORDS, cum_weights=by_word, k=max(1, round(random.lognormvariate(2.0, 0.6))))
        lately = said[channel_id]
        back = int(random.random() ** 2 * len(lately))
        answered = lately[-1 - back] if lately and random.random() < REPLIES else None
        mentioned = random.choices(people, cum_weights=by_rank) if random.random() < MENTIONS else []
        message = _message(
            first_id + (number * APART_MS << 22),
            guild_id,
            channel_id,
            author,
            _text(random, words, mentioned),
            [*mentioned, *([answered["author"] | {"member": answered["member"]}] if answered else [])],
            answered,
        )
        lately.append(_alone(message))
        del lately[:-REMEMBERED]
        yield message


def squeezed(payloads: Iterable[Json], first_number: int = 1) -> list[bytes]:
    """Dispatches as they come over the wire: one zlib stream, flushed after each."""
    stream = zlib.compressobj()
    return [
        stream.compress(orjson.dumps({"t": "MESSAGE_CREATE", "s": number, "op": 0, "d": payload}))
        + stream.flush(zlib.Z_SYNC_FLUSH)
        for number, payload in enumerate(payloads, first_number)
    ]


def _text(random: Random, words: list[str], mentioned: list[Json]) -> str:
    text = " ".join([f"<@{person['id']}>" for person in mentioned] + words)
    if random.random() < LINKS:
        text += f" https://example.com/{random.getrandbits(32):x}"
    return text + random.choice("?.!") if random.random() < 3 * QUESTIONS else text


def _person(user_id: int, rank: int) -> Json:
    """A user with their membership, as a mention brings both."""
    return {
        "id": str(user_id),
        "username": f"member{rank}",
        "global_name": f"Member {rank}",
        "avatar": f"{user_id:032x}",
        "avatar_decoration_data": None,
        "discriminator": "0",
        "public_flags": 0,
        "primary_guild": None,
        "collectibles": None,
        "member": {
            "roles": [],
            "premium_since": None,
            "pending": False,
            "nick": None if rank % 3 else f"Nick {rank}",
            "mute": False,
            "joined_at": "2024-05-01T09:30:00.000000+00:00",
            "flags": 0,
            "deaf": False,
            "communication_disabled_until": None,
            "banner": None,
            "avatar": None,
        },
    }


def _message(
    message_id: int,
    guild_id: int,
    channel_id: int,
    author: Json,
    text: str,
    mentioned: list[Json],
    answered: Json | None,
) -> Json:
    message: Json = {
        "type": 0 if answered is None else 19,
        "tts": False,
        "timestamp": moment_of(message_id).isoformat(),
        "pinned": False,
        "nonce": str(message_id + 7),
        "mentions": mentioned,
        "mention_roles": [],
        "mention_everyone": False,
        "member": author["member"],
        "id": str(message_id),
        "flags": 0,
        "embeds": [],
        "edited_timestamp": None,
        "content": text,
        "components": [],
        "channel_type": 0,
        "channel_id": str(channel_id),
        "author": {key: value for key, value in author.items() if key != "member"},
        "attachments": [],
        "guild_id": str(guild_id),
    }
    if answered is not None:
        place = {"guild_id": str(guild_id), "channel_id": str(channel_id), "message_id": answered["id"]}
        message["message_reference"] = {"type": 0, **place}
        message["referenced_message"] = {key: value for key, value in answered.items() if key != "member"}
    return message


def _alone(message: Json) -> Json:
    """As another message's ``referenced_message``; its author's membership stays, to be mentioned with it."""
    left_out = ("message_reference", "referenced_message", "guild_id", "nonce")
    return {key: value for key, value in message.items() if key not in left_out}
