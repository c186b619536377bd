"""Every report's title and its finding: the one or two sentences that a moderator takes away."""

from __future__ import annotations

from bot.render.figures import ROLE_WORDS, average, change, count_of, lasting, score, share, whole
from bot.render.telling.audit import find_audit
from bot.render.telling.backtest import said_of_backtest
from bot.render.telling.impact import find_impact
from bot.reports import (
    LISTINGS,
    WHOLE,
    Audit,
    Backtest,
    Change,
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
    percent_seen,
    shown_rows,
    total_rows,
)
from bot.scoring import Role

_TITLES = {
    "overview": "Overview",
    "members": "Members",
    "evangelists": "Evangelists",
    "lurkers": "Who wrote nothing",
    "member": "Member",
    "network": "Network",
    "groups": "Groups",
    "audit": "Audit",
    "channels": "Channels",
    "fading": "Fading",
    "newcomers": "Newcomers",
    "impact": "Impact",
    "coverage": "Coverage",
    "digest": "This week",
    "backtest": "Looking back",
}


def title(report: Report | Backtest) -> str:
    heading = report.heading
    what = report.judgement.name if isinstance(report, Member) else _TITLES[heading.report]
    if heading.role:
        what = f"{what} ({ROLE_WORDS[heading.role]})"
    where = f"#{heading.channel.removeprefix('#')} in {heading.guild}" if heading.channel else heading.guild
    return f"{what} · {where}"


def finding(report: Report | Backtest) -> str:
    """The sentence of too little where too little was seen."""
    if isinstance(report, Backtest):
        return said_of_backtest(report)
    if report.heading.too_little:
        return report.heading.too_little
    if report.heading.skipped:
        return _page(report)
    match report:
        case Overview():
            return _overview(report)
        case Lurkers():
            return _lurkers(report)
        case Network() | Groups():
            return _tied(report)
        case Audit():
            return find_audit(report)
        case Impact():
            return find_impact(report)
        case Channels():
            return _channels(report)
        case CoverageReport():
            return _coverage(report)
        case Digest():
            return _digest(report)
        case _:
            return _people(report)


def _people(report: Members | Evangelists | Member | Fading | Newcomers) -> str:
    match report:
        case Members():
            return _members(report)
        case Evangelists():
            return _evangelists(report)
        case Member():
            return _member(report)
        case Fading():
            return _fading(report)
        case Newcomers():
            return _newcomers(report)


def _page(report: Report) -> str:
    """Members 11 to 20 of 139."""
    first, called = report.heading.skipped + 1, LISTINGS[type(report)].called.capitalize()
    total = f"of {whole(total_rows(report) or 0)}"
    if not shown_rows(report):
        return f"{called}: there are no more, {total}."
    return f"{called} {whole(first)} to {whole(first + shown_rows(report) - 1)} {total}."


def _overview(report: Overview) -> str:
    evangelists = dict(report.roles)[Role.EVANGELIST]
    core = (
        f"{count_of(evangelists, 'person holds', 'people hold')} this place together"
        if evangelists
        else "Nobody stands out as an evangelist yet"
    )
    part = f" ({share(report.active.now / report.members)})" if report.members else ""
    return f"{core}. {whole(report.active.now)} of {_everybody(report, report.members)}{part} wrote something."


def _everybody(report: Overview | Lurkers, members: int) -> str:
    """139 members; of an archive only those it knows."""
    return count_of(members, "known member" if report.heading.archive else "member")


def _members(report: Members) -> str:
    if not report.members:
        if report.heading.role:
            return f"Nobody's role is {ROLE_WORDS[report.heading.role]} in this time."
        return "Nobody did anything that can be ranked in this time."
    first = report.members[0]
    if report.by != "score":
        return f"{first.name} comes first by {report.by.replace('_', ' ')}, of {_ranked(report)}."
    return f"{first.name} comes first with a score of {score(first.score)} of 100, of {_ranked(report)}."


def _ranked(report: Members) -> str:
    if report.heading.role:
        who = count_of(report.matching, "member whose", "members whose")
        return f"{who} role is {ROLE_WORDS[report.heading.role]}"
    return count_of(report.ranked, "active member")


def _evangelists(report: Evangelists) -> str:
    if not report.total:
        return f"Nobody among {count_of(report.active, 'active member')} stands out as an evangelist yet."
    people = count_of(report.total, "person holds", "people hold")
    if report.share is None:
        return f"{people} this place together, of {count_of(report.active, 'active member')}."
    return (
        f"{people} this place together, of {count_of(report.active, 'active member')}: "
        f"{share(report.share)} of all responses are theirs or go to them."
    )


