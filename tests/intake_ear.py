"""discord.py's own parsers without a connection: payloads in, the real objects that a listener would get out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import discord

SAMPLES = Path(__file__).parent / "exports"

GUILD_ID = 1061796446208000000
PIER = 1061797704499200000
ASHORE = 1061797452840960000
MIRA, OLEK, JUNO, PIM = 970293510144000000, 970293761802240000, 970294013460480000, 970294265118720000
MASTER = 970294516776960000
AFK = 1061797704499200009

Json = dict[str, Any]


class Ear(discord.Client):
    """A client that is in one guild and keeps what it would have told its listeners."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents.all() ^ discord.Intents(members=True), max_messages=None)
        self.heard: list[tuple[str, tuple[Any, ...]]] = []
        self._connection.parse_guild_create(guild_payload())
        self.heard.clear()

    def dispatch(self, event: str, /, *args: Any, **_: Any) -> None:
        self.heard.append((event, args))

    @property
    def guild(self) -> discord.Guild:
        guild = self.get_guild(GUILD_ID)
        assert guild is not None
        return guild

    def hear(self, name: str, payload: Json) -> Any:
        """What the first listener gets when the gateway dispatches ``name``."""
        self.heard.clear()
        self._connection.parsers[name]({"guild_id": str(GUILD_ID), **payload})
        return self.heard[0][1][0]

    def fetched(self, payload: Json) -> discord.Message:
        """The message as ``channel.history()`` makes it from what REST answers."""
        channel = self.guild.get_channel(PIER)
        assert isinstance(channel, discord.TextChannel)
        return discord.Message(state=self._connection, channel=channel, data=payload)  # type: ignore[arg-type]  # from a file


def guild_payload() -> Json:
    def channel(channel_id: int, kind: int, name: str, parent: int | None = None) -> Json:
        return {
            "id": str(channel_id),
            "type": kind,
            "name": name,
            "position": 0,
            "permission_overwrites": [],
            "parent_id": None if parent is None else str(parent),
        }

    voices = {"bitrate": 64000, "user_limit": 0}
    return {
        "id": str(GUILD_ID),
        "name": "Lantern Harbour",
        "owner_id": str(MIRA),
        "afk_channel_id": str(AFK),
        "afk_timeout": 300,
        "roles": [],
        "emojis": [],
        "features": [],
        "verification_level": 0,
        "member_count": 6,
        "large": False,
        "unavailable": False,
        "members": [],
        "threads": [],
        "presences": [],
        "voice_states": [],
        "channels": [
            channel(ASHORE, 4, "Ashore"),
            channel(PIER, 0, "pier", ASHORE),
            channel(AFK, 2, "asleep", ASHORE) | voices,
            channel(AFK + 1, 2, "cabin", ASHORE) | voices,
            channel(AFK + 2, 5, "news"),
            channel(AFK + 3, 15, "questions"),
        ],
    }


def member_payload(nick: str | None = None, joined_at: str = "2023-02-01T10:00:00.000000+00:00") -> Json:
    return {"nick": nick, "roles": [], "joined_at": joined_at, "deaf": False, "mute": False, "flags": 0}


def user_payload(user_id: int, name: str, *, bot: bool = False) -> Json:
    return {"id": str(user_id), "username": name, "discriminator": "0", "global_name": None, "avatar": None, "bot": bot}


def api_messages() -> list[Json]:
    """The messages of ``pier.json`` as REST answers them, oldest first."""
    messages: list[Json] = json.loads((SAMPLES / "pier.api.json").read_text(encoding="utf-8"))
    return messages


def as_dispatched(payload: Json) -> Json:
    """As MESSAGE_CREATE or MESSAGE_UPDATE brings it: with the author's membership, and without reactions."""
    mentions = [user | {"member": member_payload()} for user in payload["mentions"]]
    message = {key: value for key, value in payload.items() if key != "reactions"} | {"mentions": mentions}
    if "webhook_id" not in payload:
        message["member"] = member_payload()
    return message
