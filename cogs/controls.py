"""What stands under an answer: another period, other pages, the period before beside it, sharing, and the figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import discord
from discord import ButtonStyle
from discord.ui import ActionRow, Button, DynamicItem, LayoutView, Select

from bot.app import Rapport
from bot.catalogue import COMPARED
from bot.reports import Report, shown_rows, total_rows
from bot.service import Request
from bot.words.language import Words
from bot.words.text import mark
from cogs.asking import PAGE, REQUEST, decoded, encoded
from cogs.errors import apologise
from cogs.languages import asker_words, channel_words
from cogs.pages import ask_to_show, laid_out, page_of, table_of
from cogs.permission import Asked, require_moderator
from cogs.reasons import WhyButton
from cogs.sight import require_sight

PERIODS = (7, 28, 84)
MOST_NOTE = 900
Row = ActionRow[Any]
LABELS = {
    "share": mark("Share in channel"),
    "csv": mark("As CSV"),
    "back": mark("‹ Previous"),
    "next": mark("Next ›"),
    "past": mark("« The period before"),
    "later": mark("The period after »"),
    "compare": mark("Compare"),
}
ALONE = mark("Without comparison")
A_MOMENT = timedelta(minutes=1)
"""Now is looked at as of the end of its second."""
WHAT = "|".join(LABELS)
FOR_THEMSELVES = frozenset({"csv", "past", "later"})
"""What everybody may press below a report about themselves."""
OF_ONE_PERIOD = frozenset({"digest", "impact"})
"""Reports whose days are not chosen."""


def controls(request: Request, report: Report, words: Words, *, now: datetime, share: bool) -> Iterator[Row]:
    """``request`` names the moment that the report looked back from, so that all of it means the very same."""
    many = request.name not in OF_ONE_PERIOD
    if many:
        yield ActionRow(PeriodMenu(request, words))
    ways = [*_pages(request, report, words), *(_periods(request, words, now) if many else ())]
    if ways:
        yield ActionRow(*ways)
    ends = [ReportButton("csv", request, words)]
    if share:
        ends.insert(0, ReportButton("share", request, words))
    if request.name in COMPARED and report.heading.too_little is None:
        ends.insert(0, ReportButton("compare", request, words))
    yield ActionRow(*ends)


def _pages(request: Request, report: Report, words: Words) -> Iterator[ReportButton]:
    total, skip = total_rows(report), request.skip
    if skip:
        yield ReportButton("back", replace(request, skip=max(skip - PAGE, 0)), words)
    if total is not None and skip + shown_rows(report) < total and report.heading.too_little is None:
        yield ReportButton("next", replace(request, skip=skip + PAGE), words)


def _periods(request: Request, words: Words, now: datetime) -> Iterator[ReportButton]:
    for what in ("past", "later"):
        moved = moved_by_a_period(request, what)
        if moved is not None and moved.as_of is not None and moved.as_of <= now + A_MOMENT:
            yield ReportButton(what, request, words)


class ReportButton(DynamicItem[Button[Any]], template=rf"rapport:(?P<what>{WHAT}):{REQUEST}"):
    def __init__(self, what: str, request: Request, words: Words) -> None:
        self.what = what
        self.request = request
        pressed = what == "compare" and request.compare
        label, style = (ALONE, ButtonStyle.primary) if pressed else (LABELS[what], ButtonStyle.secondary)
        super().__init__(Button(label=words.say(label), style=style, custom_id=encoded(what, request)))

    @classmethod
    async def from_custom_id(  # type: ignore[override]  # our own client
        cls, interaction: Asked, item: discord.ui.Item[Any], match: re.Match[str]
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
                    report = await ask_to_show(interaction.client, replace(self.request, audience="anybody"))
                    page, picture = await page_of(interaction.client, report, channel_words(interaction))
                    await interaction.followup.send(view=laid_out(page), file=picture)
                case "csv":
                    await interaction.response.defer(ephemeral=True, thinking=True)
                    table = await table_of(
                        interaction.client, asked, interaction.filesize_limit, asker_words(interaction)
                    )
                    await interaction.followup.send(file=table, ephemeral=True)
                case "past" | "later":
                    moved = moved_by_a_period(asked, self.what)
                    await turn_to(interaction, asked if moved is None else moved, share=not alone)
                case "compare":
                    await turn_to(interaction, replace(asked, compare=not asked.compare))
                case _:
                    await turn_to(interaction, asked)
        except Exception as error:
            await apologise(interaction, error)


class PeriodMenu(DynamicItem[Select[Any]], template=rf"rapport:period:{REQUEST}"):
    def __init__(self, request: Request, words: Words) -> None:
        self.request = request
        menu: Select[Any] = Select(custom_id=encoded("period", replace(request, skip=0)))
        for days in dict.fromkeys((*PERIODS, request.days)):
            label = words.count("The last {n} day", "The last {n} days", days)
            menu.add_option(label=label, value=str(days), default=days == request.days)
        super().__init__(menu)

    @classmethod
    async def from_custom_id(  # type: ignore[override]  # our own client
        cls, interaction: Asked, item: discord.ui.Item[Any], match: re.Match[str]
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
    report = await ask_to_show(interaction.client, request)
    view, picture = await turned_to(interaction, request, report, share=share)
    of_before = interaction.message is not None and not interaction.message.flags.components_v2
    # A message of version 0.1 has an embed, which it may not have beside a layout.
    gone: dict[str, Any] = {"content": None, "embeds": []} if of_before else {}
    await interaction.edit_original_response(view=view, attachments=[picture], **gone)


async def turned_to(
    interaction: Asked, request: Request, report: Report, *, share: bool = True, note: str = ""
) -> tuple[LayoutView, discord.File]:
    """The report as whoever asks sees it: its page with everything that can be pressed, and its picture."""
    words = asker_words(interaction)

    def why(user_id: int) -> WhyButton:
        return WhyButton(request, user_id, words)

    note = note[:MOST_NOTE]
    page, picture = await page_of(interaction.client, report, words, beside=why if share else None, note=note)
    rows = controls(request, report, words, now=interaction.client.clock(), share=share)
    return laid_out(page, rows, note=note), picture


async def setup_controls(bot: Rapport) -> None:
    bot.add_dynamic_items(ReportButton, PeriodMenu, WhyButton)
