"""DiscordChatExporter's JSON files, old and new, become facts: streamed, each file read once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bot.intake.export_files import ExportError, ExportFile, find_exports
from bot.intake.export_messages import BadMessageError, Cast, ChannelTranscript, whole_id
from bot.intake.export_reader import ExportReader, UnreadableError
from storage.models import ChannelKind, ChannelSeen, Fact, GuildSeen

__all__ = ["ExportError", "read_exports"]

_BATCH = 2_000
_PROBLEMS_A_FILE = 20

_KINDS: dict[str, ChannelKind] = {
    "GuildVoiceChat": "voice",
    "GuildStageVoice": "stage",
    "GuildForum": "forum",
    "GuildMedia": "forum",
    "16": "forum",  # how versions that do not know media channels write one
    "GuildNews": "news",
    "GuildCategory": "category",
    "GuildNewsThread": "thread",
    "GuildPublicThread": "thread",
    "GuildPrivateThread": "thread",
}


def read_exports(
    paths: Iterable[Path],
    *,
    on_problem: Callable[[str], None] = lambda _: None,
    progress: Callable[[int, int, int], None] = lambda _done, _total, _messages: None,
) -> Iterator[list[Fact]]:
    """The facts of all exports at these paths, in lists of about 2,000.

    ``on_problem`` gets one line for each message or file that could not be read, which is left out; ``progress``
    gets bytes done, bytes in all and messages read so far, system messages and bots' included. Raises
    :class:`ExportError` where a path does not exist or where nothing at all could be read.
    """
    with ExitStack() as stack:
        run = _Import(on_problem, progress)
        files = find_exports(paths, stack, run.report)
        yield from run.read(files)


class _Import:
    """One run over any number of files: what it has told so far, so that it tells it once."""

    def __init__(self, on_problem: Callable[[str], None], progress: Callable[[int, int, int], None]) -> None:
        self._on_problem = on_problem
        self._progress = progress
        self._first_problem = ""
        self._cast = Cast()
        self._told: set[GuildSeen | ChannelSeen] = set()
        self._batch: list[Fact] = []
        self._messages = 0
        self._readable = 0

    def report(self, problem: str) -> None:
        self._first_problem = self._first_problem or problem
        self._on_problem(problem)

    def read(self, files: list[ExportFile]) -> Iterator[list[Fact]]:
        total = sum(file.size for file in files)
        done = 0
        for file in files:
            yield from self._read_file(file, done, total)
            done += file.size
            self._progress(done, total, self._messages)
        if not self._readable:
            raise ExportError(self._first_problem or "no export was named")
        self._batch += self._cast.joins()
        if self._batch:
            yield self._batch

    def _read_file(self, file: ExportFile, done: int, total: int) -> Iterator[list[Fact]]:
        reader = ExportReader(file)
        problems = _Problems(file.name, self.report)
        transcript: ChannelTranscript | None = None
        before = self._messages
        try:
            for message in reader.messages():
                if transcript is None:
                    transcript = self._begin(reader, problems)
                self._messages += 1
                try:
                    self._batch += transcript.facts(message)
                except BadMessageError as error:
                    problems.add(f"{_called(message, self._messages - before)} {error}")
                if len(self._batch) >= _BATCH:
                    self._progress(done + min(reader.done, file.size), total, self._messages)
                    yield self._take()
            if transcript is None:
                transcript = self._begin(reader, problems)
        except UnreadableError as error:
            read = self._messages - before
            problems.add(f"{error}: {read:,} messages of it were read" if read else str(error))
        problems.close()
        stretch = transcript.stretch() if transcript is not None else None
        if stretch is not None:
            self._batch.append(stretch)

    def _take(self) -> list[Fact]:
        batch, self._batch = self._batch, []
        return batch

    def _begin(self, reader: ExportReader, problems: _Problems) -> ChannelTranscript:
        """Tell the guild and the channel; raises ``UnreadableError`` where the file is not of a guild."""
        guild, channel = reader.guild, reader.channel
        kind = str(channel.get("type") or "GuildTextChat")
        if kind.startswith("Direct") or str(guild.get("id")) == "0":
            raise UnreadableError("a direct conversation and no server's channel: left out")
        guild_id, channel_id = whole_id(guild.get("id")), whole_id(channel.get("id"))
        if guild_id is None or channel_id is None:
            raise UnreadableError("its guild or channel has no id that is a number")
        self._readable += 1
        self._tell(GuildSeen(guild_id, str(guild.get("name") or guild_id), imported=True))
        self._tell_channel(guild_id, channel_id, _KINDS.get(kind, "text"), channel)
        return ChannelTranscript(guild_id, channel_id, self._cast, problems.add)

    def _tell_channel(self, guild_id: int, channel_id: int, kind: ChannelKind, channel: dict[str, Any]) -> None:
        parent_id = whole_id(channel.get("categoryId"))
        parent_name = channel.get("category")
        if parent_id is not None and parent_name:
            # What holds a thread is a channel; where that was exported too, its own file says more about it.
            parent_kind: ChannelKind = "forum" if kind == "thread" else "category"
            self._tell(ChannelSeen(guild_id, parent_id, str(parent_name), parent_kind, imported=True, hearsay=True))
        name = str(channel.get("name") or channel_id)
        self._tell(ChannelSeen(guild_id, channel_id, name, kind, parent_id, imported=True))

    def _tell(self, fact: GuildSeen | ChannelSeen) -> None:
        if fact not in self._told:
            self._told.add(fact)
            self._batch.append(fact)


class _Problems:
    """The problems of one file, named, and cut where there are too many to read."""

    def __init__(self, file: str, report: Callable[[str], None]) -> None:
        self._file = file
        self._report = report
        self._count = 0

    def add(self, problem: str) -> None:
        self._count += 1
        if self._count <= _PROBLEMS_A_FILE:
            self._report(f"{self._file}: {problem}")

    def close(self) -> None:
        if self._count > _PROBLEMS_A_FILE:
            self._report(f"{self._file}: and {self._count - _PROBLEMS_A_FILE:,} more problems like these")


def _called(message: object, position: int) -> str:
    message_id = message.get("id") if isinstance(message, dict) else None
    known = whole_id(message_id)
    if known is not None:
        return f"message {known}:"
    return f"message {message_id!r:.40}:" if message_id else f"message no. {position}:"
