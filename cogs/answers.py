"""An answer to a slash command: a report as a message with its picture, for whoever asked alone."""

from __future__ import annotations

from dataclasses import replace

from bot.reports import Report
from bot.service import Request, is_aged
from cogs.asking import PAGE
from cogs.controls import turned_to
from cogs.languages import asker_words
from cogs.pages import ask_to_show
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
    report = await ask_to_show(interaction.client, request)
    notes = "\n".join(line for line in (note, _age(interaction, request, report)) if line)
    view, picture = await turned_to(
        interaction, replace(request, as_of=report.heading.as_of), report, share=share, note=notes
    )
    await interaction.followup.send(view=view, file=picture, ephemeral=True)


def _age(interaction: Asked, request: Request, report: Report) -> str:
    """Of when the report is, which Discord words, where that is not about now."""
    if not is_aged(request, report, interaction.client.clock()):
        return ""
    said = asker_words(interaction).say(
        "Judged {when}: a server of this size is judged about every hour.",
        when=f"<t:{int(report.heading.as_of.timestamp())}:R>",
    )
    return f"-# {said}"
