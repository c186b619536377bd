"""What the rankings say below their finding: members, evangelists, and those named in other reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.render.figures import FACET_WORDS, ROLE_WORDS
from bot.render.shape import Column, Row, Section
from bot.render.telling.comparison import against, compares, counted_cells, score_cell, then
from bot.reports import Earlier, Evangelists, Members
from bot.scoring import Firmness, Judgement
from bot.words.language import Words
from bot.words.text import Plural, Text, mark, term

NAME = Column("name", most=20)
BESIDE_DIFFERENCES = 14
"""Columns of a terminal for a name where each figure has another beside it."""
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
_NOT_FIRM = Column(NOT_FIRM, mark("{n} not firm"))
ROLE = 2
"""The column of the role, which is everybody's among evangelists."""
_SAID_IN_COLUMNS = ("answered by ", "present in ")
"""How the English of the reasons begins that the columns of a ranking give already."""
CHANGES: dict[str, Text] = {
    "half as much": term("weight", "half as much"),
    "half more": term("weight", "half more"),
}


def tell_members(report: Members, words: Words) -> tuple[Section, ...]:
    earlier = report.earlier if compares(report.heading) else None
    rows = tuple(ranking_row(judgement, 1, words, earlier) for judgement in report.members)
    return (Section("", _columns(earlier), rows, notes=against(report.heading, rows, words)),)


def tell_evangelists(report: Evangelists, words: Words) -> tuple[Section, ...]:
    earlier = report.earlier if compares(report.heading) else None
    columns = _columns(earlier)
    rows = tuple(
        _firm_row(ranking_row(judgement, 3, words, earlier), firmness, words)
        for judgement, firmness in zip(report.evangelists, report.firmness, strict=True)
    )
    columns = (*columns[:ROLE], *columns[ROLE + 1 :], _NOT_FIRM)
    return (Section("", columns, rows, _firm_lines(report, words), against(report.heading, rows, words)),)


def _columns(earlier: Mapping[int, Earlier] | None) -> tuple[Column, ...]:
    """Figures with their differences leave less room for names."""
    return _RANKING if earlier is None else (replace(NAME, most=BESIDE_DIFFERENCES), *_RANKING[1:])


def _firm_row(row: Row, firmness: Firmness, words: Words) -> Row:
    cells = (*row.cells[:ROLE], *row.cells[ROLE + 1 :])
    if firmness.is_firm:
        return replace(row, cells=(*cells, ""))
    lowest = max(firmness.leaves, key=lambda leaving: leaving.place)
    leaves = words.say(
        "place {place} where {facet} weighs {change}",
        place=lowest.place,
        facet=FACET_WORDS[lowest.facet],
        change=CHANGES[lowest.change],
    )
    return replace(row, cells=(*cells, NOT_FIRM), note=_sentence((leaves, row.note) if row.note else (leaves,)))


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


def ranking_row(judgement: Judgement, reasons: int, words: Words, compared: Mapping[int, Earlier] | None = None) -> Row:
    """The cell of a mood is empty where it is not known or not shown: a column of nothing is left out."""
    earlier = None if compared is None else compared.get(judgement.user_id)
    cells = (
        judgement.name,
        score_cell(judgement, earlier, words),
        words.read(ROLE_WORDS[judgement.role]),
        *counted_cells(judgement, earlier, words),
        "" if judgement.sentiment is None else words.signed(judgement.sentiment),
    )
    more = [reason for reason in judgement.reasons if not reason.msgid.startswith(_SAID_IN_COLUMNS)]
    said = tuple(map(words.read, (*judgement.inflated, *more)[:reasons]))
    if compared is not None:
        said = (*then(judgement, earlier, words), *said)
    if judgement.sentiment_interval is not None:
        low, high = judgement.sentiment_interval
        of = judgement.sentiment_messages or 0
        said = (*said, words.say("mood ± {half:.2} of {messages}", half=(high - low) / 2, messages=of))
    return Row(cells, _sentence(said), judgement.user_id)


def _sentence(reasons: tuple[str, ...]) -> str:
    return "; ".join(reasons)
