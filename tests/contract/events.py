"""Gateway dispatches against the schema of discord-api-types; what that does not cover is described here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jsonschema_rs

from tests.contract.documents import SNOWFLAKE, Keys, Schema, gateway
from twin.recording import Dispatch

PUBLISHED = {
    "READY": "GatewayReadyDispatchData",
    "GUILD_CREATE": "GatewayGuildCreateDispatchData",
    "GUILD_MEMBER_ADD": "GatewayGuildMemberAddDispatchData",
    "GUILD_MEMBER_UPDATE": "GatewayGuildMemberUpdateDispatchData",
    "GUILD_MEMBER_REMOVE": "GatewayGuildMemberRemoveDispatchData",
    "GUILD_MEMBERS_CHUNK": "GatewayGuildMembersChunkDispatchData",
    "CHANNEL_CREATE": "GatewayChannelCreateDispatchData",
    "CHANNEL_UPDATE": "GatewayChannelModifyDispatchData",
    "CHANNEL_DELETE": "GatewayChannelModifyDispatchData",
    "THREAD_CREATE": "GatewayThreadCreateDispatchData",
    "THREAD_UPDATE": "GatewayChannelModifyDispatchData",
    "MESSAGE_CREATE": "GatewayMessageCreateDispatchData",
    "MESSAGE_UPDATE": "GatewayMessageUpdateDispatchData",
    "MESSAGE_DELETE": "GatewayMessageDeleteDispatchData",
    "MESSAGE_REACTION_ADD": "GatewayMessageReactionAddDispatchData",
    "MESSAGE_REACTION_REMOVE": "GatewayMessageReactionRemoveDispatchData",
    "INTERACTION_CREATE": "GatewayInteractionCreateDispatchData",
}
_ID, _TEXT, _COUNT, _MOMENT = (
    SNOWFLAKE,
    {"type": "string"},
    {"type": "integer"},
    {"type": "string", "format": "date-time"},
)


def _thing(required: Schema, optional: Schema | None = None) -> Schema:
    known = {**required, **(optional or {})}
    return {"type": "object", "properties": known, "required": sorted(required), "additionalProperties": False}


# Source: https://discord.com/developers/docs/events/gateway-events
BY_HAND: dict[str, Schema] = {
    # The schema has "unavailable" always; Discord leaves it out where the bot was removed: that is how a bot can tell.
    "GUILD_DELETE": _thing({"id": _ID}, {"unavailable": {"type": "boolean"}}),
    "GUILD_ROLE_UPDATE": _thing({"guild_id": _ID, "role": {"$ref": "urn:gateway#/definitions/APIRole"}}),
    "RESUMED": _thing({}, {"_trace": {"type": "array"}}),
    "MESSAGE_DELETE_BULK": _thing(
        {"ids": {"type": "array", "items": _ID, "minItems": 1}, "channel_id": _ID}, {"guild_id": _ID}
    ),
    "MESSAGE_REACTION_REMOVE_ALL": _thing({"channel_id": _ID, "message_id": _ID}, {"guild_id": _ID}),
    "MESSAGE_REACTION_REMOVE_EMOJI": _thing(
        {"channel_id": _ID, "message_id": _ID, "emoji": {"$ref": "urn:gateway#/definitions/APIPartialEmoji"}},
        {"guild_id": _ID},
    ),
    "THREAD_DELETE": _thing({"id": _ID, "guild_id": _ID, "parent_id": _ID, "type": {"enum": [10, 11, 12]}}),
    "INVITE_CREATE": _thing(
        {
            "channel_id": _ID,
            "code": _TEXT,
            "created_at": _MOMENT,
            "max_age": _COUNT,
            "max_uses": _COUNT,
            "temporary": {"type": "boolean"},
            "uses": {"const": 0},
            "expires_at": {"anyOf": [_MOMENT, {"type": "null"}]},
        },
        {"guild_id": _ID, "inviter": {"$ref": "urn:gateway#/definitions/APIUser"}, "type": {"enum": [0]}},
    ),
    "INVITE_DELETE": _thing({"channel_id": _ID, "code": _TEXT}, {"guild_id": _ID}),
    "VOICE_STATE_UPDATE": {
        "allOf": [{"$ref": "urn:gateway#/definitions/APIBaseVoiceState"}],
        "properties": {"guild_id": _ID},
    },
}
# Keys that Discord sends although the schema does not name them: the caller's permissions in the channel, the number
# of the component in its message, and of a thread that was chosen what discord.py 2.6 and later does not do without
# (https://github.com/Rapptz/discord.py/pull/10252). "*" stands for an id.
_OF_A_THREAD = ("owner_id", "message_count", "member_count")
UNDOCUMENTED_KEYS = frozenset(
    {
        "INTERACTION_CREATE.channel.permissions",
        "INTERACTION_CREATE.data.id",
        *(f"INTERACTION_CREATE.data.resolved.channels.*.{key}" for key in _OF_A_THREAD),
    }
)
# The id of a picture in a gallery, which Discord's OpenAPI document has.
UNDOCUMENTED_ENDINGS = (".items[].media.id",)


class Events:
    def __init__(self, path: Path) -> None:
        self._document = gateway(path)
        self._keys = Keys(self._document)
        self._registry = jsonschema_rs.Registry([("urn:gateway", self._document)], draft=jsonschema_rs.Draft7)
        self._validator = cache(self._compile)

    def _schema(self, event: str) -> Schema:
        if event in BY_HAND:
            return BY_HAND[event]
        return {"$ref": f"urn:gateway#/definitions/{quote(PUBLISHED[event], safe='')}"}

    def _compile(self, event: str) -> jsonschema_rs.Draft7Validator:
        return jsonschema_rs.Draft7Validator(self._schema(event), registry=self._registry, validate_formats=True)

    def problems(self, one: Dispatch) -> Iterator[str]:
        """What of this dispatch the gateway's schema does not allow."""
        if one.name not in PUBLISHED and one.name not in BY_HAND:
            yield f"{one.name}: not an event that is described anywhere"
            return
        for error in self._validator(one.name).iter_errors(one.data):
            yield f"{one.name}{_path(error.instance_path)}: {str(error.message)[:300]}"
        for key in self._keys.unknown(one.data, [self._schema(one.name)]):
            known = re.sub(r"\.\d+", ".*", key)
            if one.name + known not in UNDOCUMENTED_KEYS and not known.endswith(UNDOCUMENTED_ENDINGS):
                yield f"{one.name}{key}: unknown key"


def _path(parts: Any) -> str:
    return "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in parts)
