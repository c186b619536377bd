"""Two processes of one program speak over a pair of pipes: whole messages, in order."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import IO, Any

LENGTH_BYTES = 8


class Line:
    """``send`` is safe in any thread, ``messages`` is for one."""

    def __init__(self, heard: IO[bytes], said: IO[bytes]) -> None:
        self._heard = heard
        self._said = said
        self._lock = threading.Lock()

    def send(self, *message: Any) -> None:
        """Raises :class:`OSError` where nobody listens any more, or where sending was interrupted once."""
        written = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
        with self._lock:
            if self._said.closed:
                raise BrokenPipeError("nothing more can be said")
            try:
                self._said.write(len(written).to_bytes(LENGTH_BYTES) + written)
                self._said.flush()
            except BaseException:  # Ctrl-C, too: half a message would make nonsense of whatever came after it
                _close(self._said)
                raise

    def hang_up(self) -> None:
        """Say nothing more; the other side hears that."""
        with self._lock:
            _close(self._said)

    def close(self) -> None:
        self.hang_up()
        _close(self._heard)

    def messages(self) -> Iterator[tuple[Any, ...]]:
        """Until the other side is gone. What it did not say whole was not said."""
        while True:
            length = self._heard.read(LENGTH_BYTES)
            if len(length) < LENGTH_BYTES:
                return
            written = self._heard.read(size := int.from_bytes(length))
            if len(written) < size:
                return
            yield pickle.loads(written)


def _close(end: IO[bytes]) -> None:
    with suppress(OSError):  # what was not sent has nobody to go to
        end.close()
