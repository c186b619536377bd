"""Sends weekly digests: each exactly once, only to those who asked for it and may still see it."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from datetime import date, datetime, timedelta

import discord

from bot.app import Rapport
from bot.schedule import Due, due
from bot.service import Request
from bot.words.language import Words
from bot.words.text import text
from cogs.languages import guild_words
from cogs.notices import ending, in_words, notify
from cogs.pages import laid_out, page_of
from cogs.permission import may_moderate
from storage.models import Delivery, DeliveryState, Subscription

log = logging.getLogger(__name__)

LOOK_BACK = timedelta(days=21)
CANNOT_SEND_TO_USER = 50007
PAUSED = "paused"
"""How it ended is written down as a word that :func:`cogs.notices.ending` knows, in no language."""


class Deliveries:
    """What is due goes out. A claim is durable before anything is sent, and is never made twice."""

    def __init__(self, bot: Rapport) -> None:
        self._bot = bot

    async def deliver_due(self) -> None:
        """Looks at every subscription once; one that fails does not keep the others waiting."""
        now = self._bot.clock()
        lately: dict[int, list[Delivery]] = {}
        for subscription in await asyncio.to_thread(self._bot.store.subscriptions, None):
            guild_id = subscription.guild_id
            try:
                if guild_id not in lately:
                    lately[guild_id] = await asyncio.to_thread(self._bot.store.deliveries, guild_id, now - LOOK_BACK)
                await self._look_at(subscription, lately[guild_id], now)
            except Exception:
                log.exception("A digest of guild %s failed; it is looked at again in a minute", subscription.guild_id)

    async def _look_at(self, subscription: Subscription, lately: list[Delivery], now: datetime) -> None:
        guild = self._bot.get_guild(subscription.guild_id)
        if guild is None or guild.unavailable:
            return
        own = (delivery for delivery in lately if delivery.user_id == subscription.user_id)
        earlier = sorted(own, key=lambda delivery: delivery.period, reverse=True)
        found = due(subscription, earlier, now)
        if found is None:
            return
        member = await self._still_moderator(guild, subscription.user_id)
        if member is None:
            await asyncio.to_thread(self._bot.store.unsubscribe, subscription.guild_id, subscription.user_id)
            log.info("A subscriber of guild %s is no moderator any more and gets no digest", guild.id)
        elif found.too_late:
            if await self._claim(subscription, found, now):
                await self._finish(subscription, found, "failed", f"late {found.period}")
        else:
            await self._send(subscription, member, found, earlier, now)

    async def _still_moderator(self, guild: discord.Guild, user_id: int) -> discord.Member | None:
        try:
            member = await guild.fetch_member(user_id)
        except discord.NotFound:
            return None
        return member if await may_moderate(self._bot, member) else None

    async def _send(
        self,
        subscription: Subscription,
        member: discord.Member,
        found: Due,
        earlier: list[Delivery],
        now: datetime,
    ) -> None:
        # Everything that can fail without anybody noticing comes before the claim, and is tried again.
        report = await self._bot.service.answer(Request("digest", guild_id=subscription.guild_id))
        words = guild_words(member.guild)
        note = _note(found, earlier, words)
        page, picture = await page_of(self._bot, report, words, note=note)
        if not await self._claim(subscription, found, now):
            return
        nonce = nonce_of(subscription, found.period)
        try:
            await member.send(view=laid_out(page, note=note), file=picture, nonce=nonce)
        except discord.Forbidden as error:
            await self._refused(subscription, found, earlier, error)
        except discord.HTTPException as error:
            await self._finish(subscription, found, "failed", f"status {error.status}")
        else:
            await self._finish(subscription, found, "sent")

    async def _refused(
        self, subscription: Subscription, found: Due, earlier: list[Delivery], error: discord.Forbidden
    ) -> None:
        if error.code != CANNOT_SEND_TO_USER:
            await self._finish(subscription, found, "failed", f"forbidden {error.code}")
            return
        again = bool(earlier) and earlier[0].state == "closed"
        if again:
            await asyncio.to_thread(self._bot.store.unsubscribe, subscription.guild_id, subscription.user_id)
        await self._finish(subscription, found, "closed", PAUSED if again else "")

    async def _claim(self, subscription: Subscription, found: Due, now: datetime) -> bool:
        claim = self._bot.store.claim_delivery
        return await asyncio.to_thread(claim, subscription.guild_id, subscription.user_id, found.period, now)

    async def _finish(self, subscription: Subscription, found: Due, state: DeliveryState, detail: str = "") -> None:
        """Writes down how it ended, and tells the guild's moderators where that was not well."""
        guild_id, user_id, at = subscription.guild_id, subscription.user_id, self._bot.clock()
        finish = self._bot.store.finish_delivery
        await asyncio.to_thread(finish, guild_id, user_id, found.period, state, at, detail)
        line = in_words(Delivery(guild_id, user_id, found.period, state, at, detail))
        if line is not None:
            await notify(self._bot, guild_id, line)


def nonce_of(subscription: Subscription, period: str) -> int:
    """By this Discord knows the same digest again, whoever sends it a second time within some minutes."""
    whose = f"{subscription.guild_id} {subscription.user_id} {period}"
    return int.from_bytes(hashlib.blake2b(whose.encode(), digest_size=8).digest()) >> 1


def _note(found: Due, earlier: list[Delivery], words: Words) -> str:
    """What stands above a digest that is late, or that follows one which did not arrive."""
    lines = []
    if found.is_late:
        hours = round(found.late.total_seconds() / 3600)
        lines.append(
            words.count(
                "This digest is {n} hour late: Rapport was not running.",
                "This digest is {n} hours late: Rapport was not running.",
                hours,
            )
        )
    if earlier and earlier[0].state in ("failed", "claimed"):
        detail = earlier[0].detail
        why = ending(detail) if detail else text("Rapport was stopped while sending it")
        week = date.fromisoformat(earlier[0].period)
        lines.append(words.say("The one of {week} may not have reached you: {why}.", week=week, why=why))
    return "\n".join(lines)
