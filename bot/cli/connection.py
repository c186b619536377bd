"""Whether Discord is connected right now: discord.py stays "ready" through a lost connection."""

from __future__ import annotations

from bot.app import Rapport


class Connection:
    """Watches every shard of a bot, from before it starts."""

    def __init__(self, bot: Rapport) -> None:
        self._bot = bot
        self._down: set[int] = set()
        for event in ("on_shard_connect", "on_shard_ready", "on_shard_resumed"):
            bot.add_listener(self._up, event)
        bot.add_listener(self._lost, "on_shard_disconnect")

    @property
    def stands(self) -> bool:
        return self._bot.is_ready() and not self._bot.is_closed() and not self._down

    async def _up(self, shard: int) -> None:
        self._down.discard(shard)

    async def _lost(self, shard: int) -> None:
        self._down.add(shard)
