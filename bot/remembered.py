"""What was met lately, and no more of it than fits."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)

MOST = 50_000


class Remembered(Generic[K]):
    """A set of at most ``most`` things that lets go of those that were put in first."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._things: dict[K, None] = {}

    def __contains__(self, thing: object) -> bool:
        return thing in self._things

    def __len__(self) -> int:
        return len(self._things)

    def add(self, thing: K) -> None:
        self._things.pop(thing, None)
        self._things[thing] = None
        if len(self._things) > self._most:
            del self._things[next(iter(self._things))]

    def update(self, things: Iterable[K]) -> None:
        for thing in things:
            self.add(thing)
