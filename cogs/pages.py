"""What is shown: a report as a message with its picture, or as a file."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import discord
from discord.ui import ActionRow, LayoutView, TextDisplay

from bot.app import Rapport
from bot.render.message import ROOM, Ask, Made, as_container, length
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
NOBODY = text(
    "Nothing is known of this member in this time: they were not here yet, nothing was seen of them, or they opted out."
)
NOT_YOU = text(
    "There is nothing to tell about you in this time: you were not here yet, nothing was seen of you, or you opted out."
    " A later period may say more, and `/privacy info` says what is kept about you."
)
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
            raise KindError(NOT_YOU if request.audience == "owner" else NOBODY) from None
        if request.channel_id is not None:
            raise KindError(NO_CHANNEL) from None
        raise KindError(NOTHING_YET) from None


async def ask_to_show(bot: Rapport, request: Request) -> Report:
    """As :func:`ask`, while what draws the picture gets ready."""
    bot.easel.set_up()
    return await ask(bot, request)


async def page_of(
    bot: Rapport, report: Report, words: Words, *, beside: Ask | None = None, note: str = ""
) -> tuple[Made, discord.File]:
    """A report and its picture, made off the event loop. ``note`` is what will stand above it."""
    name = f"{report.heading.report}.png"

    def write() -> tuple[Made, Spec, str]:
        made = as_container(report, words, picture=name, ask=beside, room=ROOM - length(note))
        return made, as_spec(report, words), alt_text(report, words)

    made, spec, shown = await asyncio.to_thread(write)
    picture = await bot.easel.draw(spec)
    return made, discord.File(io.BytesIO(picture), name, description=shown)


def laid_out(made: Made, rows: Iterable[ActionRow[Any]] = (), *, note: str = "") -> LayoutView:
    """A message: a note, if there is one, and the page with its controls."""
    view = LayoutView(timeout=None)
    if note:
        view.add_item(TextDisplay(note))
    for row in rows:
        made.add_item(row)
    view.add_item(made)
    return view


async def table_of(bot: Rapport, request: Request, limit: int, words: Words) -> discord.File:
    """A report's figures as a CSV file, all rows of them. Raises :class:`KindError` beyond ``limit`` bytes."""
    report = await ask(bot, replace(request, limit=0, skip=0))
    name = f"{request.name}-{request.role}.csv" if request.role else f"{request.name}.csv"
    table = await asyncio.to_thread(lambda: fitting(as_csv(report, words).encode("utf-8-sig"), name, limit))
    if table is None:
        raise KindError(TOO_LARGE)
    return table
