"""What a picture shows, for those who hear it."""

from __future__ import annotations

from bot.render.names import clip, plain
from bot.render.telling import finding, footnote, tell
from bot.reports import Report

MOST = 1000
"""Discord takes 1,024 characters as a picture's description."""
_SHOWS = {
    "overview": "Bars of members by role, and a grid of messages by weekday and hour.",
    "members": "Bars of the members' scores, best first.",
    "evangelists": "Bars of the evangelists' scores, best first.",
    "lurkers": "Bars of members by role; the last three roles wrote nothing.",
    "member": "Bars of the facets of the score against the median, and of messages a week.",
    "network": "Members as dots, joined by lines where they answer each other.",
    "groups": "Bars of the groups by how many members they have.",
    "audit": "Bars of the groups by the roles of their members, each with the channel in which it writes most.",
    "channels": "Bars of messages by channel, and of the questions that got a reply, perhaps an answer, or none.",
    "fading": "For each member, messages a week before and lately.",
    "newcomers": "Newcomers as dots, coloured by whether they were answered.",
    "impact": "Bars of before and after for those who took part and for others, and the effects with their intervals.",
    "coverage": "For each channel with gaps, what was seen and what is missing over time.",
    "digest": "Bars of this week against the average of the four weeks before, and of new and fading people.",
}


def alt_text(report: Report) -> str:
    """One paragraph: the finding, what is drawn, and how much of the time was seen."""
    something = any(section.rows or section.lines for section in tell(report).sections)
    drawn = f" {_SHOWS[report.heading.report]}" if something else " There is nothing to draw."
    return clip(plain(f"{finding(report)}{drawn} {footnote(report.heading)}."), MOST)
