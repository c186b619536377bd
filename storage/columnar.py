"""Tables of whole numbers as bytes: each column as narrow as its values, and sparse where most of it is zero.

A table begins with its number of rows; one without rows ends there. Then each column has a byte for its form: nothing
more where all is zero; the values; or, sparse, how many are not zero, their rows and their values. Names are not in
the bytes: who reads knows them by the version. The first byte is the version, and whether the rest is deflated: that
makes few bytes a good third fewer, and many would take longer to inflate than to read.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from storage.errors import StoreError
from storage.tables import Table, rows_of

Narrow = NDArray[np.integer[Any]]
"""A column as it lies in the bytes: read-only, of any width."""

_WIDTHS = tuple(np.dtype(name) for name in ("<u1", "<i1", "<u2", "<i2", "<u4", "<i4", "<i8"))
"""From the narrowest: the place of one, from 1, is its form. Form 0 is a column of zeros."""
_BOUNDS = tuple((width, int(np.iinfo(width).min), int(np.iinfo(width).max)) for width in _WIDTHS)
_BYTES = (0, *(width.itemsize for width in _WIDTHS))
"""Of a value, by form."""
_PLACE_WIDTHS = tuple(width for width in _WIDTHS if width.kind == "u")
_PLACES = tuple(int(np.iinfo(width).max) for width in _PLACE_WIDTHS)
_NOTHING = np.zeros(0, dtype=np.uint8)
_SPARSE = 0x80
_DEFLATED = 0x80
_DAMAGED = "a packed day is damaged"
_FEW_BYTES = 1 << 16


def encode(tables: Sequence[Table], version: int) -> bytes:
    """``version``, from 1, tells what the tables and their columns are."""
    parts = []
    for one in tables:
        rows = rows_of(one)
        parts.append(_number(rows))
        if rows:
            parts.extend(_column(column) for column in one.values())
    plain = b"".join(parts)
    deflated = zlib.compress(plain) if len(plain) < _FEW_BYTES else plain
    if len(deflated) < len(plain):
        return bytes((version | _DEFLATED,)) + deflated
    return bytes((version,)) + plain


def decode(blob: bytes, layouts: Mapping[int, Sequence[Sequence[str]]]) -> list[Columns]:
    """The first tables of the bytes, as many as the layout of their version has names for.

    :raises StoreError: where a version wrote the bytes that has no layout, or they are damaged.
    """
    names = layouts.get(version_of(blob))
    if names is None:
        known = ", ".join(f"{version:02x}" for version in layouts)
        raise StoreError(f"a packed day is of version {blob[:1].hex() or 'none'}, and known are {known}")
    try:
        reader = _Reader(zlib.decompress(blob[1:]), 0) if blob[0] & _DEFLATED else _Reader(blob, 1)
        return [reader.table(columns) for columns in names]
    except (IndexError, zlib.error) as error:
        raise StoreError(_DAMAGED) from error


def version_of(blob: bytes) -> int:
    """0 where there are no bytes."""
    return blob[0] & ~_DEFLATED if blob else 0


class Columns(Mapping[str, Narrow]):
    """A table in bytes, of which a column is made once it is asked for: who looks at many days needs some of them.

    :raises StoreError: where a column is damaged.
    """

    def __init__(self, blob: bytes, rows: int, at: Mapping[str, int]) -> None:
        """``at`` says where in the bytes the form of each column is."""
        self._blob = blob
        self._rows = rows
        self._at = at
        self._made: dict[str, Narrow] = {}

    def __getitem__(self, name: str) -> Narrow:
        if name not in self._made:
            self._made[name] = self._make(self._at[name])
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self._at

    def __iter__(self) -> Iterator[str]:
        return iter(self._at)

    def __len__(self) -> int:
        return len(self._at)

    def extremes(self, name: str) -> tuple[int, int]:
        """The smallest and the largest of the column's values and 0."""
        at = self._at[name]
        form = self._blob[at] if self._rows else 0
        if form == 0:
            return 0, 0
        column = self[name] if name in self._made or not form & _SPARSE else self._filled(at)[1]
        return 0 if column.dtype.kind == "u" else int(column.min(initial=0)), int(column.max(initial=0))

    def _make(self, at: int) -> Narrow:
        if not self._rows:
            return _NOTHING
        form = self._blob[at]
        if form == 0:
            return np.zeros(self._rows, dtype=np.uint8)
        if not form & _SPARSE:
            return np.frombuffer(self._blob, _WIDTHS[form - 1], self._rows, at + 1)
        places, values = self._filled(at)
        column = np.zeros(self._rows, dtype=values.dtype)
        try:
            column[places] = values
        except IndexError as error:
            raise StoreError(_DAMAGED) from error
        return column

    def _filled(self, at: int) -> tuple[Narrow, Narrow]:
        """Where a sparse column is not zero, and its values there."""
        filled, start = _number_at(self._blob, at + 1)
        place_width, width = _place_width(self._rows), _WIDTHS[(self._blob[at] & ~_SPARSE) - 1]
        places: Narrow = np.frombuffer(self._blob, place_width, filled, start)
        return places, np.frombuffer(self._blob, width, filled, start + filled * place_width.itemsize)


class _Reader:
    """Goes from table to table without making any column."""

    def __init__(self, blob: bytes, at: int) -> None:
        self._blob = blob
        self._at = at

    def table(self, names: Sequence[str]) -> Columns:
        blob = self._blob
        rows, at = _number_at(blob, self._at)
        begins = dict.fromkeys(names, at)
        if rows:
            place_bytes = _place_width(rows).itemsize
            for name in names:
                begins[name] = at
                form = blob[at]
                at += 1
                if form & _SPARSE:
                    filled, at = _number_at(blob, at)
                    at += filled * (place_bytes + _BYTES[form & ~_SPARSE])
                else:
                    at += rows * _BYTES[form]
        if at > len(blob):
            raise IndexError(at)
        self._at = at
        return Columns(blob, rows, begins)


def _number_at(blob: bytes, at: int) -> tuple[int, int]:
    """The number that begins there, and where it ends."""
    number, shift = 0, 0
    while True:
        byte = blob[at]
        at += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number, at
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
    return _PLACE_WIDTHS[(rows > _PLACES[0]) + (rows > _PLACES[1])]


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
