"""What a list says of the period before it is compared with."""

from __future__ import annotations

from collections.abc import Sequence

from bot.render.figures import ROLE_WORDS
from bot.render.shape import Cell, Row, moving
from bot.reports import Earlier, Heading
from bot.scoring import Judgement
from bot.words.language import Words


def against(heading: Heading, rows: Sequence[Row], words: Words) -> tuple[str, ...]:
    """One sentence on what the figures of ``rows`` are held against; nothing where nothing is compared."""
    compared = heading.against
    if compared is None or not rows:
        return ()
    when = words.days(compared.start, compared.end)
    if not compared.alike:
        return (
            words.say(
                "Not compared with the period before ({when}): too little was seen of it, or this place began then.",
                when=when,
            ),
        )
    return (words.say("Beside each figure: the difference to the period before ({when}).", when=when),)


def compares(heading: Heading) -> bool:
    """Whether figures have another one beside them."""
    return heading.against is not None and heading.against.alike


def score_cell(judgement: Judgement, earlier: Earlier | None, words: Words) -> Cell:
    return moving(judgement.score, earlier.score if earlier else None, words, 1)


def counted_cells(judgement: Judgement, earlier: Earlier | None, words: Words) -> tuple[Cell, Cell, Cell]:
    """Messages, responders and weeks of presence."""
    return (
        moving(judgement.messages, earlier.messages if earlier else None, words),
        moving(judgement.responders, earlier.responders if earlier else None, words),
        moving(judgement.active_weeks, earlier.active_weeks if earlier else None, words),
    )


def then(judgement: Judgement, earlier: Earlier | None, words: Words) -> tuple[str, ...]:
    """What cannot stand beside a figure: another role, or nothing at all."""
    if earlier is None:
        return (words.say("did nothing in the period before"),)
    if earlier.role is judgement.role:
        return ()
    return (words.say("{role} in the period before", role=ROLE_WORDS[earlier.role]),)
