"""Who was a member before a moment: those of whom a report may speak one by one, all others by number."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from storage.member_rows import MemberRows, read_members, undo_later_moves
from storage.models import ARRIVAL_DAYS, STAYED_DAYS, Counts, Flags, Ints, Roster, Silent
from storage.models.moments import DAY_MS
from storage.packing import read_cells
from storage.tables import distinct, places

_HERE = """
SELECT count(*), count(CASE WHEN first_wrote_ms < :as_of THEN 1 END)
FROM member WHERE guild = :guild AND left_ms IS NULL AND first_seen_ms < :as_of
"""
_INVITERS = """
SELECT inviter, count(*), count(CASE WHEN first_wrote_ms < :as_of AND coalesce(joined_ms, -1) < :stayed THEN 1 END)
FROM member
WHERE guild = :guild AND inviter IS NOT NULL AND left_ms IS NULL AND first_seen_ms < :as_of GROUP BY inviter
"""
_JOINED_LATELY = "SELECT person FROM membership WHERE guild = :guild AND at_ms >= :lately AND at_ms < :as_of AND joined"
_SEEN_LATELY = "SELECT person FROM member WHERE guild = :guild AND joined_ms IS NULL AND first_seen_ms >= :lately"
_MOVED_LATER = """
SELECT person FROM member WHERE guild = :guild AND first_seen_ms < :as_of
    AND person IN (SELECT person FROM membership WHERE guild = :guild AND at_ms >= :as_of)
"""


@dataclass(slots=True)
class _Numbers:
    """How many members are here, how many of them wrote, and whom they were invited by, by small id."""

    stayed_before_ms: int
    here: int
    wrote: int
    invited: Ints
    recruited: Ints

    def add(self, members: MemberRows, here: Flags, invited: Flags) -> None:
        self._move(members, here, invited, 1)

    def take(self, members: MemberRows) -> None:
        here = members.here()
        self._move(members, here, here, -1)

    def _move(self, members: MemberRows, here: Flags, invited: Flags, sign: int) -> None:
        size = len(self.invited)
        invited = invited & (members.inviter >= 0)
        stayed = invited & members.stayed(self.stayed_before_ms)
        self.here += sign * int(np.count_nonzero(here))
        self.wrote += sign * int(np.count_nonzero(here & members.wrote()))
        self.invited += sign * np.bincount(members.inviter[invited], minlength=size)
        self.recruited += sign * np.bincount(members.inviter[stayed], minlength=size)

    def without(self, members: MemberRows, rows: Flags) -> Silent:
        """Who is left when some who are here have a row."""
        wrote = self.wrote - int(np.count_nonzero(rows & members.wrote()))
        return Silent(lapsed=wrote, unseen=self.here - int(np.count_nonzero(rows)) - wrote)


def read_roster(
    connection: sqlite3.Connection,
    guild: int,
    as_of_ms: int,
    active: Counts,
    *,
    everyone: bool = False,
    about: int | None = None,
) -> tuple[Roster, Silent, Counts]:
    """The roster by user id, who is here beside it, and the roster's row of each small person id (−1 for none).

    ``active`` are the small ids, repeated or not, of those who did something in the window or were responded to: they
    are in the roster even where they left. ``about`` is a user id. Names are as last known. Who has no row is counted
    inside the file.
    """
    (most,) = connection.execute("SELECT coalesce(max(id), 0) FROM person").fetchone()
    size = most + 1
    lately_ms = as_of_ms - ARRIVAL_DAYS * DAY_MS
    stayed_before_ms = _days_before(as_of_ms, STAYED_DAYS)
    is_active = np.zeros(size, dtype=np.bool_)
    is_active[active] = True
    numbers = _Numbers(stayed_before_ms, 0, 0, *np.zeros((2, size), dtype=np.int64))
    if everyone:
        members = _read(connection, guild, as_of_ms, size, None)
    else:
        moments = {"guild": guild, "as_of": as_of_ms, "lately": lately_ms, "stayed": stayed_before_ms}
        _count(connection, moments, numbers)
        wanted = is_active | _others(connection, moments, size, about)
        members = _read(connection, guild, as_of_ms, size, np.flatnonzero(wanted), numbers)
        hosts = _hosts(members, lately_ms)
        members = members.and_also(_read(connection, guild, as_of_ms, size, hosts[~wanted[hosts]], numbers))
    here, is_active = members.here(), is_active[members.person]
    numbers.add(members, here, here | is_active)
    matters = members.arrived(lately_ms) | (members.user_id == about)
    matters |= np.isin(members.person, _hosts(members, lately_ms))
    is_kept = is_active | (here & (matters | everyone))
    silent = numbers.without(members, is_kept & here)
    roster, row_of = _by_user_id(members, np.flatnonzero(is_kept), numbers)
    return roster, silent, row_of


def _read(
    connection: sqlite3.Connection,
    guild: int,
    as_of_ms: int,
    size: int,
    people: Ints | None,
    counted: _Numbers | None = None,
) -> MemberRows:
    """Members as they were. Who was ``counted`` as the file has them now is taken out of those numbers."""
    members = read_members(connection, guild, as_of_ms, people)
    if counted is not None:
        counted.take(members)
    undo_later_moves(connection, guild, as_of_ms, size, members)
    return members


def _hosts(members: MemberRows, lately_ms: int) -> Ints:
    """Small ids of those who invited somebody who is here and came lately."""
    return distinct(members.inviter[members.here() & members.arrived(lately_ms) & (members.inviter >= 0)])


def _days_before(as_of_ms: int, days: int) -> int:
    """The first moment that is not at least so many whole UTC days before the last day before ``as_of_ms``."""
    return ((as_of_ms - 1) // DAY_MS - days + 1) * DAY_MS


def _count(connection: sqlite3.Connection, moments: Mapping[str, int], numbers: _Numbers) -> None:
    """Everybody by number, as the file has them now."""
    numbers.here, numbers.wrote = connection.execute(_HERE, moments).fetchone()
    inviter, invited, stayed = read_cells(connection, _INVITERS, moments, 3)
    numbers.invited[inviter] = invited
    numbers.recruited[inviter] = stayed


def _others(connection: sqlite3.Connection, moments: Mapping[str, int], size: int, about: int | None) -> Flags:
    """Whose rows must be read although they did nothing: by small id."""
    found = np.zeros(size, dtype=np.bool_)
    for statement in (_JOINED_LATELY, _SEEN_LATELY, _MOVED_LATER):
        found[read_cells(connection, statement, moments, 1)[0]] = True
    for (person,) in connection.execute("SELECT id FROM person WHERE user_id = ?", (about,)):
        found[person] = True
    return found


def _by_user_id(members: MemberRows, kept: Ints, numbers: _Numbers) -> tuple[Roster, Counts]:
    """The roster of some rows, and its row of each small id."""
    kept = kept[np.argsort(members.user_id[kept])]
    person, inviter = members.person[kept], members.inviter[kept]
    row_of = places(person, len(numbers.invited))
    roster = Roster(
        user_id=members.user_id[kept],
        name=members.name.at(kept),
        joined_ms=members.joined[kept],
        first_seen_ms=members.first_seen[kept],
        first_wrote_ms=members.first_wrote[kept],
        left_ms=members.left[kept],
        inviter=np.where(inviter >= 0, row_of[inviter], -1).astype(np.int64),
        invited=numbers.invited[person],
        recruited=numbers.recruited[person],
    )
    return roster, row_of
