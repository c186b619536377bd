"""One REST request by hand, for what discord.py would never send."""

from __future__ import annotations

from typing import Any

import aiohttp

from twin import Twin

MESSAGES, COMMANDS = "/channels/{talk}/messages", "/applications/{app}/commands"


async def call(
    twin: Twin, method: str, path: str, body: Any = None, *, token: str = "twin-token", data: Any = None
) -> tuple[int, Any, str]:
    """Status, body and content type of the answer; ``{talk}`` is the first channel and ``{app}`` the bot."""
    talk = next(iter(twin.world.guild.channels))
    url = f"{twin.http_url}/api/v10{path.format(talk=talk, app=twin.world.bot.user_id)}"
    headers = {"Authorization": f"Bot {token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.request(method, url, json=body, data=data) as answer,
    ):
        return answer.status, await answer.json(), answer.headers.get("Content-Type", "")
