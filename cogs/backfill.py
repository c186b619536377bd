"""Reads what was said before the bot came and while it was away: newest first, and on from where it stopped."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from datetime import datetime, timedelta

import discord
from discord.ext import commands

from bot.app import Rapport, RequestsPaused
from bot.intake.gateway import channel_seen
from cogs.history import Progress, Readable, read_history, readable_places
from cogs.roster import Present, mark_departed, read_roster
from cogs.rounds import Rounds
from storage.models import snowflake_at

log = logging.getLogger(__name__)

AT_ONCE = 2
"""Guilds whose history is read at the same time."""
ROSTER_LASTS = timedelta(hours=20)


class Backfill(commands.Cog):
    def __init__(self, bot: Rapport) -> None:
        self.bot = bot
        self.progress: dict[int, Progress] = {}
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._running: dict[int, asyncio.Task[None]] = {}
        self._again: set[int] = set()
        self._listed: dict[int, datetime] = {}
        self._rounds = Rounds("backfill", bot.pace.backfill, self._every_guild)

    async def cog_load(self) -> None:
        self._rounds.start()

    async def cog_unload(self) -> None:
        await self._rounds.stop()
        self._again.clear()
        for task in list(self._running.values()):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _every_guild(self) -> None:
        if self.bot.is_ready():
            for guild in self.bot.guilds:
                self.request(guild)

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        self.request(guild)

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        self.request(guild)

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        self._again.discard(guild.id)
        task = self._running.get(guild.id)
        if task is not None:
            task.cancel()

    @commands.Cog.listener()
    async def on_guild_channel_update(self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel) -> None:
        if before.overwrites != after.overwrites:
            self.request(after.guild)

    @commands.Cog.listener()
    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        if before.permissions != after.permissions:
            self.request(after.guild)

    @commands.Cog.listener()
    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        """Ours alone: of nobody else discord.py knows what they were before."""
        if after == after.guild.me and before.roles != after.roles:
            self.request(after.guild)

    def request(self, guild: discord.Guild) -> bool:
        """Reads this guild's history soon; False where that is going on, and then once more after it."""
        if guild.id in self._running:
            self._again.add(guild.id)
            return False
        self.progress[guild.id] = Progress()
        task = asyncio.create_task(self._fill(guild, self.progress[guild.id]), name=f"backfill-{guild.id}")
        self._running[guild.id] = task
        task.add_done_callback(lambda _: self._ended(guild))
        return True

    async def finished(self, guild_id: int) -> None:
        """Returns when nothing of this guild is being read."""
        while guild_id in self._running:
            await asyncio.wait({self._running[guild_id]})
            await asyncio.sleep(0)

    def _ended(self, guild: discord.Guild) -> None:
        del self._running[guild.id]
        if guild.id in self._again:
            self._again.discard(guild.id)
            self.request(guild)

    async def _fill(self, guild: discord.Guild, progress: Progress) -> None:
        async with self._turns:
            progress.state = "running"
            try:
                present = await self._roster(guild, progress)
                await self._channels(guild, progress)
                if present is not None:
                    await mark_departed(self.bot, guild, present)
                    self._listed[guild.id] = present.since
                progress.state = "interrupted" if progress.troubled else "done"
            except RequestsPaused as error:
                progress.state = "interrupted"
                log.warning("The history of guild %s goes on with the next round: %s", guild.id, error)
            except Exception:
                progress.state = "interrupted"
                log.exception(
                    "The history of guild %s was not read to its end; it goes on with the next round", guild.id
                )
            finally:
                progress.current = ""

    async def _roster(self, guild: discord.Guild, progress: Progress) -> Present | None:
        """Who is here now; asked again only when the last answer is old, and None where Discord gives none."""
        last = self._listed.get(guild.id)
        if last is not None and self.bot.clock() - last < ROSTER_LASTS:
            return None
        try:
            return await read_roster(self.bot, guild)
        except discord.HTTPException as error:
            progress.troubled.append("the list of members")
            log.warning("The members of guild %s were not listed to the end: %s", guild.id, error)
            return None

    async def _channels(self, guild: discord.Guild, progress: Progress) -> None:
        now = self.bot.clock()
        if self.bot.settings.backfill_days == 0:
            return
        horizon = now - timedelta(days=self.bot.settings.backfill_days)
        last = snowflake_at(now) - 1
        await self.bot.written_down()  # which channels may be read: one that just opened was not heard before
        places = [place async for place in readable_places(self.bot, guild, horizon, progress)]
        progress.channels = len(places)
        for place in places:
            progress.current = place.name
            first = max(snowflake_at(horizon), min(place.id, last))
            await self._one(place, first, last, progress)
            progress.channels_done += 1

    async def _one(self, place: Readable, first: int, last: int, progress: Progress) -> None:
        try:
            await read_history(self.bot, place, first, last, progress)
        except RequestsPaused:
            raise
        except discord.NotFound:
            log.info("Channel %s is gone", place.id)
        except discord.Forbidden:
            progress.unreadable.append(place.name)
            await asyncio.to_thread(self.bot.store.record_blocking, channel_seen(place, readable=False))
        except discord.HTTPException as error:
            progress.troubled.append(place.name)
            log.warning("Channel %s was not read to its end: %s", place.id, error)


def backfill_of(bot: Rapport) -> Backfill:
    """The one that reads history, for those who report on it."""
    cog = bot.get_cog("Backfill")
    if not isinstance(cog, Backfill):
        raise RuntimeError("nobody reads history: backfill is loaded before whoever asks it")
    return cog


async def setup(bot: Rapport) -> None:
    await bot.add_cog(Backfill(bot))
