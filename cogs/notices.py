"""What moderators need to know about digests that did not arrive."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

import discord

from bot.app import Rapport
from storage.models import Delivery

log = logging.getLogger(__name__)

LOOK_BACK = timedelta(days=14)
STILL_SENDING = timedelta(minutes=10)


def in_words(delivery: Delivery) -> str | None:
    """One line about a delivery that went wrong; None about one that did not."""
    whom, which = f"<@{delivery.user_id}>", f"the digest of {delivery.period}"
    match delivery.state:
        case "closed":
            return f"{whom} did not get {which}: their direct messages are closed to Rapport. {delivery.detail}".strip()
        case "failed":
            return f"{whom} did not get {which}: {delivery.detail or 'Discord refused it'}"
        case "claimed":
            return f"{whom} may not have got {which}: Rapport was stopped while sending it"
        case _:
            return None


async def undelivered(bot: Rapport, guild_id: int) -> list[str]:
    """A line for each digest of the last two weeks that went wrong in this guild."""
    now = bot.clock()
    deliveries = await asyncio.to_thread(bot.store.deliveries, guild_id, now - LOOK_BACK)
    settled = (d for d in deliveries if d.state != "claimed" or now - d.at > STILL_SENDING)
    return [line for line in map(in_words, settled) if line]


async def footnote(bot: Rapport, guild_id: int | None) -> str:
    """What to put above a moderator's answer: what went wrong, where no channel of notices told them already."""
    if guild_id is None:
        return ""
    settings = await asyncio.to_thread(bot.store.settings, guild_id)
    channel = _channel(bot, guild_id, settings.notice_channel_id)
    if channel is not None and _may_send(channel):
        return ""
    lines = await undelivered(bot, guild_id)
    return "\n".join(f"-# {line}" for line in lines[:5])


async def notify(bot: Rapport, guild_id: int, line: str) -> bool:
    """Says ``line`` in the guild's channel of notices; False where there is none or Rapport may not write there."""
    settings = await asyncio.to_thread(bot.store.settings, guild_id)
    channel = _channel(bot, guild_id, settings.notice_channel_id)
    if channel is None or not _may_send(channel):
        return False
    try:
        await channel.send(line[:2000])
    except discord.HTTPException as error:
        log.warning("The notice for guild %s could not be posted: %s", guild_id, error)
        return False
    return True


def _channel(bot: Rapport, guild_id: int, channel_id: int | None) -> discord.TextChannel | None:
    guild = bot.get_guild(guild_id)
    channel = guild.get_channel(channel_id) if guild is not None and channel_id is not None else None
    return channel if isinstance(channel, discord.TextChannel) else None


def _may_send(channel: discord.TextChannel) -> bool:
    allowed = channel.permissions_for(channel.guild.me)
    return allowed.view_channel and allowed.send_messages
