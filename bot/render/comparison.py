"""The period before in JSON and CSV: keys and columns that are there only where it was asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from bot.render.cells import Cell
from bot.reports import ChannelRow, Channels, Earlier, Evangelists, Fading, Lurkers, Members
from bot.scoring import Judgement

Json = dict[str, Any]
MEMBER_BEFORE = ("score_before", "role_before", "messages_before", "responders_before", "active_weeks_before")
CHANNEL_BEFORE = ("messages_before", "writers_before", "questions_before", "open_before")


def with_before(report: Members | Evangelists | Fading, rows: list[Json]) -> list[Json]:
    """Each of the rows with what its member did before; null for those who did nothing, or where nobody can tell."""
    if report.heading.against is None:
        return rows
    return [{**row, "before": _earlier(report.earlier.get(int(row["user_id"])))} for row in rows]


def channel_before(report: Channels, row: ChannelRow, written: Callable[[ChannelRow], Json]) -> Json:
    if report.heading.against is None:
        return {}
    earlier = report.earlier.get(row.channel_id)
    return {"before": None if earlier is None else written(earlier)}


def lurkers_before(report: Lurkers) -> Json:
    earlier = report.earlier
    if report.heading.against is None:
        return {}
    if earlier is None:
        return {"before": None}
    return {
        "before": {
            "humans": earlier.humans,
            "active": earlier.active,
            "ratio_low": round(earlier.ratio_low, 4),
            "ratio_high": round(earlier.ratio_high, 4),
            "kinds": {role.value: count for role, count in earlier.kinds.items()},
        }
    }


def member_columns(report: Members | Evangelists | Fading) -> tuple[str, ...]:
    return () if report.heading.against is None else MEMBER_BEFORE


def member_cells(report: Members | Evangelists | Fading, judgement: Judgement) -> tuple[Cell, ...]:
    if report.heading.against is None:
        return ()
    earlier = report.earlier.get(judgement.user_id)
    if earlier is None:
        return (None,) * len(MEMBER_BEFORE)
    return earlier.score, earlier.role.value, earlier.messages, earlier.responders, earlier.active_weeks


def channel_columns(report: Channels) -> tuple[str, ...]:
    return () if report.heading.against is None else CHANNEL_BEFORE


def channel_cells(report: Channels, row: ChannelRow) -> tuple[Cell, ...]:
    if report.heading.against is None:
        return ()
    earlier = report.earlier.get(row.channel_id)
    if earlier is None:
        return (None,) * len(CHANNEL_BEFORE)
    return earlier.messages, earlier.writers, earlier.questions, earlier.open


def lurker_figures(report: Lurkers) -> Iterator[tuple[str, Cell, Cell]]:
    """What is counted, now and before."""
    earlier = report.earlier
    for name in ("humans", "active", "ratio_low", "ratio_high"):
        yield name, getattr(report, name), None if earlier is None else getattr(earlier, name)
    for role, count in report.kinds:
        yield f"role_{role.value}", count, None if earlier is None else earlier.kinds[role]


def _earlier(earlier: Earlier | None) -> Json | None:
    if earlier is None:
        return None
    return {
        "score": earlier.score,
        "role": earlier.role.value,
        "messages": earlier.messages,
        "responders": earlier.responders,
        "active_weeks": earlier.active_weeks,
    }
