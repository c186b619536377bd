"""Whether Discord already knows our slash commands as they are now: syncing at every start would be impolite."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

_PLAIN = ("type", "name", "description")
_LIMITS = ("min_value", "max_value", "min_length", "max_length")
_CHAT_INPUT = 1


def same_commands(
    ours: Iterable[Mapping[str, Any]], theirs: Iterable[Mapping[str, Any]], *, of_one_guild: bool = False
) -> bool:
    """Compares two lists of command payloads by what a member would notice; ids and order do not matter.

    Where commands belong to one guild, nothing is said about direct messages.
    """
    mine, known = ({c["name"]: _command(c, of_one_guild) for c in commands} for commands in (ours, theirs))
    return mine == known


def _command(payload: Mapping[str, Any], of_one_guild: bool) -> dict[str, Any]:
    permissions = payload.get("default_member_permissions")
    return {
        "type": payload.get("type") or _CHAT_INPUT,
        "description": payload.get("description"),
        "in_other_languages": _localized(payload),
        "permissions": None if permissions is None else int(permissions),
        # Not "contexts": discord.py 2.7 reads an empty list of them from whatever Discord says.
        "in_dm": None if of_one_guild else payload.get("dm_permission") is not False,
        "options": [_option(option) for option in payload.get("options") or ()],
    }


def _localized(payload: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    return {key: dict(payload.get(key) or {}) for key in ("name_localizations", "description_localizations")}


def _option(payload: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **{key: payload.get(key) for key in _PLAIN},
        **{key: payload.get(key) for key in _LIMITS},
        "in_other_languages": _localized(payload),
        "required": bool(payload.get("required")),
        "autocomplete": bool(payload.get("autocomplete")),
        "choices": [(choice["name"], choice["value"], _localized(choice)) for choice in payload.get("choices") or ()],
        "channel_types": sorted(payload.get("channel_types") or ()),
        "options": [_option(option) for option in payload.get("options") or ()],
    }
