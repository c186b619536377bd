"""Facts on their way to another process: as plain tuples, which takes a third of what pickling objects takes."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from operator import attrgetter
from typing import Any, get_args

from storage.models import Fact

_KINDS: tuple[Any, ...] = get_args(Fact)
_FIELDS = {kind: (number, attrgetter(*kind.__slots__)) for number, kind in enumerate(_KINDS)}


def pack(facts: Sequence[Fact]) -> bytes:
    """For a process of this very version only."""
    rows = []
    for fact in facts:
        number, fields = _FIELDS[type(fact)]
        rows.append((number, fields(fact)))
    return pickle.dumps(rows, pickle.HIGHEST_PROTOCOL)


def unpack(parcel: bytes) -> list[Fact]:
    """The facts of :func:`pack`, equal to those and in their order."""
    return [_KINDS[number](*fields) for number, fields in pickle.loads(parcel)]
