"""Who asked to be forgotten: kept beside the database and beside each backup, so that nothing brings them back: not a
backup from before, nor the history that is read again where a backup goes on."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

Wish = Literal["erase", "opt_out", "opt_in"]


@dataclass(frozen=True, slots=True)
class Erasure:
    """One line of the ledger. ``guild_id`` None means every guild; ``at_ms`` is milliseconds since 1970."""

    id: str
    wish: Wish
    user_id: int
    guild_id: int | None
    at_ms: int


def new_erasure(wish: Wish, user_id: int, guild_id: int | None, at_ms: int) -> Erasure:
    return Erasure(uuid.uuid4().hex, wish, user_id, guild_id, at_ms)


class Ledger:
    """JSON lines in ``<database>.erased``."""

    def __init__(self, database: Path) -> None:
        self._path = Path(f"{database}.erased")

    def read(self) -> list[Erasure]:
        """Every entry, oldest first. A last line that a power cut left half-written never took effect."""
        if not self._path.exists():
            return []
        entries = []
        for line in self._path.read_bytes().splitlines():
            try:
                entries.append(Erasure(**json.loads(line)))
            except (ValueError, TypeError):
                continue
        return entries

    def append(self, entry: Erasure) -> None:
        """Write one entry through to the disk."""
        with self._path.open("ab") as file:
            # A line of its own even after a half-written one.
            file.write((("\n" if file.tell() else "") + json.dumps(asdict(entry))).encode())
            file.flush()
            os.fsync(file.fileno())

    def take_over(self, other: Ledger) -> None:
        """What another place remembers is remembered here, too."""
        known = {entry.id for entry in self.read()}
        for entry in other.read():
            if entry.id not in known:
                self.append(entry)


class Refusals:
    """Whose facts are not recorded: those who opted out, and what lies before an erasure of theirs."""

    def __init__(self) -> None:
        self._opted_out: set[tuple[int, int]] = set()
        self._erased_ms: dict[tuple[int | None, int], int] = {}

    def load(self, entries: Iterable[Erasure], opted_out: Iterable[tuple[int, int]]) -> None:
        self._opted_out = set(opted_out)
        self._erased_ms = {}
        for entry in entries:
            self.erased(entry.guild_id, entry.user_id, entry.at_ms)

    def erased(self, guild_id: int | None, user_id: int, at_ms: int) -> None:
        key = (guild_id, user_id)
        self._erased_ms[key] = max(at_ms, self._erased_ms.get(key, at_ms))

    def opted_out(self, guild_id: int, user_id: int) -> None:
        self._opted_out.add((guild_id, user_id))

    def opted_in(self, guild_id: int, user_id: int) -> None:
        self._opted_out.discard((guild_id, user_id))

    def refuses(self, guild_id: int, user_id: int, at_ms: int) -> bool:
        """Whether something of this member at this moment must not be recorded."""
        if self._opted_out and (guild_id, user_id) in self._opted_out:
            return True
        if not self._erased_ms:
            return False
        here = self._erased_ms.get((guild_id, user_id), -1)
        everywhere = self._erased_ms.get((None, user_id), -1)
        return at_ms < max(here, everywhere)
