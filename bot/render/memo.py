"""Pictures that were drawn, by what they show, so that several who ask for the same get the same."""

from __future__ import annotations

from collections import OrderedDict
from hashlib import blake2b

MOST_KEPT_BYTES = 4_000_000
"""Some forty of the largest pictures, which are a tenth of a megabyte."""


def key_of(asked: bytes) -> bytes:
    """What a specification (as JSON) is known by: it names people, who are not to be kept twice."""
    return blake2b(asked, digest_size=16).digest()


class Memo:
    """At most ``most_bytes`` of pictures; the one that was asked for longest ago goes first."""

    def __init__(self, most_bytes: int = MOST_KEPT_BYTES) -> None:
        self._most_bytes = most_bytes
        self._pictures: OrderedDict[bytes, bytes] = OrderedDict()
        self._bytes = 0

    @property
    def size(self) -> int:
        """Bytes."""
        return self._bytes

    def find(self, key: bytes) -> bytes | None:
        if key in self._pictures:
            self._pictures.move_to_end(key)
        return self._pictures.get(key)

    def keep(self, key: bytes, picture: bytes) -> None:
        self.drop(key)
        if len(picture) > self._most_bytes:
            return
        self._pictures[key] = picture
        self._bytes += len(picture)
        while self._bytes > self._most_bytes:
            self.drop(next(iter(self._pictures)))

    def drop(self, key: bytes) -> None:
        self._bytes -= len(self._pictures.pop(key, b""))
