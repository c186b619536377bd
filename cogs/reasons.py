"""Why something is said of somebody: the reasons, and the messages that show it."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from typing import Any

import discord
from discord.ui import Button, Container, DynamicItem, Item, Select, TextDisplay

from bot.render.message import Made, named
from bot.render.names import clip, safe
from bot.render.style import ACCENT
from bot.reports import Member
from bot.service import Request
from bot.words.language import Words
from cogs.asking import REQUEST, decoded, encoded
from cogs.errors import apologise
from cogs.languages import asker_words
from cogs.pages import ask, laid_out
from cogs.permission import Asked, require_moderator
from cogs.sight import require_sight
from storage.models import Window

SHOWN_MESSAGES = 5
MOST_REASONS = 2800
LINK = "https://discord.com/channels/{guild}/{channel}/{message}"


class WhyButton(DynamicItem[Item[Any]], template=rf"rapport:why:{REQUEST}"):
    """Beside whoever a row is about. Version 0.1 had a menu of them below the list, which is still answered."""

    def __init__(self, request: Request, user_id: int | None, words: Words, item: Item[Any] | None = None) -> None:
        self.about = replace(request, name="member", user_id=user_id, skip=0, role=None, compare=False)
        super().__init__(
            item
            or Button(
                label=words.say("Why?"),
                style=discord.ButtonStyle.secondary,
                custom_id=encoded("why", replace(self.about, name=request.name)),
            )
        )

    @classmethod
    async def from_custom_id(  # type: ignore[override]  # our own client
        cls, interaction: Asked, item: Item[Any], match: re.Match[str]
    ) -> WhyButton:
        request = decoded(match, interaction.guild_id)
        return cls(request, request.user_id, asker_words(interaction), item)

    async def callback(self, interaction: Asked) -> None:  # type: ignore[override]  # our own client
        try:
            await require_moderator(interaction)
            await require_sight(interaction, self.about.channel_id)
            await interaction.response.defer(ephemeral=True, thinking=True)
            chosen = int(self.item.values[0]) if isinstance(self.item, Select) else self.about.user_id
            made = await reasons(interaction, replace(self.about, user_id=chosen))
            await interaction.followup.send(view=laid_out(made), ephemeral=True)
        except Exception as error:
            await apologise(interaction, error)


async def reasons(interaction: Asked, request: Request) -> Made:
    """The reasons, and links to the messages of this member that most people answered with a Reply."""
    report = await ask(interaction.client, request)
    assert isinstance(report, Member)
    person = report.judgement
    words = asker_words(interaction)
    lines = [f"- {safe(words.read(reason))}" for reason in (*person.inflated, *person.reasons)]
    title = words.say("Why {name}", name=safe(clip(named(person.name, words), 60)))
    said = [f"### {title}", "\n".join(lines or [words.say("Nothing stands out.")])[:MOST_REASONS]]
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
        heading = words.say("Messages that show it")
        said.append("\n".join([f"**{heading}**", *links]))
    return Container(*map(TextDisplay, said), accent_colour=ACCENT)
