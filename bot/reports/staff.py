"""How much of the answering hangs on staff: a place where only they answer is a help desk and no community yet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.reports.counting import here
from bot.reports.seen import Seen
from bot.scoring import Standing
from bot.scoring.baselines import Answers, answers_in
from bot.scoring.tally import add_up
from storage.models import INFERRED_PARTS, Flags, Floats


@dataclass(frozen=True, slots=True)
class Staff:
    """Whoever moderators left out of the rankings, and what everybody else got from them."""

    members: int
    """How many of them are here and did something, or were answered."""
    answers: Answers
    """What counts here as an answer: replies, mentions and reactions; or also likely ones, where those are few."""
    share: float | None
    """The part of all answers to other members that staff gave, 0 to 1; None where nobody was answered."""
    answered: int
    """Members who are no staff, are here, and were answered by anybody."""
    by_staff_only: int
    """How many of those were answered by nobody but staff."""


def staff_of(seen: Seen, standing: Standing) -> Staff | None:
    """None where nobody is left out of the rankings."""
    is_staff = here(seen)
    others = is_staff.copy()
    is_staff[standing.order] = False
    if not is_staff.any():
        return None
    others &= ~is_staff
    answers = answers_in(int(seen.messages.sum()), int(seen.exchanges.by_day.sum()))
    by_staff, by_all = _answers(seen, is_staff, answers)
    total = float(by_all[others].sum())
    return Staff(
        members=int(np.count_nonzero(is_staff)),
        answers=answers,
        share=float(by_staff[others].sum()) / total if total else None,
        answered=int(np.count_nonzero(others & (by_all > 0))),
        by_staff_only=int(np.count_nonzero(others & (by_all > 0) & (by_all == by_staff))),
    )


def _answers(seen: Seen, is_staff: Flags, answers: Answers) -> tuple[Floats, Floats]:
    """How often each member was answered by staff, and by anybody. One row a roster row."""
    exchanges, members = seen.exchanges, len(is_staff)
    by_all = add_up(exchanges.target, exchanges.explicit, members)
    rows = np.flatnonzero(is_staff[exchanges.source])
    target = exchanges.target[rows]
    by_staff = add_up(target, exchanges.explicit[rows], members)
    if answers == "likely answers":
        by_all += add_up(exchanges.target, exchanges.inferred, members) / INFERRED_PARTS
        by_staff += add_up(target, exchanges.inferred[rows], members) / INFERRED_PARTS
    return by_staff, by_all
