"""Which language somebody is answered in: their own in private, the server's in a channel."""

from __future__ import annotations

import asyncio

import discord
from discord import app_commands

from bot.app import Rapport
from bot.words.language import ENGLISH, LOCALES, Words, words_for
from bot.words.text import Text
from cogs.permission import Asked

NAMES = (
    app_commands.TranslationContextLocation.command_name,
    app_commands.TranslationContextLocation.group_name,
    app_commands.TranslationContextLocation.parameter_name,
)
"""What is typed stays English everywhere, so that one can tell others what to type."""


def asker_words(interaction: Asked) -> Words:
    """For an answer that only the one who asked sees."""
    return words_for(interaction.locale.value)


def channel_words(interaction: Asked) -> Words:
    """For what an answer posts in a channel."""
    locale = interaction.guild_locale
    return asker_words(interaction) if locale is None else words_for(locale.value)


def guild_words(guild: discord.Guild | None) -> Words:
    """For what Rapport says by itself: notices and digests."""
    return ENGLISH if guild is None else words_for(guild.preferred_locale.value)


class CommandTranslator(app_commands.Translator):
    """Descriptions and choices of the slash commands."""

    async def load(self) -> None:
        """Reads every catalogue, off the event loop: from here on a language is at hand."""
        await asyncio.to_thread(lambda: [words_for(code) for code in LOCALES])

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        words = words_for(locale.value)
        if context.location in NAMES or words is ENGLISH:
            return None
        weekday: int | None = string.extras.get("weekday")
        text: Text = string.extras.get("text") or Text(string.message)
        said = words.read(text) if weekday is None else words.weekday(weekday)
        return None if said == string.message else said


def choice(text: Text, value: str) -> app_commands.Choice[str]:
    """A choice of an option, to be translated."""
    return app_commands.Choice(name=app_commands.locale_str(text.msgid, text=text), value=value)


async def setup(bot: Rapport) -> None:
    await bot.tree.set_translator(CommandTranslator())
