"""What every member can do about what is kept of them, here or by direct message, also after leaving."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands
from discord.ui import Button, DynamicItem, View

from bot.app import Rapport
from bot.words.language import Words
from bot.words.text import Text, counted, mark, text
from cogs.errors import KindError, apologise
from cogs.files import fitting
from cogs.languages import asker_words
from cogs.permission import Asked
from storage.models import Removed

INFO = mark("""\
**What Rapport keeps about you**
That you wrote (when, where, how long, whether it asks or thanks, how it sounds as a number, whom it answers), that \
you reacted, sat in voice, joined or left, and your name. Events for {events} days, daily counts for {counts} days, \
your name until {departed} days after you left.
**What it never keeps**
The text of a message, attachments, pictures, direct messages, who is online. Discord does not tell anybody who \
reads, and Rapport never claims to know.
**Who sees it**
The moderators of this server, and you: `/me`. It is used for nothing else.
**What you can do**
`/privacy export` everything about you as a file · `/privacy optout` be forgotten and not be recorded again · \
`/privacy optin` end that · `/privacy erase` be forgotten now
Here and by direct message to Rapport, where it counts for every server, also after you left.""")
STATE_OUT = mark("You opted out {where}: nothing is recorded about you.")
STATE_IN = mark("You have not opted out.")
OPTED_OUT = mark(
    "You are opted out {where}. {rows} were removed, you are left out of other members' ties, and nothing about you is "
    "recorded from now on. `/privacy optin` ends it."
)
OPTED_IN = mark("You are counted again {where}, from now on. What was removed does not come back.")
ERASE = mark(
    "This removes everything that is kept about you {where}, now and for good. What you write afterwards is recorded "
    "again unless you `/privacy optout` instead."
)
ERASED = mark("Done: {rows} about you were removed {where}.")
TOO_LARGE = text(
    "That is more than one file on Discord may hold. Whoever runs Rapport gets it with `rapport export-user`."
)
EXPORTED = mark("Everything that is kept about you {where}, as one file. Nobody else sees this.")


class Privacy(commands.Cog):
    privacy = app_commands.Group(
        name="privacy",
        description=mark("What is kept about you, and what you can do about it"),
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True),
        allowed_installs=app_commands.AppInstallationType(guild=True),
    )

    def __init__(self, bot: Rapport) -> None:
        self.bot = bot

    @privacy.command(description=mark("What is kept about you, and what is not."))
    async def info(self, interaction: Asked) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        kept = self.bot.settings.retention
        words = asker_words(interaction)
        info = words.say(INFO, events=kept.events, counts=kept.counts, departed=kept.departed_members)
        places = await self._places(interaction)
        out = [await asyncio.to_thread(self.bot.store.is_opted_out, interaction.user.id, place) for place in places]
        if not any(out):
            state = words.say(STATE_IN)
        elif all(out):
            state = words.say(STATE_OUT, where=_where(interaction))
        else:
            state = words.count(
                "You opted out in {out} of the {n} server that Rapport serves.",
                "You opted out in {out} of the {n} servers that Rapport serves.",
                len(out),
                out=sum(out),
            )
        await interaction.followup.send(f"{info}\n\n{state}", ephemeral=True)

    @privacy.command(description=mark("Everything that is kept about you, as a file."))
    async def export(self, interaction: Asked) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self.bot.written_down()
        export = self.bot.store.export_user
        document = await asyncio.to_thread(export, interaction.user.id, interaction.guild_id)
        written = await asyncio.to_thread(_as_file, document, interaction.filesize_limit)
        if written is None:
            raise KindError(TOO_LARGE)
        said = asker_words(interaction).say(EXPORTED, where=_where(interaction))
        await interaction.followup.send(said, file=written, ephemeral=True)

    @privacy.command(description=mark("Be forgotten, and not be recorded again."))
    async def optout(self, interaction: Asked) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self.bot.pipeline.drained()
        removed = [
            await asyncio.to_thread(self.bot.store.opt_out, interaction.user.id, place)
            for place in await self._places(interaction)
        ]
        said = asker_words(interaction).say(OPTED_OUT, where=_where(interaction), rows=_rows(removed))
        await interaction.followup.send(said, ephemeral=True)

    @privacy.command(description=mark("Be counted again."))
    async def optin(self, interaction: Asked) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        for place in await self._places(interaction):
            await asyncio.to_thread(self.bot.store.opt_in, interaction.user.id, place)
        said = asker_words(interaction).say(OPTED_IN, where=_where(interaction))
        await interaction.followup.send(said, ephemeral=True)

    @privacy.command(description=mark("Be forgotten now."))
    async def erase(self, interaction: Asked) -> None:
        view = View(timeout=None)
        words = asker_words(interaction)
        view.add_item(EraseButton(words))
        said = words.say(ERASE, where=_where(interaction))
        await interaction.response.send_message(said, view=view, ephemeral=True)

    async def _places(self, interaction: Asked) -> list[int]:
        """The guild in which this was asked, or every one where it was asked by direct message."""
        if interaction.guild_id is not None:
            return [interaction.guild_id]
        return [guild.guild_id for guild in await asyncio.to_thread(self.bot.store.guilds)]


class EraseButton(DynamicItem[Button[View]], template="rapport:erase"):
    """Confirms an erasure, of whoever presses it, where they press it. Works after a restart and holds no memory."""

    def __init__(self, words: Words) -> None:
        super().__init__(
            Button(
                label=words.say("Erase everything about me"),
                style=discord.ButtonStyle.danger,
                custom_id="rapport:erase",
            )
        )

    @classmethod
    async def from_custom_id(  # type: ignore[override]  # our own client
        cls, interaction: Asked, item: discord.ui.Item[View], match: re.Match[str]
    ) -> EraseButton:
        return cls(asker_words(interaction))

    async def callback(self, interaction: Asked) -> None:  # type: ignore[override]  # our own client
        try:
            await interaction.response.defer(ephemeral=True, thinking=True)
            bot = interaction.client
            # The store refuses what happened before this moment; but Discord's clock may be ahead of ours.
            await bot.pipeline.drained()
            removed = await asyncio.to_thread(bot.store.erase_user, interaction.user.id, interaction.guild_id)
            said = asker_words(interaction).say(ERASED, rows=_rows([removed]), where=_where(interaction))
            await interaction.followup.send(said, ephemeral=True)
        except Exception as error:
            await apologise(interaction, error)


def _where(interaction: Asked) -> Text:
    return text("in this server") if interaction.guild_id is not None else text("in every server that Rapport serves")


def _rows(removed: list[Removed]) -> Text:
    return counted("{n} row", "{n} rows", sum(part.total for part in removed))


def _as_file(document: dict[str, Any], limit: int) -> discord.File | None:
    written = json.dumps(document, ensure_ascii=False, indent=2)
    return fitting(written.encode(), "rapport-about-you.json", limit)


async def setup(bot: Rapport) -> None:
    bot.add_dynamic_items(EraseButton)
    await bot.add_cog(Privacy(bot))
