"""Packs the days that are over, so that reports come fast: at the start, and every hour after."""

from __future__ import annotations

import asyncio
import logging

from discord.ext import commands

from bot.app import Rapport
from cogs.rounds import Rounds

log = logging.getLogger(__name__)


class Closing(commands.Cog):
    def __init__(self, bot: Rapport) -> None:
        self.bot = bot
        self._rounds = Rounds("packing of days", bot.pace.closing, self.close_days)

    async def close_days(self) -> None:
        closed = await asyncio.to_thread(self.bot.store.close_days, self.bot.clock())
        if closed:
            log.info("%d days were packed", closed)

    async def cog_load(self) -> None:
        self._rounds.start()

    async def cog_unload(self) -> None:
        await self._rounds.stop()


async def setup(bot: Rapport) -> None:
    await bot.add_cog(Closing(bot))
