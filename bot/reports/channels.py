"""Channels: where people write, and where questions stay open."""

from __future__ import annotations

from dataclasses import dataclass

from bot.reports.heading import Heading, head
from bot.reports.seen import Seen
from storage.models import Outline


@dataclass(frozen=True, slots=True)
class ChannelRow:
    channel_id: int
    name: str
    messages: int
    writers: int
    questions: int
    answered: int
    """Questions that somebody else answered with Discord's Reply."""
    answer_rate: float | None
    """0 to 1; None where nobody asked, or where nobody in the whole server uses Reply."""

    @property
    def unanswered(self) -> int:
        return self.questions - self.answered

    def rate_below(self, threshold: float) -> bool:
        return self.answer_rate is not None and self.answer_rate < threshold


@dataclass(frozen=True, slots=True)
class Channels:
    heading: Heading
    total: int
    """How many channels somebody wrote in."""
    questions: int
    """In all channels, shown or not; so is the next."""
    answered: int
    replies_used: bool
    """Whether anybody uses Discord's Reply: without it, nobody can tell which questions were answered."""
    channels: tuple[ChannelRow, ...]


def build_channels(seen: Seen, limit: int) -> Channels:
    """The ``limit`` channels with most messages (0 is all); those without any are left out."""
    rows = channel_rows(seen)
    return Channels(
        heading=head("channels", seen),
        total=len(rows),
        questions=sum(row.questions for row in rows),
        answered=sum(row.answered for row in rows),
        replies_used=replies_used(seen),
        channels=rows[:limit] if limit else rows,
    )


def replies_used(seen: Outline) -> bool:
    return any(channel.replies for channel in seen.channels)


def channel_rows(seen: Outline) -> tuple[ChannelRow, ...]:
    """Every channel in which somebody wrote, most messages first."""
    known = replies_used(seen)
    rows = [
        ChannelRow(
            channel_id=channel.channel_id,
            name=channel.name.removeprefix("#"),
            messages=channel.messages,
            writers=channel.writers,
            questions=channel.questions,
            answered=channel.answered,
            answer_rate=channel.answered / channel.questions if known and channel.questions else None,
        )
        for channel in seen.channels
        if channel.messages
    ]
    return tuple(sorted(rows, key=lambda row: (-row.messages, row.name)))
