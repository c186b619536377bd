"""What is judged, folded into a third of its bytes to lie in memory or in the file, and unfolded again in a fraction of
what making it took.

Arrays and other bytes lie apart, each folded by itself, so that no second copy of all of them is ever made, and once
however often it is referred to; what they belong to is outlined in JSON. Whoever wrote the file: to unfold it makes
dataclasses and enumerations of ours and arrays of numbers, and nothing else.
"""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from importlib import import_module
from typing import Any

import numpy as np

_LEVEL = 1
"""The quickest: the next ones take twice as long for a tenth less."""
_OURS = ("bot.judging", "bot.reports.", "bot.scoring.", "bot.words.", "storage.models.")
"""Where what may be outlined is defined."""
_NUMBERS = "biuf"
"""Kinds of arrays: flags, whole numbers and floats."""


class UnreadableError(Exception):
    """It was written by another version, or by somebody else."""


def fold(value: Any) -> Iterator[bytes]:
    """The outline and then each column, folded when it is asked for. Raises :class:`TypeError` for what has no form."""
    outlining = _Outlining()
    outline = json.dumps(outlining.of(value), separators=(",", ":"))
    yield zlib.compress(outline.encode(), _LEVEL)
    for column in outlining.columns:
        yield zlib.compress(column, _LEVEL)


def unfold(parts: Sequence[bytes]) -> Any:
    """An equal value, whose arrays cannot be written to. Raises :class:`UnreadableError`."""
    try:
        outline = json.loads(zlib.decompress(parts[0]))
        return _Filling(parts[1:]).of(outline)
    except (zlib.error, ArithmeticError, AttributeError, ImportError, LookupError, TypeError, ValueError) as error:
        raise UnreadableError(str(error)) from error


class _Outlining:
    def __init__(self) -> None:
        self.columns: list[Any] = []
        """Everything that is apart; held, so that no two have the same ``id``."""
        self._places: dict[int, int] = {}

    def of(self, value: Any) -> Any:
        if isinstance(value, Enum):
            return {"enum": _name(type(value)), "value": value.value}
        if isinstance(value, np.generic):
            return value.item()
        if value is None or isinstance(value, bool | int | float | str):
            return value
        return self._of_parts(value)

    def _of_parts(self, value: Any) -> Any:
        match value:
            case datetime():
                return {"moment": value.isoformat()}
            case date():
                return {"date": value.isoformat()}
            case tuple() if _are_alike(value):
                return self._alike(type(value[0]), value)
            case tuple():
                return [self.of(item) for item in value]
            case dict():
                return {"pairs": [[self.of(key), self.of(inside)] for key, inside in value.items()]}
            case bytes():
                return {"bytes": self._apart(value, value)}
            case np.ndarray() if value.dtype.kind in _NUMBERS:
                place = self._apart(value, np.ascontiguousarray(value))
                return {"array": place, "type": value.dtype.str, "shape": value.shape}
            case _ if is_dataclass(value):
                outline = {field.name: self.of(getattr(value, field.name)) for field in fields(value)}
                return {"class": _name(type(value)), "fields": outline}
        raise TypeError(f"{type(value)} has no form")

    def _alike(self, kind: Any, values: tuple[Any, ...]) -> Any:
        """As a table: a large guild's groups have tens of thousands of people."""
        names = [field.name for field in fields(kind)]
        rows = [[self.of(getattr(value, name)) for name in names] for value in values]
        return {"each": _name(kind), "fields": names, "rows": rows}

    def _apart(self, value: Any, column: Any) -> int:
        place = self._places.get(id(value))
        if place is None:
            place = self._places[id(value)] = len(self.columns)
            self.columns.append(column)
        return place


class _Filling:
    def __init__(self, columns: Sequence[bytes]) -> None:
        self._columns = columns
        self._filled: dict[tuple[int, str, tuple[int, ...]], Any] = {}

    def of(self, outline: Any) -> Any:
        match outline:
            case list():
                return tuple(self.of(item) for item in outline)
            case {"class": str(name), "fields": dict(filled)}:
                return _dataclass(name)(**{field: self.of(inside) for field, inside in filled.items()})
            case {"each": str(name), "fields": list(names), "rows": list(rows)}:
                kind = _dataclass(name)
                return tuple(kind(**dict(zip(names, map(self.of, row), strict=True))) for row in rows)
            case {"enum": str(name), "value": value}:
                return _enumeration(name)(value)
            case {"array": int(place), "type": str(kind), "shape": list(shape)}:
                return self._array(place, np.dtype(kind), tuple(shape))
            case {"pairs": list(pairs)}:
                return {self.of(key): self.of(inside) for key, inside in pairs}
            case {"bytes": int(place)}:
                return self._bytes(place)
            case {"moment": str(moment)}:
                return datetime.fromisoformat(moment)
            case {"date": str(day)}:
                return date.fromisoformat(day)
            case dict():
                raise UnreadableError(f"nothing is outlined by {', '.join(outline)}")
        return outline

    def _bytes(self, place: int, size: int = zlib.DEF_BUF_SIZE) -> bytes:
        return zlib.decompress(self._columns[place], bufsize=max(1, size))

    def _array(self, place: int, dtype: np.dtype[Any], shape: tuple[int, ...]) -> Any:
        """One array however often it is referred to."""
        if dtype.kind not in _NUMBERS:
            raise UnreadableError(f"{dtype} are no numbers")
        asked = place, dtype.str, shape
        if asked not in self._filled:
            content = self._bytes(place, math.prod(shape) * dtype.itemsize)
            self._filled[asked] = np.frombuffer(content, dtype=dtype).reshape(shape)
        return self._filled[asked]


def _are_alike(values: tuple[Any, ...]) -> bool:
    """Whether they are several of one dataclass."""
    return len(values) > 1 and is_dataclass(values[0]) and len(set(map(type, values))) == 1


def _name(kind: type) -> str:
    return f"{kind.__module__}:{kind.__qualname__}"


@cache
def _dataclass(name: str) -> Any:
    found = _ours(name)
    if not is_dataclass(found):
        raise UnreadableError(f"{name} is no dataclass")
    return found


@cache
def _enumeration(name: str) -> Any:
    found = _ours(name)
    if not issubclass(found, Enum):
        raise UnreadableError(f"{name} is no enumeration")
    return found


def _ours(name: str) -> type:
    module, _, kind = name.partition(":")
    found = getattr(import_module(module), kind) if module.startswith(_OURS) else None
    if not isinstance(found, type) or found.__module__ != module:
        raise UnreadableError(f"{name} is no class of ours")
    return found
