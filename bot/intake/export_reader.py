"""One DiscordChatExporter file, read in passages of whole messages in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import orjson

from bot.intake.export_files import DAMAGED, ExportFile
from bot.intake.export_json import (
    BETWEEN_MESSAGES,
    BETWEEN_OBJECTS,
    LAST_OBJECTS,
    MESSAGES,
    Broken,
    Elements,
    Json,
    begins_well,
    header,
    most,
    parse,
    piecemeal,
    why,
)
from bot.intake.export_window import Place, Window

_ANOTHERS = 1_000_000  # bytes without a message as DiscordChatExporter writes it: then it was somebody else
_LONGEST = 64_000_000  # bytes of one message: with 200,000 reactions by name
_LONGEST_HEADER = 4_000_000

_NO_EXPORT = "not a DiscordChatExporter file (no guild and channel in it)"


class UnreadableError(Exception):
    """The file is no export, or breaks off: why, without its name."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Messages that follow each other, whatever they are; or, where ``broken`` says why, one that cannot be read."""

    begin: Place
    end: Place
    messages: list[object]
    broken: str = ""


class ExportReader:
    """``guild`` and ``channel`` as the file tells them, once ``passages()`` has begun."""

    def __init__(self, file: ExportFile) -> None:
        self._file = file
        self.guild: Json = {}
        self.channel: Json = {}

    def passages(self, start: Place | None = None) -> Iterator[Passage]:
        """Every message from ``start`` on, which is a place where another passage ended; from the first without it.

        Raises :class:`UnreadableError` where the file ends badly, after everything that is whole.
        """
        try:
            with self._file.open() as stream:
                window = Window(stream)
                said = _header(window)
                if not _told(said):
                    said = self._said_behind()
                self.guild, self.channel = said["guild"], said["channel"]
                if start is not None:
                    window.jump(start)
                if isinstance(said.get("messages"), list):
                    yield from _read(window, said)
        except DAMAGED as error:
            raise UnreadableError(_damaged(error)) from error

    def _said_behind(self) -> Json:
        """For files that tell their channel after the messages: what a first reading finds at the end."""
        with self._file.open() as stream:
            window = Window(stream)
            said = _header(window)
            if isinstance(said.get("messages"), list):
                for _ in _read(window, said):
                    pass
        if not _told(said):
            raise UnreadableError(_NO_EXPORT)
        return said


def _told(said: Json) -> bool:
    return isinstance(said.get("guild"), dict) and isinstance(said.get("channel"), dict)


def _header(window: Window) -> Json:
    """What the file says before its messages, at which the window then stands."""
    while window.more() and len(window.text) <= _LONGEST_HEADER:
        found = header(window.text)
        if found is not None:
            said, size = found
            window.drop(size, 0)
            return said
    if not window.ended:
        raise UnreadableError(_NO_EXPORT)
    try:
        said = parse(window.text)
    except orjson.JSONDecodeError as error:
        raise UnreadableError(_ending(window, error)) from error
    if not isinstance(said, dict):
        raise UnreadableError(_NO_EXPORT)
    return said


def _read(window: Window, said: Json) -> Iterator[Passage]:
    """The passages from where the window stands to the file's end; what is said there is added to ``said``."""
    while window.more():
        at_once = most(window.text)
        if at_once is not None:
            yield _passage(window, at_once)
            continue
        theirs = BETWEEN_MESSAGES.pattern.search(window.text) is not None
        if theirs or len(window.text) >= _ANOTHERS:
            yield from _each(window, piecemeal(window.text, BETWEEN_MESSAGES if theirs else BETWEEN_OBJECTS))
        if len(window.text) > _LONGEST:
            raise UnreadableError(f"no message ends within {_LONGEST:,} bytes: the rest was left out")
    yield from _read_end(window, said)


def _read_end(window: Window, said: Json) -> Iterator[Passage]:
    try:
        document = parse(MESSAGES + window.text)
    except orjson.JSONDecodeError:
        yield from _each(window, piecemeal(window.text, LAST_OBJECTS, last=True))
        try:
            document = parse(MESSAGES + window.text)
        except orjson.JSONDecodeError as error:
            if window.damage is None and not begins_well(MESSAGES + window.text):
                yield _passage(window, Broken(0, len(window.text), error.lineno - 1, why(error)))
                return
            raise UnreadableError(_ending(window, error)) from error
    yield _passage(window, Elements(0, len(window.text), document.pop("messages")))
    said |= document
    if window.damage is not None:
        raise UnreadableError(_damaged(window.damage))


def _each(window: Window, parts: Iterator[Elements | Broken]) -> Iterator[Passage]:
    for part in parts:
        yield _passage(window, part)


def _passage(window: Window, part: Elements | Broken) -> Passage:
    """The next part, behind which the window stands then."""
    begin = window.place
    if isinstance(part, Elements):
        window.drop(part.end - part.begin, len(part.elements))
        return Passage(begin, window.place, part.elements)
    window.drop(part.end - part.begin, 1)
    return Passage(begin, window.place, [], f"(line {begin.lines + part.line + 1:,}): {part.why}")


def _ending(window: Window, error: orjson.JSONDecodeError) -> str:
    if window.damage is not None:
        return _damaged(window.damage)
    return "empty" if not window.text.strip() and not window.place.position else why(error)


def _damaged(error: Exception) -> str:
    return f"damaged ({str(error) or type(error).__name__})"
