"""Who has left already: Discord may say so twice, and does not say when it was."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime

Member = tuple[int, int]
"""Guild and user."""


class Departures:
    """Tells a leaving from its echo, by the joining that it ended; remembers the latest ``most`` of both."""

    def __init__(self, most: int = 20_000) -> None:
        self._most = most
        self._here: OrderedDict[Member, datetime | None] = OrderedDict()
        self._gone: OrderedDict[Member, datetime | None] = OrderedDict()

    def joined(self, member: Member, at: datetime | None) -> None:
        """Somebody joined; where that is the joining that their leaving ended, it is an echo."""
        if member in self._gone and self._gone[member] == at:
            return
        self._gone.pop(member, None)
        self._keep(self._here, member, at)

    def left(self, member: Member) -> bool:
        """Whether it is news that somebody left."""
        if member in self._gone:
            return False
        self._keep(self._gone, member, self._here.pop(member, None))
        return True

    def forget(self) -> None:
        """Somebody may have come back unheard."""
        self._here.clear()
        self._gone.clear()

    def _keep(self, among: OrderedDict[Member, datetime | None], member: Member, at: datetime | None) -> None:
        among[member] = at
        while len(among) > self._most:
            among.popitem(last=False)
