"""Channels: where people write, and where questions stay open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.reports.heading import Heading, head
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

    perhaps: int
    """Other questions after which somebody else wrote next within the hour, and to nobody else."""
    reply_seconds: float | None
    """Half of the answered questions waited no longer for a Reply; None where too few are known to say."""
    next_seconds: float | None
    """The same of those that count as ``perhaps``."""

    @property
    def open(self) -> int:
        """Questions after which nobody said anything, as far as can be told."""
        return self.questions - self.answered - self.perhaps

    @property
    def open_share(self) -> float:
        """0 to 1; 0 where nobody asked."""
        return self.open / self.questions if self.questions else 0.0

    @property
    def wait_seconds(self) -> float | None:
        """How long an answer takes here: a Reply, or where those are too few whatever came next."""
        return self.next_seconds if self.reply_seconds is None else self.reply_seconds


@dataclass(frozen=True, slots=True)
class Channels:
    heading: Heading
    total: int
    """How many channels somebody wrote in."""
    questions: int
    """In all channels, shown or not; so is the next."""
    answered: int
    perhaps: int
    replies_used: bool
    """Whether anybody uses Discord's Reply: without it, nobody can tell for certain which questions were answered."""
    channels: tuple[ChannelRow, ...]
    most_open: ChannelRow | None
    """Where most questions stayed open, of all channels; None where none did."""
    slowest: ChannelRow | None
    """Where answers take longest; None where fewer than two channels can be told apart."""
    earlier: Mapping[int, ChannelRow] = field(default_factory=dict)
    """By channel id, where the period before is compared; without those in which nobody wrote then."""

    @property
    def open(self) -> int:
        return self.questions - self.answered - self.perhaps


def build_channels(seen: Outline, limit: int) -> Channels:
    """The ``limit`` channels with most messages (0 is all); those without any are left out."""
    rows = channel_rows(seen)
    return Channels(
        heading=head("channels", seen),
        total=len(rows),
        questions=sum(row.questions for row in rows),
        answered=sum(row.answered for row in rows),
        perhaps=sum(row.perhaps for row in rows),
        replies_used=replies_used(seen),
        channels=rows[:limit] if limit else rows,
        most_open=max((row for row in rows if row.open), key=lambda row: row.open, default=None),
        slowest=_slowest(rows),
    )


def _slowest(rows: tuple[ChannelRow, ...]) -> ChannelRow | None:
    timed = [row for row in rows if row.reply_seconds is not None]
    return max(timed, key=lambda row: row.reply_seconds or 0.0) if len(timed) > 1 else None


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
            perhaps=channel.perhaps,
            reply_seconds=channel.reply_seconds,
            next_seconds=channel.next_seconds,
        )
        for channel in seen.channels
        if channel.messages
    ]
    return tuple(sorted(rows, key=lambda row: (-row.messages, row.name)))
