"""Why something is said of somebody: the reasons, and the messages that show it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import replace

import discord
from discord.ui import DynamicItem, Select, View

from bot.render.message import named
from bot.render.names import clip, safe
from bot.reports import Evangelists, Fading, Member, Members, Newcomers, Report
from bot.service import Request
from bot.words.language import Words
from cogs.asking import PAGE, REQUEST, decoded, encoded
from cogs.errors import apologise
from cogs.languages import asker_words
from cogs.pages import ask
from cogs.permission import Asked, require_moderator
from cogs.sight import require_sight
from storage.models import Window

SHOWN_MESSAGES = 5
LINK = "https://discord.com/channels/{guild}/{channel}/{message}"


def people_in(report: Report) -> Mapping[int, str]:
    """The names of those whom a list is about, by user id."""
    match report:
        case Members():
            return {person.user_id: person.name for person in report.members[:PAGE]}
        case Evangelists():
            return {person.user_id: person.name for person in report.evangelists[:PAGE]}
        case Fading():
            return {person.judgement.user_id: person.judgement.name for person in report.fading[:PAGE]}
        case Newcomers():
            return {person.user_id: person.name for person in report.newcomers[:PAGE]}
        case _:
            return {}


class WhyMenu(DynamicItem[Select[View]], template=rf"rapport:why:{REQUEST}"):
    def __init__(self, request: Request, people: Mapping[int, str], words: Words) -> None:
        self.request = request
        menu: Select[View] = Select(custom_id=encoded("why", request), placeholder=words.say("Why? Choose somebody"))
        for user_id, name in people.items():
            menu.add_option(label=clip(named(name, words), 50)[:100] or str(user_id), value=str(user_id))
        super().__init__(menu)

    @classmethod
    async def from_custom_id(  # type: ignore[override]  # our own client
        cls, interaction: Asked, item: discord.ui.Item[View], match: re.Match[str]
    ) -> WhyMenu:
        return cls(decoded(match, interaction.guild_id), {}, asker_words(interaction))

    async def callback(self, interaction: Asked) -> None:  # type: ignore[override]  # our own client
        try:
            await require_moderator(interaction)
            await require_sight(interaction, self.request.channel_id)
            await interaction.response.defer(ephemeral=True, thinking=True)
            about = replace(self.request, name="member", user_id=int(self.item.values[0]), skip=0, role=None)
            embed = await reasons(interaction, about)
            await interaction.followup.send(embed=embed, ephemeral=True)
        except Exception as error:
            await apologise(interaction, error)


async def reasons(interaction: Asked, request: Request) -> discord.Embed:
    """The reasons, and links to the messages of this member that most people answered with a Reply."""
    report = await ask(interaction.client, request)
    assert isinstance(report, Member)
    person = report.judgement
    words = asker_words(interaction)
    lines = [f"- {safe(words.read(reason))}" for reason in (*person.inflated, *person.reasons)]
    embed = discord.Embed(
        title=words.say("Why {name}", name=safe(clip(named(person.name, words), 60))),
        description="\n".join(lines or [words.say("Nothing stands out.")])[:3000],
    )
    window = Window(report.heading.as_of, request.days)
    found = await asyncio.to_thread(
        interaction.client.store.most_answered,
        report.heading.guild_id,
        person.user_id,
        window,
        SHOWN_MESSAGES,
        channel_id=request.channel_id,
    )
    if found:
        links = [
            "- "
            + words.count(
                "[{n} reply]({link}) in {channel}",
                "[{n} replies]({link}) in {channel}",
                answers,
                link=LINK.format(guild=report.heading.guild_id, channel=channel, message=message),
                channel=f"<#{channel}>",
            )
            for message, channel, answers in found
        ]
        embed.add_field(name=words.say("Messages that show it"), value="\n".join(links)[:1024], inline=False)
    return embed
