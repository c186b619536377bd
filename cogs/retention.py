"""Keeps nothing longer than was said: at the start, and every day after."""

from __future__ import annotations

import asyncio
import logging

from discord.ext import commands

from bot.app import Rapport
from cogs.rounds import Rounds

log = logging.getLogger(__name__)


class Retention(commands.Cog):
    def __init__(self, bot: Rapport) -> None:
        self.bot = bot
        self._rounds = Rounds("retention", bot.pace.retention, self.keep_the_word)

    async def keep_the_word(self) -> None:
        removed = await asyncio.to_thread(self.bot.store.retain, self.bot.settings.retention, self.bot.clock())
        if removed.total:
            log.info("%d rows were older than they are kept, and are gone", removed.total)

    async def cog_load(self) -> None:
        self._rounds.start()

    async def cog_unload(self) -> None:
        await self._rounds.stop()


async def setup(bot: Rapport) -> None:
    await bot.add_cog(Retention(bot))
