"""An answer to a slash command: a report as a message and a picture, for whoever asked alone."""

from __future__ import annotations

from dataclasses import replace

import discord

from bot.service import Request
from cogs.asking import PAGE
from cogs.controls import Controls
from cogs.languages import asker_words
from cogs.pages import ask, page_of
from cogs.permission import Asked
from cogs.sight import require_sight


async def answer(interaction: Asked, request: Request, *, share: bool = True, note: str = "") -> None:
    """Defers, asks, and answers whoever asked, alone. ``note`` stands above the report.

    What stands under it names the moment that the report looked back from, so that it means the very same.
    """
    request = replace(request, limit=PAGE)
    if not interaction.response.is_done():
        await interaction.response.defer(ephemeral=True, thinking=True)
    await require_sight(interaction, request.channel_id)
    report = await ask(interaction.client, request)
    words = asker_words(interaction)
    embed, picture = await page_of(interaction.client, report, words)
    await interaction.followup.send(
        content=note[:2000] or discord.utils.MISSING,
        embed=embed,
        file=picture,
        view=Controls(
            replace(request, as_of=report.heading.as_of), report, words, now=interaction.client.clock(), share=share
        ),
        ephemeral=True,
    )
