"""What is said of an event's impact."""

from __future__ import annotations

from bot.render.figures import count_of, day
from bot.render.shape import Column, Row, Section
from bot.reports import Effect, Impact, What

EFFECT_WORDS: dict[What, str] = {
    "days": "days with a message",
    "responses": "responses given",
    "messages": "messages",
    "first_time": "first messages, all",
}


def find_impact(report: Impact) -> str:
    what = report.event or f"the event of {day(report.heading.as_of)}"
    if report.reason is not None:
        return f"Cannot tell what changed after {what}, because {report.reason}."
    first = report.effects[0]
    who = f"the {count_of(report.touched, 'member')} who were active that day"
    size = f"{abs(first.effect):.1f}"
    possible = f"between {interval(first)}"
    match first.verdict:
        case "more":
            return f"After {what}, {who} wrote on {size} more days a week than one would expect ({possible})."
        case "less":
            return f"After {what}, {who} wrote on {size} fewer days a week than one would expect ({possible})."
        case "cannot tell":
            return f"Cannot tell whether {what} changed how often {who} wrote: {possible} days a week is possible."


def interval(effect: Effect) -> str:
    """−0.2 and +1.1."""
    return f"{signed(effect.low)} and {signed(effect.high)}"


def signed(value: float) -> str:
    """With a sign, of one decimal; nothing is 0.0."""
    shown = f"{value:+.1f}"
    return "0.0" if shown in ("+0.0", "-0.0") else shown.replace("-", "−")


def tell_impact(report: Impact) -> tuple[Section, ...]:
    if not report.effects:
        return ()
    columns = (
        Column("a week", most=22),
        Column("before", "before {}", right=True),
        Column("after", "after {}", right=True),
        Column("effect", "effect {}", right=True),
        Column("95% interval", "between {}"),
        Column("verdict"),
    )
    rows = tuple(
        Row(
            (
                EFFECT_WORDS[effect.what],
                f"{effect.before:.1f}",
                f"{effect.after:.1f}",
                signed(effect.effect),
                interval(effect),
                effect.verdict,
            ),
            "" if effect.others_before is None else f"others: {effect.others_before:.1f} → {effect.others_after:.1f}",
        )
        for effect in report.effects
    )
    days = count_of(report.side_days, "day")
    when = f"{report.day.day} {report.day:%b %Y} (UTC)"
    lines = (
        f"{count_of(report.touched, 'member')} who had written before were active on {when}; "
        f"{count_of(report.others, 'other')} who had written before were not",
        f"the {days} after it against the {days} before it, less what changed for the others, less the same on "
        f"{count_of(report.compared, 'such weekday', 'such weekdays')} before it",
        "one in twenty such intervals misses by chance alone, and there are several: the first is the one to go by",
    )
    return (Section("", columns, rows), Section("How this is reckoned", lines=lines))