def _lurkers(report: Lurkers) -> str:
    silent = report.humans - report.active
    if not report.humans:
        return "No members are known yet."
    low, high = share(report.ratio_low), share(report.ratio_high)
    said = f"{whole(silent)} of {_everybody(report, report.humans)} wrote nothing"
    return f"{said}: {high}." if low == high else f"{said}: {low} to {high}, depending on whom you count."


def _member(report: Member) -> str:
    judgement = report.judgement
    role = ROLE_WORDS[judgement.role]
    if report.rank is None:
        return f"{judgement.name}: {role}; not ranked in this time."
    return (
        f"{judgement.name}: {role}, score {score(judgement.score)} of 100, "
        f"place {whole(report.rank)} of {whole(report.ranked)}."
    )


def _tied(report: Network | Groups) -> str:
    if isinstance(report, Network):
        if not report.total_ties:
            return "No two members were seen answering each other."
        groups = f", in {count_of(len(report.groups), 'group')}" if report.groups else ""
        bridges = f"; {count_of(len(report.bridges), 'person joins', 'people join')} them" if report.bridges else ""
        ties = count_of(report.total_ties, "tie")
        return f"{count_of(report.people, 'member')} are tied to each other by {ties}{groups}{bridges}."
    if not report.total:
        return "No groups stand out: people answer each other across the whole place, or hardly at all."
    largest = max(report.groups, key=lambda group: len(group.members))
    return (
        f"{count_of(report.people, 'member')} form {count_of(report.total, 'group')}; "
        f"the largest, {largest.name}, has {whole(len(largest.members))}."
    )


def _channels(report: Channels) -> str:
    if not report.channels:
        return "Nobody wrote in any channel in this time."
    if not report.questions:
        first = max(report.channels, key=lambda row: row.messages)
        by = count_of(first.writers, "member")
        return f"Most is said in #{first.name}: {count_of(first.messages, 'message')} by {by}. Nobody asked anything."
    part = share(report.open / report.questions)
    verb = "stays" if report.open == 1 else "stay"
    said = f"{whole(report.open)} of {count_of(report.questions, 'question')} ({part}) {verb} without an answer"
    if report.most_open is not None and report.total > 1:
        said += f", most of them in #{report.most_open.name} ({whole(report.most_open.open)})"
    if not report.replies_used:
        return f"{said}. Nobody uses Reply here, so whatever was written next counts as one."
    if report.slowest is None:
        return f"{said}."
    return f"{said}. Answers take longest in #{report.slowest.name}: {lasting(report.slowest.reply_seconds)}."


def _fading(report: Fading) -> str:
    if not report.total:
        return "Nobody who was here week after week is drifting away."
    who = count_of(report.total, "member who was", "members who were")
    verb = "is" if report.total == 1 else "are"
    return f"{who} here week after week {verb} seen less and less."


def _newcomers(report: Newcomers) -> str:
    if not report.total:
        return f"Nobody new was seen in the last {count_of(report.lately_days, 'day')}."
    came = f"{count_of(report.total, 'member')} came in the last {count_of(report.lately_days, 'day')}"
    if not report.wrote:
        return f"{came} and wrote nothing yet."
    verb = "waits" if report.waiting == 1 else "wait"
    waiting = f"{whole(report.waiting)} still {verb} for an answer" if report.waiting else "none is without an answer"
    if report.wrote == report.total:
        return f"{came} and wrote; {waiting}."
    return f"{came}, {whole(report.wrote)} of them wrote; {waiting}."


def _coverage(report: CoverageReport) -> str:
    if report.share is None:
        return "Nothing was seen in this time."
    where = count_of(report.channels, "channel")
    whole_time = ", no gaps" if report.share >= WHOLE else ""
    missing = f", {count_of(len(report.missing), 'channel')} with gaps" if report.missing else whole_time
    return (
        f"{percent_seen(report.share)} of this time was seen: "
        f"{count_of(report.messages, 'message')} in {where}{missing}."
    )


def _digest(report: Digest) -> str:
    return (
        f"{count_of(report.active.now, 'member')} wrote {count_of(report.messages.now, 'message')} this week"
        f"{_against(report.messages)}."
    )


def _against(figure: Change) -> str:
    moved = change(figure)
    if not moved or figure.before is None:
        return ""
    usual = average(figure.before)
    return f" (usually {usual}: {moved})" if moved != "none before" else ""
