"""Counts over columns that several reports share."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.scoring import Role, Standing
from bot.scoring.roles import CODE
from storage.models import Flags, Floats, Ints, Observations


def per_member(seen: Observations, column: Ints | Floats) -> Floats:
    """The sum of one activity column for each roster row."""
    sums = np.bincount(seen.activity.member, weights=column, minlength=len(seen.roster))
    return np.asarray(sums, dtype=np.float64)


def wrote(seen: Observations) -> Flags:
    """Which roster rows wrote at least one message in the window."""
    return np.asarray(per_member(seen, seen.activity.messages) > 0)


def here(seen: Observations) -> Flags:
    """Which roster rows have not left by the end of the window."""
    return np.asarray(seen.roster.left_ms < 0)


def explicit(seen: Observations) -> Ints:
    """Responses of each row of the response columns that nobody has to guess: replies, mentions and reactions."""
    return seen.responses.replies + seen.responses.mentions + seen.responses.reactions


def total_responses(seen: Observations) -> int:
    """Replies, mentions and reactions between members, and reactions by people whom the source does not name."""
    return int(explicit(seen).sum() + seen.activity.unnamed.sum())


def rows_of(seen: Observations) -> dict[int, int]:
    """The roster row of every user id."""
    return {int(user_id): row for row, user_id in enumerate(seen.roster.user_id)}


def ranked(standing: Standing) -> Ints:
    """Roster rows of the ranked members who did something in the window, best first."""
    silent = (CODE[Role.LAPSED], CODE[Role.UNSEEN])
    return standing.order[~np.isin(standing.role[standing.order], silent)]


def names_of(seen: Observations, user_ids: Sequence[int]) -> dict[int, str]:
    """The names of these members, where the roster has them."""
    rows = rows_of(seen)
    return {user_id: seen.roster.name[rows[user_id]] for user_id in user_ids if user_id in rows}
