"""What the other reports about people say below their finding."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.render.figures import FACET_MEANING, FACET_WORDS, around, mood_of
from bot.render.shape import Column, Row, Section, averaged, whole
from bot.render.telling.comparison import against, compares, counted_cells, score_cell, then
from bot.render.telling.rankings import BESIDE_DIFFERENCES, NAME
from bot.reports import (
    Earlier,
    Fading,
    FadingMember,
    Groups,
    Member,
    Network,
    Newcomer,
    Newcomers,
)
from bot.scoring import Judgement
from bot.words.language import UNKNOWN, Words
from bot.words.text import Plural, mark

SHOWN_NAMES = 8
_IN_ALL = (
    Column("score", mark("score {n}"), right=True),
    Column("messages", Plural("{n} message", "{n} messages"), right=True),
)


def tell_member(report: Member, words: Words) -> tuple[Section, ...]:
    judgement = report.judgement
    facets = tuple(
        Row(
            (
                words.read(FACET_WORDS[line.facet]),
                words.say("not enough seen") if line.value is None else words.share(line.value),
                words.share(line.median),
                words.read(FACET_MEANING[line.facet]),
            )
        )
        for line in report.facets
    )
    closest = tuple(Row((tie.name, whole(tie.given, words), whole(tie.received, words))) for tie in report.closest)
    median = Column("median", mark("median {n}"), right=True)
    sections = [
        Section(words.say("Why"), lines=tuple(map(words.read, (*judgement.inflated, *judgement.reasons)))),
        Section(words.say("Seen"), lines=_seen(report, words)),
        Section(
            words.say("Facets against the median here"),
            (Column("facet"), Column("value", right=True), median, Column("what it is")),
            facets,
        ),
        Section(
            words.say("Closest"),
            (
                NAME,
                Column("given", Plural("gave {n}", "gave {n}"), right=True),
                Column("got", Plural("got {n}", "got {n}"), right=True),
            ),
            closest,
        ),
    ]
    return tuple(section for section in sections if section.lines or section.rows)


def _seen(report: Member, words: Words) -> tuple[str, ...]:
    judgement = report.judgement
    lines = [
        words.say(
            "{messages} {weeks}, {answered}",
            messages=words.count("{n} message", "{n} messages", judgement.messages),
            weeks=words.count("in {n} week", "in {n} weeks", judgement.active_weeks),
            answered=words.count("answered by {n} member", "answered by {n} members", judgement.responders),
        )
    ]
    if report.ties:
        lines.append(
            words.count(
                "{n} tie, {kept} of them kept up week after week",
                "{n} ties, {kept} of them kept up week after week",
                report.ties,
                kept=report.kept_up,
            )
        )
    if mood := mood_of(judgement, words):
        lines.append(mood)
    if any(judgement.weekly):
        weekly = " ".join(map(str, judgement.weekly))
        lines.append(words.say("messages a week, oldest first: {counts}", counts=weekly))
    moments = [
        words.say("joined {day}", day=report.joined) if report.joined else "",
        words.say("first wrote {day}", day=report.first_wrote) if report.first_wrote else "",
        words.say("last active {day}", day=judgement.last_active) if judgement.last_active else "",
    ]
    dates = words.join(filter(None, moments))
    return (*lines, dates) if dates else tuple(lines)


def tell_fading(report: Fading, words: Words) -> tuple[Section, ...]:
    section = fading_section("", report.fading, words)
    if not compares(report.heading):
        return (replace(section, notes=against(report.heading, section.rows, words)),)
    rows = tuple(
        _beside_the_past(row, person.judgement, report.earlier.get(person.judgement.user_id), words)
        for row, person in zip(section.rows, report.fading, strict=True)
    )
    columns = (replace(NAME, most=BESIDE_DIFFERENCES), *_IN_ALL, *section.columns[1:])
    return (Section("", columns, rows, notes=against(report.heading, rows, words)),)


def _beside_the_past(row: Row, judgement: Judgement, earlier: Earlier | None, words: Words) -> Row:
    """With what they did in all: their weeks alone say nothing of the period before."""
    messages, *_ = counted_cells(judgement, earlier, words)
    cells = (row.cells[0], score_cell(judgement, earlier, words), messages, *row.cells[1:])
    return replace(row, cells=cells, note="; ".join(then(judgement, earlier, words)))


def fading_section(heading: str, people: tuple[FadingMember, ...], words: Words) -> Section:
    columns = (
        NAME,
        Column("a week", Plural("{n} message a week before", "{n} messages a week before"), right=True),
        Column("lately", Plural("{n} lately", "{n} lately"), right=True),
        Column("last seen", mark("last seen {n}")),
        Column("close to", mark("close to {n}")),
    )
    rows = tuple(
        Row(
            (
                person.judgement.name,
                averaged(person.usual, words),
                averaged(person.lately, words),
                words.day(person.judgement.last_active) if person.judgement.last_active else UNKNOWN,
                words.join(person.closest[:2]) or UNKNOWN,
            ),
            user_id=person.judgement.user_id,
        )
        for person in people
    )
    return Section(heading, columns, rows)


def tell_newcomers(report: Newcomers, words: Words) -> tuple[Section, ...]:
    return (newcomers_section("", report.newcomers, words),)


def newcomers_section(heading: str, people: tuple[Newcomer, ...], words: Words) -> Section:
    columns = (
        NAME,
        Column("came", mark("came {n}")),
        Column("messages", Plural("{n} message", "{n} messages"), right=True),
        Column("answered"),
    )
    rows = tuple(
        Row(
            (person.name, words.day(person.arrived), whole(person.messages, words), _answer(person, words)),
            user_id=person.user_id,
        )
        for person in people
    )
    return Section(heading, columns, rows)


def _answer(person: Newcomer, words: Words) -> str:
    match person.answered:
        case "no":
            return words.say("no answer yet")
        case "maybe":
            return words.say("perhaps: somebody wrote right after")
        case "silent":
            return words.say("wrote nothing yet")
        case "yes" if person.answered_by:
            return words.say("by {names}", names=words.listed(person.answered_by, 2))
        case "yes":
            return words.say("by reactions")


def tell_network(report: Network, words: Words) -> tuple[Section, ...]:
    def name(user_id: int) -> str:
        return report.names.get(user_id, str(user_id))

    def named(user_ids: Iterable[int], most: int) -> str:
        return words.listed(tuple(map(name, user_ids)), most)

    sections = [
        Section(
            words.say("Strongest ties"),
            (
                NAME,
                Column("and", mark("and {n}"), most=20),
                Column("weight", mark("tie {n}"), right=True),
                Column("weeks", Plural("{n} week", "{n} weeks"), right=True),
            ),
            tuple(
                Row((name(tie.a), name(tie.b), words.fixed(tie.weight, 2), whole(tie.weeks, words)))
                for tie in report.ties
            ),
            (_upkeep(report, words),) if report.ties else (),
        ),
        Section(
            words.say("Groups"),
            (
                Column("group", most=30),
                Column("members", Plural("{n} member", "{n} members"), right=True),
                Column("who"),
            ),
            tuple(
                Row((around(group.name, words), whole(len(group.members), words), named(group.members, 4)))
                for group in report.groups[:SHOWN_NAMES]
            ),
        ),
    ]
    if report.bridges:
        sections.append(Section(words.say("Between the groups"), lines=(named(report.bridges, SHOWN_NAMES),)))
    if report.heroes:
        only = Plural("only tie of {n} member", "only tie of {n} members")
        sections.append(
            Section(
                words.say("Who would leave others without a tie"),
                (NAME, Column("only tie of", only, right=True)),
                tuple(
                    Row((name(hero.user_id), whole(hero.only_tie_of, words))) for hero in report.heroes[:SHOWN_NAMES]
                ),
                (_rest_of_heroes(report, words),),
            )
        )
    return tuple(section for section in sections if section.rows or section.lines)


def _upkeep(report: Network, words: Words) -> str:
    upkeep = report.upkeep
    said = words.count(
        "{kept} of {n} tie are kept up: both answered each other {weeks}.",
        "{kept} of {n} ties are kept up: both answered each other {weeks}.",
        report.total_ties,
        kept=upkeep.ties,
        weeks=words.count("in {n} week or more", "in {n} weeks or more", upkeep.weeks),
    )
    if not upkeep.people:
        return said
    people = words.count(
        "{n} member keeps any up: half of them {median} or fewer, nobody more than {most}.",
        "{n} members keep any up: half of them {median} or fewer, nobody more than {most}.",
        upkeep.people,
        median=upkeep.median,
        most=upkeep.most,
    )
    return f"{said} {people}"


def _rest_of_heroes(report: Network, words: Words) -> str:
    hanging = sum(hero.only_tie_of for hero in report.heroes)
    if len(report.heroes) > SHOWN_NAMES:
        return words.count(
            "{n} member has a single tie, with one of {heroes}; the first {shown} of those:",
            "{n} members have a single tie, with one of {heroes}; the first {shown} of those:",
            hanging,
            heroes=len(report.heroes),
            shown=SHOWN_NAMES,
        )
    return words.count(
        "{n} member has a single tie, with one of these:", "{n} members have a single tie, with one of these:", hanging
    )


def tell_groups(report: Groups, words: Words) -> tuple[Section, ...]:
    columns = (
        Column("group", most=30),
        Column("members", Plural("{n} member", "{n} members"), right=True),
        Column("messages", Plural("{n} message", "{n} messages"), right=True),
        Column("evangelists", Plural("{n} evangelist", "{n} evangelists"), right=True),
        Column("inside", mark("{n} of their ties inside"), right=True),
    )
    rows = tuple(
        Row(
            (
                around(group.name, words),
                whole(len(group.members), words),
                whole(group.messages, words),
                whole(group.evangelists, words),
                words.share(group.inside),
            ),
            words.listed(group.names, SHOWN_NAMES),
        )
        for group in report.groups
    )
    sections = [Section("", columns, rows)] if rows else []
    if report.bridges:
        names = words.listed(report.bridges, SHOWN_NAMES)
        sections.append(Section(words.say("Between the groups"), lines=(names,)))
    return tuple(sections)
