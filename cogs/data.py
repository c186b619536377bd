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
from bot.words.language import Words
from bot.words.text import Text, counted, mark, text
from cogs.answers import answer
from cogs.backfill import backfill_of
from cogs.errors import KindError
from cogs.files import fitting
from cogs.history import Progress
from cogs.insights import moderators_only
from cogs.languages import asker_words
from cogs.pages import ask
from cogs.permission import Asked, ModeratorCog

SHOWN = 10
"""Channels that are named."""
BEGUN = text("History is being read. `/data coverage` shows how far it is; live events are counted meanwhile.")
GOING_ON = text("History is being read already; whatever is still missing then is read after it.")
RETENTION = mark(
    "Events are kept for {events} days, daily counts for {counts} days, members who left for {departed_members} "
    "days, and everything of this server for {departed_guilds} days after Rapport was removed. It is checked every "
    "day. Whoever runs Rapport sets these periods."
)
TOO_LARGE = text(
    "The file is too large for Discord. Whoever runs Rapport gets it with `rapport report members --limit 0`."
)


@moderators_only
class Data(ModeratorCog):
    data = app_commands.Group(name="data", description=mark("What was seen, and how long it is kept"))

    def __init__(self, bot: Rapport) -> None:
        super().__init__(bot)

    @data.command(description=mark("What was really seen, and what was not."))
    async def coverage(self, interaction: Asked) -> None:
        request = Request("coverage", guild_id=interaction.guild_id)
        progress = backfill_of(self.bot).progress.get(interaction.guild_id or 0)
        await answer(interaction, request, note=asker_words(interaction).read(in_words(progress)))

    @data.command(description=mark("Read the history that is still missing."))
    async def backfill(self, interaction: Asked) -> None:
        guild = interaction.guild
        if guild is None:
            raise app_commands.NoPrivateMessage
        if self.bot.settings.backfill_days == 0:
            raise KindError(text("Whoever runs Rapport turned the reading of history off."))
        begun = backfill_of(self.bot).request(guild)
        said = asker_words(interaction).read(BEGUN if begun else GOING_ON)
        await interaction.response.send_message(said, ephemeral=True)

    @data.command(description=mark("How long things are kept."))
    async def retention(self, interaction: Asked) -> None:
        kept = self.bot.settings.retention
        said = asker_words(interaction).say(
            RETENTION,
            events=kept.events,
            counts=kept.counts,
            departed_members=kept.departed_members,
            departed_guilds=kept.departed_guilds,
        )
        await interaction.response.send_message(said, ephemeral=True)

    @data.command(description=mark("Every member's figures as a table and as a document."))
    async def export(self, interaction: Asked) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        request = Request("members", guild_id=interaction.guild_id, limit=0, audience="moderators")
        report = await ask(self.bot, request)
        files = await asyncio.to_thread(_as_files, report, interaction.filesize_limit, asker_words(interaction))
        if not files:
            raise KindError(TOO_LARGE)
        await interaction.followup.send(files=files, ephemeral=True)


def _as_files(report: Report, limit: int, words: Words) -> list[discord.File]:
    """Table and document, those of them that fit into one message together."""
    each = limit // 2
    table = fitting(as_csv(report, words).encode("utf-8-sig"), "members.csv", each)
    document = fitting(as_json(report, words).encode(), "members.json", each)
    return [file for file in (table, document) if file is not None]


def in_words(progress: Progress | None) -> Text:
    """How far history was read."""
    if progress is None:
        return text("History was not read yet.")
    read = counted(
        "{n} message of {done} of {channels} channels",
        "{n} messages of {done} of {channels} channels",
        progress.messages,
        done=progress.channels_done,
        channels=progress.channels,
    )
    match progress.state:
        case "waiting":
            line = text("History waits for its turn.")
        case "running" if progress.current:
            line = text(
                "History is being read: {read} so far, now #{channel}.", read=read, channel=safe(progress.current)
            )
        case "running":
            line = text("History is being read: {read} so far.", read=read)
        case "done":
            line = text("History was read: {read} were new.", read=read)
        case _:
            line = text("Reading history was interrupted after {read}; it goes on by itself.", read=read)
    if not progress.unreadable:
        return line
    names = ", ".join(f"#{safe(name)}" for name in progress.unreadable[:SHOWN])
    more = len(progress.unreadable) - SHOWN
    if more > 0:
        return counted(
            "{line} Without permission to read: {names} and {n} more.",
            "{line} Without permission to read: {names} and {n} more.",
            more,
            line=line,
            names=names,
        )
    return text("{line} Without permission to read: {names}.", line=line, names=names)


async def setup(bot: Rapport) -> None:
    await bot.add_cog(Data(bot))
