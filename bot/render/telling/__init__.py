"""What each report says, in sentences and rows."""

from __future__ import annotations

from bot.render.shape import Section, Telling
from bot.render.telling.audit import tell_audit
from bot.render.telling.backtest import tell_backtest
from bot.render.telling.channels import tell_channels
from bot.render.telling.community import tell_coverage, tell_digest, tell_lurkers, tell_overview
from bot.render.telling.coverage import footnote
from bot.render.telling.finding import finding, title
from bot.render.telling.impact import tell_impact
from bot.render.telling.people import (
    tell_fading,
    tell_groups,
    tell_member,
    tell_network,
    tell_newcomers,
)
from bot.render.telling.rankings import tell_evangelists, tell_members
from bot.reports import (
    Audit,
    Backtest,
    Channels,
    CoverageReport,
    Digest,
    Evangelists,
    Fading,
    Groups,
    Impact,
    Lurkers,
    Member,
    Members,
    Network,
    Newcomers,
    Overview,
    Report,
)
from bot.words.language import Words

__all__ = ["finding", "footnote", "tell", "title"]


def tell(report: Report | Backtest, words: Words) -> Telling:
    """The whole report; only the finding where too little was seen."""
    sections = () if report.heading.too_little else _sections(report, words)
    return Telling(title(report, words), finding(report, words), sections, footnote(report.heading, words))


def _sections(report: Report | Backtest, words: Words) -> tuple[Section, ...]:
    match report:
        case Backtest():
            return tell_backtest(report)
        case Members() | Evangelists() | Member() | Fading() | Newcomers():
            return _people(report, words)
        case Network():
            return tell_network(report, words)
        case Groups():
            return tell_groups(report, words)
        case Audit():
            return tell_audit(report, words)
        case Impact():
            return tell_impact(report, words)
        case Overview():
            return tell_overview(report, words)
        case Lurkers():
            return tell_lurkers(report, words)
        case Channels():
            return tell_channels(report, words)
        case CoverageReport():
            return tell_coverage(report, words)
        case Digest():
            return tell_digest(report, words)


def _people(report: Members | Evangelists | Member | Fading | Newcomers, words: Words) -> tuple[Section, ...]:
    match report:
        case Members():
            return tell_members(report, words)
        case Evangelists():
            return tell_evangelists(report, words)
        case Member():
            return tell_member(report, words)
        case Fading():
            return tell_fading(report, words)
        case Newcomers():
            return tell_newcomers(report, words)
