"""What the reports about people say below their finding."""

from __future__ import annotations

from bot.render.figures import (
    FACET_MEANING,
    ROLE_WORDS,
    average,
    count_of,
    day,
    mood_of,
    score,
    share,
    signed,
    whole,
)
from bot.render.shape import Column, Row, Section
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

NAME = Column("name", most=20)
SHOWN_NAMES = 8
NOT_FIRM = "~"
"""Marks who is among the first only with the weights as they are."""
_RANKING = (
    NAME,
    Column("score", right=True),
    Column("role"),
    Column("messages", "{} messages", "{} message", right=True),
    Column("answered by", "answered by {}", right=True),
    Column("weeks", "{} active weeks", "{} active week", right=True),
    Column("mood", "mood {}", right=True),
)
ROLE = 2
"""The column of the role, which is everybody's among evangelists."""
_SAID_IN_COLUMNS = ("answered by ", "present in ")
"""How the reasons begin that the columns of a ranking give already."""


def tell_members(report: Members) -> tuple[Section, ...]:
    return (ranking_section("", report.members, 1),)


def tell_evangelists(report: Evangelists) -> tuple[Section, ...]:
    columns = (*_RANKING[:ROLE], *_RANKING[ROLE + 1 :], Column(NOT_FIRM, f"{NOT_FIRM} not firm"))
    rows = tuple(
        _firm_row(judgement, firmness) for judgement, firmness in zip(report.evangelists, report.firmness, strict=True)
    )
    return (Section("", columns, rows, _firm_lines(report)),)


def _firm_row(judgement: Judgement, firmness: Firmness) -> Row:
    row = ranking_row(judgement, 3)
    cells = (*row.cells[:ROLE], *row.cells[ROLE + 1 :])
    if firmness.is_firm:
        return Row((*cells, ""), row.note)
    lowest = max(firmness.leaves, key=lambda leaving: leaving.place)
    leaves = f"place {whole(lowest.place)} where {lowest.facet} weighs {lowest.change}"
    return Row((*cells, NOT_FIRM), _sentence((leaves, row.note) if row.note else (leaves,)))


def _firm_lines(report: Evangelists) -> tuple[str, ...]:
    """Who stays among the first; nothing where there are too few to say it of."""
    shown = len(report.evangelists)
    if not shown:
        return ()
    among = f"among the first {whole(report.first)} of the ranking" if report.first > 1 else "first in the ranking"
    changed = "whichever weight of the score is halved or raised by half"
    if report.firm == shown:
        who = "All of them stay" if shown > 1 else "They stay"
        return (f"{who} {among}, {changed}.",)
    others = f"{NOT_FIRM} marks {'the one who does' if shown - report.firm == 1 else 'those who do'} not"
    return (f"{whole(report.firm)} of {whole(shown)} stay {among}, {changed}; {others}.",)


def ranking_section(heading: str, judgements: tuple[Judgement, ...], reasons: int) -> Section:
    return Section(heading, _RANKING, tuple(ranking_row(judgement, reasons) for judgement in judgements))


def ranking_row(judgement: Judgement, reasons: int) -> Row:
    """The cell of a mood is empty where it is not known or not shown: a column of nothing is left out."""
    cells = (
        judgement.name,
        score(judgement.score),
        ROLE_WORDS[judgement.role],
        whole(judgement.messages),
        whole(judgement.responders),
        whole(judgement.active_weeks),
        "" if judgement.sentiment is None else signed(judgement.sentiment),
    )
    more = [reason for reason in judgement.reasons if not reason.startswith(_SAID_IN_COLUMNS)]
    said = (*judgement.inflated, *more)[:reasons]
    if judgement.sentiment_interval is not None:
        low, high = judgement.sentiment_interval
        said = (*said, f"mood ± {(high - low) / 2:.2f} of {judgement.sentiment_messages}")
    return Row(cells, _sentence(said))


def tell_member(report: Member) -> tuple[Section, ...]:
    judgement = report.judgement
    facets = tuple(
        Row(
            (
                line.facet,
                "not enough seen" if line.value is None else share(line.value),
                "–" if line.median is None else share(line.median),
                FACET_MEANING.get(line.facet, ""),
            )
        )
        for line in report.facets
    )
    closest = tuple(Row((tie.name, whole(tie.given), whole(tie.received))) for tie in report.closest)
    median = Column("median", "median {}", right=True)
    sections = [
        Section("Why", lines=(*judgement.inflated, *judgement.reasons)),
        Section("Seen", lines=_seen(report)),
        Section(
            "Facets against the median here",
            (Column("facet"), Column("value", right=True), median, Column("what it is")),
            facets,
        ),
        Section(
            "Closest",
            (NAME, Column("given", "gave {}", right=True), Column("got", "got {}", right=True)),
            closest,
        ),
    ]
    return tuple(section for section in sections if section.lines or section.rows)


def _seen(report: Member) -> tuple[str, ...]:
    judgement = report.judgement
    lines = [
        f"{count_of(judgement.messages, 'message')} in {count_of(judgement.active_weeks, 'week')}, "
        f"answered by {count_of(judgement.responders, 'member')}"
    ]
    if report.ties:
        lines.append(f"{count_of(report.ties, 'tie')}, {whole(report.kept_up)} of them kept up week after week")
    if mood := mood_of(judgement):
        lines.append(mood)
    if any(judgement.weekly):
        lines.append(f"messages a week, oldest first: {' '.join(map(str, judgement.weekly))}")
    moments = (
        ("joined", report.joined),
        ("first wrote", report.first_wrote),
        ("last active", judgement.last_active),
    )
    dates = ", ".join(f"{what} {day(moment)}" for what, moment in moments if moment)
    return (*lines, dates) if dates else tuple(lines)


