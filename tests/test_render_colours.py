"""A picture in few colours is the same picture in far fewer bytes."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest
import vl_convert
from numpy.typing import NDArray

from bot.render.brush import HEADER, INDEXED, SCALE, SIGNATURE, in_few_colours
from bot.render.picture import as_spec
from bot.words.language import ENGLISH
from tests.observed import usual_reports

REPORTS = usual_reports()
MOST_BYTES = 100_000


def chunks(picture: bytes) -> dict[bytes, bytes]:
    found: dict[bytes, bytes] = {}
    at = len(SIGNATURE)
    while at < len(picture):
        length, kind = struct.unpack_from(">I4s", picture, at)
        content = picture[at + 8 : at + 8 + length]
        assert zlib.crc32(kind + content) == struct.unpack_from(">I", picture, at + 8 + length)[0]
        found[kind] = found.get(kind, b"") + content
        at += 12 + length
    return found


def pixels(picture: bytes) -> NDArray[np.uint8]:
    """Shape (height, width, 3), of a picture as the renderer or as we write it."""
    parts = chunks(picture)
    wide, high, _, kind, *_ = HEADER.unpack(parts[b"IHDR"])
    rows = np.frombuffer(zlib.decompress(parts[b"IDAT"]), np.uint8)
    if kind == INDEXED:
        index = rows.reshape(high, 1 + wide)[:, 1:]
        return np.frombuffer(parts[b"PLTE"], np.uint8).reshape(-1, 3)[index]
    steps = rows.reshape(high, 1 + 4 * wide)[:, 1:].reshape(high, wide, 4)
    return np.cumsum(steps, axis=1, dtype=np.uint8)[:, :, :3]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", ["overview", "network", "channels", "evangelists"])
def test_the_same_picture_in_a_fraction_of_the_bytes(name: str, theme: str) -> None:
    spec = as_spec(REPORTS[name], ENGLISH, "dark" if theme == "dark" else "light")
    drawn: bytes = vl_convert.vegalite_to_png(spec, scale=SCALE, allowed_base_urls=[])
    small = in_few_colours(drawn)
    assert len(small) < min(MOST_BYTES, len(drawn) / 3)
    before, after = pixels(drawn).astype(int), pixels(small).astype(int)
    assert before.shape == after.shape
    apart = np.abs(before - after).max(axis=2)
    assert np.mean(apart) < 0.1
    assert np.mean(apart > 8) < 0.0005, "no place where anybody would see it"
    assert (after[0, 0] == before[0, 0]).all(), "the ground is exactly what it was"
    assert chunks(small)[b"pHYs"] == chunks(drawn)[b"pHYs"]


def test_what_is_written_otherwise_or_shines_through_stays_as_it_is() -> None:
    spec = {**as_spec(REPORTS["lurkers"], ENGLISH)}
    spec["config"] = {**spec["config"], "background": None}
    drawn: bytes = vl_convert.vegalite_to_png(spec, scale=SCALE, allowed_base_urls=[])
    assert in_few_colours(drawn) == drawn
    small = in_few_colours(vl_convert.vegalite_to_png(as_spec(REPORTS["lurkers"], ENGLISH), scale=SCALE))
    assert in_few_colours(small) == small
