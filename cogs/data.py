"""What was seen, what was not, how long it is kept, and all of it as a file: for moderators."""

from __future__ import annotations

import asyncio

import discord
from discord import app_commands

from bot.app import Rapport
from bot.render.document import as_json
from bot.render.names import safe
from bot.render.table import as_csv
from bot.reports import Report
from bot.service import Request
from cogs.answers import answer
from cogs.backfill import backfill_of
from cogs.errors import KindError
from cogs.files import fitting
from cogs.history import Progress
from cogs.insights import moderators_only
from cogs.pages import ask
from cogs.permission import Asked, ModeratorCog

BEGUN = "History is being read. `/data coverage` shows how far it is; live events are counted meanwhile."
GOING_ON = "History is being read already; whatever is still missing then is read after it."
RETENTION = (
    "Events are kept for {0.events} days, daily counts for {0.counts} days, members who left for {0.departed_members} "
    "days, and everything of this server for {0.departed_guilds} days after Rapport was removed. It is checked every "
    "day. Whoever runs Rapport sets these periods."
)
TOO_LARGE = "The file is too large for Discord. Whoever runs Rapport gets it with `rapport report members --limit 0`."


@moderators_only
class Data(ModeratorCog):
    data = app_commands.Group(name="data", description="What was seen, and how long it is kept")

    def __init__(self, bot: Rapport) -> None:
        super().__init__(bot)

    @data.command()
    async def coverage(self, interaction: Asked) -> None:
        """What was really seen, and what was not."""
        request = Request("coverage", guild_id=interaction.guild_id)
        progress = backfill_of(self.bot).progress.get(interaction.guild_id or 0)
        await answer(interaction, request, note=in_words(progress))

    @data.command()
    async def backfill(self, interaction: Asked) -> None:
        """Read the history that is still missing."""
        guild = interaction.guild
        if guild is None:
            raise app_commands.NoPrivateMessage
        if self.bot.settings.backfill_days == 0:
            raise KindError("Whoever runs Rapport turned the reading of history off.")
        begun = backfill_of(self.bot).request(guild)
        await interaction.response.send_message(BEGUN if begun else GOING_ON, ephemeral=True)

    @data.command()
    async def retention(self, interaction: Asked) -> None:
        """How long things are kept."""
        await interaction.response.send_message(RETENTION.format(self.bot.settings.retention), ephemeral=True)

    @data.command()
    async def export(self, interaction: Asked) -> None:
        """Every member's figures as a table and as a document."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        request = Request("members", guild_id=interaction.guild_id, limit=0, audience="moderators")
        report = await ask(self.bot, request)
        files = await asyncio.to_thread(_as_files, report, interaction.filesize_limit)
        if not files:
            raise KindError(TOO_LARGE)
        await interaction.followup.send(files=files, ephemeral=True)


def _as_files(report: Report, limit: int) -> list[discord.File]:
    """Table and document, those of them that fit into one message together."""
    each = limit // 2
    table = fitting(as_csv(report).encode("utf-8-sig"), "members.csv", each)
    document = fitting(as_json(report).encode(), "members.json", each)
    return [file for file in (table, document) if file is not None]


def in_words(progress: Progress | None) -> str:
    """How far history was read."""
    if progress is None:
        return "History was not read yet."
    read = f"{progress.messages:,} messages of {progress.channels_done} of {progress.channels} channels"
    match progress.state:
        case "waiting":
            line = "History waits for its turn."
        case "running":
            where = f", now #{safe(progress.current)}" if progress.current else ""
            line = f"History is being read: {read} so far{where}."
        case "done":
            line = f"History was read: {read} were new."
        case _:
            line = f"Reading history was interrupted after {read}; it goes on by itself."
    if progress.unreadable:
        names = ", ".join(f"#{safe(name)}" for name in progress.unreadable[:10])
        more = len(progress.unreadable) - 10
        line += f" Without permission to read: {names}{f' and {more} more' if more > 0 else ''}."
    return line


async def setup(bot: Rapport) -> None:
    await bot.add_cog(Data(bot))
