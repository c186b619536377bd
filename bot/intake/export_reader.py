"""One DiscordChatExporter file, read message by message in bounded memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import ijson

from bot.intake.export_files import DAMAGED, ExportFile

_CHUNK = 2_048  # bytes; what is lost before a place where the JSON breaks, so small
_BOM = b"\xef\xbb\xbf"
_SURROGATES = re.compile(rb"(\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2})|\\u[dD][89a-fA-F][\da-fA-F]{2}")
_PAIR = 12  # bytes of a pair of escaped surrogates
_DEEPEST = 5_000  # brackets open at once; ijson keeps the path to each, so that depth costs its square in memory

Json = dict[str, Any]


class UnreadableError(Exception):
    """The file is no export, or breaks off: why, without its name."""


class ExportReader:
    """``guild`` and ``channel`` as the file tells them, once ``messages()`` has begun; ``done`` counts bytes."""

    def __init__(self, file: ExportFile) -> None:
        self._file = file
        self.guild: Json = {}
        self.channel: Json = {}
        self.done = 0

    def messages(self) -> Iterator[object]:
        """Each message as the file has it, whatever it is; :class:`UnreadableError` where the file ends badly."""
        try:
            with self._file.open() as stream:
                tap = _HeaderTap(stream)
                for message in ijson.items(tap, "messages.item", buf_size=_CHUNK):
                    if not self.channel:
                        self._learn(tap if tap.complete else self._read_ahead())
                    self.done = tap.done
                    tap.depth = 0
                    yield message
                if not self.channel:
                    self._learn(tap)
        except ijson.JSONError as error:
            raise UnreadableError(_why(error)) from error
        except UnicodeDecodeError as error:
            raise UnreadableError("not text in UTF-8") from error
        except DAMAGED as error:
            raise UnreadableError(f"damaged ({str(error) or type(error).__name__})") from error

    def _read_ahead(self) -> _HeaderTap:
        """For files that tell their channel after the messages: the header of a second reading."""
        with self._file.open() as stream:
            tap = _HeaderTap(stream)
            while not tap.complete and tap.read(65_536):
                pass
        return tap

    def _learn(self, tap: _HeaderTap) -> None:
        guild, channel = tap.guild, tap.channel
        if not isinstance(guild, dict) or not isinstance(channel, dict):
            raise UnreadableError("not a DiscordChatExporter file (no guild and channel in it)")
        self.guild, self.channel = guild, channel


class _HeaderTap:
    """Passes a stream's bytes on, and picks guild and channel out of them as they go by."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._guilds = ijson.sendable_list()
        self._channels = ijson.sendable_list()
        self._pickers = [ijson.items_coro(self._guilds, "guild"), ijson.items_coro(self._channels, "channel")]
        self.done = 0
        self.depth = 0  # brackets open since it was set to 0, those in texts included: a bound, not a count

    @property
    def complete(self) -> bool:
        return bool(self._guilds) and bool(self._channels)

    @property
    def guild(self) -> object:
        return self._guilds[0] if self._guilds else None

    @property
    def channel(self) -> object:
        return self._channels[0] if self._channels else None

    def read(self, size: int) -> bytes:
        chunk = self._stream.read(size)
        while b"\\" in chunk[1 - _PAIR :] and (more := self._stream.read(_PAIR)):
            chunk += more  # so that no escape is cut in two
        if self.done == 0 and size:
            self.done = len(chunk)
            chunk = chunk.removeprefix(_BOM)
        else:
            self.done += len(chunk)
        if b"\\ud" in chunk or b"\\uD" in chunk:
            chunk = _SURROGATES.sub(_whole, chunk)
        self.depth += chunk.count(b"[") + chunk.count(b"{") - chunk.count(b"]") - chunk.count(b"}")
        if self.depth > _DEEPEST:
            raise UnreadableError("nested deeper than any export is")
        if chunk and not self.complete:
            for picker in self._pickers:
                picker.send(chunk)
        return chunk


def _whole(escape: re.Match[bytes]) -> bytes:
    """Half a surrogate pair is no character: ijson would give up the file for it, and no database would store it."""
    return escape[1] or b"\\ufffd"


def _why(error: Exception) -> str:
    if isinstance(error, ijson.IncompleteJSONError) and "premature EOF" in str(error):
        return "cut short"
    said = error.args[0] if error.args else ""
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    first_line = words.partition("\n")[0].strip()  # then it quotes the file, which may say anything
    return f"broken JSON ({first_line:.80})"
