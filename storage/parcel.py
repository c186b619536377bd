"""Facts on their way to another process: as plain tuples, which is several times as fast as pickling them."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Sequence
from typing import Any, cast

from storage.models import Recordable


def pack(facts: Sequence[Recordable]) -> bytes:
    """For a process of this very version only. Facts of 256 kinds at most."""
    kinds = list(map(type, facts))
    numbers = {kind: number for number, kind in enumerate(dict.fromkeys(kinds))}
    # What is not made yet is a tuple too, of what it is made from.
    rows = list(map(tuple, cast(Iterable[Iterable[Any]], facts)))
    return pickle.dumps((list(numbers), bytes(map(numbers.__getitem__, kinds)), rows), pickle.HIGHEST_PROTOCOL)


def unpack(parcel: bytes) -> list[Recordable]:
    """The facts of :func:`pack`, equal to those and in their order."""
    kinds, numbers, rows = pickle.loads(parcel)
    return list(map(tuple.__new__, map(kinds.__getitem__, numbers), rows))
