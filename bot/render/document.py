"""A report as JSON: ids are strings, times are ISO 8601 in UTC, ratios are 0 to 1."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, fields
from typing import Any

import orjson

from bot.render.audit import audit_document
from bot.render.backtest import backtest_keys
from bot.render.comparison import channel_before, lurkers_before, with_before
from bot.render.coverage import coverage_document, gap_document
from bot.render.figures import around, iso
from bot.render.impact import impact_document
from bot.render.raids import raid_document
from bot.reports import (
    Against,
    Audit,
    Backtest,
    Change,
    ChannelRow,
    Channels,
    CoverageReport,
    Digest,
    Evangelists,
    Fading,
    FadingMember,
    Groups,
    Heading,
    Impact,
    Lurkers,
    Member,
    Members,
    Mood,
    Network,
    Newcomer,
    Newcomers,
    Nudge,
    Overview,
    Report,
    Staff,
)
from bot.scoring import Facets, Firmness, Group, Judgement, Tie
from bot.words.language import Words

Json = dict[str, Any]
FACET_NAMES = tuple(field.name for field in fields(Facets))


def as_json(report: Report | Backtest, words: Words) -> str:
    """One document, indented, ending with a newline. Sentences are in ``words``; keys and codes never are."""
    options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE | orjson.OPT_SERIALIZE_NUMPY
    body = backtest_keys(report) if isinstance(report, Backtest) else _body(report, words)
    return orjson.dumps({**_heading(report.heading, words), **body}, option=options).decode()


def _heading(heading: Heading, words: Words) -> Json:
    return {
        "report": heading.report,
        "guild_id": str(heading.guild_id),
        "guild": heading.guild,
        "as_of": iso(heading.as_of),
        "days": heading.days,
        "coverage": {
            "share": _rounded(heading.coverage.share, 4),
            "seen_from": iso(heading.coverage.seen_from) if heading.coverage.seen_from else None,
            "gaps": [gap_document(gap) for gap in heading.coverage.gaps],
        },
        "channel": heading.channel,
        "channel_id": str(heading.channel_id) if heading.channel_id else None,
        "thread_of": heading.thread_of,
        "role": heading.role.value if heading.role else None,
        "archive": heading.archive,
        "against": _against(heading.against),
        "too_little": words.read(heading.too_little) if heading.too_little else None,
    }


def _against(against: Against | None) -> Json | None:
    if against is None:
        return None
    return {"start": iso(against.start), "end": iso(against.end), "comparable": against.alike}


def _body(report: Report, words: Words) -> Json:
    match report:
        case Overview():
            return _overview(report, words)
        case Members() | Evangelists():
            return _ranking(report, words)
        case Lurkers():
            return _lurkers(report)
        case Member():
            return _member(report, words)
        case _:
            return _places(report, words)


def _places(
    report: Network | Groups | Audit | Channels | Fading | Newcomers | Impact | CoverageReport | Digest,
    words: Words,
) -> Json:
    match report:
        case Network():
            return _network(report, words)
        case Groups():
            return _groups(report, words)
        case Audit():
            return audit_document(report, words)
        case Impact():
            return impact_document(report, words)
        case Channels():
            return {
                "total": report.total,
                "questions": report.questions,
                "answered": report.answered,
                "perhaps": report.perhaps,
                "open": report.open,
                "replies_used": report.replies_used,
                "channels": [{**_channel(row), **channel_before(report, row, _channel)} for row in report.channels],
            }
        case Fading():
            fading = [_fading(person, words) for person in report.fading]
            return {"total": report.total, "fading": with_before(report, fading)}
        case Newcomers():
            return {
                "lately_days": report.lately_days,
                "total": report.total,
                "wrote": report.wrote,
                "waiting": report.waiting,
                "newcomers": [_newcomer(person) for person in report.newcomers],
            }
        case CoverageReport():
            return coverage_document(report)
        case Digest():
            return _digest(report, words)


def _ranking(report: Members | Evangelists, words: Words) -> Json:
    if isinstance(report, Members):
        return {
            "ranked": report.ranked,
            "matching": report.matching,
            "by": report.by,
            "members": with_before(report, _judgements(report.members, words)),
        }
    evangelists = [
        {**_judgement(judgement, words), **_firmness(firmness)}
        for judgement, firmness in zip(report.evangelists, report.firmness, strict=True)
    ]
    return {
        "total": report.total,
        "active": report.active,
        "share_of_responses": _rounded(report.share, 4),
        "first": report.first,
        "firm": report.firm,
        "evangelists": with_before(report, evangelists),
    }


def _firmness(firmness: Firmness) -> Json:
    return {
        "place": firmness.place,
        "firm": firmness.is_firm,
        "worst_place": firmness.worst_place,
        "leaves_with": [
            {"facet": leaving.facet, "weight": leaving.change, "place": leaving.place} for leaving in firmness.leaves
        ],
    }


def _lurkers(report: Lurkers) -> Json:
    return {
        "humans": report.humans,
        "active": report.active,
        "ratio_low": _rounded(report.ratio_low, 4),
        "ratio_high": _rounded(report.ratio_high, 4),
        "kinds": {role.value: count for role, count in report.kinds},
        **lurkers_before(report),
    }


def _overview(report: Overview, words: Words) -> Json:
    return {
        "members": report.members,
        "active": _change(report.active),
        "new": _change(report.new),
        "returning": report.returning,
        "fading": report.fading,
        "roles": {role.value: count for role, count in report.roles},
        "trend": [asdict(week) for week in report.trend],
        "funnel": {step: _change(figure) for step, figure in report.funnel},
        "messages": _change(report.messages),
        "responses": _change(report.responses),
        "zone": report.zone,
        "hours": [list(day) for day in report.hours],
        "mood": _mood(report.mood),
        "mood_before": _mood(report.mood_before) if report.mood_before else None,
        "evangelists": _judgements(report.evangelists, words),
        "nudge": _nudge(report.nudge, words),
        "staff": _staff(report.staff) if report.staff else None,
        "raids": [raid_document(raid) for raid in report.raids],
    }


def _staff(staff: Staff) -> Json:
    return {
        "members": staff.members,
        "share_of_answers": _rounded(staff.share, 4),
        "answered": staff.answered,
        "by_staff_only": staff.by_staff_only,
        "answers": staff.answers,
    }


def _member(report: Member, words: Words) -> Json:
    judgement = report.judgement
    return {
        "member": {
            **_judgement(judgement, words),
            "rank": report.rank,
            "ranked": report.ranked,
            "medians": {line.facet: _rounded(line.median, 4) for line in report.facets},
            "inflated": list(map(words.read, judgement.inflated)),
            "weekly": list(judgement.weekly),
            "last_active": iso(judgement.last_active) if judgement.last_active else None,
            "joined": iso(report.joined) if report.joined else None,
            "first_wrote": iso(report.first_wrote) if report.first_wrote else None,
            "ties": report.ties,
            "kept_up": report.kept_up,
            "only_tie_of": report.only_tie_of,
            "closest": [
                {"user_id": str(tie.user_id), "name": tie.name, "given": tie.given, "received": tie.received}
                for tie in report.closest
            ],
        }
    }


def _network(report: Network, words: Words) -> Json:
    return {
        "people": report.people,
        "total_ties": report.total_ties,
        "ties": [_tie(tie) for tie in report.ties],
        "groups": [_group(group, words) for group in report.groups],
        "bridges": [str(user_id) for user_id in report.bridges],
        "heroes": [{"user_id": str(hero.user_id), "only_tie_of": hero.only_tie_of} for hero in report.heroes],
        "kept_up": {
            "weeks": report.upkeep.weeks,
            "ties": report.upkeep.ties,
            "people": report.upkeep.people,
            "median": report.upkeep.median,
            "most": report.upkeep.most,
        },
        "names": {str(user_id): name for user_id, name in report.names.items()},
    }


def _groups(report: Groups, words: Words) -> Json:
    return {
        "total": report.total,
        "people": report.people,
        "groups": [
            {
                "name": around(group.name, words),
                "members": [str(user_id) for user_id in group.members],
                "names": list(group.names),
                "messages": group.messages,
                "evangelists": group.evangelists,
                "inside": _rounded(group.inside, 4),
            }
            for group in report.groups
        ],
        "bridges": list(report.bridges),
    }


def _digest(report: Digest, words: Words) -> Json:
    return {
        "messages": _change(report.messages),
        "active": _change(report.active),
        "responses": _change(report.responses),
        "evangelists": report.evangelists,
        "newly_evangelists": report.newly_evangelists,
        "new_evangelists": _judgements(report.new_evangelists, words),
        "newly_fading": report.newly_fading,
        "fading": [_fading(person, words) for person in report.fading],
        "newcomers": report.newcomers,
        "unanswered": report.unanswered,
        "waiting": [_newcomer(person) for person in report.waiting],
        "open_questions": [_channel(row) for row in report.open_questions],
        "nudge": _nudge(report.nudge, words),
        "raids": [raid_document(raid) for raid in report.raids],
    }


def _judgements(judgements: Iterable[Judgement], words: Words) -> list[Json]:
    return [_judgement(judgement, words) for judgement in judgements]


def _judgement(judgement: Judgement, words: Words) -> Json:
    return {
        "user_id": str(judgement.user_id),
        "name": judgement.name,
        "score": round(judgement.score, 3),
        "role": judgement.role.value,
        "facets": {name: _rounded(getattr(judgement.facets, name), 4) for name in FACET_NAMES},
        "reasons": list(map(words.read, judgement.reasons)),
        "messages": judgement.messages,
        "responders": judgement.responders,
        "active_weeks": judgement.active_weeks,
        "sentiment": _rounded(judgement.sentiment, 3),
        "sentiment_interval": _interval(judgement.sentiment_interval),
        "sentiment_messages": judgement.sentiment_messages,
    }


def _fading(person: FadingMember, words: Words) -> Json:
    last = person.judgement.last_active
    return {
        **_judgement(person.judgement, words),
        "last_active": iso(last) if last else None,
        "usual": round(person.usual, 2),
        "lately": round(person.lately, 2),
        "closest": list(person.closest),
    }


def _newcomer(person: Newcomer) -> Json:
    return {
        "user_id": str(person.user_id),
        "name": person.name,
        "arrived": iso(person.arrived),
        "messages": person.messages,
        "answered": person.answered,
        "answered_by": list(person.answered_by),
        "inviter": person.inviter,
    }


def _channel(row: ChannelRow) -> Json:
    return {
        "channel_id": str(row.channel_id),
        "name": row.name,
        "messages": row.messages,
        "writers": row.writers,
        "questions": row.questions,
        "answered": row.answered,
        "answer_rate": _rounded(row.answer_rate, 4),
        "perhaps": row.perhaps,
        "open": row.open,
        "reply_seconds": _rounded(row.reply_seconds, 1),
        "next_seconds": _rounded(row.next_seconds, 1),
    }


def _group(group: Group, words: Words) -> Json:
    return {"name": around(group.name, words), "members": [str(user_id) for user_id in group.members]}


def _tie(tie: Tie) -> Json:
    return {"a": str(tie.a), "b": str(tie.b), "weight": round(tie.weight, 3), "weeks": tie.weeks}


def _nudge(nudge: Nudge, words: Words) -> Json:
    return {
        "kind": nudge.kind,
        "sentence": words.read(nudge.sentence),
        "user_ids": [str(user_id) for user_id in nudge.user_ids],
    }


def _mood(mood: Mood) -> Json:
    return {"mean": _rounded(mood.mean, 3), "messages": mood.messages}


def _change(change: Change) -> Json:
    return {"now": change.now, "before": _rounded(change.before, 2)}


def _interval(interval: tuple[float, float] | None) -> list[float] | None:
    return None if interval is None else [round(end, 3) for end in interval]


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(float(value), digits)
