"""What somebody may look at: Rapport tells of a channel or thread only whom Discord shows it."""

from __future__ import annotations

import discord

from bot.words.text import text
from cogs.errors import KindError
from cogs.permission import Asked

OUT_OF_SIGHT = text("Discord does not show you this channel or thread, so Rapport tells you nothing about it.")


async def require_sight(interaction: Asked, channel_id: int | None) -> None:
    """Raises :class:`KindError` where who asks does not see this channel or thread now, or nobody does any more."""
    if channel_id is not None and not await _sees(interaction, channel_id):
        raise KindError(OUT_OF_SIGHT)


async def _sees(interaction: Asked, channel_id: int) -> bool:
    guild, who = interaction.guild, interaction.user
    if guild is None or not isinstance(who, discord.Member):
        return False
    try:
        place = guild.get_channel_or_thread(channel_id) or await guild.fetch_channel(channel_id)
        allowed = place.permissions_for(who)
        if isinstance(place, discord.Thread) and place.is_private() and not allowed.manage_threads:
            await place.fetch_member(who.id)  # an error for whoever was not let in
    except (discord.NotFound, discord.Forbidden, discord.ClientException):  # the last for a thread without its channel
        return False
    return allowed.view_channel
