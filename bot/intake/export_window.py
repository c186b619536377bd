"""The part of a file that is in memory while it is read from its beginning to its end."""

from __future__ import annotations

from dataclasses import dataclass
from io import BufferedIOBase

from bot.intake.export_files import DAMAGED

_PIECE = 131_072  # bytes
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something begins: bytes, messages and lines before it."""

    position: int = 0
    messages: int = 0
    lines: int = 0


class Window:
    """``text`` is what was read and not yet dropped; it begins at ``place``."""

    def __init__(self, stream: BufferedIOBase) -> None:
        self._stream = stream
        self.text = b""
        self.place = Place()
        self.ended = False
        self.damage: Exception | None = None
        """Why it ended before its end."""

    def more(self) -> bool:
        """Read on, twice as far each time that nothing is dropped; False where there is no more."""
        before = len(self.text)
        fetched = [self.text]
        size = 0
        while not self.ended and size < max(_PIECE, before):
            try:
                piece = self._stream.read1(_PIECE)
            except DAMAGED as error:
                self.damage = error
                piece = b""
            self.ended = not piece
            fetched.append(piece)
            size += len(piece)
        self.text = b"".join(fetched)
        if self.place.position == 0 and before == 0 and self.text.startswith(_BOM):
            self.drop(len(_BOM), 0)
        return size > 0

    def drop(self, size: int, messages: int) -> None:
        """Go on behind so many bytes, in which so many messages lay."""
        lines = self.text.count(b"\n", 0, size)
        place = self.place
        self.place = Place(place.position + size, place.messages + messages, place.lines + lines)
        self.text = self.text[size:]

    def jump(self, place: Place) -> None:
        """Go on elsewhere."""
        self._stream.seek(place.position)
        self.text, self.place, self.ended = b"", place, False
