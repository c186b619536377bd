"""Facts on their way to another process: as plain tuples, which is several times as fast as pickling them."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Sequence
from typing import Any, cast, get_args

from storage.models import Fact, Recordable

_KINDS: tuple[type[Any], ...] = get_args(Fact)
_NUMBERS: dict[type, int] = {kind: number for number, kind in enumerate(_KINDS)}


def pack(facts: Sequence[Recordable]) -> bytes:
    """For a process of this very version only."""
    # What is not made yet is a tuple too, of what it is made from; pickle names its kind once, and not with each.
    rows = [(_NUMBERS.get(kind := type(fact), kind), tuple(cast(Iterable[Any], fact))) for fact in facts]
    return pickle.dumps(rows, pickle.HIGHEST_PROTOCOL)


def unpack(parcel: bytes) -> list[Recordable]:
    """The facts of :func:`pack`, equal to those and in their order."""
    make = tuple.__new__
    return [make(_KINDS[kind] if isinstance(kind, int) else kind, fields) for kind, fields in pickle.loads(parcel)]