def tell_fading(report: Fading) -> tuple[Section, ...]:
    return (fading_section("", report.fading),)


def fading_section(heading: str, people: tuple[FadingMember, ...]) -> Section:
    columns = (
        NAME,
        Column("a week", "{} messages a week before", "{} message a week before", right=True),
        Column("lately", "{} lately", right=True),
        Column("last seen", "last seen {}"),
        Column("close to", "close to {}"),
    )
    rows = tuple(
        Row(
            (
                person.judgement.name,
                average(round(person.usual, 1)),
                average(round(person.lately, 1)),
                day(person.judgement.last_active) if person.judgement.last_active else "–",
                ", ".join(person.closest[:2]) or "–",
            )
        )
        for person in people
    )
    return Section(heading, columns, rows)


def tell_newcomers(report: Newcomers) -> tuple[Section, ...]:
    return (newcomers_section("", report.newcomers),)


def newcomers_section(heading: str, people: tuple[Newcomer, ...]) -> Section:
    columns = (
        NAME,
        Column("came", "came {}"),
        Column("messages", "{} messages", "{} message", right=True),
        Column("answered"),
    )
    rows = tuple(Row((person.name, day(person.arrived), whole(person.messages), _answer(person))) for person in people)
    return Section(heading, columns, rows)


def _answer(person: Newcomer) -> str:
    match person.answered:
        case "no":
            return "no answer yet"
        case "maybe":
            return "perhaps: somebody wrote right after"
        case "silent":
            return "wrote nothing yet"
        case "yes":
            return f"by {_names(person.answered_by, 2)}" if person.answered_by else "by reactions"


def tell_network(report: Network) -> tuple[Section, ...]:
    def name(user_id: int) -> str:
        return report.names.get(user_id, str(user_id))

    sections = [
        Section(
            "Strongest ties",
            (
                NAME,
                Column("and", "and {}", most=20),
                Column("weight", "tie {}", right=True),
                Column("weeks", "{} weeks", "{} week", right=True),
            ),
            tuple(Row((name(tie.a), name(tie.b), f"{tie.weight:.2f}", whole(tie.weeks))) for tie in report.ties),
            (_upkeep(report),) if report.ties else (),
        ),
        Section(
            "Groups",
            (Column("group", most=30), Column("members", "{} members", right=True), Column("who")),
            tuple(
                Row((group.name, whole(len(group.members)), _names(tuple(map(name, group.members)), 4)))
                for group in report.groups[:SHOWN_NAMES]
            ),
        ),
    ]
    if report.bridges:
        sections.append(Section("Between the groups", lines=(_names(tuple(map(name, report.bridges)), SHOWN_NAMES),)))
    if report.heroes:
        sections.append(
            Section(
                "Who would leave others without a tie",
                (NAME, Column("only tie of", "only tie of {} members", "only tie of {} member", right=True)),
                tuple(Row((name(hero.user_id), whole(hero.only_tie_of))) for hero in report.heroes[:SHOWN_NAMES]),
                _rest_of_heroes(report),
            )
        )
    return tuple(section for section in sections if section.rows or section.lines)


def _upkeep(report: Network) -> str:
    upkeep = report.upkeep
    weeks = count_of(upkeep.weeks, "week")
    kept = f"{whole(upkeep.ties)} of {count_of(report.total_ties, 'tie')} are kept up"
    said = f"{kept}: both answered each other in {weeks} or more."
    if not upkeep.people:
        return said
    people = count_of(upkeep.people, "member keeps", "members keep")
    return f"{said} {people} any up: half of them {average(upkeep.median)} or fewer, nobody more than {upkeep.most}."


def _rest_of_heroes(report: Network) -> tuple[str, ...]:
    hanging = sum(hero.only_tie_of for hero in report.heroes)
    said = f"{count_of(hanging, 'member has', 'members have')} a single tie"
    others = f", with one of {whole(len(report.heroes))}; the first {SHOWN_NAMES} of those:"
    return (f"{said}{others}" if len(report.heroes) > SHOWN_NAMES else f"{said}, with one of these:",)


def tell_groups(report: Groups) -> tuple[Section, ...]:
    columns = (
        Column("group", most=30),
        Column("members", "{} members", right=True),
        Column("messages", "{} messages", "{} message", right=True),
        Column("evangelists", "{} evangelists", "{} evangelist", right=True),
        Column("inside", "{} of their ties inside", right=True),
    )
    rows = tuple(
        Row(
            (
                group.name,
                whole(len(group.members)),
                whole(group.messages),
                whole(group.evangelists),
                share(group.inside),
            ),
            _names(group.names, SHOWN_NAMES),
        )
        for group in report.groups
    )
    sections = [Section("", columns, rows)] if rows else []
    if report.bridges:
        sections.append(Section("Between the groups", lines=(_names(report.bridges, SHOWN_NAMES),)))
    return tuple(sections)


def _names(names: tuple[str, ...], most: int) -> str:
    shown = ", ".join(names[:most])
    return f"{shown} and {whole(len(names) - most)} more" if len(names) > most else shown


def _sentence(reasons: tuple[str, ...]) -> str:
    return "; ".join(reasons)
