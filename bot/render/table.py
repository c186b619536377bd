"""A report as CSV for a spreadsheet: full figures, and no cell that a spreadsheet would run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime

from bot.render.audit import audit_table
from bot.render.backtest import backtest_rows
from bot.render.cells import Cell, Table
from bot.render.comparison import channel_cells, channel_columns, lurker_figures, member_cells, member_columns
from bot.render.figures import around, iso
from bot.render.impact import impact_table
from bot.render.names import plain
from bot.reports import (
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
)
from bot.scoring import Facets, Firmness, Judgement
from bot.words.language import Words

_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_FACETS = tuple(field.name for field in fields(Facets))
_JUDGED = (
    "user_id",
    "name",
    "score",
    "role",
    "messages",
    "responders",
    "active_weeks",
    "sentiment",
    "sentiment_low",
    "sentiment_high",
    "sentiment_messages",
    *_FACETS,
    "reasons",
)


def as_csv(report: Report | Backtest, words: Words) -> str:
    """A head and one row a member, tie, group, channel or figure. Cells with ids are text: they exceed a float.

    Heads and codes are the same in every language, and only reasons are in ``words``.
    """
    head, rows = backtest_rows(report) if isinstance(report, Backtest) else _rows(report, words)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    return out.getvalue()


def _cell(cell: Cell) -> str | int | float:
    """Numbers stay numbers; text that a spreadsheet would take for a formula is quoted with an apostrophe."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return iso(cell)
    if isinstance(cell, float):
        return round(cell, 4)
    if isinstance(cell, int):
        return cell
    text = plain(cell) if cell else ""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _rows(report: Report, words: Words) -> Table:
    match report:
        case Members():
            return (*_JUDGED, *member_columns(report)), (
                (*_judged(person, words), *member_cells(report, person)) for person in report.members
            )
        case Evangelists():
            return (*_JUDGED, "place", "firm", "worst_place", "leaves_with", *member_columns(report)), (
                (*_judged(judgement, words), *_firmness(firmness), *member_cells(report, judgement))
                for judgement, firmness in zip(report.evangelists, report.firmness, strict=True)
            )
        case Fading():
            head = (*_JUDGED, "usual", "lately", "last_active", "closest", *member_columns(report))
            return head, (
                (
                    *_judged(person.judgement, words),
                    person.usual,
                    person.lately,
                    person.judgement.last_active,
                    "; ".join(person.closest),
                    *member_cells(report, person.judgement),
                )
                for person in report.fading
            )
        case Newcomers():
            head = ("user_id", "name", "arrived", "messages", "answered", "answered_by", "inviter")
            return head, (
                (
                    str(person.user_id),
                    person.name,
                    person.arrived,
                    person.messages,
                    person.answered,
                    "; ".join(person.answered_by),
                    person.inviter,
                )
                for person in report.newcomers
            )
        case Overview() | Digest() | Lurkers() | Member():
            return ("figure", "now", "before"), _figures(report, words)
        case _:
            return _places(report, words)


def _places(
    report: Network | Groups | Audit | Channels | Impact | CoverageReport,
    words: Words,
) -> tuple[Sequence[str], Iterable[Sequence[Cell]]]:
    match report:
        case Network():
            return ("a", "a_name", "b", "b_name", "weight", "weeks", "a_only_tie_of", "b_only_tie_of"), _ties(report)
        case Groups():
            return ("group", "user_id", "name"), (
                (around(group.name, words), str(user_id), name)
                for group in report.groups
                for user_id, name in zip(group.members, group.names, strict=True)
            )
        case Audit():
            return audit_table(report, words)
        case Impact():
            return impact_table(report)
        case Channels():
            head = (
                "channel_id",
                "name",
                "messages",
                "writers",
                "questions",
                "answered",
                "answer_rate",
                "perhaps",
                "open",
                "reply_seconds",
                "next_seconds",
                *channel_columns(report),
            )
            return head, (
                (
                    str(row.channel_id),
                    row.name,
                    row.messages,
                    row.writers,
                    row.questions,
                    row.answered,
                    row.answer_rate,
                    row.perhaps,
                    row.open,
                    row.reply_seconds,
                    row.next_seconds,
                    *channel_cells(report, row),
                )
                for row in report.channels
            )
        case CoverageReport():
            return ("channel_id", "channel", "start", "end", "reason"), (
                (str(gap.channel_id), gap.channel, gap.start, gap.end, gap.reason)
                for channel in report.missing
                for gap in channel.gaps
            )


