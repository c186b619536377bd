"""Who the bot is, where the gateway stands, and the DMs it opens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from twin import payloads
from twin.gateway import SESSION_STARTS
from twin.rest.call import Answer, Call, Routes, invalid, unknown


def routes(gateway_url: Callable[[], str], shards: int, starts_left: Callable[[], int]) -> Routes:
    async def gateway_bot(call: Call) -> Answer:
        left = max(0, starts_left())
        limit = {"total": SESSION_STARTS, "remaining": left, "reset_after": 14_400_000, "max_concurrency": 1}
        return 200, {"url": gateway_url(), "shards": shards, "session_start_limit": limit}

    async def gateway(call: Call) -> Answer:
        return 200, {"url": gateway_url()}

    return {
        ("GET", "/gateway/bot"): gateway_bot,
        ("GET", "/gateway"): gateway,
        ("GET", "/users/@me"): me,
        ("GET", "/users/@me/guilds"): my_guilds,
        ("DELETE", "/users/@me/guilds/{guild_id}"): leave_guild,
        ("POST", "/users/@me/channels"): open_dm,
        ("GET", "/users/{user_id}"): user,
        ("GET", "/oauth2/applications/@me"): application,
        ("GET", "/applications/@me"): application,
    }


async def me(call: Call) -> Answer:
    own = {"mfa_enabled": True, "locale": "en-US", "verified": True, "email": None}
    return 200, payloads.user(call.world.bot) | own


async def application(call: Call) -> Answer:
    return 200, payloads.application(call.world)


async def my_guilds(call: Call) -> Answer:
    found: list[dict[str, Any]] = [
        {
            "id": str(g.guild_id),
            "name": g.name,
            "icon": None,
            "banner": None,
            "owner": False,
            "permissions": "0",
            "features": [],
        }
        for g in call.world.guilds.values()
    ]
    return 200, found


async def leave_guild(call: Call) -> Answer:
    call.stage.guild_lost(call.guild(), outage=False)
    return 204, None


async def user(call: Call) -> Answer:
    found = call.world.users.get(call.number("user_id"))
    if found is None:
        raise unknown("User", 10013)
    return 200, payloads.user(found)


async def open_dm(call: Call) -> Answer:
    recipient = (call.body or {}).get("recipient_id")
    if recipient is None:
        raise invalid("recipient_id", "This field is required")
    if int(recipient) not in call.world.users or int(recipient) == call.world.bot.user_id:
        raise invalid("recipient_id", "Unknown recipient")
    return 200, payloads.dm(call.world, call.world.dm_with(int(recipient)))
