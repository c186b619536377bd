"""What is said of channels, and of the questions in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.render.shape import Column, Row, Section, moving, whole
from bot.render.telling.comparison import against, compares
from bot.reports import ChannelRow, Channels
from bot.words.language import UNKNOWN, Words
from bot.words.text import Plural, mark

HOW_COUNTED = mark(
    "replied: somebody else used Reply. Perhaps: somebody else wrote next, within the hour and to nobody else. "
    "Takes: half of the answers came sooner."
)

_COMPARED = (
    Column("channel", most=18),
    Column("messages", Plural("{n} message", "{n} messages"), right=True),
    Column("people", Plural("{n} person", "{n} people"), right=True),
    Column("asked", Plural("{n} question", "{n} questions"), right=True),
    Column("open", Plural("{n} open", "{n} open"), right=True),
    Column("takes", mark("an answer takes {n}"), right=True),
)


def tell_channels(report: Channels, words: Words) -> tuple[Section, ...]:
    section = channels_section("", report.channels, words, report.earlier if compares(report.heading) else None)
    sections = [replace(section, notes=against(report.heading, section.rows, words))]
    if report.questions:
        sections.append(Section(words.say("How this is counted"), lines=(words.say(HOW_COUNTED),)))
    return tuple(sections)


def channels_section(
    heading: str,
    channels: tuple[ChannelRow, ...],
    words: Words,
    compared: Mapping[int, ChannelRow] | None = None,
) -> Section:
    if compared is not None:
        return Section(heading, _COMPARED, tuple(_beside_the_past(row, compared, words) for row in channels))
    columns = (
        Column("channel", most=20),
        Column("messages", Plural("{n} message", "{n} messages"), right=True),
        Column("people", Plural("{n} person", "{n} people"), right=True),
        Column("asked", Plural("{n} question", "{n} questions"), right=True),
        Column("replied", Plural("{n} replied to", "{n} replied to"), right=True),
        Column("perhaps", Plural("{n} perhaps answered", "{n} perhaps answered"), right=True),
        Column("open", Plural("{n} open", "{n} open"), right=True),
        Column("takes", mark("an answer takes {n}"), right=True),
    )
    rows = tuple(
        Row(
            (
                f"#{row.name}",
                whole(row.messages, words),
                whole(row.writers, words),
                whole(row.questions, words),
                whole(row.answered, words) if row.answer_rate is not None else UNKNOWN,
                whole(row.perhaps, words) if row.questions else UNKNOWN,
                whole(row.open, words) if row.questions else UNKNOWN,
                words.lasting(row.wait_seconds),
            )
        )
        for row in channels
    )
    return Section(heading, columns, rows)


def _beside_the_past(row: ChannelRow, compared: Mapping[int, ChannelRow], words: Words) -> Row:
    earlier = compared.get(row.channel_id)
    wait = words.lasting(row.wait_seconds)
    before = UNKNOWN if earlier is None else words.lasting(earlier.wait_seconds)
    if UNKNOWN not in (wait, before) and wait != before:
        wait = words.say("{now}, before {n}", now=wait, n=before)
    return Row(
        (
            f"#{row.name}",
            moving(row.messages, None if earlier is None else earlier.messages, words),
            moving(row.writers, None if earlier is None else earlier.writers, words),
            moving(row.questions, None if earlier is None else earlier.questions, words),
            moving(row.open, None if earlier is None else earlier.open, words) if row.questions else UNKNOWN,
            wait,
        ),
        words.say("nobody wrote here in the period before") if earlier is None else "",
    )
