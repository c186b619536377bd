"""Tables in memory: named columns of equal length, and what is done with whole ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from storage.models import Counts, Flags, Ints

Table = Mapping[str, Ints]
"""Columns of equal length by name."""


def table(names: Sequence[str], columns: Iterable[NDArray[Any]] = ()) -> Table:
    """The columns under their names, as int64; those that are not given are zero."""
    given = [np.asarray(column, dtype=np.int64) for column in columns]
    rows = len(given[0]) if given else 0
    given += [np.zeros(rows, dtype=np.int64)] * (len(names) - len(given))
    return dict(zip(names, given, strict=True))


def rows_of(one: Mapping[str, NDArray[Any]]) -> int:
    return len(next(iter(one.values())))


def chosen(one: Table, rows: Ints | Flags) -> Table:
    return {name: column[rows] for name, column in one.items()}


def joined(names: Sequence[str], tables: Sequence[Table]) -> Table:
    """One below another. A column that a table lacks is zero there."""
    return {
        name: np.concatenate(
            [np.asarray(one[name]) if name in one else np.zeros(rows_of(one), dtype=np.int64) for one in tables]
        )
        for name in names
    }


def distinct(*columns: Ints) -> Ints:
    """The values that occur, sorted. For small ids: to mark them in a list of all is much faster than to sort them."""
    occurs = np.zeros(max((int(column.max()) for column in columns if len(column)), default=-1) + 1, dtype=np.bool_)
    for column in columns:
        occurs[column] = True
    return np.flatnonzero(occurs)


def places(values: Ints, size: int) -> Counts:
    """Where each number below ``size`` stands among the values; −1 where it does not."""
    found = np.full(size, -1, dtype=np.int32)
    found[values] = np.arange(len(values))
    return found


def run_starts(*columns: NDArray[Any]) -> Ints:
    """The rows at which one of the columns, in which equals lie together, takes another value."""
    rows = len(columns[0])
    differs = np.zeros(rows, dtype=np.bool_)
    differs[:1] = True
    for column in columns:
        differs[1:] |= column[1:] != column[:-1]
    return np.flatnonzero(differs)


def summed(one: Table, key: Sequence[str]) -> Table:
    """One row a key, in the order of the keys, its counts added up; without those of which nothing remains."""
    if not rows_of(one):
        return one
    ordered = chosen(one, np.lexsort([one[name] for name in reversed(key)]))
    starts = run_starts(*(ordered[name] for name in key))
    sums = {
        name: column[starts] if name in key else np.add.reduceat(column, starts) for name, column in ordered.items()
    }
    remains = np.zeros(len(starts), dtype=np.bool_)
    for name, column in sums.items():
        if name not in key:
            remains |= column != 0
    return sums if remains.all() else chosen(sums, remains)
