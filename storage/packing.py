"""Reading a row costs a Python integer for each cell, so small numbers that fit side by side travel as one."""

from __future__ import annotations

import sqlite3
from itertools import chain
from typing import Any

import numpy as np

from storage.models import Ints

BITS = 21
"""Three to a cell, each up to two million: more than a member can do in a day."""
_MOST = (1 << BITS) - 1
_FIRST_BITS = 31


def pack(*counts: str) -> str:
    """An SQL expression for up to three counts, none of them negative, in one integer."""
    return " | ".join(f"({count} << {BITS * place})" for place, count in enumerate(counts))


def pack_pair(first: str, second: str) -> str:
    """An SQL expression for a small id or day and another number, neither negative, in one integer."""
    return f"{first} | ({second} << {_FIRST_BITS})"


def capped(count: str) -> str:
    """For a count that comes from a file and not from what a member did: it has to fit as the second of a pair."""
    return f"min({count}, {(1 << _FIRST_BITS) - 1})"


def unpack(cells: Ints, counts: int) -> tuple[Ints, ...]:
    return tuple((cells >> (BITS * place)) & _MOST for place in range(counts))


def unpack_pair(cells: Ints) -> tuple[Ints, Ints]:
    return cells & ((1 << _FIRST_BITS) - 1), cells >> _FIRST_BITS


def read_cells(connection: sqlite3.Connection, statement: str, parameters: Any, width: int) -> Ints:
    """The rows of a statement that yields ``width`` integers, turned on their side: shape (width, rows)."""
    cells = chain.from_iterable(connection.execute(statement, parameters))
    return np.fromiter(cells, dtype=np.int64).reshape(-1, width).T
