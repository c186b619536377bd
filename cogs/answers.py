"""An answer to a slash command: a report as a message and a picture, with a button to share it and one for the figures.

The buttons carry the whole request in their ids, so that they work after a restart and hold no memory.
"""

from __future__ import annotations

import asyncio
import io
import math
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import cast

import discord
from discord.ui import Button, DynamicItem, View

from bot.app import Rapport
from bot.catalogue import ROLE_NAMES, ReportName, RoleName
from bot.render.message import as_embed
from bot.render.picture import alt_text, as_spec
from bot.render.style import Spec
from bot.render.table import as_csv
from bot.reports import Report, SortKey
from bot.service import Request, RequestError, TooEarlyError
from cogs.errors import KindError, apologise
from cogs.files import fitting
from cogs.permission import Asked, require_moderator

NOTHING_YET = "There is nothing to report here yet. `/data coverage` says what was read so far."
NOBODY = "Nothing is known of this member here: whoever opted out, or was not seen yet, has no report."
TOO_LARGE = "The file is too large for Discord. Whoever runs Rapport gets it with `rapport report`."
MOST_EVENT = 40
"""Letters of an event's name: a button's id has to hold them."""
LETTERS: dict[RoleName, str] = dict(zip(ROLE_NAMES, "ecrnfalu", strict=True))
"""How a button's id names a role: it has to be short."""
NO_CHANNEL = "This channel is left out of reports, or nothing was seen of it yet."


class Buttons(View):
    """Under an answer: share it in the channel, or have its figures as a file."""

    def __init__(self, request: Request, *, share: bool = True) -> None:
        super().__init__(timeout=None)
        if share:
            self.add_item(ReportButton("share", request))
        self.add_item(ReportButton("csv", request))


class ReportButton(
    DynamicItem[Button[View]],
    template=r"rapport:(?P<what>share|csv):(?P<name>[a-z]+):(?P<days>\d{1,4}):(?P<channel>\d*):(?P<user>\d*)"
    rf":(?P<by>[a-z_]+):(?P<as_of>\d+)(?::(?P<role>[a-z]))?(?::(?P<day>\d{{8}}):(?P<event>.{{0,{MOST_EVENT}}}))?",
):
    def __init__(self, what: str, request: Request) -> None:
        self.what = what
        self.request = request
        super().__init__(
            Button(
                label="Share in channel" if what == "share" else "As CSV",
                style=discord.ButtonStyle.secondary,
                custom_id=encoded(what, request),
            )
        )

    @classmethod
    async def from_custom_id(  # type: ignore[override]  # our own client
        cls, interaction: Asked, item: discord.ui.Item[View], match: re.Match[str]
    ) -> ReportButton:
        return cls(match["what"], decoded(match, interaction.guild_id))

    async def callback(self, interaction: Asked) -> None:  # type: ignore[override]  # our own client
        try:
            about_themselves = self.request.name == "member" and self.request.user_id == interaction.user.id
            if self.what == "share" or not about_themselves:
                await require_moderator(interaction)
            if self.what == "share":
                await interaction.response.defer(thinking=True)
                report = await ask(interaction.client, self.request)
                embed, picture = await page_of(interaction.client, report)
                await interaction.followup.send(embed=embed, file=picture)
            else:
                await interaction.response.defer(ephemeral=True, thinking=True)
                table = await table_of(interaction.client, self.request, interaction.filesize_limit)
                await interaction.followup.send(file=table, ephemeral=True)
        except Exception as error:
            await apologise(interaction, error)


def encoded(what: str, request: Request) -> str:
    """At most 95 of the 100 characters that Discord allows: an impact names neither channel nor member."""
    as_of = math.ceil(request.as_of.timestamp()) if request.as_of else 0
    channel, user = request.channel_id or "", request.user_id or ""
    role = f":{LETTERS[request.role]}" if request.role else ""
    event = f":{request.day:%Y%m%d}:{request.event[:MOST_EVENT]}" if request.day else ""
    return f"rapport:{what}:{request.name}:{request.days}:{channel}:{user}:{request.by}:{as_of}{role}{event}"


def decoded(match: re.Match[str], guild_id: int | None) -> Request:
    return Request(
        cast(ReportName, match["name"]),
        guild_id=guild_id,
        as_of=datetime.fromtimestamp(int(match["as_of"]), UTC),
        days=int(match["days"]),
        channel_id=int(match["channel"]) if match["channel"] else None,
        user_id=int(match["user"]) if match["user"] else None,
        by=cast(SortKey, match["by"]),
        role=next((role for role, letter in LETTERS.items() if letter == match["role"]), None),
        event=match["event"] or "",
        day=date.fromisoformat(match["day"]) if match["day"] else None,
    )


async def ask(bot: Rapport, request: Request) -> Report:
    """The report, or a :class:`KindError`: the service's own words name other guilds and are for a terminal."""
    try:
        return await bot.service.answer(request)
    except TooEarlyError as error:
        raise KindError(f"{str(error).capitalize()}.") from None
    except RequestError:
        if request.user_id is not None:
            raise KindError(NOBODY) from None
        if request.channel_id is not None:
            raise KindError(NO_CHANNEL) from None
        raise KindError(NOTHING_YET) from None


async def page_of(bot: Rapport, report: Report) -> tuple[discord.Embed, discord.File]:
    """A report as an embed with its picture, made off the event loop."""
    name = f"{report.heading.report}.png"

    def write() -> tuple[discord.Embed, Spec, str]:
        embed = as_embed(report)
        embed.set_image(url=f"attachment://{name}")
        return embed, as_spec(report), alt_text(report)[:1024]

    embed, spec, words = await asyncio.to_thread(write)
    picture = await bot.easel.draw(spec)
    return embed, discord.File(io.BytesIO(picture), name, description=words)


async def table_of(bot: Rapport, request: Request, limit: int) -> discord.File:
    """A report's figures as a CSV file, all rows of them. Raises :class:`KindError` beyond ``limit`` bytes."""
    report = await ask(bot, replace(request, limit=0))
    name = f"{request.name}-{request.role}.csv" if request.role else f"{request.name}.csv"
    table = await asyncio.to_thread(lambda: fitting(as_csv(report).encode("utf-8-sig"), name, limit))
    if table is None:
        raise KindError(TOO_LARGE)
    return table


async def answer(interaction: Asked, request: Request, *, share: bool = True, note: str = "") -> None:
    """Defers, asks, and answers whoever asked, alone. ``note`` stands above the report.

    The buttons name the moment that the report looked back from, so that they mean the very same.
    """
    if not interaction.response.is_done():
        await interaction.response.defer(ephemeral=True, thinking=True)
    report = await ask(interaction.client, request)
    embed, picture = await page_of(interaction.client, report)
    await interaction.followup.send(
        content=note[:2000] or discord.utils.MISSING,
        embed=embed,
        file=picture,
        view=Buttons(replace(request, as_of=report.heading.as_of), share=share),
        ephemeral=True,
    )


async def setup_buttons(bot: Rapport) -> None:
    bot.add_dynamic_items(ReportButton)
