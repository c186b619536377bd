"""A list beside the period before: what each of those it names did then."""

from __future__ import annotations

from dataclasses import replace

from bot.reports.before import Before
from bot.reports.change import comparable
from bot.reports.channels import Channels
from bot.reports.evangelists import Evangelists
from bot.reports.fading import Fading
from bot.reports.heading import Against
from bot.reports.lurkers import Lurkers
from bot.reports.members import Members
from bot.reports.seen import Seen

Listed = Members | Evangelists | Lurkers | Channels | Fading


def compare(report: Listed, seen: Seen, before: Before) -> Listed:
    """``before`` is what is remembered of ``seen.window.before``; it is named where it cannot be compared, too."""
    alike = comparable(seen, before)
    against = Against(before.window.start, before.window.as_of, alike)
    report = replace(report, heading=replace(report.heading, against=against))
    if not alike:
        return report
    match report:
        case Members():
            return replace(report, earlier=before.stood.of(person.user_id for person in report.members))
        case Evangelists():
            return replace(report, earlier=before.stood.of(person.user_id for person in report.evangelists))
        case Fading():
            return replace(report, earlier=before.stood.of(person.judgement.user_id for person in report.fading))
        case Lurkers():
            return replace(report, earlier=before.lurkers)
        case Channels():
            return replace(report, earlier={row.channel_id: row for row in before.channels})
