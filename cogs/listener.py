"""What happens in a guild, as it happens: every event becomes facts, in order, and never holds up the next."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import timedelta

import discord
from discord.ext import commands

from bot.app import UNHEARD, Rapport
from bot.intake import gateway
from bot.intake.sightings import Told
from cogs.backfill import backfill_of
from cogs.departures import Departures
from cogs.rounds import Rounds
from cogs.stretches import LiveStretches
from storage.models import Recordable, StretchSeen

log = logging.getLogger(__name__)


class Listener(commands.Cog):
    """Nothing here relies on a cache: raw events where discord.py has them.

    Without a member cache discord.py tells of no changed names; they come with what a member writes or reacts to, and
    with the roster that backfill reads once a day.
    """

    def __init__(self, bot: Rapport) -> None:
        self.bot = bot
        self.live = LiveStretches(timedelta(seconds=bot.pace.hindsight))
        self._told = Told()
        self._departures = Departures()
        self._trouble: str | None = None
        self._lost = self._refused = 0
        self._behind: set[int] = set()
        """Guilds of which something could not be taken, until their history is asked for it."""
        self._beat = Rounds("heartbeat", bot.pace.heartbeat, self.beat)

    async def cog_load(self) -> None:
        self.bot.ears |= {
            "message": self._message,
            "raw_message_edit": self._message_edit,
            "raw_message_delete": self._message_delete,
            "raw_bulk_message_delete": self._bulk_message_delete,
            "raw_reaction_add": self._reaction_add,
            "raw_reaction_remove": self._reaction_remove,
            "raw_reaction_clear": self._reaction_clear,
            "raw_reaction_clear_emoji": self._reaction_clear_emoji,
            UNHEARD: self._unheard,
        }
        self._beat.start()

    async def cog_unload(self) -> None:
        await self._beat.stop()
        await self.beat()

    async def beat(self) -> None:
        """Writes down how far everything was heard; what the store would not take was not heard."""
        self._say_what_keeps_the_store()
        now, lost = self.bot.clock(), self.bot.pipeline.lost
        if lost != self._lost:
            self._lost = lost
            self._unheard()
        self._catch_up()
        self._tell(self.live.grow(now))

    def _unheard(self, _: object = None) -> None:
        """Something was missed, and nobody knows of which guild."""
        self.live.missed_everywhere(self.bot.clock())
        self._behind.update(guild.id for guild in self.bot.guilds)

    def _catch_up(self) -> None:
        """What was shed is in the history, which is asked for it as soon as nothing more is shed."""
        before, self._refused = self._refused, self.bot.pipeline.refused
        if not self._behind or self._refused != before or self.bot.store.health().error is not None:
            return
        is_read = self.bot.settings.backfill_days > 0
        then = "is read from history" if is_read else "stays unseen, since RAPPORT_BACKFILL_DAYS=0 reads no history"
        log.warning("Some of what came in could not be taken, and %s: %d guilds", then, len(self._behind))
        backfill = backfill_of(self.bot)
        for guild in filter(None, map(self.bot.get_guild, self._behind)):
            backfill.request(guild)
        self._behind.clear()

    def _say_what_keeps_the_store(self) -> None:
        """One line where facts begin to wait, and one where they are written again."""
        health = self.bot.store.health()
        if health.error == self._trouble:
            return
        if health.error is not None:
            log.error("Nothing can be written now, %d facts wait: %s", health.backlog, health.error)
        else:
            log.info("Everything that waited is written down again")
        self._trouble = health.error

    def _take(self, guild_id: int | None, facts: Sequence[Recordable]) -> None:
        if facts and not self.bot.pipeline.offer(facts) and guild_id is not None:
            self.live.missed(guild_id, self.bot.clock())
            self._behind.add(guild_id)

    def _tell(self, stretches: Iterable[StretchSeen]) -> None:
        heard, lost, pipeline = list(stretches), self._lost, self.bot.pipeline
        if heard:
            # Asked again when its turn comes: a batch before it may fail until then.
            pipeline.offer(stretch for stretch in heard if pipeline.lost == lost)

    @commands.Cog.listener()
    async def on_shard_connect(self, shard_id: int) -> None:
        """A new session: whatever came between the last one and this is for backfill."""
        self._tell(self.live.end_shard(shard_id))
        self._departures.forget()

    @commands.Cog.listener()
    async def on_shard_disconnect(self, shard_id: int) -> None:
        self.live.interrupted(shard_id)

    @commands.Cog.listener()
    async def on_shard_resumed(self, shard_id: int) -> None:
        self.live.resumed(shard_id)

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        self._departures.forget()
        self.live.begin(guild.id, self.bot.clock(), guild.shard_id)

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        self.live.begin(guild.id, self.bot.clock(), guild.shard_id)

    @commands.Cog.listener()
    async def on_guild_unavailable(self, guild: discord.Guild) -> None:
        self._tell(self.live.end(guild.id))

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        self._tell(self.live.end(guild.id))

    def _message(self, message: discord.Message) -> None:
        guild = message.guild
        if guild is None:
            return
        if message.author.bot:
            self.bot.bots.add(message.author.id)
        self.live.heard(guild.id, message.id)  # first: if it cannot be taken, the next stretch begins after it
        self._take(guild.id, gateway.message_facts(message, self._told))

    def _message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Also where Discord adds the preview of a link: the store knows by the moment of the edit what is new."""
        self._take(payload.guild_id, gateway.message_facts(payload.message, self._told))

    def _message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        self._take(payload.guild_id, gateway.deleted(payload))

    def _bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        self._take(payload.guild_id, gateway.deleted(payload))

    def _reaction_add(self, payload: discord.RawReactionActionEvent) -> None:
        self._take(payload.guild_id, gateway.reaction_added(payload, self.bot.clock(), self.bot.bots, self._told))

    def _reaction_remove(self, payload: discord.RawReactionActionEvent) -> None:
        self._take(payload.guild_id, gateway.reaction_removed(payload))

    def _reaction_clear(self, payload: discord.RawReactionClearEvent) -> None:
        self._take(payload.guild_id, gateway.reactions_cleared(payload))

    def _reaction_clear_emoji(self, payload: discord.RawReactionClearEmojiEvent) -> None:
        self._take(payload.guild_id, gateway.emoji_cleared(payload))

    @commands.Cog.listener()
    async def on_raw_member_remove(self, payload: discord.RawMemberRemoveEvent) -> None:
        if self._departures.left((payload.guild_id, payload.user.id)):
            self._take(payload.guild_id, gateway.member_left(payload, self.bot.clock()))

    @commands.Cog.listener()
    async def on_member_join(self, member: discord.Member) -> None:
        """Who it was is recorded with their invite; here it only ends an earlier leaving."""
        self._departures.joined((member.guild.id, member.id), member.joined_at)


async def setup(bot: Rapport) -> None:
    await bot.add_cog(Listener(bot))
