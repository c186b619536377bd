"""The one call of the renderer, and a program that does nothing else: specifications in, pictures out.

As a program it reads a Vega-Lite specification (JSON) after its length, writes the PNG after its, and goes on until its
input ends. A length is four bytes, the highest first. It is run by its path and knows nothing else of ours.

Drawings have few colours, so a picture is written with a palette of at most 256 (https://www.w3.org/TR/png-3), gathered
where they differ by less than an eye can see: a message carries a seventh of the bytes.
"""

from __future__ import annotations

import struct
import sys
import zlib
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

SCALE = 2
"""Pixels a unit of a specification."""
LENGTH_BYTES = 4
SIGNATURE = b"\x89PNG\r\n\x1a\n"
HEADER = struct.Struct(">IIBBBBB")
TRUE_COLOUR_AND_ALPHA, INDEXED, LEFT_TO_RIGHT = 6, 3, 1
NOTHING = '{"data": {"values": []}, "mark": "point"}'
MOST = 256
BITS = 6
"""Of each of red, green and blue: colours that are alike in these are one."""
LEVEL = 6
Bytes = NDArray[np.uint8]
Whole = NDArray[np.int64]


def paint(spec: str | dict[str, Any]) -> bytes:
    """The picture as PNG. Takes a tenth of a second and more, in which nothing else of this process runs."""
    import vl_convert

    drawn: bytes = vl_convert.vegalite_to_png(spec, scale=SCALE, allowed_base_urls=[])
    return in_few_colours(drawn)


def in_few_colours(picture: bytes) -> bytes:
    """The same in far fewer bytes; unchanged where it is not as the renderer writes (four bytes a pixel, each row as
    differences from left to right), or lets through what is behind it."""
    parts = list(_chunks(picture))
    head = HEADER.unpack(parts[0][1])
    wide, high = head[:2]
    if head[2:] != (8, TRUE_COLOUR_AND_ALPHA, 0, 0, 0):
        return picture
    packed = b"".join(content for kind, content in parts if kind == b"IDAT")
    rows = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(high, 1 + 4 * wide)
    if not (rows[:, 0] == LEFT_TO_RIGHT).all():
        return picture
    steps = np.ascontiguousarray(rows[:, 1:])
    begins = steps.view(np.uint32) != 0
    begins[:, 0] = True
    pixels = np.cumsum(steps.reshape(high, wide, 4), axis=1, dtype=np.uint8)[begins]
    if pixels[:, 3].min() < 255:
        return picture
    lengths = np.diff(np.flatnonzero(begins), append=wide * high)
    palette, index = _gathered(pixels[:, :3], lengths)
    drawn = np.zeros((high, 1 + wide), np.uint8)
    drawn[:, 1:] = np.repeat(index, lengths).reshape(high, wide)
    written = [
        (b"IHDR", HEADER.pack(wide, high, 8, INDEXED, 0, 0, 0)),
        (b"PLTE", palette.tobytes()),
        *((kind, content) for kind, content in parts if kind == b"pHYs"),
        (b"IDAT", zlib.compress(drawn.tobytes(), LEVEL)),
        (b"IEND", b""),
    ]
    return SIGNATURE + b"".join(_chunk(kind, content) for kind, content in written)


def _gathered(colours: Bytes, lengths: Whole) -> tuple[Bytes, Bytes]:
    """At most 256 colours, shape (n, 3), and for each of ``colours`` which of them is nearest.

    ``lengths`` are how many pixels have each. Those of most pixels are kept, as the mean of what is gathered in them.
    """
    high = (colours >> (8 - BITS)).astype(np.int64)
    cell = (high[:, 0] << 2 * BITS) | (high[:, 1] << BITS) | high[:, 2]
    size = 1 << 3 * BITS
    count = np.bincount(cell, lengths, size)
    used = np.flatnonzero(count)
    sums = [np.bincount(cell, lengths * colours[:, part], size)[used] for part in range(3)]
    mean = np.stack(sums, axis=1) / count[used][:, None]
    kept = np.argsort(-count[used], kind="stable")[:MOST]
    apart = ((mean[:, None, :] - mean[kept][None]) ** 2).sum(axis=2)
    nearest = np.zeros(size, np.uint8)
    nearest[used] = apart.argmin(axis=1)
    return np.rint(mean[kept]).astype(np.uint8), nearest[cell]


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE)
    while at < len(picture):
        length, kind = struct.unpack_from(">I4s", picture, at)
        yield kind, picture[at + 8 : at + 8 + length]
        at += 12 + length


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def main() -> None:
    asked, answered = sys.stdin.buffer, sys.stdout.buffer
    paint(NOTHING)  # the first picture takes many times as long as those after it
    while length := asked.read(LENGTH_BYTES):
        picture = paint(asked.read(int.from_bytes(length)).decode())
        answered.write(len(picture).to_bytes(LENGTH_BYTES) + picture)
        answered.flush()


if __name__ == "__main__":
    main()
