"""Who was a member before a moment."""

from __future__ import annotations

import sqlite3

import numpy as np

from storage.models import STAYED_DAYS, Ints, Roster
from storage.models.moments import DAY_MS

_MEMBERS = """
SELECT member.person, user_id, name, coalesce(joined_ms, -1), coalesce(first_seen_ms, -1),
    coalesce(first_wrote_ms, -1), coalesce(left_ms, -1), coalesce(inviter, -1)
FROM member JOIN person ON person.id = member.person WHERE member.guild = ?
"""
_MOVED_LATER = """
SELECT person, max(CASE WHEN joined THEN at_ms ELSE -1 END), max(CASE WHEN joined THEN -1 ELSE at_ms END),
    coalesce((SELECT inviter FROM membership AS invited WHERE invited.guild = :guild
        AND invited.person = membership.person AND inviter IS NOT NULL AND at_ms < :as_of ORDER BY at_ms LIMIT 1), -1)
FROM membership
WHERE guild = :guild AND at_ms < :as_of
    AND person IN (SELECT person FROM membership WHERE guild = :guild AND at_ms >= :as_of)
GROUP BY person
"""
_EVER_MOVED_LATER = "SELECT DISTINCT person FROM membership WHERE guild = ? AND at_ms >= ?"


def read_roster(connection: sqlite3.Connection, guild: int, as_of_ms: int, active: Ints) -> tuple[Roster, Ints]:
    """The roster by user id, and the row of each small person id in it (−1 for those who are not in it).

    ``active`` are the people who did something in the window or were responded to: they are in the roster even where
    they left. Names are as last known.
    """
    rows = connection.execute(_MEMBERS, (guild,)).fetchall()
    names = [row[2] for row in rows]
    table = np.array([(*row[:2], *row[3:]) for row in rows], dtype=np.int64).reshape(-1, 7)
    person, user_id, joined, first_seen, first_wrote, left, inviter = table.T.copy()
    size = max(int(person.max(initial=0)), int(inviter.max(initial=0)), int(active.max(initial=0))) + 1
    index = np.full(size, -1, dtype=np.int64)
    index[person] = np.arange(len(person))
    _as_it_was(connection, guild, as_of_ms, index, joined, left, inviter)
    first_seen[first_seen >= as_of_ms] = -1
    first_wrote[first_wrote >= as_of_ms] = -1
    is_active = np.zeros(size, dtype=np.bool_)
    is_active[active] = True
    is_kept = is_active[person] | ((first_seen >= 0) & (left < 0))
    kept = np.flatnonzero(is_kept)
    kept = kept[np.argsort(user_id[kept])]
    row_of = np.full(size, -1, dtype=np.int64)
    row_of[person[kept]] = np.arange(len(kept))
    inviter_kept = inviter[kept]
    inviter_row = np.where(inviter_kept >= 0, row_of[np.maximum(inviter_kept, 0)], -1)
    stayed = (left[kept] < 0) & (first_wrote[kept] >= 0) & (joined[kept] < _days_before(as_of_ms, STAYED_DAYS))
    roster = Roster(
        user_id=user_id[kept],
        name=tuple(names[row] for row in kept.tolist()),
        joined_ms=joined[kept],
        first_seen_ms=first_seen[kept],
        first_wrote_ms=first_wrote[kept],
        left_ms=left[kept],
        inviter=inviter_row,
        invited=np.bincount(inviter_row[inviter_row >= 0], minlength=len(kept)),
        recruited=np.bincount(inviter_row[(inviter_row >= 0) & stayed], minlength=len(kept)),
    )
    return roster, row_of


def _days_before(as_of_ms: int, days: int) -> int:
    """The first moment that is not at least so many whole UTC days before the last day before ``as_of_ms``."""
    return ((as_of_ms - 1) // DAY_MS - days + 1) * DAY_MS


def _as_it_was(
    connection: sqlite3.Connection, guild: int, as_of_ms: int, index: Ints, joined: Ints, left: Ints, inviter: Ints
) -> None:
    """Undo the joins and leaves that came after the moment."""
    for (person,) in connection.execute(_EVER_MOVED_LATER, (guild, as_of_ms)):
        row = index[person]
        joined[row] = left[row] = inviter[row] = -1
    for person, joined_ms, left_ms, invited_by in connection.execute(_MOVED_LATER, {"guild": guild, "as_of": as_of_ms}):
        row = index[person]
        joined[row] = joined_ms
        left[row] = left_ms if left_ms >= joined_ms else -1
        inviter[row] = invited_by
