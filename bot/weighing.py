"""About how many bytes something takes."""

from __future__ import annotations

import sys
from dataclasses import fields, is_dataclass
from enum import Enum
from itertools import islice
from typing import Any

import numpy as np

SAMPLE = 30
"""Of a long sequence so many stand for all."""


def weigh(value: Any) -> int:
    """The bytes of the columns, names and numbers that ``value`` is made of; an array in two places counts once."""
    arrays: dict[int, int] = {}
    return round(_weigh(value, arrays)) + sum(arrays.values())


def _weigh(value: Any, arrays: dict[int, int]) -> float:
    if isinstance(value, np.ndarray):
        while isinstance(value.base, np.ndarray):
            value = value.base  # a part keeps the whole alive
        arrays[id(value)] = value.nbytes
        return 0
    if isinstance(value, (tuple, list, frozenset)):
        sample = [_weigh(item, arrays) for item in islice(value, SAMPLE)]
        return sys.getsizeof(value) + (sum(sample) / len(sample) * len(value) if sample else 0)
    if isinstance(value, Enum):
        return 0  # there is one of it, whoever holds it
    if is_dataclass(value):
        return sum(_weigh(getattr(value, field.name), arrays) for field in fields(value))
    return sys.getsizeof(value)
