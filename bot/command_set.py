"""Whether Discord already knows our slash commands as they are now: syncing at every start would be impolite."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

_PLAIN = ("type", "name", "description")
_LIMITS = ("min_value", "max_value", "min_length", "max_length")
_CHAT_INPUT = 1


def same_commands(ours: Iterable[Mapping[str, Any]], theirs: Iterable[Mapping[str, Any]]) -> bool:
    """Compares two lists of command payloads by what a member would notice; ids and order do not matter."""
    return {c["name"]: _command(c) for c in ours} == {c["name"]: _command(c) for c in theirs}


def _command(payload: Mapping[str, Any]) -> dict[str, Any]:
    permissions = payload.get("default_member_permissions")
    return {
        "type": payload.get("type") or _CHAT_INPUT,
        "description": payload.get("description"),
        "permissions": None if permissions is None else int(permissions),
        "contexts": sorted(payload.get("contexts") or ()),
        "options": [_option(option) for option in payload.get("options") or ()],
    }


def _option(payload: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **{key: payload.get(key) for key in _PLAIN},
        **{key: payload.get(key) for key in _LIMITS},
        "required": bool(payload.get("required")),
        "autocomplete": bool(payload.get("autocomplete")),
        "choices": [(choice["name"], choice["value"]) for choice in payload.get("choices") or ()],
        "channel_types": sorted(payload.get("channel_types") or ()),
        "options": [_option(option) for option in payload.get("options") or ()],
    }
