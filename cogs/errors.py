"""Whatever goes wrong in answering: one kind line for whoever asked, the whole story for the log."""

from __future__ import annotations

import logging

import discord
from discord import app_commands

from bot.app import Rapport, StoreError
from bot.words.text import Text, text
from cogs.languages import asker_words
from cogs.permission import Asked, NotAModerator

log = logging.getLogger(__name__)

REFUSED = text(
    "This one is for moderators: members with Manage Server, or with the moderator role of this server. "
    "`/me` shows what Rapport says about you, and `/privacy` is yours too."
)
ONLY_IN_A_SERVER = text("This works in a server only. Here `/privacy` works: what is kept about you, everywhere.")
STORE_IN_TROUBLE = text("Rapport cannot reach its database just now. Whoever runs it finds the reason in its log.")
UNEXPECTED = text("Something went wrong on our side, sorry. Whoever runs Rapport finds the reason in its log.")
OUT_OF_DATE = text("This command has changed since. Please type it again in a minute.")
FORBIDDEN = text("Discord does not let Rapport do that here. It may lack a permission in this channel.")


class KindError(app_commands.AppCommandError):
    """Something that whoever asked can mend; its text is for them."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.msgid)
        self.text = text


def kind_line(error: BaseException) -> tuple[Text, bool]:
    """What to say about an error, and whether it is worth a traceback in the log."""
    if isinstance(error, (app_commands.CommandInvokeError, app_commands.TransformerError)):
        error = error.__cause__ or error
    match error:
        case KindError():
            return error.text, False
        case NotAModerator():
            return REFUSED, False
        case app_commands.NoPrivateMessage():
            return ONLY_IN_A_SERVER, False
        case app_commands.CheckFailure():
            return REFUSED, False
        case app_commands.CommandSignatureMismatch() | app_commands.CommandNotFound():
            return OUT_OF_DATE, True
        case discord.Forbidden():
            return FORBIDDEN, True
        case StoreError():
            return STORE_IN_TROUBLE, True
        case _:
            return UNEXPECTED, True


async def apologise(interaction: Asked, error: BaseException) -> None:
    """Answers an interaction that failed, in whatever state it is, and logs what is worth it. Never raises."""
    said, worth_logging = kind_line(error)
    line = asker_words(interaction).read(said)
    if worth_logging:
        name = interaction.command.qualified_name if interaction.command else "a button"
        log.error("%s failed in guild %s", name, interaction.guild_id, exc_info=error)
    try:
        if interaction.response.is_done():
            await interaction.followup.send(line, ephemeral=True)
        else:
            await interaction.response.send_message(line, ephemeral=True)
    except discord.HTTPException as silent:
        log.warning("Nobody could be told of that: %s", silent)


async def setup(bot: Rapport) -> None:
    async def on_error(interaction: Asked, error: app_commands.AppCommandError) -> None:
        await apologise(interaction, error)

    bot.tree.error(on_error)
