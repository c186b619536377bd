"""Members as the writer knows them: sightings change few rows, so they are gathered and written once a batch."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass

from storage.bulk import find, insert
from storage.directory import MOST_REMEMBERED


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
        self._joined: list[tuple[int, int, int]] = []

    def forget(self) -> None:
        self._known.clear()
        self._changed.clear()
        self._joined.clear()

    def let_go(self) -> None:
        """Drop what there is too much of. Only where everything is written."""
        if len(self._known) > MOST_REMEMBERED:
            self._known.clear()

    def meet(self, guild: int, people: Collection[int]) -> None:
        """Look up many members at once; those that are new are written with the next :meth:`write`."""
        unknown = [person for person in people if (guild, person) not in self._known]
        if not unknown:
            return
        query = (
            "SELECT json_array(person, name, named_ms, first_seen_ms, left_ms, joined_ms) AS one FROM member"
            " WHERE guild = ? AND person IN {ids}"
        )
        self._known |= {(guild, row[0]): _Member(*row[1:]) for row in find(self._connection, query, unknown, guild)}
        for person in unknown:
            if (guild, person) not in self._known:
                self._known[guild, person] = _Member("", None, None, None, None)
                self._changed.add((guild, person))

    def sight(self, guild: int, person: int, at_ms: int | None, name: str | None = None) -> None:
        """A member was seen doing something (at an unknown moment where ``at_ms`` is None), maybe with a name."""
        key = (guild, person)
        member = self._known.get(key) or self._meet(key)
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
            self._join(member, guild, person, joined_ms)
        if member.left_ms is not None and member.left_ms < seen_ms:
            self._join(member, guild, person, seen_ms)

    def _join(self, member: _Member, guild: int, person: int, at_ms: int) -> None:
        """As the trigger on ``membership`` will have it: the latest joining stands, and ends an earlier leaving."""
        self._joined.append((guild, person, at_ms))
        member.joined_ms = max(at_ms, member.joined_ms or at_ms)
        if member.left_ms is not None and member.left_ms < at_ms:
            member.left_ms = None

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
        self.write()
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
        if self._changed:
            changed = ((key, self._known[key]) for key in self._changed)
            insert(
                self._connection,
                "member (guild, person, name, named_ms, first_seen_ms)",
                [(*key, member.name, member.named_ms, member.first_seen_ms) for key, member in changed],
                "ON CONFLICT DO UPDATE SET name = excluded.name, named_ms = excluded.named_ms,"
                " first_seen_ms = excluded.first_seen_ms",
            )
            self._changed.clear()
        if self._joined:
            joined, self._joined = self._joined, []
            insert(
                self._connection,
                "membership (guild, person, at_ms, joined)",
                [(*joining, 1) for joining in joined],
                "ON CONFLICT DO NOTHING",
            )

    def _meet(self, key: tuple[int, int]) -> _Member:
        self.meet(key[0], key[1:])
        return self._known[key]
