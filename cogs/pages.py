"""What is shown: a report as an embed with its picture, or as a file."""

from __future__ import annotations

import asyncio
import io
from dataclasses import replace

import discord

from bot.app import Rapport
from bot.render.message import as_embed
from bot.render.picture import alt_text, as_spec
from bot.render.style import Spec
from bot.render.table import as_csv
from bot.reports import Report
from bot.service import MoodsHiddenError, Request, RequestError, TooEarlyError
from bot.words.language import Words
from bot.words.text import text
from cogs.errors import KindError
from cogs.files import fitting

NOTHING_YET = text("There is nothing to report here yet. `/data coverage` says what was read so far.")
NOBODY = text("Nothing is known of this member here: whoever opted out, or was not seen yet, has no report.")
NO_MOODS = text(
    "The mood of single members is shown to nobody here, or only to moderators. `/settings moods` changes that, and"
    " what is shared in a channel is never sorted by it."
)
NO_CHANNEL = text("This channel or thread is left out of reports, or nothing was seen of it yet.")
TOO_LARGE = text("The file is too large for Discord. Whoever runs Rapport gets it with `rapport report`.")


async def ask(bot: Rapport, request: Request) -> Report:
    """The report, or a :class:`KindError`: the service's own words name other guilds and are for a terminal."""
    try:
        return await bot.service.answer(request)
    except MoodsHiddenError:
        raise KindError(NO_MOODS) from None
    except TooEarlyError as error:
        early = text(
            "Too early to tell: an event of {day} can be looked at from {needed} on.",
            day=error.day,
            needed=error.needed,
        )
        raise KindError(early) from None
    except RequestError:
        if request.user_id is not None:
            raise KindError(NOBODY) from None
        if request.channel_id is not None:
            raise KindError(NO_CHANNEL) from None
        raise KindError(NOTHING_YET) from None


async def page_of(bot: Rapport, report: Report, words: Words) -> tuple[discord.Embed, discord.File]:
    """A report as an embed with its picture, made off the event loop."""
    name = f"{report.heading.report}.png"

    def write() -> tuple[discord.Embed, Spec, str]:
        embed = as_embed(report, words)
        embed.set_image(url=f"attachment://{name}")
        return embed, as_spec(report, words), alt_text(report, words)[:1024]

    embed, spec, shown = await asyncio.to_thread(write)
    picture = await bot.easel.draw(spec)
    return embed, discord.File(io.BytesIO(picture), name, description=shown)


async def table_of(bot: Rapport, request: Request, limit: int, words: Words) -> discord.File:
    """A report's figures as a CSV file, all rows of them. Raises :class:`KindError` beyond ``limit`` bytes."""
    report = await ask(bot, replace(request, limit=0, skip=0))
    name = f"{request.name}-{request.role}.csv" if request.role else f"{request.name}.csv"
    table = await asyncio.to_thread(lambda: fitting(as_csv(report, words).encode("utf-8-sig"), name, limit))
    if table is None:
        raise KindError(TOO_LARGE)
    return table
