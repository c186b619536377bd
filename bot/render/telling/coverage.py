"""What is said of how much was seen, under every report."""

from __future__ import annotations

from bot.render.figures import span
from bot.reports import WHOLE, Heading
from bot.words.language import Words
from bot.words.text import mark, text
from storage.models import Coverage, Gap

SHOWN_GAPS = 3
ARCHIVE = mark(
    "This is an archive: it knows only people who did something in it, so those who never did are not counted"
)
NOT_SEEN = {
    "not seen": text("not seen"),
    "no permission to read history": text("no permission to read history"),
}
"""Why something was not seen, by the words of the store."""


def footnote(heading: Heading, words: Words) -> str:
    """When it looks back from, and the coverage, such as "seen: 97% of 12 weeks; #help missing 3–5 May: …"."""
    days = span(heading.days, words)
    note = words.say(
        "{days} up to {end} · {coverage}",
        days=days,
        end=heading.as_of,
        coverage=coverage_note(heading.coverage, days, words),
    )
    counts_everybody = heading.report in ("overview", "lurkers")
    return f"{note}. {words.say(ARCHIVE)}" if heading.archive and counts_everybody else note


def coverage_note(coverage: Coverage, days: str, words: Words) -> str:
    if coverage.share is None:
        return words.say("seen: nothing in these {days}", days=days)
    parts = [words.say("seen: {share} of {days}", share=percent_seen(coverage.share, words), days=days)]
    longest = sorted(coverage.gaps, key=lambda gap: gap.end - gap.start, reverse=True)
    parts += [
        words.say(
            "{place} missing {when}: {reason}",
            place=place_of(gap, words),
            when=words.days(gap.start, gap.end),
            reason=reason_of(gap.reason, words),
        )
        for gap in longest[:SHOWN_GAPS]
    ]
    if len(longest) > SHOWN_GAPS:
        parts.append(words.count("{n} more gap", "{n} more gaps", len(longest) - SHOWN_GAPS))
    return "; ".join(parts)


def percent_seen(share: float, words: Words) -> str:
    """Whole per cent, but never "100%" where a part is missing and never "0%" where a part was seen."""
    if 0 < share < 0.01:
        return words.say("under {least:percent}", least=0.01)
    return words.percent(min(round(share, 2), 0.99 if share < WHOLE else 1.0))


def place_of(gap: Gap, words: Words) -> str:
    return f"#{gap.channel.removeprefix('#')}" if gap.channel else words.say("the whole server")


def reason_of(reason: str, words: Words) -> str:
    return words.read(NOT_SEEN[reason])
