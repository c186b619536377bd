"""The way in to a writer: how many facts may wait, and what becomes of those that there is no room for."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path

from storage.errors import StoreClosed, is_final
from storage.models import Recordable


class Inlet(ABC):
    """Safe in any thread."""

    def __init__(self, path: Path, queue_size: int) -> None:
        self._path = path
        self._queue_size = queue_size
        self._changed = threading.Condition()
        """Held while anything here is read or set, and told of whatever somebody may wait for."""
        self._dropped = 0
        self._stuck: BaseException | None = None
        """What keeps everything from being written just now."""
        self._closing = False

    def offer(self, facts: Sequence[Recordable]) -> None:
        """Hand over what there is room for and shed the rest."""
        with self._changed:
            self._refuse_when_over()
            taken = facts[: max(0, self._room())]
            self._dropped += len(facts) - len(taken)
            self._hand_over(taken)

    def put(self, facts: Sequence[Recordable]) -> None:
        """Hand facts over, waiting for room; raise what keeps the writer from writing."""
        piece = max(1, self._queue_size // 2)
        for start in range(0, len(facts), piece):
            part = facts[start : start + piece]
            with self._changed:
                while self._room() < len(part):
                    self._refuse_when_over()
                    if self._stuck is not None:
                        raise self._stuck
                    self._changed.wait(0.5)
                self._refuse_when_over()
                self._hand_over(part)

    def _room(self) -> int:
        return self._queue_size - self._backlog()

    def _refuse_when_over(self) -> None:
        if self._stuck is not None and is_final(self._stuck):
            raise self._stuck
        if self._closing:
            raise StoreClosed(f"{self._path}: the store is closed")

    @abstractmethod
    def _backlog(self) -> int:
        """How many facts were handed over and are neither committed nor left out."""

    @abstractmethod
    def _hand_over(self, facts: Sequence[Recordable]) -> None: ...
