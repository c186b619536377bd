"""Every report's title and its finding: the one or two sentences that a moderator takes away."""

from __future__ import annotations

from bot.render.figures import ROLE_WORDS, around, change
from bot.render.names import of_room
from bot.render.telling.audit import NO_GROUPS, find_audit
from bot.render.telling.backtest import said_of_backtest
from bot.render.telling.coverage import percent_seen
from bot.render.telling.impact import find_impact
from bot.reports import (
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
    SortKey,
    shown_rows,
    total_rows,
)
from bot.scoring import Role
from bot.words.language import Words
from bot.words.text import Text, mark, term

_TITLES = {
    "overview": term("title", "Overview"),
    "members": term("title", "Members"),
    "evangelists": term("title", "Evangelists"),
    "lurkers": term("title", "Who wrote nothing"),
    "member": term("title", "Member"),
    "network": term("title", "Network"),
    "groups": term("title", "Groups"),
    "audit": term("title", "Audit"),
    "channels": term("title", "Channels"),
    "fading": term("title", "Fading"),
    "newcomers": term("title", "Newcomers"),
    "impact": term("title", "Impact"),
    "coverage": term("title", "Coverage"),
    "digest": term("title", "This week"),
    "backtest": Text("Looking back"),
}
_PAGES = {
    "members": term("page", "Members"),
    "evangelists": term("page", "Evangelists"),
    "fading": term("page", "Fading members"),
    "newcomers": term("page", "Newcomers"),
    "channels": term("page", "Channels"),
    "groups": term("page", "Groups"),
    "audit": term("page", "Groups"),
    "network": term("page", "Ties"),
}
SENTENCE = mark("{said}.")
SORTED_BY: dict[SortKey, Text] = {
    "score": term("sorted by", "score"),
    "messages": term("sorted by", "messages"),
    "responders": term("sorted by", "responders"),
    "active_weeks": term("sorted by", "active weeks"),
    "sentiment": term("sorted by", "sentiment"),
}


def title(report: Report | Backtest, words: Words) -> str:
    heading = report.heading
    what = report.judgement.name if isinstance(report, Member) else words.read(_TITLES[heading.report])
    if heading.role:
        what = f"{what} ({words.read(ROLE_WORDS[heading.role])})"
    if not heading.channel:
        return f"{what} · {heading.guild}"
    room = of_room(heading.channel, heading.thread_of)
    where = words.say("#{channel} in {guild}", channel=room.removeprefix("#"), guild=heading.guild)
    return f"{what} · {where}"


def finding(report: Report | Backtest, words: Words) -> str:
    """The sentence of too little where too little was seen."""
    if isinstance(report, Backtest):
        return said_of_backtest(report)
    if report.heading.too_little:
        return words.read(report.heading.too_little)
    if report.heading.skipped:
        return _page(report, words)
    match report:
        case Overview():
            return _overview(report, words)
        case Lurkers():
            return _lurkers(report, words)
        case Network() | Groups():
            return _tied(report, words)
        case Audit():
            return find_audit(report, words)
        case Impact():
            return find_impact(report, words)
        case Channels():
            return _channels(report, words)
        case CoverageReport():
            return _coverage(report, words)
        case Digest():
            return _digest(report, words)
        case _:
            return _people(report, words)


def _people(report: Members | Evangelists | Member | Fading | Newcomers, words: Words) -> str:
    match report:
        case Members():
            return _members(report, words)
        case Evangelists():
            return _evangelists(report, words)
        case Member():
            return _member(report, words)
        case Fading():
            return _fading(report, words)
        case Newcomers():
            return _newcomers(report, words)


def _page(report: Report, words: Words) -> str:
    """Members 11 to 20 of 139."""
    first, called, total = report.heading.skipped + 1, _PAGES[report.heading.report], total_rows(report) or 0
    if not shown_rows(report):
        return words.say("{what}: there are no more, of {total}.", what=called, total=total)
    last = first + shown_rows(report) - 1
    return words.say("{what} {first} to {last} of {total}.", what=called, first=first, last=last, total=total)


