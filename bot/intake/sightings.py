"""Who was told of lately: nearly every message comes from somebody of whom nothing new can be said."""

from __future__ import annotations

from datetime import datetime

MOST = 20_000
AGAIN_MS = 600_000
"""After ten minutes the same is told again: in between, somebody may have been erased or marked as gone."""


class Told:
    """The names and joinings that were told of members, no more than ``most`` of them."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._told: dict[tuple[int, int], tuple[str, datetime | None, int]] = {}

    def __len__(self) -> int:
        return len(self._told)

    def is_news(self, guild_id: int, user_id: int, name: str, joined_at: datetime | None, at_ms: int) -> bool:
        """Whether this sighting at ``at_ms`` (milliseconds of Discord's clock) says anything new; then it is noted."""
        member, said = (guild_id, user_id), (name, joined_at, at_ms // AGAIN_MS)
        if self._told.get(member) == said:
            return False
        if len(self._told) >= self._most:
            self._told.clear()
        self._told[member] = said
        return True
