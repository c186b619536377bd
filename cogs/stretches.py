"""Which ids were seen: what live listening covers, and the holes that history has to fill."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.models import StretchSeen, snowflake_at

EVERY_CHANNEL = 0


def holes(seen: Sequence[tuple[int, int]], first: int, last: int) -> list[tuple[int, int]]:
    """The closed intervals of ``first`` to ``last`` that no interval of ``seen`` covers, newest first."""
    found: list[tuple[int, int]] = []
    start = first
    for begin, end in sorted(seen):
        if begin > last:
            break
        if begin > start:
            found.append((start, begin - 1))
        start = max(start, end + 1)
    if start <= last:
        found.append((start, last))
    return found[::-1]


@dataclass(slots=True)
class _Listening:
    shard: int
    first_id: int
    last_id: int
    connected: bool = True
    told: int = 0
    """The ``last_id`` that was last handed out."""


class LiveStretches:
    """The stretch of each guild that is being heard live, grown by messages and by time.

    Time is claimed only up to ``hindsight`` before now and only while connected, since a dead connection is noticed
    late; a message proves everything before it.
    """

    def __init__(self, hindsight: timedelta) -> None:
        self._hindsight = hindsight
        self._guilds: dict[int, _Listening] = {}

    def begin(self, guild_id: int, at: datetime, shard: int = 0) -> None:
        """The guild is heard from now on. Where it is heard already, nothing changes."""
        if guild_id not in self._guilds:
            begun = snowflake_at(at)
            self._guilds[guild_id] = _Listening(shard, begun, begun)

    def heard(self, guild_id: int, message_id: int) -> None:
        """A message came in."""
        listening = self._guilds.get(guild_id)
        if listening is not None and message_id > listening.last_id:
            listening.last_id = message_id

    def interrupted(self, shard: int) -> None:
        """The shard's connection broke: time proves nothing until :meth:`resumed`."""
        for listening in self._of(shard):
            listening.connected = False

    def resumed(self, shard: int) -> None:
        """The shard's connection is back and everything in between was replayed."""
        for listening in self._of(shard):
            listening.connected = True

    def grow(self, now: datetime) -> Iterator[StretchSeen]:
        """What was heard so far of every guild, where that is more than was told before."""
        proven = snowflake_at(now - self._hindsight)
        for guild_id, listening in self._guilds.items():
            if listening.connected:
                listening.last_id = max(listening.last_id, proven)
            yield from _tell(guild_id, listening)

    def end(self, guild_id: int) -> Iterator[StretchSeen]:
        """The guild is heard no more: what is left to tell of its stretch."""
        listening = self._guilds.pop(guild_id, None)
        if listening is not None:
            yield from _tell(guild_id, listening)

    def end_shard(self, shard: int) -> list[StretchSeen]:
        """A new session began on this shard: what came between the old one and it is lost."""
        ended = [guild_id for guild_id, listening in self._guilds.items() if listening.shard == shard]
        return [stretch for guild_id in ended for stretch in self.end(guild_id)]

    def missed(self, guild_id: int, now: datetime) -> None:
        """Something that came in could not be taken: another stretch begins after it."""
        listening = self._guilds.get(guild_id)
        if listening is not None:
            begun = max(snowflake_at(now), listening.last_id + 1)
            self._guilds[guild_id] = _Listening(listening.shard, begun, begun, listening.connected)

    def missed_everywhere(self, now: datetime) -> None:
        """As :meth:`missed`, of every guild."""
        for guild_id in self._guilds:
            self.missed(guild_id, now)

    def _of(self, shard: int) -> Iterable[_Listening]:
        return (listening for listening in self._guilds.values() if listening.shard == shard)


def _tell(guild_id: int, listening: _Listening) -> Iterator[StretchSeen]:
    if listening.last_id > max(listening.told, listening.first_id):
        listening.told = listening.last_id
        yield StretchSeen(guild_id, EVERY_CHANNEL, listening.first_id, listening.last_id)
