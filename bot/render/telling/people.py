"""What the reports about people say below their finding."""

from __future__ import annotations

from collections.abc import Iterable

from bot.render.figures import FACET_MEANING, FACET_WORDS, ROLE_WORDS, around, mood_of
from bot.render.shape import Column, Row, Section, averaged, whole
from bot.reports import (
    Evangelists,
    Fading,
    FadingMember,
    Groups,
    Member,
    Members,
    Network,
    Newcomer,
    Newcomers,
)
from bot.scoring import Firmness, Judgement
from bot.words.language import UNKNOWN, Words
from bot.words.text import Plural, Text, mark, term

NAME = Column("name", most=20)
SHOWN_NAMES = 8
NOT_FIRM = "~"
"""Marks who is among the first only with the weights as they are."""
_RANKING = (
    NAME,
    Column("score", right=True),
    Column("role"),
    Column("messages", Plural("{n} message", "{n} messages"), right=True),
    Column("answered by", mark("answered by {n}"), right=True),
    Column("weeks", Plural("{n} active week", "{n} active weeks"), right=True),
    Column("mood", mark("mood {n}"), right=True),
)
ROLE = 2
"""The column of the role, which is everybody's among evangelists."""
_SAID_IN_COLUMNS = ("answered by ", "present in ")
"""How the English of the reasons begins that the columns of a ranking give already."""
CHANGES: dict[str, Text] = {
    "half as much": term("weight", "half as much"),
    "half more": term("weight", "half more"),
}


def tell_members(report: Members, words: Words) -> tuple[Section, ...]:
    return (ranking_section("", report.members, 1, words),)


def tell_evangelists(report: Evangelists, words: Words) -> tuple[Section, ...]:
    columns = (*_RANKING[:ROLE], *_RANKING[ROLE + 1 :], Column(NOT_FIRM, mark("{n} not firm")))
    rows = tuple(
        _firm_row(judgement, firmness, words)
        for judgement, firmness in zip(report.evangelists, report.firmness, strict=True)
    )
    return (Section("", columns, rows, _firm_lines(report, words)),)


def _firm_row(judgement: Judgement, firmness: Firmness, words: Words) -> Row:
    row = ranking_row(judgement, 3, words)
    cells = (*row.cells[:ROLE], *row.cells[ROLE + 1 :])
    if firmness.is_firm:
        return Row((*cells, ""), row.note)
    lowest = max(firmness.leaves, key=lambda leaving: leaving.place)
    leaves = words.say(
        "place {place} where {facet} weighs {change}",
        place=lowest.place,
        facet=FACET_WORDS[lowest.facet],
        change=CHANGES[lowest.change],
    )
    return Row((*cells, NOT_FIRM), _sentence((leaves, row.note) if row.note else (leaves,)))


def _firm_lines(report: Evangelists, words: Words) -> tuple[str, ...]:
    """Who stays among the first; nothing where there are too few to say it of."""
    shown = len(report.evangelists)
    if not shown:
        return ()
    among = (
        words.say("among the first {n} of the ranking", n=report.first)
        if report.first > 1
        else words.say("first in the ranking")
    )
    if report.firm == shown:
        return (
            words.count(
                "They stay {among}, whichever weight of the score is halved or raised by half.",
                "All of them stay {among}, whichever weight of the score is halved or raised by half.",
                shown,
                among=among,
            ),
        )
    return (
        words.count(
            "{firm} of {shown} stay {among}, whichever weight of the score is halved or raised by half; {mark} marks "
            "the one who does not.",
            "{firm} of {shown} stay {among}, whichever weight of the score is halved or raised by half; {mark} marks "
            "those who do not.",
            shown - report.firm,
            firm=report.firm,
            shown=shown,
            among=among,
            mark=NOT_FIRM,
        ),
    )


def ranking_section(heading: str, judgements: tuple[Judgement, ...], reasons: int, words: Words) -> Section:
    return Section(heading, _RANKING, tuple(ranking_row(judgement, reasons, words) for judgement in judgements))


def ranking_row(judgement: Judgement, reasons: int, words: Words) -> Row:
    """The cell of a mood is empty where it is not known or not shown: a column of nothing is left out."""
    cells = (
        judgement.name,
        words.fixed(judgement.score, 1),
        words.read(ROLE_WORDS[judgement.role]),
        whole(judgement.messages, words),
        whole(judgement.responders, words),
        whole(judgement.active_weeks, words),
        "" if judgement.sentiment is None else words.signed(judgement.sentiment),
    )
    more = [reason for reason in judgement.reasons if not reason.msgid.startswith(_SAID_IN_COLUMNS)]
    said = tuple(map(words.read, (*judgement.inflated, *more)[:reasons]))
    if judgement.sentiment_interval is not None:
        low, high = judgement.sentiment_interval
        of = judgement.sentiment_messages or 0
        said = (*said, words.say("mood ± {half:.2} of {messages}", half=(high - low) / 2, messages=of))
    return Row(cells, _sentence(said))


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
    return (fading_section("", report.fading, words),)


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
            )
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
        Row((person.name, words.day(person.arrived), whole(person.messages, words), _answer(person, words)))
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


def _sentence(reasons: tuple[str, ...]) -> str:
    return "; ".join(reasons)
