"""What is said of an event's impact."""

from __future__ import annotations

from bot.render.shape import Column, Row, Section
from bot.reports import Effect, Impact, What
from bot.words.language import Words
from bot.words.text import Text, mark, term, text

EFFECT_WORDS: dict[What, Text] = {
    "days": text("days with a message"),
    "responses": text("responses given"),
    "messages": term("figure", "messages"),
    "first_time": text("first messages, all"),
}
VERDICTS: dict[str, Text] = {
    "more": term("verdict", "more"),
    "less": term("verdict", "less"),
    "cannot tell": term("verdict", "cannot tell"),
}
MORE = mark("After {event}, {who} wrote on {size:.1} more days a week than one would expect ({possible}).")
FEWER = mark("After {event}, {who} wrote on {size:.1} fewer days a week than one would expect ({possible}).")


def find_impact(report: Impact, words: Words) -> str:
    what = report.event or words.say("the event of {day}", day=report.day)
    if report.reason is not None:
        return words.say(
            "Cannot tell what changed after {event}, because {reason}.", event=what, reason=words.read(report.reason)
        )
    first = report.effects[0]
    who = words.count(
        "the {n} member who were active that day", "the {n} members who were active that day", report.touched
    )
    possible = interval(first, words)
    match first.verdict:
        case "more":
            return words.say(MORE, event=what, who=who, size=abs(first.effect), possible=possible)
        case "less":
            return words.say(FEWER, event=what, who=who, size=abs(first.effect), possible=possible)
        case "cannot tell":
            return words.say(
                "Cannot tell whether {event} changed how often {who} wrote: {possible} days a week is possible.",
                event=what,
                who=who,
                possible=possible,
            )


def interval(effect: Effect, words: Words) -> str:
    """between −0.2 and +1.1."""
    return words.say("between {low:+.1} and {high:+.1}", low=effect.low, high=effect.high)


def tell_impact(report: Impact, words: Words) -> tuple[Section, ...]:
    if not report.effects:
        return ()
    columns = (
        Column("a week", most=22),
        Column("before", mark("before {n}"), right=True),
        Column("after", mark("after {n}"), right=True),
        Column("effect", mark("effect {n}"), right=True),
        Column("95% interval", mark("95% interval {n}")),
        Column("verdict"),
    )
    rows = tuple(
        Row(
            (
                words.read(EFFECT_WORDS[effect.what]),
                words.fixed(effect.before, 1),
                words.fixed(effect.after, 1),
                words.signed(effect.effect, 1),
                words.say("{low:+.1} to {high:+.1}", low=effect.low, high=effect.high),
                words.read(VERDICTS[effect.verdict]),
            ),
            ""
            if effect.others_before is None or effect.others_after is None
            else words.say("others: {before:.1} → {after:.1}", before=effect.others_before, after=effect.others_after),
        )
        for effect in report.effects
    )
    lines = (
        words.count(
            "{n} member who had written before were active on {day} (UTC)",
            "{n} members who had written before were active on {day} (UTC)",
            report.touched,
            day=report.day,
        ),
        words.count(
            "{n} other who had written before were not",
            "{n} others who had written before were not",
            report.others,
        ),
        words.count(
            "the {days} days after it against the {days} days before it, less what changed for the others, less the "
            "same on {n} such weekday before it",
            "the {days} days after it against the {days} days before it, less what changed for the others, less the "
            "same on {n} such weekdays before it",
            report.compared,
            days=report.side_days,
        ),
        words.say(
            "one in twenty such intervals misses by chance alone, and there are several: the first is the one to go by"
        ),
    )
    return (Section("", columns, rows), Section(words.say("How this is reckoned"), lines=lines))
