"""The impact of an event as a document and as a table."""

from __future__ import annotations

from typing import Any

from bot.render.cells import Table
from bot.reports import Effect, Impact
from bot.words.language import Words

Json = dict[str, Any]


def impact_document(report: Impact, words: Words) -> Json:
    return {
        "event": report.event,
        "date": report.day.isoformat(),
        "side_days": report.side_days,
        "touched": report.touched,
        "others": report.others,
        "compared": report.compared,
        "reason": words.read(report.reason) if report.reason else None,
        "effects": [_document(effect) for effect in report.effects],
    }


def _document(effect: Effect) -> Json:
    return {
        "what": effect.what,
        "before": round(effect.before, 3),
        "after": round(effect.after, 3),
        "others_before": None if effect.others_before is None else round(effect.others_before, 3),
        "others_after": None if effect.others_after is None else round(effect.others_after, 3),
        "effect": round(effect.effect, 3),
        "low": round(effect.low, 3),
        "high": round(effect.high, 3),
        "verdict": effect.verdict,
    }


def impact_table(report: Impact) -> Table:
    """One row an effect."""
    head = ("what", "before", "after", "others_before", "others_after", "effect", "low", "high", "verdict")
    return head, (
        (
            effect.what,
            effect.before,
            effect.after,
            effect.others_before,
            effect.others_after,
            effect.effect,
            effect.low,
            effect.high,
            effect.verdict,
        )
        for effect in report.effects
    )
