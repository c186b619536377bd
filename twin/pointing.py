"""Points an unmodified discord.py at another address, and back again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def pointed(http_url: str, gateway_url: str) -> Iterator[None]:
    """Within this context discord.py takes ``http_url`` for Discord and its CDN and ``gateway_url`` for the gateway."""
    import discord.asset
    import discord.gateway
    import discord.http
    import yarl

    before = discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY, discord.asset.Asset.BASE
    discord.http.Route.BASE = f"{http_url}/api/v10"
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)
    discord.asset.Asset.BASE = http_url
    try:
        yield
    finally:
        discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY, discord.asset.Asset.BASE = before
