"""Members as the writer knows them: sightings change few rows, so they are gathered and written once a batch."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass


@dataclass(slots=True)
class _Member:
    name: str
    named_ms: int | None
    first_seen_ms: int | None
    left_ms: int | None
    joined_ms: int | None


class Members:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._known: dict[tuple[int, int], _Member] = {}
        self._changed: set[tuple[int, int]] = set()

    def forget(self) -> None:
        self._known.clear()
        self._changed.clear()

    def sight(self, guild: int, person: int, at_ms: int | None, name: str | None = None) -> None:
        """A member was seen doing something (at an unknown moment where ``at_ms`` is None), maybe with a name."""
        key = (guild, person)
        member = self._known.get(key) or self._find_or_make(key)
        if at_ms is None:
            return
        if member.first_seen_ms is None or at_ms < member.first_seen_ms:
            member.first_seen_ms = at_ms
            self._changed.add(key)
        if name is not None and (member.named_ms is None or at_ms > member.named_ms):
            member.named_ms = at_ms
            member.name = name
            self._changed.add(key)

    def belongs(self, guild: int, person: int, seen_ms: int, joined_ms: int | None) -> None:
        """Somebody was listed as a member: they joined when Discord says so, and did not leave for good before."""
        member = self._known[guild, person]
        if joined_ms is not None and joined_ms != member.joined_ms:
            self.moved(guild, person, joined_ms, joined=True)
            member = self._known.get((guild, person)) or self._find_or_make((guild, person))
        if member.left_ms is not None and member.left_ms < seen_ms:
            self.moved(guild, person, seen_ms, joined=True)

    def moved(self, guild: int, person: int, at_ms: int, *, joined: bool, inviter: int | None = None) -> None:
        self.write()
        self._connection.execute(
            "INSERT INTO membership (guild, person, at_ms, joined, inviter) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET inviter = excluded.inviter"
            " WHERE excluded.inviter IS NOT NULL AND membership.inviter IS NULL",
            (guild, person, at_ms, joined, inviter),
        )
        self._known.pop((guild, person), None)

    def joined_sometime(self, guild: int, person: int, at_ms: int) -> None:
        """Archives never tell who left, so of several joinings the first counts, whichever was imported first."""
        (earliest,) = self._connection.execute(
            "SELECT min(at_ms) FROM membership WHERE guild = ? AND person = ? AND joined", (guild, person)
        ).fetchone()
        if earliest is None or at_ms < earliest:
            self._connection.execute(
                "DELETE FROM membership WHERE guild = ? AND person = ? AND joined", (guild, person)
            )
            self.moved(guild, person, at_ms, joined=True)

    def write(self) -> None:
        """Bring the rows up to date with what was seen."""
        if not self._changed:
            return
        self._connection.executemany(
            "UPDATE member SET name = ?, named_ms = ?, first_seen_ms = ? WHERE guild = ? AND person = ?",
            [
                (member.name, member.named_ms, member.first_seen_ms, *key)
                for key, member in ((key, self._known[key]) for key in self._changed)
            ],
        )
        self._changed.clear()

    def _find_or_make(self, key: tuple[int, int]) -> _Member:
        self._connection.execute(
            "INSERT INTO member (guild, person, name) VALUES (?, ?, '') ON CONFLICT DO NOTHING", key
        )
        row = self._connection.execute(
            "SELECT name, named_ms, first_seen_ms, left_ms, joined_ms FROM member WHERE guild = ? AND person = ?", key
        ).fetchone()
        found = self._known[key] = _Member(*row)
        return found
