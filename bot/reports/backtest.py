"""Looking back: did the score say whom people would answer in the following month, and did simpler methods?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

import numpy as np

from bot.reports.heading import Heading
from bot.scoring import Standing
from bot.scoring.baselines import Answers, Baseline, answering, baselines
from bot.scoring.hindsight import FIGURES, Foresight, foresight, mean_of
from bot.scoring.tally import count_up
from storage.models import Floats, Guild, Ints, Observations, Outline, Window

Method = Literal["rapport"] | Baseline
METHODS: tuple[Method, ...] = ("rapport", *get_args(Baseline))
"""Rapport first."""
COUNTING: Method = "messages"
"""What Rapport is held against before all others."""
FEWEST_JUDGED = 40
"""In a month with fewer members who wrote there is no ranking to speak of."""


@dataclass(frozen=True, slots=True)
class Month:
    """One look back from ``as_of``, with nothing known of what came after it."""

    as_of: datetime
    judged: int
    """Members who wrote in the days before it."""
    answered: int
    """How many of those were answered by anybody in the days after it."""
    figures: dict[Method, Foresight]

    @property
    def ahead(self) -> tuple[str, ...]:
        """The figures in which Rapport was ahead of counting messages."""
        return ahead_of(self.figures, (COUNTING,))


@dataclass(frozen=True, slots=True)
class Backtest:
    heading: Heading
    """Its window is all that was looked at."""
    days: int
    """Days before each look back that were judged."""
    days_ahead: int
    """Days after it that show who was right."""
    answers: Answers
    months: tuple[Month, ...]
    """The oldest first; at least one."""
    skipped: int
    """Months in which too few wrote to rank them, or nobody was answered afterwards."""
    figures: dict[Method, Foresight]
    """The mean over the months."""

    @property
    def ahead(self) -> tuple[str, ...]:
        """The figures in which Rapport is ahead of counting messages."""
        return ahead_of(self.figures, (COUNTING,))

    @property
    def ahead_of_all(self) -> tuple[str, ...]:
        """The figures in which Rapport is ahead of every other method."""
        return ahead_of(self.figures, METHODS[1:])


def ahead_of(figures: dict[Method, Foresight], others: Sequence[Method]) -> tuple[str, ...]:
    """The figures in which Rapport is higher than each of ``others``; what cannot be told is neither."""
    found = []
    for name in FIGURES:
        ours: float | None = getattr(figures["rapport"], name)
        theirs = [value for other in others if (value := getattr(figures[other], name)) is not None]
        if ours is not None and theirs and ours > max(theirs):
            found.append(name)
    return tuple(found)


def month_of(past: Observations, standing: Standing, ahead: Observations, answers: Answers) -> Month | None:
    """One month: ``standing`` and the baselines know ``past`` alone; ``ahead`` begins where ``past`` ends.

    None where fewer than ``FEWEST_JUDGED`` members wrote, or none of them was answered afterwards.
    """
    rows = np.flatnonzero(standing.messages > 0)
    came = came_to(ahead, answers, past.roster.user_id[rows])
    if len(rows) < FEWEST_JUDGED or not came.any():
        return None
    columns: dict[Method, Floats] = {"rapport": standing.score}
    columns.update(baselines(past, answers).items())
    volume = columns[COUNTING][rows]
    return Month(
        as_of=past.window.as_of,
        judged=len(rows),
        answered=int(np.count_nonzero(came)),
        figures={method: foresight(columns[method][rows], came, volume) for method in METHODS},
    )


def came_to(ahead: Observations, answers: Answers, user_ids: Ints) -> Floats:
    """How many different people answered each of these users."""
    _, target, _ = answering(ahead, answers)
    number = count_up(target, len(ahead.roster))
    known = np.isin(user_ids, ahead.roster.user_id)
    came = np.zeros(len(user_ids))
    came[known] = number[np.searchsorted(ahead.roster.user_id, user_ids[known])]
    return came


def build_backtest(
    guild: Guild,
    window: Window,
    outline: Outline,
    *,
    days: int,
    days_ahead: int,
    answers: Answers,
    months: Sequence[Month | None],
) -> Backtest:
    """``window`` is all that was looked at, ``outline`` what was seen of it. At least one month has figures."""
    told = tuple(month for month in months if month is not None)
    return Backtest(
        heading=Heading(
            report="backtest",
            guild_id=guild.guild_id,
            guild=guild.name,
            as_of=window.as_of,
            days=window.days,
            coverage=outline.coverage,
            too_little=None,
            archive=guild.imported,
        ),
        days=days,
        days_ahead=days_ahead,
        answers=answers,
        months=told,
        skipped=len(months) - len(told),
        figures={method: mean_of([month.figures[method] for month in told]) for method in METHODS},
    )
