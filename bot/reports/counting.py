"""Counts over columns that several reports share."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.scoring import Deeds, Role, Standing
from bot.scoring.roles import CODE
from storage.models import Counts, Flags, Ints, Scene

SILENT_ROLES = (Role.LAPSED, Role.UNSEEN)
"""The roles of those who did nothing in the window."""


def wrote(deeds: Deeds) -> Flags:
    """Which roster rows wrote at least one message in the window."""
    return np.asarray(deeds.messages > 0)


def here(seen: Scene) -> Flags:
    """Which roster rows have not left by the end of the window."""
    return np.asarray(seen.roster.left_ms < 0)


def members_here(seen: Scene) -> int:
    """How many members have not left by the end of the window, with a row or without."""
    return int(np.count_nonzero(here(seen))) + len(seen.silent)


def row_of(seen: Scene, user_id: int) -> int | None:
    """The roster row of a user, None where the roster does not have them."""
    users = seen.roster.user_id
    place = int(np.searchsorted(users, user_id))
    return place if place < len(users) and int(users[place]) == user_id else None


def rows_of(seen: Scene, user_ids: Sequence[int] | Ints) -> Ints:
    """The roster rows of these users, who must all be in the roster."""
    return np.searchsorted(seen.roster.user_id, np.asarray(user_ids, dtype=np.int64))


def ranked(standing: Standing) -> Counts:
    """Roster rows of the ranked members who did something in the window, best first."""
    silent = [CODE[role] for role in SILENT_ROLES]
    return standing.order[~np.isin(standing.role[standing.order], silent)]


def with_role(standing: Standing, role: Role) -> Counts:
    """Roster rows of the ranked members with this role, best first."""
    plays = np.equal(standing.role[standing.order], CODE[role])
    return standing.order[plays]


def ids_with_role(standing: Standing, role: Role) -> Ints:
    """The user ids of the ranked members with this role."""
    return standing.user_id[with_role(standing, role)]


def first(rows: Counts, limit: int) -> Counts:
    """The first ``limit`` of ``rows``; 0 is all."""
    return rows[:limit] if limit else rows


def names_of(seen: Scene, user_ids: Sequence[int]) -> dict[int, str]:
    """The names of these members, who must all be in the roster."""
    names = seen.roster.name
    return {user_id: names[row] for user_id, row in zip(user_ids, rows_of(seen, user_ids).tolist(), strict=True)}
