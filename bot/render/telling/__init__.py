"""What each report says, in sentences and rows."""

from __future__ import annotations

from bot.render.figures import day, span
from bot.render.shape import Section, Telling
from bot.render.telling.audit import tell_audit
from bot.render.telling.backtest import tell_backtest
from bot.render.telling.community import tell_channels, tell_coverage, tell_digest, tell_lurkers, tell_overview
from bot.render.telling.finding import finding, title
from bot.render.telling.impact import tell_impact
from bot.render.telling.people import (
    tell_evangelists,
    tell_fading,
    tell_groups,
    tell_member,
    tell_members,
    tell_network,
    tell_newcomers,
)
from bot.reports import (
    Audit,
    Backtest,
    Channels,
    CoverageReport,
    Digest,
    Evangelists,
    Fading,
    Groups,
    Heading,
    Impact,
    Lurkers,
    Member,
    Members,
    Network,
    Newcomers,
    Overview,
    Report,
)

ARCHIVE = "This is an archive: it knows only people who did something in it, so those who never did are not counted"

__all__ = ["finding", "footnote", "tell", "title"]


def tell(report: Report | Backtest) -> Telling:
    """The whole report; only the finding where too little was seen."""
    sections = () if report.heading.too_little else _sections(report)
    return Telling(title(report), finding(report), sections, footnote(report.heading))


def footnote(heading: Heading) -> str:
    note = f"{span(heading.days)} up to {day(heading.as_of)} · {heading.footnote}"
    counts_everybody = heading.report in ("overview", "lurkers")
    return f"{note}. {ARCHIVE}" if heading.archive and counts_everybody else note


def _sections(report: Report | Backtest) -> tuple[Section, ...]:
    match report:
        case Backtest():
            return tell_backtest(report)
        case Members() | Evangelists() | Member() | Fading() | Newcomers():
            return _people(report)
        case Network():
            return tell_network(report)
        case Groups():
            return tell_groups(report)
        case Audit():
            return tell_audit(report)
        case Impact():
            return tell_impact(report)
        case Overview():
            return tell_overview(report)
        case Lurkers():
            return tell_lurkers(report)
        case Channels():
            return tell_channels(report)
        case CoverageReport():
            return tell_coverage(report)
        case Digest():
            return tell_digest(report)


def _people(report: Members | Evangelists | Member | Fading | Newcomers) -> tuple[Section, ...]:
    match report:
        case Members():
            return tell_members(report)
        case Evangelists():
            return tell_evangelists(report)
        case Member():
            return tell_member(report)
        case Fading():
            return tell_fading(report)
        case Newcomers():
            return tell_newcomers(report)
