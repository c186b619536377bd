"""What a picture shows, for those who hear it."""

from __future__ import annotations

from bot.render.names import clip, plain
from bot.render.telling import finding, footnote, tell
from bot.reports import Report
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
    "network": mark("Members as dots, joined by lines where they answer each other."),
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
    return clip(plain(f"{finding(report, words)} {drawn} {footnote(report.heading, words)}."), MOST)
