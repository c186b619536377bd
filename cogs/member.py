"""What every member may ask: about themselves, and what there is to ask."""

from __future__ import annotations

from discord import app_commands
from discord.ext import commands

from bot.app import Rapport
from bot.service import Request
from bot.words.text import mark
from cogs.answers import answer
from cogs.languages import asker_words
from cogs.permission import Asked, guild_of, is_moderator

FOR_EVERYBODY = ("me", "privacy", "help")
INTRODUCTION = mark(
    "Rapport shows moderators how people of this server take part, from what was counted, never from texts."
)


class Member(commands.Cog):
    def __init__(self, bot: Rapport) -> None:
        self.bot = bot

    @app_commands.command(description=mark("What Rapport says about you, and why."))
    @app_commands.guild_only()
    async def me(self, interaction: Asked) -> None:
        request = Request("member", guild_id=guild_of(interaction), user_id=interaction.user.id, audience="owner")
        await answer(interaction, request, share=False)

    @app_commands.command(description=mark("What you can ask Rapport here."))
    @app_commands.guild_only()
    async def help(self, interaction: Asked) -> None:
        everything = await is_moderator(interaction)
        commands_here = [
            command
            for command in interaction.client.tree.get_commands()
            if isinstance(command, (app_commands.Command, app_commands.Group))
            and (everything or command.name in FOR_EVERYBODY)
        ]
        words = asker_words(interaction)
        lines = [f"`/{command.name}{_parts(command)}` {words.say(command.description)}" for command in commands_here]
        said = "\n".join([words.say(INTRODUCTION), *lines])[:2000]
        await interaction.response.send_message(said, ephemeral=True)


def _parts(command: app_commands.Command[Member, ..., None] | app_commands.Group) -> str:
    if not isinstance(command, app_commands.Group):
        return ""
    return " " + "|".join(part.name for part in command.commands)


async def setup(bot: Rapport) -> None:
    await bot.add_cog(Member(bot))