def _overview(report: Overview, words: Words) -> str:
    evangelists = dict(report.roles)[Role.EVANGELIST]
    core = (
        words.count("{n} person holds this place together.", "{n} people hold this place together.", evangelists)
        if evangelists
        else words.say("Nobody stands out as an evangelist yet.")
    )
    wrote = (
        words.say(
            "{n} {of_everybody} ({share}) wrote something.",
            n=report.active.now,
            of_everybody=of_everybody(report, report.members, words),
            share=words.share(report.active.now / report.members),
        )
        if report.members
        else words.say("No members are known yet.")
    )
    return f"{core} {wrote}"


def of_everybody(report: Overview | Lurkers, members: int, words: Words) -> str:
    """Of 139 members; of an archive only of those it knows."""
    if report.heading.archive:
        return words.count("of {n} known member", "of {n} known members", members)
    return words.count("of {n} member", "of {n} members", members)


def _active(number: int, words: Words) -> str:
    return words.count("{n} active member", "{n} active members", number)


def _members(report: Members, words: Words) -> str:
    if not report.members:
        if report.heading.role:
            return words.say("Nobody's role is {role} in this time.", role=ROLE_WORDS[report.heading.role])
        return words.say("Nobody did anything that can be ranked in this time.")
    first, who = report.members[0], _ranked(report, words)
    if report.by != "score":
        return words.say("{name} comes first by {what}, of {who}.", name=first.name, what=SORTED_BY[report.by], who=who)
    return words.say(
        "{name} comes first with a score of {score:.1} of 100, of {who}.", name=first.name, score=first.score, who=who
    )


def _ranked(report: Members, words: Words) -> str:
    if report.heading.role:
        return words.count(
            "{n} member whose role is {role}",
            "{n} members whose role is {role}",
            report.matching,
            role=ROLE_WORDS[report.heading.role],
        )
    return _active(report.ranked, words)


def _evangelists(report: Evangelists, words: Words) -> str:
    active = _active(report.active, words)
    if not report.total:
        return words.say("Nobody among {members} stands out as an evangelist yet.", members=active)
    if report.share is None:
        return words.count(
            "{n} person holds this place together, of {members}.",
            "{n} people hold this place together, of {members}.",
            report.total,
            members=active,
        )
    return words.count(
        "{n} person holds this place together, of {members}: {share} of all responses are theirs or go to them.",
        "{n} people hold this place together, of {members}: {share} of all responses are theirs or go to them.",
        report.total,
        members=active,
        share=words.share(report.share),
    )


def _lurkers(report: Lurkers, words: Words) -> str:
    silent = report.humans - report.active
    if not report.humans:
        return words.say("No members are known yet.")
    low, high = words.share(report.ratio_low), words.share(report.ratio_high)
    everybody = of_everybody(report, report.humans, words)
    if low == high:
        return words.say("{n} {of_everybody} wrote nothing: {share}.", n=silent, of_everybody=everybody, share=high)
    return words.say(
        "{n} {of_everybody} wrote nothing: {low} to {high}, depending on whom you count.",
        n=silent,
        of_everybody=everybody,
        low=low,
        high=high,
    )


def _member(report: Member, words: Words) -> str:
    judgement = report.judgement
    role = ROLE_WORDS[judgement.role]
    if report.rank is None:
        return words.say("{name}: {role}; not ranked in this time.", name=judgement.name, role=role)
    return words.say(
        "{name}: {role}, score {score:.1} of 100, place {rank} of {ranked}.",
        name=judgement.name,
        role=role,
        score=judgement.score,
        rank=report.rank,
        ranked=report.ranked,
    )


def _tied(report: Network | Groups, words: Words) -> str:
    if isinstance(report, Network):
        return _network(report, words)
    if not report.total:
        return words.say(NO_GROUPS)
    largest = max(report.groups, key=lambda group: len(group.members))
    return words.count(
        "{n} member form {groups}; the largest, {name}, has {size}.",
        "{n} members form {groups}; the largest, {name}, has {size}.",
        report.people,
        groups=words.count("{n} group", "{n} groups", report.total),
        name=around(largest.name, words),
        size=len(largest.members),
    )


