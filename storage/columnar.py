"""Tables of whole numbers as bytes: each column as narrow as its values, and sparse where most of it is zero.

A table begins with its number of rows; one without rows ends there. Then each column has a byte for its form: nothing
more where all is zero; the values; or, sparse, how many are not zero, their rows and their values. Names are not in
the bytes: who reads knows them by the version. The first byte is the version, and whether the rest is deflated: that
makes few bytes a good third fewer, and many would take longer to inflate than to read.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from storage.errors import StoreError
from storage.tables import Table, rows_of

VERSION = 1
Narrow = NDArray[np.integer[Any]]
"""A column as it lies in the bytes: read-only, of any width."""

_WIDTHS = tuple(np.dtype(name) for name in ("<u1", "<i1", "<u2", "<i2", "<u4", "<i4", "<i8"))
"""From the narrowest: the place of one, from 1, is its form. Form 0 is a column of zeros."""
_BOUNDS = tuple((width, int(np.iinfo(width).min), int(np.iinfo(width).max)) for width in _WIDTHS)
_NOTHING = np.zeros(0, dtype=np.uint8)
_SPARSE = 0x80
_DEFLATED = 0x80
_FEW_BYTES = 1 << 16


def encode(tables: Sequence[Table]) -> bytes:
    parts = []
    for one in tables:
        rows = rows_of(one)
        parts.append(_number(rows))
        if rows:
            parts.extend(_column(column) for column in one.values())
    plain = b"".join(parts)
    deflated = zlib.compress(plain) if len(plain) < _FEW_BYTES else plain
    if len(deflated) < len(plain):
        return bytes((VERSION | _DEFLATED,)) + deflated
    return bytes((VERSION,)) + plain


def decode(blob: bytes, names: Sequence[Sequence[str]]) -> list[Mapping[str, Narrow]]:
    """The first tables of the bytes, as many as ``names`` has.

    :raises StoreError: where another version wrote the bytes, or they are damaged.
    """
    if not blob or blob[0] & ~_DEFLATED != VERSION:
        raise StoreError(f"a packed day is of version {blob[:1].hex() or 'none'}, and only {VERSION:02x} is known")
    try:
        reader = _Reader(zlib.decompress(blob[1:]), 0) if blob[0] & _DEFLATED else _Reader(blob, 1)
        return [reader.table(columns) for columns in names]
    except (IndexError, ValueError, zlib.error) as error:
        raise StoreError("a packed day is damaged") from error


class _Reader:
    def __init__(self, blob: bytes, at: int) -> None:
        self._blob = blob
        self._at = at

    def table(self, names: Sequence[str]) -> Mapping[str, Narrow]:
        rows = self._number()
        return {name: self._column(rows) for name in names} if rows else dict.fromkeys(names, _NOTHING)

    def _column(self, rows: int) -> Narrow:
        form = self._blob[self._at]
        self._at += 1
        if form == 0:
            return np.zeros(rows, dtype=np.uint8)
        width = _WIDTHS[(form & ~_SPARSE) - 1]
        if not form & _SPARSE:
            return self._values(width, rows)
        filled = self._number()
        places = self._values(_place_width(rows), filled)
        column = np.zeros(rows, dtype=width)
        column[places] = self._values(width, filled)
        return column

    def _values(self, width: np.dtype[Any], count: int) -> Narrow:
        found: Narrow = np.frombuffer(self._blob, width, count, self._at)
        self._at += count * width.itemsize
        return found

    def _number(self) -> int:
        number, shift = 0, 0
        while True:
            byte = self._blob[self._at]
            self._at += 1
            number |= (byte & 0x7F) << shift
            if byte < 0x80:
                return number
            shift += 7


def _number(number: int) -> bytes:
    """Seven bits a byte, the lowest first; the last byte is below 128."""
    parts = bytearray()
    while number >= 0x80:
        parts.append(number & 0x7F | 0x80)
        number >>= 7
    parts.append(number)
    return bytes(parts)


def _place_width(rows: int) -> np.dtype[Any]:
    return next(width for width, _, most in _BOUNDS if width.kind == "u" and rows <= most)


def _column(column: Narrow) -> bytes:
    low, high = int(column.min()), int(column.max())
    if low == high == 0:
        return b"\0"
    form, width = next((form, b[0]) for form, b in enumerate(_BOUNDS, 1) if b[1] <= low and high <= b[2])
    places = np.flatnonzero(column)
    place_width = _place_width(len(column))
    if len(places) * (place_width.itemsize + width.itemsize) + 3 >= len(column) * width.itemsize:
        return bytes((form,)) + column.astype(width).tobytes()
    sparse = places.astype(place_width).tobytes() + column[places].astype(width).tobytes()
    return bytes((form | _SPARSE,)) + _number(len(places)) + sparse
