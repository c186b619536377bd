"""What was seen and what is missing, as JSON."""

from __future__ import annotations

from typing import Any

from bot.render.figures import iso
from bot.reports import CoverageReport
from storage.models import Gap

Json = dict[str, Any]


def coverage_document(report: CoverageReport) -> Json:
    return {
        "messages": report.messages,
        "channels": report.channels,
        "missing": [
            {
                "channel_id": str(channel.channel_id),
                "channel": channel.channel,
                "hours": round(channel.missing.total_seconds() / 3600, 1),
                "reasons": list(channel.reasons),
                "gaps": [gap_document(gap) for gap in channel.gaps],
            }
            for channel in report.missing
        ],
    }


def gap_document(gap: Gap) -> Json:
    return {
        "channel_id": str(gap.channel_id),
        "channel": gap.channel,
        "start": iso(gap.start),
        "end": iso(gap.end),
        "reason": gap.reason,
    }
