"""Coverage: what was really seen, and what is missing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.reports.heading import Heading, head
from storage.models import Gap, Outline


@dataclass(frozen=True, slots=True)
class ChannelGaps:
    channel_id: int
    channel: str
    missing: timedelta
    reasons: tuple[str, ...]
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class CoverageReport:
    heading: Heading
    share: float | None
    seen_from: datetime | None
    messages: int
    channels: int
    """Channels in which somebody wrote."""
    missing: tuple[ChannelGaps, ...]
    """Channels with gaps, the longest missing first."""


def build_coverage(seen: Outline, limit: int) -> CoverageReport:
    """The ``limit`` channels that miss most (0 is all). Never "too little": saying so is what this report is for."""
    by_channel: dict[int, list[Gap]] = defaultdict(list)
    for gap in seen.coverage.gaps:
        by_channel[gap.channel_id].append(gap)
    missing = sorted(
        (
            ChannelGaps(
                channel_id=channel_id,
                channel=gaps[0].channel.removeprefix("#"),
                missing=sum((gap.end - gap.start for gap in gaps), timedelta()),
                reasons=tuple(dict.fromkeys(gap.reason for gap in gaps)),
                gaps=tuple(sorted(gaps, key=lambda gap: gap.start)),
            )
            for channel_id, gaps in by_channel.items()
        ),
        key=lambda channel: (-channel.missing, channel.channel),
    )
    return CoverageReport(
        heading=replace(head("coverage", seen), too_little=None),
        share=seen.coverage.share,
        seen_from=seen.coverage.seen_from,
        messages=seen.sent,
        channels=sum(channel.messages > 0 for channel in seen.channels),
        missing=tuple(missing[:limit] if limit else missing),
    )