def _network(report: Network, words: Words) -> str:
    if not report.total_ties:
        return words.say("No two members were seen answering each other.")
    said = words.count(
        "{n} member are tied to each other by {ties}",
        "{n} members are tied to each other by {ties}",
        report.people,
        ties=words.count("{n} tie", "{n} ties", report.total_ties),
    )
    if report.groups:
        groups = words.count("in {n} group", "in {n} groups", len(report.groups))
        said = words.say("{tied}, {groups}", tied=said, groups=groups)
    if report.bridges:
        joins = words.count("{n} person joins them", "{n} people join them", len(report.bridges))
        said = f"{said}; {joins}"
    return words.say(SENTENCE, said=said)


def _channels(report: Channels, words: Words) -> str:
    if not report.channels:
        return words.say("Nobody wrote in any channel in this time.")
    if not report.questions:
        first = max(report.channels, key=lambda row: row.messages)
        return words.say(
            "Most is said in #{channel}: {messages} {members}. Nobody asked anything.",
            channel=first.name,
            messages=words.count("{n} message", "{n} messages", first.messages),
            members=words.count("by {n} member", "by {n} members", first.writers),
        )
    said = words.count(
        "{n} of {questions} ({share}) stays without an answer",
        "{n} of {questions} ({share}) stay without an answer",
        report.open,
        questions=words.count("{n} question", "{n} questions", report.questions),
        share=words.share(report.open / report.questions),
    )
    if report.most_open is not None and report.total > 1:
        said = words.say(
            "{said}, most of them in #{channel} ({n})",
            said=said,
            channel=report.most_open.name,
            n=report.most_open.open,
        )
    if not report.replies_used:
        return words.say("{said}. Nobody uses Reply here, so whatever was written next counts as one.", said=said)
    if report.slowest is None:
        return words.say(SENTENCE, said=said)
    return words.say(
        "{said}. Answers take longest in #{channel}: {time}.",
        said=said,
        channel=report.slowest.name,
        time=words.lasting(report.slowest.reply_seconds),
    )


def _fading(report: Fading, words: Words) -> str:
    if not report.total:
        return words.say("Nobody who was here week after week is drifting away.")
    return words.count(
        "{n} member who was here week after week is seen less and less.",
        "{n} members who were here week after week are seen less and less.",
        report.total,
    )


def _newcomers(report: Newcomers, words: Words) -> str:
    lately = words.count("in the last {n} day", "in the last {n} days", report.lately_days)
    if not report.total:
        return words.say("Nobody new was seen {lately}.", lately=lately)
    came = words.count("{n} member came {lately}", "{n} members came {lately}", report.total, lately=lately)
    if not report.wrote:
        return words.say("{came} and wrote nothing yet.", came=came)
    waiting = (
        words.count("{n} still waits for an answer", "{n} still wait for an answer", report.waiting)
        if report.waiting
        else words.say("none is without an answer")
    )
    if report.wrote == report.total:
        return words.say("{came} and wrote; {waiting}.", came=came, waiting=waiting)
    return words.count(
        "{came}, {n} of them wrote; {waiting}.",
        "{came}, {n} of them wrote; {waiting}.",
        report.wrote,
        came=came,
        waiting=waiting,
    )


def _coverage(report: CoverageReport, words: Words) -> str:
    if report.share is None:
        return words.say("Nothing was seen in this time.")
    said = words.say(
        "{share} of this time was seen: {messages} {channels}",
        share=percent_seen(report.share, words),
        messages=words.count("{n} message", "{n} messages", report.messages),
        channels=words.count("in {n} channel", "in {n} channels", report.channels),
    )
    if report.missing:
        return words.count(
            "{said}, {n} channel with gaps.", "{said}, {n} channels with gaps.", len(report.missing), said=said
        )
    return words.say("{said}, no gaps." if report.share >= WHOLE else SENTENCE, said=said)


def _digest(report: Digest, words: Words) -> str:
    said = words.count(
        "{n} member wrote {messages} this week",
        "{n} members wrote {messages} this week",
        report.active.now,
        messages=words.count("{n} message", "{n} messages", report.messages.now),
    )
    return words.say(SENTENCE, said=f"{said}{_against(report.messages, words)}")


def _against(figure: Change, words: Words) -> str:
    moved = change(figure, words)
    if not moved or not figure.before:
        return ""
    return " " + words.say("(usually {usual}: {change})", usual=figure.before, change=moved)
