"""The bot's answers to interactions, and the commands it registers."""

from __future__ import annotations

from typing import Any

from twin import payloads
from twin.interactions import Interactions
from twin.rest.call import Answer, Call, Routes, invalid, unknown
from twin.rules import broken_command_rules

_HOOK = "/webhooks/{webhook_id}/{webhook_token}"
_APP = "/applications/{application_id}"


class Webhooks:
    """The routes that speak to these interactions."""

    def __init__(self, interactions: Interactions) -> None:
        self._interactions = interactions

    def routes(self) -> Routes:
        table: Routes = {("POST", "/interactions/{interaction_id}/{interaction_token}/callback"): self.callback}
        table |= {("POST", _HOOK): self.followup}
        for where in (_HOOK + "/messages/@original", _HOOK + "/messages/{message_id}"):
            table |= {("GET", where): self.get, ("PATCH", where): self.edit, ("DELETE", where): self.delete}
        for where in (_APP + "/commands", _APP + "/guilds/{guild_id}/commands"):
            table |= {("GET", where): self.registered, ("PUT", where): self.register_all}
            table |= {("POST", where): self.register, ("DELETE", where + "/{command_id}"): self.unregister}
        return table

    async def callback(self, call: Call) -> Answer:
        token = call.params["interaction_token"]
        receipt = self._interactions.answer(call.number("interaction_id"), token, call.body or {}, call.files)
        wanted = call.query.get("with_response", "").lower() in ("1", "true")
        return (200, receipt) if wanted else (204, None)

    async def followup(self, call: Call) -> Answer:
        message = self._interactions.followup(call.params["webhook_token"], call.body or {}, call.files)
        return 200, payloads.message(call.world, message, call.stage.cdn)

    async def get(self, call: Call) -> Answer:
        message = self._interactions.find(call.params["webhook_token"], _which(call))
        return 200, payloads.message(call.world, message, call.stage.cdn)

    async def edit(self, call: Call) -> Answer:
        token = call.params["webhook_token"]
        message = self._interactions.edit(token, _which(call), call.body or {}, call.files)
        return 200, payloads.message(call.world, message, call.stage.cdn)

    async def delete(self, call: Call) -> Answer:
        self._interactions.delete(call.params["webhook_token"], _which(call))
        return 204, None

    async def registered(self, call: Call) -> Answer:
        return 200, self._known(call)

    async def register_all(self, call: Call) -> Answer:
        """Replaces all commands of the scope; those that keep their name keep their id."""
        if not isinstance(call.body, list):
            raise invalid("commands", "Only lists can be used here")
        _refuse_broken(call.body)
        old = {c["name"]: c["id"] for c in self._known(call)}
        self._interactions.commands[_scope(call)] = [_registered(call, c, old.get(c["name"])) for c in call.body]
        return 200, self._known(call)

    async def register(self, call: Call) -> Answer:
        _refuse_broken([call.body])
        old = {c["name"]: c["id"] for c in self._known(call)}
        made = _registered(call, call.body, old.get(call.body["name"]))
        kept = [c for c in self._known(call) if c["name"] != made["name"]]
        self._interactions.commands[_scope(call)] = [*kept, made]
        return 200 if made["name"] in old else 201, made

    async def unregister(self, call: Call) -> Answer:
        kept = [c for c in self._known(call) if c["id"] != call.params["command_id"]]
        if len(kept) == len(self._known(call)):
            raise unknown("application command", 10063)
        self._interactions.commands[_scope(call)] = kept
        return 204, None

    def _known(self, call: Call) -> list[dict[str, Any]]:
        return self._interactions.commands.get(_scope(call), [])


def _which(call: Call) -> str:
    return call.params.get("message_id", "@original")


def _refuse_broken(commands: list[dict[str, Any]]) -> None:
    for where, problem in broken_command_rules(commands):
        raise invalid(where, problem)


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
