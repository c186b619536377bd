"""What moderators need to know about digests that did not arrive."""

from __future__ import annotations

import asyncio
import logging
from datetime import date, timedelta

import discord

from bot.app import Rapport
from bot.words.text import Text, text
from cogs.languages import asker_words, guild_words
from cogs.permission import Asked
from storage.models import Delivery

log = logging.getLogger(__name__)

LOOK_BACK = timedelta(days=14)
STILL_SENDING = timedelta(minutes=10)


def in_words(delivery: Delivery) -> Text | None:
    """What is said about a delivery that went wrong; None about one that did not."""
    whom, week = f"<@{delivery.user_id}>", date.fromisoformat(delivery.period)
    why = ending(delivery.detail)
    match delivery.state:
        case "closed" if delivery.detail:
            return text(
                "{whom} did not get the digest of {week}: their direct messages are closed to Rapport. {why}",
                whom=whom,
                week=week,
                why=why,
            )
        case "closed":
            return text(
                "{whom} did not get the digest of {week}: their direct messages are closed to Rapport.",
                whom=whom,
                week=week,
            )
        case "failed":
            return text("{whom} did not get the digest of {week}: {why}", whom=whom, week=week, why=why)
        case "claimed":
            return text(
                "{whom} may not have got the digest of {week}: Rapport was stopped while sending it",
                whom=whom,
                week=week,
            )
        case _:
            return None


def ending(detail: str) -> Text:
    """What a delivery's detail means. Older versions wrote a sentence in English, which stays as it is."""
    what, _, value = detail.partition(" ")
    match what:
        case "":
            return text("Discord refused it")
        case "paused":
            return text("It is the second in a row, so it is paused until they subscribe again.")
        case "late":
            return text("it was due on {day} while Rapport was not running", day=date.fromisoformat(value))
        case "status":
            return text("Discord answered {status}", status=value)
        case "forbidden":
            return text("Discord forbids it (code {code})", code=value)
        case _:
            return text("{sentence}", sentence=detail)


async def undelivered(bot: Rapport, guild_id: int) -> list[Text]:
    """A line for each digest of the last two weeks that went wrong in this guild."""
    now = bot.clock()
    deliveries = await asyncio.to_thread(bot.store.deliveries, guild_id, now - LOOK_BACK)
    settled = (d for d in deliveries if d.state != "claimed" or now - d.at > STILL_SENDING)
    return [line for line in map(in_words, settled) if line]


async def footnote(interaction: Asked) -> str:
    """What to put above a moderator's answer: what went wrong, where no channel of notices told them already."""
    bot, guild_id = interaction.client, interaction.guild_id
    if guild_id is None:
        return ""
    settings = await asyncio.to_thread(bot.store.settings, guild_id)
    channel = _channel(bot, guild_id, settings.notice_channel_id)
    if channel is not None and _may_send(channel):
        return ""
    lines = await undelivered(bot, guild_id)
    words = asker_words(interaction)
    return "\n".join(f"-# {words.read(line)}" for line in lines[:5])


async def notify(bot: Rapport, guild_id: int, line: Text) -> bool:
    """Says ``line`` in the guild's channel of notices; False where there is none or Rapport may not write there."""
    settings = await asyncio.to_thread(bot.store.settings, guild_id)
    channel = _channel(bot, guild_id, settings.notice_channel_id)
    if channel is None or not _may_send(channel):
        return False
    try:
        await channel.send(guild_words(channel.guild).read(line)[:2000])
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
