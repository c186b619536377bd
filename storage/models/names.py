"""Many names as one text: a hundred thousand of them cost their letters, and not an object each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Self, overload

import numpy as np

from storage.models.columns import Ints


@dataclass(frozen=True, slots=True, eq=False)
class Names(Sequence[str]):
    letters: bytes
    """All names in UTF-8."""
    bounds: Ints
    """Each name is what lies between two neighbours of these."""

    @classmethod
    def of(cls, names: Iterable[str]) -> Self:
        letters, bounds = bytearray(), [0]
        for name in names:
            letters += name.encode()
            bounds.append(len(letters))
        return cls(bytes(letters), np.array(bounds, dtype=np.int64))

    def __len__(self) -> int:
        return len(self.bounds) - 1

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> Names: ...
    def __getitem__(self, place: int | slice) -> str | Names:
        if isinstance(place, slice):
            return self.at(np.arange(len(self))[place])
        place = range(len(self))[place]
        return self.letters[self.bounds[place] : self.bounds[place + 1]].decode()

    def __iter__(self) -> Iterator[str]:
        bounds = self.bounds.tolist()
        return (self.letters[start:end].decode() for start, end in pairwise(bounds))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]  # equal to lists, which have none

    def __add__(self, others: Names) -> Names:
        bounds = np.concatenate((self.bounds, others.bounds[1:] + self.bounds[-1]))
        return Names(self.letters + others.letters, bounds)

    def at(self, places: Ints) -> Names:
        """The names in these places, in their order."""
        starts = self.bounds[places]
        lengths = self.bounds[places + 1] - starts
        bounds = np.zeros(len(places) + 1, dtype=np.int64)
        np.cumsum(lengths, out=bounds[1:])
        shifts = np.repeat(starts - bounds[:-1], lengths)
        letters = np.frombuffer(self.letters, dtype=np.uint8)
        return Names(letters[np.arange(bounds[-1]) + shifts].tobytes(), bounds)
