"""What stands under an answer: another period, why it is said of somebody, other pages, sharing, and the figures."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

import discord
from discord.ui import Button, DynamicItem, Select, View

from bot.app import Rapport
from bot.reports import Report, shown_rows, total_rows
from bot.service import Request
from bot.words.language import Words
from bot.words.text import mark
from cogs.asking import PAGE, REQUEST, decoded, encoded
from cogs.errors import apologise
from cogs.languages import asker_words, channel_words
from cogs.pages import ask, page_of, table_of
from cogs.permission import Asked, require_moderator
from cogs.reasons import WhyMenu, people_in
from cogs.sight import require_sight

PERIODS = (7, 28, 84)
LABELS = {
    "share": mark("Share in channel"),
    "csv": mark("As CSV"),
    "back": mark("‹ Back"),
    "next": mark("Next ›"),
    "past": mark("« The period before"),
    "later": mark("The period after »"),
}
A_MOMENT = timedelta(minutes=1)
"""Now is looked at as of the end of its second."""
FOR_THEMSELVES = frozenset({"csv", "past", "later"})
"""What everybody may press below a report about themselves."""
OF_ONE_PERIOD = frozenset({"digest", "impact"})
"""Reports whose days are not chosen."""


class Controls(View):
    def __init__(self, request: Request, report: Report, words: Words, *, now: datetime, share: bool = True) -> None:
        """``request`` names the moment that the report looked back from, so that all of it means the very same."""
        super().__init__(timeout=None)
        if request.name not in OF_ONE_PERIOD:
            self.add_item(PeriodMenu(request, words))
            for what in ("past", "later"):
                moved = moved_by_a_period(request, what)
                if moved is not None and moved.as_of is not None and moved.as_of <= now + A_MOMENT:
                    self.add_item(ReportButton(what, request, words))
        people = people_in(report)
        if people and share:
            self.add_item(WhyMenu(request, people, words))
        total, skip = total_rows(report), request.skip
        if skip:
            self.add_item(ReportButton("back", replace(request, skip=max(skip - PAGE, 0)), words))
        if total is not None and skip + shown_rows(report) < total and report.heading.too_little is None:
            self.add_item(ReportButton("next", replace(request, skip=skip + PAGE), words))
        if share:
            self.add_item(ReportButton("share", request, words))
        self.add_item(ReportButton("csv", request, words))


class ReportButton(DynamicItem[Button[View]], template=rf"rapport:(?P<what>share|csv|back|next|past|later):{REQUEST}"):
    def __init__(self, what: str, request: Request, words: Words) -> None:
        self.what = what
        self.request = request
        style = discord.ButtonStyle.secondary
        super().__init__(Button(label=words.say(LABELS[what]), style=style, custom_id=encoded(what, request)))

    @classmethod
    async def from_custom_id(  # type: ignore[override]  # our own client
        cls, interaction: Asked, item: discord.ui.Item[View], match: re.Match[str]
    ) -> ReportButton:
        return cls(match["what"], decoded(match, interaction.guild_id), asker_words(interaction))

    async def callback(self, interaction: Asked) -> None:  # type: ignore[override]  # our own client
        try:
            alone = about_themselves(interaction, self.request)
            if self.what not in FOR_THEMSELVES or not alone:
                await require_moderator(interaction)
            await require_sight(interaction, self.request.channel_id)
            asked = replace(self.request, audience="owner" if alone else "moderators")
            match self.what:
                case "share":
                    await interaction.response.defer(thinking=True)
                    report = await ask(interaction.client, replace(self.request, audience="anybody"))
                    embed, picture = await page_of(interaction.client, report, channel_words(interaction))
                    await interaction.followup.send(embed=embed, file=picture)
                case "csv":
                    await interaction.response.defer(ephemeral=True, thinking=True)
                    table = await table_of(
                        interaction.client, asked, interaction.filesize_limit, asker_words(interaction)
                    )
                    await interaction.followup.send(file=table, ephemeral=True)
                case "past" | "later":
                    moved = moved_by_a_period(asked, self.what)
                    await turn_to(interaction, asked if moved is None else moved, share=not alone)
                case _:
                    await turn_to(interaction, asked)
        except Exception as error:
            await apologise(interaction, error)


class PeriodMenu(DynamicItem[Select[View]], template=rf"rapport:period:{REQUEST}"):
    def __init__(self, request: Request, words: Words) -> None:
        self.request = request
        menu: Select[View] = Select(custom_id=encoded("period", replace(request, skip=0)))
        for days in dict.fromkeys((*PERIODS, request.days)):
            label = words.count("The last {n} day", "The last {n} days", days)
            menu.add_option(label=label, value=str(days), default=days == request.days)
        super().__init__(menu)

    @classmethod
    async def from_custom_id(  # type: ignore[override]  # our own client
        cls, interaction: Asked, item: discord.ui.Item[View], match: re.Match[str]
    ) -> PeriodMenu:
        return cls(decoded(match, interaction.guild_id), asker_words(interaction))

    async def callback(self, interaction: Asked) -> None:  # type: ignore[override]  # our own client
        try:
            alone = about_themselves(interaction, self.request)
            if not alone:
                await require_moderator(interaction)
            await require_sight(interaction, self.request.channel_id)
            asked = replace(self.request, days=int(self.item.values[0]), audience="owner" if alone else "moderators")
            await turn_to(interaction, asked, share=not alone)
        except Exception as error:
            await apologise(interaction, error)


def moved_by_a_period(request: Request, what: str) -> Request | None:
    """The same over the period before the one that is shown, or after it; None where the calendar ends."""
    if request.as_of is None:
        return None
    days = timedelta(days=request.days)
    try:
        return replace(request, as_of=request.as_of - days if what == "past" else request.as_of + days, skip=0)
    except OverflowError:
        return None


def about_themselves(interaction: Asked, request: Request) -> bool:
    """Whether somebody asks only what everybody may ask about themselves."""
    return request.name == "member" and request.user_id == interaction.user.id


async def turn_to(interaction: Asked, request: Request, *, share: bool = True) -> None:
    """Shows another page or period in the place of the one that was shown."""
    await interaction.response.defer()
    report = await ask(interaction.client, request)
    words = asker_words(interaction)
    embed, picture = await page_of(interaction.client, report, words)
    view = Controls(request, report, words, now=interaction.client.clock(), share=share)
    await interaction.edit_original_response(embed=embed, attachments=[picture], view=view)


async def setup_controls(bot: Rapport) -> None:
    bot.add_dynamic_items(ReportButton, PeriodMenu, WhyMenu)
