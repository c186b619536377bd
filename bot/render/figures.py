"""Figures in words, the same in every rendering."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.reports import Change
from bot.scoring import Judgement, Role

MANY_TIMES = 5
"""From this many times as much on, "+400%" says less than "5 times as many"."""
ROLE_WORDS: dict[Role, str] = {
    Role.EVANGELIST: "evangelist",
    Role.CONTRIBUTOR: "contributor",
    Role.REGULAR: "regular",
    Role.NEWCOMER: "newcomer",
    Role.FADING: "fading",
    Role.REACTOR: "reactor",
    Role.LAPSED: "lapsed",
    Role.UNSEEN: "unseen",
}
ROLE_MEANING: dict[Role, str] = {
    Role.EVANGELIST: "holding the place together",
    Role.CONTRIBUTOR: "giving often and being answered",
    Role.REGULAR: "writing now and then",
    Role.NEWCOMER: "came lately",
    Role.FADING: "seen less and less",
    Role.REACTOR: "reacting or in voice, without writing",
    Role.LAPSED: "wrote before, and not in this time",
    Role.UNSEEN: "nothing was seen of them",
}
FACET_MEANING: dict[str, str] = {
    "reach": "how many people answer them",
    "resonance": "how much is answered",
    "dialogue": "answers given as well as got",
    "consistency": "weeks of presence",
    "warmth": "how kindly they answer",
    "welcome": "answering newcomers",
    "recruiting": "people they brought",
}


def whole(count: float) -> str:
    """12345 → "12,345"."""
    return f"{count:,.0f}"


def score(value: float) -> str:
    return f"{value:.1f}"


def share(value: float | None) -> str:
    """0.123 → "12%"; "under 1%" for a little; "–" for unknown."""
    if value is None:
        return "–"
    if 0 < value < 0.005:
        return "under 1%"
    return f"{value * 100:.0f}%"


def signed(value: float | None) -> str:
    """A sentiment with its sign: "+0.12"; "–" for unknown."""
    return "–" if value is None else f"{value:+.2f}"


def mood_of(judgement: Judgement) -> str:
    """How a member sounds, within what, and of how many messages; empty where that is not known or not shown."""
    if judgement.sentiment is None or judgement.sentiment_interval is None:
        return ""
    low, high = map(signed, judgement.sentiment_interval)
    told = count_of(judgement.sentiment_messages or 0, "message")
    return f"mood {signed(judgement.sentiment)} (−1 to +1), within {low} to {high}, from {told}"


def average(value: float) -> str:
    """An average: one decimal below ten, none above."""
    return f"{value:.1f}" if abs(value) < 10 and value != round(value) else whole(value)


def count_of(count: float, one: str, many: str | None = None) -> str:
    """1, "member" → "1 member"; 2 → "2 members"."""
    return f"{average(count)} {one if count == 1 else many or one + 's'}"


def lasting(seconds: float | None) -> str:
    """40 s, 12 min, 3.5 h, 2.1 days; "–" for unknown."""
    if seconds is None:
        return "–"
    for limit, unit, word in ((90, 1, "s"), (5400, 60, "min"), (172_800, 3600, "h")):
        if seconds < limit:
            return f"{average(round(seconds / unit, 1 if unit == 3600 else 0))} {word}"
    return f"{average(round(seconds / 86_400, 1))} days"


def change(figure: Change) -> str:
    """How it moved: "+12%", "no change", "none before", "7 times as many"; empty where unknown."""
    if figure.before is None:
        return ""
    difference = figure.now - figure.before
    if difference == 0:
        return "no change"
    if not figure.before:
        return "none before"
    if figure.now >= MANY_TIMES * figure.before > 0:
        return f"{figure.now / figure.before:.0f} times as many"
    relative = difference / figure.before * 100
    return f"{relative:+.0f}%" if abs(relative) >= 0.5 else "no change"


def day(moment: datetime) -> str:
    """3 May 2024, in UTC."""
    moment = moment.astimezone(UTC)
    return f"{moment.day} {moment:%b %Y}"


def iso(moment: datetime) -> str:
    """ISO 8601 in UTC with a Z, to the millisecond where there is one."""
    moment = moment.astimezone(UTC)
    return moment.isoformat(timespec="milliseconds" if moment.microsecond else "seconds").replace("+00:00", "Z")


def span(days: int) -> str:
    return f"{days // 7} weeks" if days % 7 == 0 and days > 7 else count_of(days, "day")
