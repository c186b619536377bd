"""Who appears in an import: told once, however often they do."""

from __future__ import annotations

from collections.abc import Iterator

from storage.models import Fact, MemberJoined, MemberSeen, moment_of

_LARGEST_ID = 2**63 - 1


class Cast:
    """Who appeared in an import so far: kept so that the same sighting is told once, and its earliest moment."""

    def __init__(self) -> None:
        self._seen: dict[tuple[int, int], tuple[str, int]] = {}
        self._joined: dict[tuple[int, int], tuple[int, str]] = {}
        self._untold: dict[tuple[int, int], None] = {}

    def seen(self, guild_id: int, user_id: int, name: str, message_id: int) -> MemberSeen | None:
        """A sighting worth telling: a new member, a new name, or earlier than what was told before."""
        name_before, earliest = self._seen.get((guild_id, user_id), ("", _LARGEST_ID))
        if name == name_before and message_id >= earliest:
            return None
        earliest = min(earliest, message_id)
        self._seen[guild_id, user_id] = name, earliest
        return MemberSeen(guild_id, user_id, name, moment_of(earliest))

    def joined(self, guild_id: int, user_id: int, name: str, message_id: int) -> None:
        earliest, _ = self._joined.get((guild_id, user_id), (_LARGEST_ID, name))
        if message_id < earliest:
            self._joined[guild_id, user_id] = message_id, name
            self._untold[guild_id, user_id] = None

    def joins(self) -> Iterator[Fact]:
        """The first joins that were found since this was asked last."""
        for guild_id, user_id in self._untold:
            message_id, name = self._joined[guild_id, user_id]
            yield MemberJoined(guild_id, user_id, name, moment_of(message_id))
        self._untold.clear()
