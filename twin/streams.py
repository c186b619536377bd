"""The gateway's transport compression: one stream a connection, flushed after every frame."""

from __future__ import annotations

import importlib
import zlib
from collections.abc import Callable

Squeeze = Callable[[bytes], bytes]


class UnknownCompressionError(ValueError):
    """The client asked for a compression that this machine does not have."""


def stream(name: str | None) -> Squeeze | None:
    """What turns frames into the bytes of a stream; None where the client asked for no compression."""
    if name is None:
        return None
    if name == "zlib-stream":
        return _zlib()
    if name == "zstd-stream":
        return _zstd()
    raise UnknownCompressionError(name)


def _zlib() -> Squeeze:
    squeezer = zlib.compressobj()
    return lambda frame: squeezer.compress(frame) + squeezer.flush(zlib.Z_SYNC_FLUSH)


def _zstd() -> Squeeze:
    """Python 3.14 brings zstd; before that it is the zstandard package, the same two places where discord.py looks."""
    try:
        squeezer = importlib.import_module("compression.zstd").ZstdCompressor()
    except ModuleNotFoundError:
        return _zstandard()

    def squeeze(frame: bytes) -> bytes:
        return bytes(squeezer.compress(frame, mode=squeezer.FLUSH_BLOCK))

    return squeeze


def _zstandard() -> Squeeze:
    try:
        module = importlib.import_module("zstandard")
    except ModuleNotFoundError as missing:
        raise UnknownCompressionError("zstd-stream") from missing
    squeezer = module.ZstdCompressor().compressobj()

    def squeeze(frame: bytes) -> bytes:
        return bytes(squeezer.compress(frame) + squeezer.flush(module.COMPRESSOBJ_FLUSH_BLOCK))

    return squeeze
