"""What a row of the table is: an accident, what must hold, how often it is tried, and what was broken to see it red."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

import pytest

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Broken:
    """A fault put into the program, with which the row fails: ``old``, once in ``file``, becomes ``new``."""

    file: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Row:
    """``fault`` and ``holds`` may name the test's parameters in braces. ``quick`` and ``full`` say how often it is
    tried: in the ordinary suite, and for the table."""

    fault: str
    holds: str
    broken: Broken
    quick: int = 1
    full: int = 1


def row(fault: str, holds: str, broken: Broken, *, quick: int = 1, full: int | None = None) -> pytest.MarkDecorator:
    """Makes a test a row of the table; a row that is tried more often takes a fixture ``trials``."""
    return pytest.mark.row(Row(fault, holds, broken, quick, quick if full is None else full))


class Trials:
    """Counts what was tried, and what of it held: that is, what the body of the loop came to its end with."""

    def __init__(self, times: int) -> None:
        self.times = times
        self.tried = 0
        self.held = 0

    def __iter__(self) -> Iterator[int]:
        return self.of(range(self.times))

    def of(self, things: Iterable[Thing]) -> Iterator[Thing]:
        for thing in things:
            self.tried += 1
            yield thing
            self.held += 1
