"""Judges large guilds ahead of time, so that nobody waits for it: about every hour, looked at every ten minutes."""

from __future__ import annotations

import asyncio
import logging

from discord.ext import commands

from bot.app import Rapport
from bot.preparing import OLDEST
from cogs.rounds import Rounds
from storage.models import Guild

log = logging.getLogger(__name__)


class Ahead(commands.Cog):
    def __init__(self, bot: Rapport) -> None:
        self.bot = bot
        self._rounds = Rounds("judging ahead of time", bot.pace.ahead, self.judge)

    async def judge(self) -> None:
        for guild in await asyncio.to_thread(self.bot.store.guilds):
            if guild.left_at is None:
                await self._judge(guild)
        await asyncio.to_thread(self.bot.store.drop_prepared, self.bot.clock() - OLDEST)

    async def _judge(self, guild: Guild) -> None:
        """What fails for one guild keeps no other waiting."""
        try:
            if await self.bot.service.prepare(self.bot.store, guild):
                log.info("guild %d was judged ahead of time", guild.guild_id)
        except Exception:
            log.exception("guild %d could not be judged ahead of time", guild.guild_id)

    async def cog_load(self) -> None:
        self._rounds.start()

    async def cog_unload(self) -> None:
        await self._rounds.stop(patience=1)  # a thread that judges cannot be stopped, and nothing is lost with it


async def setup(bot: Rapport) -> None:
    await bot.add_cog(Ahead(bot))
