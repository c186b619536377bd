"""The one call of the renderer, and a program that does nothing else: specifications in, pictures out.

As a program it reads a Vega-Lite specification (JSON) after its length, writes the PNG after its, and goes on until its
input ends. A length is four bytes, the highest first.
"""

from __future__ import annotations

import sys
from typing import Any

SCALE = 2
"""Pixels a unit of a specification."""
LENGTH_BYTES = 4


def paint(spec: str | dict[str, Any]) -> bytes:
    """The picture as PNG. Takes a tenth of a second and more, in which nothing else of this process runs."""
    import vl_convert

    drawn: bytes = vl_convert.vegalite_to_png(spec, scale=SCALE, allowed_base_urls=[])
    return drawn


def main() -> None:
    asked, answered = sys.stdin.buffer, sys.stdout.buffer
    while length := asked.read(LENGTH_BYTES):
        picture = paint(asked.read(int.from_bytes(length)).decode())
        answered.write(len(picture).to_bytes(LENGTH_BYTES) + picture)
        answered.flush()


if __name__ == "__main__":
    main()