def _ties(report: Network) -> Iterable[Sequence[Cell]]:
    only = {hero.user_id: hero.only_tie_of for hero in report.heroes}
    for tie in report.ties:
        ends = (str(tie.a), report.names.get(tie.a), str(tie.b), report.names.get(tie.b))
        yield (*ends, tie.weight, tie.weeks, only.get(tie.a, 0), only.get(tie.b, 0))


def _figures(report: Overview | Digest | Lurkers | Member, words: Words) -> Iterable[Sequence[Cell]]:
    match report:
        case Overview():
            yield from (("members", report.members, None), _moved("active", report.active), _moved("new", report.new))
            yield from (("returning", report.returning, None), ("fading", report.fading, None))
            yield from (_moved("messages", report.messages), _moved("responses", report.responses))
            yield ("mood", report.mood.mean, report.mood_before.mean if report.mood_before else None)
            yield ("mood_messages", report.mood.messages, report.mood_before.messages if report.mood_before else None)
            yield from ((f"role_{role.value}", count, None) for role, count in report.roles)
            for week in report.trend:
                counts = {"active": week.active, "new": week.new, "returning": week.returning, "quiet": week.quiet}
                yield from ((f"week_{week.last_day}_{what}", count, None) for what, count in counts.items())
            yield from (_moved(f"funnel_{step}", figure) for step, figure in report.funnel)
            if staff := report.staff:
                yield from (("staff", staff.members, None), ("staff_share_of_answers", staff.share, None))
                yield from (("answered", staff.answered, None), ("answered_by_staff_only", staff.by_staff_only, None))
        case Digest():
            yield from (_moved("messages", report.messages), _moved("active", report.active))
            yield _moved("responses", report.responses)
            yield from (("newcomers", report.newcomers, None), ("evangelists", report.evangelists, None))
            yield from ((f"new evangelist: {person.name}", person.score, None) for person in report.new_evangelists)
            yield from ((f"waiting: {person.name}", person.messages, None) for person in report.waiting)
            yield from ((f"fading: {person.judgement.name}", person.lately, person.usual) for person in report.fading)
            yield from ((f"open questions: #{row.name}", row.open, None) for row in report.open_questions)
        case Lurkers():
            yield from lurker_figures(report)
        case Member():
            yield from (
                (name, cell, None) for name, cell in zip(_JUDGED, _judged(report.judgement, words), strict=True)
            )
            yield from (("rank", report.rank, None), ("ranked", report.ranked, None))
            yield from (("ties", report.ties, None), ("kept_up", report.kept_up, None))
            yield ("only_tie_of", report.only_tie_of, None)
            yield from ((f"median_{line.facet}", line.median, None) for line in report.facets)


def _firmness(firmness: Firmness) -> tuple[Cell, ...]:
    leaves = "; ".join(f"{leaving.facet} {leaving.change}: place {leaving.place}" for leaving in firmness.leaves)
    return firmness.place, "yes" if firmness.is_firm else "no", firmness.worst_place, leaves


def _moved(what: str, figure: Change) -> tuple[Cell, ...]:
    return (what, figure.now, figure.before)


def _judged(judgement: Judgement, words: Words) -> tuple[Cell, ...]:
    return (
        str(judgement.user_id),
        judgement.name,
        judgement.score,
        judgement.role.value,
        judgement.messages,
        judgement.responders,
        judgement.active_weeks,
        judgement.sentiment,
        *(judgement.sentiment_interval or (None, None)),
        judgement.sentiment_messages,
        *(getattr(judgement.facets, facet) for facet in _FACETS),
        "; ".join(map(words.read, judgement.reasons)),
    )
