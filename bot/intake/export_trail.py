"""The passages behind the reader, as far back as replies are followed."""

from __future__ import annotations

from collections import deque

from bot.intake.export_messages import REMEMBERED_AUTHORS
from bot.intake.export_reader import Passage


class Trail:
    """From where on it is remembered who wrote what."""

    def __init__(self) -> None:
        self._passages: deque[tuple[int, int]] = deque()
        self.messages = 0

    @property
    def position(self) -> int:
        return self._passages[0][0] if self._passages else 0

    def add(self, passage: Passage, messages: int | None = None) -> None:
        """Go on over a passage, or over its first messages."""
        size = len(passage.messages) if messages is None else messages
        self._passages.append((passage.begin.position, size))
        self.messages += size
        while self.messages - self._passages[0][1] >= REMEMBERED_AUTHORS:
            self.messages -= self._passages.popleft()[1]
