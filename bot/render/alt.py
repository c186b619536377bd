"""What a picture shows, for those who hear it."""

from __future__ import annotations

from collections.abc import Iterator

from bot.render.figures import STEP_WORDS
from bot.render.names import clip, plain
from bot.render.telling import finding, footnote, tell
from bot.reports import Overview, Report
from bot.words.language import Words
from bot.words.text import mark

MOST = 1000
"""Discord takes 1,024 characters as a picture's description."""
NOTHING_DRAWN = mark("There is nothing to draw.")
_SHOWS = {
    "overview": mark(
        "Bars from all members to evangelists, with the period before as outlines where it is known; columns of who"
        " wrote each week, and a grid of messages by weekday and hour."
    ),
    "members": mark("Bars of the members' scores, best first."),
    "evangelists": mark("Bars of the evangelists' scores, best first."),
    "lurkers": mark("Bars of members by role; the last three roles wrote nothing."),
    "member": mark("Bars of the facets of the score against the median, and of messages a week."),
    "network": mark("Members as dots in the colours of their groups, joined by lines where they answer each other."),
    "groups": mark("Bars of the groups by how many members they have."),
    "audit": mark("Bars of the groups by the roles of their members, each with the channel in which it writes most."),
    "channels": mark("Bars of messages by channel, and of the questions that got a reply, perhaps an answer, or none."),
    "fading": mark("For each member, messages a week before and lately."),
    "newcomers": mark("Newcomers as dots, coloured by whether they were answered."),
    "impact": mark(
        "Bars of before and after for those who took part and for others, and the effects with their intervals."
    ),
    "coverage": mark("For each channel with gaps, what was seen and what is missing over time."),
    "digest": mark("Bars of this week against the average of the four weeks before, and of new and fading people."),
}


def alt_text(report: Report, words: Words) -> str:
    """One paragraph: the finding, what is drawn, and how much of the time was seen."""
    something = any(section.rows or section.lines for section in tell(report, words).sections)
    drawn = words.say(_SHOWS[report.heading.report] if something else NOTHING_DRAWN)
    said = (finding(report, words), drawn, *_steps(report, words), footnote(report.heading, words))
    return clip(plain(f"{' '.join(said)}."), MOST)


def _steps(report: Report, words: Words) -> Iterator[str]:
    """The numbers of the funnel, which are all that its bars say."""
    if not isinstance(report, Overview) or report.heading.too_little:
        return
    steps = []
    for step, figure in report.funnel:
        said = f"{words.read(STEP_WORDS[step])} {words.fixed(figure.now)}"
        before = "" if figure.before is None else words.say("before {n}", n=figure.before)
        steps.append(f"{said} ({before})" if before else said)
    yield words.say("The bars: {steps}.", steps=words.join(steps))
