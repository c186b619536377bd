"""Many names as one text: a hundred thousand of them cost their letters, and not an object each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Self, overload

import numpy as np

from storage.models.columns import Ints


class Names(Sequence[str]):
    def __init__(self, letters: bytes, bounds: Ints) -> None:
        """``letters`` are all names in UTF-8; each is what lies between two neighbours of ``bounds``."""
        self._letters = letters
        self._bounds = bounds

    @classmethod
    def of(cls, names: Iterable[str]) -> Self:
        letters, bounds = bytearray(), [0]
        for name in names:
            letters += name.encode()
            bounds.append(len(letters))
        return cls(bytes(letters), np.array(bounds, dtype=np.int64))

    def __len__(self) -> int:
        return len(self._bounds) - 1

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> Names: ...
    def __getitem__(self, place: int | slice) -> str | Names:
        if isinstance(place, slice):
            return self.at(np.arange(len(self))[place])
        place = range(len(self))[place]
        return self._letters[self._bounds[place] : self._bounds[place + 1]].decode()

    def __iter__(self) -> Iterator[str]:
        bounds = self._bounds.tolist()
        return (self._letters[start:end].decode() for start, end in pairwise(bounds))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]  # equal to lists, which have none

    def __add__(self, others: Names) -> Names:
        bounds = np.concatenate((self._bounds, others._bounds[1:] + self._bounds[-1]))
        return Names(self._letters + others._letters, bounds)

    def at(self, places: Ints) -> Names:
        """The names in these places, in their order."""
        starts = self._bounds[places]
        lengths = self._bounds[places + 1] - starts
        bounds = np.zeros(len(places) + 1, dtype=np.int64)
        np.cumsum(lengths, out=bounds[1:])
        shifts = np.repeat(starts - bounds[:-1], lengths)
        letters = np.frombuffer(self._letters, dtype=np.uint8)
        return Names(letters[np.arange(bounds[-1]) + shifts].tobytes(), bounds)
