"""The bot's answers to interactions, and the commands it registers."""

from __future__ import annotations

from typing import Any

from twin import payloads
from twin.interactions import Interactions
from twin.rest.call import Answer, Call, Routes, invalid, unknown
from twin.rules import broken_command_rules

_HOOK = "/webhooks/{webhook_id}/{webhook_token}"
_APP = "/applications/{application_id}"


def routes(interactions: Interactions) -> Routes:
    """The routes that speak to these interactions."""

    async def callback(call: Call) -> Answer:
        token = call.params["interaction_token"]
        receipt = interactions.answer(call.number("interaction_id"), token, call.body or {}, call.files)
        wanted = call.query.get("with_response", "").lower() in ("1", "true")
        return (200, receipt) if wanted else (204, None)

    async def followup(call: Call) -> Answer:
        message = interactions.followup(call.params["webhook_token"], call.body or {}, call.files)
        shown = payloads.message(call.world, message, call.stage.cdn)
        return 200, shown

    async def get(call: Call) -> Answer:
        message = interactions.find(call.params["webhook_token"], call.params.get("message_id", "@original"))
        return 200, payloads.message(call.world, message, call.stage.cdn)

    async def edit(call: Call) -> Answer:
        which = call.params.get("message_id", "@original")
        message = interactions.edit(call.params["webhook_token"], which, call.body or {}, call.files)
        return 200, payloads.message(call.world, message, call.stage.cdn)

    async def delete(call: Call) -> Answer:
        interactions.delete(call.params["webhook_token"], call.params.get("message_id", "@original"))
        return 204, None

    async def registered(call: Call) -> Answer:
        return 200, interactions.commands.get(_scope(call), [])

    async def register_all(call: Call) -> Answer:
        if not isinstance(call.body, list):
            raise invalid("commands", "Only lists can be used here")
        for where, problem in broken_command_rules(call.body):
            raise invalid(where, problem)
        old = {c["name"]: c["id"] for c in interactions.commands.get(_scope(call), [])}
        interactions.commands[_scope(call)] = [_registered(call, c, old.get(c["name"])) for c in call.body]
        return 200, interactions.commands[_scope(call)]

    async def register(call: Call) -> Answer:
        for where, problem in broken_command_rules([call.body]):
            raise invalid(where, problem)
        kept = [c for c in interactions.commands.get(_scope(call), []) if c["name"] != call.body["name"]]
        made = _registered(call, call.body, None)
        interactions.commands[_scope(call)] = [*kept, made]
        return 201, made

    async def unregister(call: Call) -> Answer:
        there = interactions.commands.get(_scope(call), [])
        kept = [c for c in there if c["id"] != call.params["command_id"]]
        if len(kept) == len(there):
            raise unknown("application command", 10063)
        interactions.commands[_scope(call)] = kept
        return 204, None

    table: Routes = {("POST", "/interactions/{interaction_id}/{interaction_token}/callback"): callback}
    table |= {("POST", _HOOK): followup}
    for where in (_HOOK + "/messages/@original", _HOOK + "/messages/{message_id}"):
        table |= {("GET", where): get, ("PATCH", where): edit, ("DELETE", where): delete}
    for where in (_APP + "/commands", _APP + "/guilds/{guild_id}/commands"):
        table |= {("GET", where): registered, ("PUT", where): register_all, ("POST", where): register}
        table |= {("DELETE", where + "/{command_id}"): unregister}
    return table


def _scope(call: Call) -> int | None:
    return call.guild().guild_id if "guild_id" in call.params else None


def _registered(call: Call, asked: dict[str, Any], command_id: str | None) -> dict[str, Any]:
    """A definition as Discord keeps it, with its defaults filled in."""
    scope = _scope(call)
    number = str(call.world.mint.next())
    kept: dict[str, Any] = {
        "id": command_id or number,
        "application_id": str(call.world.bot.user_id),
        "version": number,
        "type": 1,
        "description": "",
        "default_member_permissions": None,
        "nsfw": False,
        **{k: v for k, v in asked.items() if v is not None},
    }
    if kept["default_member_permissions"] is not None:
        kept["default_member_permissions"] = str(kept["default_member_permissions"])
    if scope is None:
        contexts = asked.get("contexts")
        kept.setdefault("dm_permission", contexts is None or 1 in contexts)
        kept.setdefault("integration_types", [0])
        kept.setdefault("contexts", None)
    else:
        kept["guild_id"] = str(scope)
    return kept
