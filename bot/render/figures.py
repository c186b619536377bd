"""Figures in words, the same in every rendering."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.reports import Change
from bot.scoring import Judgement, Role
from bot.words.language import Words
from bot.words.text import Text, term, text

MANY_TIMES = 5
"""From this many times as much on, "+400%" says less than "5 times as many"."""
ROLE_WORDS: dict[Role, Text] = {
    Role.EVANGELIST: term("role", "evangelist"),
    Role.CONTRIBUTOR: term("role", "contributor"),
    Role.REGULAR: term("role", "regular"),
    Role.NEWCOMER: term("role", "newcomer"),
    Role.FADING: term("role", "fading"),
    Role.REACTOR: term("role", "reactor"),
    Role.LAPSED: term("role", "lapsed"),
    Role.UNSEEN: term("role", "unseen"),
}
ROLE_MEANING: dict[Role, Text] = {
    Role.EVANGELIST: text("holding the place together"),
    Role.CONTRIBUTOR: text("giving often and being answered"),
    Role.REGULAR: text("writing now and then"),
    Role.NEWCOMER: text("came lately"),
    Role.FADING: text("seen less and less"),
    Role.REACTOR: text("reacting or in voice, without writing"),
    Role.LAPSED: text("wrote before, and not in this time"),
    Role.UNSEEN: text("nothing was seen of them"),
}
STEP_WORDS: dict[str, Text] = {
    "members": term("step", "members"),
    "seen": term("step", "seen"),
    "wrote": term("step", "wrote"),
    "answered": term("step", "were answered"),
    "contribute": term("step", "contribute"),
    "evangelists": term("step", "evangelists"),
}
FACET_WORDS: dict[str, Text] = {
    "reach": term("facet", "reach"),
    "resonance": term("facet", "resonance"),
    "dialogue": term("facet", "dialogue"),
    "consistency": term("facet", "consistency"),
    "warmth": term("facet", "warmth"),
    "welcome": term("facet", "welcome"),
    "recruiting": term("facet", "recruiting"),
}
FACET_MEANING: dict[str, Text] = {
    "reach": text("how many people answer them"),
    "resonance": text("how much is answered"),
    "dialogue": text("answers given as well as got"),
    "consistency": text("weeks of presence"),
    "warmth": text("how kindly they write and are answered"),
    "welcome": text("answering newcomers"),
    "recruiting": text("people they brought"),
}


def mood_of(judgement: Judgement, words: Words) -> str:
    """How a member sounds, within what, and of how many messages; empty where that is not known or not shown."""
    if judgement.sentiment is None or judgement.sentiment_interval is None:
        return ""
    low, high = judgement.sentiment_interval
    return words.count(
        "mood {mood:+.2} (−1 to +1), within {low:+.2} to {high:+.2}, from {n} message",
        "mood {mood:+.2} (−1 to +1), within {low:+.2} to {high:+.2}, from {n} messages",
        judgement.sentiment_messages or 0,
        mood=judgement.sentiment,
        low=low,
        high=high,
    )


def change(figure: Change, words: Words) -> str:
    """How it moved: "+12%", "no change", "none before", "7 times as many"; empty where unknown."""
    if figure.before is None:
        return ""
    difference = figure.now - figure.before
    if difference == 0:
        return words.say("no change")
    if not figure.before:
        return words.say("none before")
    if figure.now >= MANY_TIMES * figure.before > 0:
        times = round(figure.now / figure.before)
        return words.count("{n} times as many", "{n} times as many", times)
    relative = difference / figure.before
    if abs(relative) < 0.005:
        return words.say("no change")
    return f"{'+' if relative > 0 else '−'}{words.percent(abs(relative))}"


def around(name: str, words: Words) -> str:
    """A group, by the member it is named after."""
    return words.say("around {name}", name=name)


def iso(moment: datetime) -> str:
    """ISO 8601 in UTC with a Z, to the millisecond where there is one."""
    moment = moment.astimezone(UTC)
    return moment.isoformat(timespec="milliseconds" if moment.microsecond else "seconds").replace("+00:00", "Z")


def span(days: int, words: Words) -> str:
    if days % 7 == 0 and days > 7:
        return words.count("{n} week", "{n} weeks", days // 7)
    return words.count("{n} day", "{n} days", days)
