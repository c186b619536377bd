"""DiscordChatExporter's JSON files, old and new, become facts: streamed, each file read once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

from bot.intake.export_cast import Cast
from bot.intake.export_files import ExportError, ExportFile, find_exports
from bot.intake.export_heading import heading
from bot.intake.export_messages import BadMessageError, ChannelTranscript, whole_id
from bot.intake.export_reader import ExportReader, Passage, UnreadableError
from bot.intake.export_trail import Trail
from bot.intake.export_window import Place
from storage.models import ChannelSeen, ExportRead, GuildSeen, Recordable

__all__ = ["ExportError", "read_exports"]

_BATCH = 2_000
_PROBLEMS_A_FILE = 20


def read_exports(
    paths: Iterable[Path],
    *,
    read_before: Mapping[str, ExportRead] = {},
    on_problem: Callable[[str], None] = lambda _: None,
    on_known: Callable[[ExportRead], None] = lambda _: None,
    progress: Callable[[int, int, int], None] = lambda _done, _total, _messages: None,
) -> Iterator[list[Recordable]]:
    """The facts of all exports at these paths, in lists of about 2,000 or more.

    An :class:`ExportRead` among them says how far a file was read; everything that it stands for comes before it.
    Given back as ``read_before``, by its source, reading goes on from there: ``on_known`` gets each that is used.
    ``on_problem`` gets one line for each message or file that could not be read, which is left out; ``progress``
    gets bytes done, bytes in all and messages read so far, system messages and bots' included. Raises
    :class:`ExportError` where a path does not exist or where nothing at all could be read.
    """
    with ExitStack() as stack:
        run = _Import(read_before, on_problem, on_known, progress)
        files = find_exports(paths, stack, run.report)
        yield from run.read(files)


class _Import:
    """One run over any number of files: what it has told so far, so that it tells it once."""

    def __init__(
        self,
        read_before: Mapping[str, ExportRead],
        on_problem: Callable[[str], None],
        on_known: Callable[[ExportRead], None],
        progress: Callable[[int, int, int], None],
    ) -> None:
        self._read_before = read_before
        self._on_problem = on_problem
        self._on_known = on_known
        self._progress = progress
        self._first_problem = ""
        self._cast = Cast()
        self._told: set[GuildSeen | ChannelSeen] = set()
        self._batch: list[Recordable] = []
        self._messages = 0
        self._readable = 0

    def report(self, problem: str) -> None:
        self._first_problem = self._first_problem or problem
        self._on_problem(problem)

    def read(self, files: list[ExportFile]) -> Iterator[list[Recordable]]:
        total = sum(file.size for file in files)
        done = 0
        for file in files:
            before = self._read_before.get(file.source)
            if before is not None:
                self._on_known(before)
            if before is not None and before.whole:
                self._readable += 1
            else:
                yield from self._read_file(file, before, done, total)
            done += file.size
            self._progress(done, total, self._messages)
        if not self._readable:
            raise ExportError(self._first_problem or "no export was named")
        if self._batch:
            yield self._batch

    def _read_file(
        self, file: ExportFile, before: ExportRead | None, done: int, total: int
    ) -> Iterator[list[Recordable]]:
        reader = ExportReader(file)
        problems = _Problems(file.name, self.report)
        transcript: ChannelTranscript | None = None
        trail = Trail()
        here = start = None if before is None else Place(before.position, before.messages, before.lines)
        ended = False
        try:
            if before is not None:
                transcript = self._begin_again(reader, problems, before, trail)
            for passage in reader.passages(start):
                if passage.broken:
                    problems.add(f"message no. {passage.end.messages:,} {passage.broken}")
                    continue
                transcript = transcript or self._begin(reader, problems)
                here = passage.end
                trail.add(passage)
                self._take_in(passage, transcript, problems)
                if len(self._batch) >= _BATCH:
                    self._mark(file, transcript, here, trail)
                    self._progress(done + min(here.position, file.size), total, self._messages)
                    yield self._take()
            if transcript is None and not problems.count:
                transcript = self._begin(reader, problems)
            ended = True
        except UnreadableError as error:
            read = here.messages if here is not None else 0
            problems.add(f"{error}: {read:,} messages of it were read" if read else str(error))
        problems.close()
        if transcript is not None:
            self._mark(file, transcript, here or Place(), trail, whole=ended)

    def _take_in(self, passage: Passage, transcript: ChannelTranscript, problems: _Problems) -> None:
        facts = self._batch
        for nth, message in enumerate(passage.messages, passage.begin.messages + 1):
            try:
                facts += transcript.facts(message)
            except BadMessageError as error:
                problems.add(f"{_called(message, nth)} {error}")
        self._messages += len(passage.messages)

    def _begin_again(
        self, reader: ExportReader, problems: _Problems, before: ExportRead, trail: Trail
    ) -> ChannelTranscript:
        """Go back so far that replies find whom they answer, and no further."""
        transcript: ChannelTranscript | None = None
        left = before.recalled
        for passage in reader.passages(Place(before.recall_from)):
            transcript = transcript or self._begin(reader, problems)
            for message in passage.messages[:left]:
                transcript.recall(message)
            trail.add(passage, min(left, len(passage.messages)))
            left -= len(passage.messages)
            if left <= 0:
                break
        return transcript or self._begin(reader, problems)

    def _mark(
        self, file: ExportFile, transcript: ChannelTranscript, here: Place, trail: Trail, *, whole: bool = False
    ) -> None:
        """Tell what can be told of a file only when some of it was read, and then how far that was."""
        self._batch += self._cast.joins()
        stretch = transcript.stretch()
        if stretch is not None:
            self._batch.append(stretch)
        if file.source:
            needed = Trail() if whole else trail
            self._batch.append(
                ExportRead(
                    file.source,
                    transcript.guild_id,
                    here.position,
                    here.messages,
                    here.lines,
                    needed.position,
                    needed.messages,
                    whole,
                )
            )

    def _take(self) -> list[Recordable]:
        batch, self._batch = self._batch, []
        return batch

    def _begin(self, reader: ExportReader, problems: _Problems) -> ChannelTranscript:
        """Tell the guild and the channel; raises ``UnreadableError`` where the file is not of a guild."""
        guild, channels = heading(reader.guild, reader.channel)
        self._readable += 1
        said: list[GuildSeen | ChannelSeen] = [guild, *channels]
        new = [fact for fact in said if fact not in self._told]
        self._told.update(new)
        self._batch += new
        return ChannelTranscript(guild.guild_id, channels[-1].channel_id, self._cast, problems.add)


class _Problems:
    """The problems of one file, named, and cut where there are too many to read."""

    def __init__(self, file: str, report: Callable[[str], None]) -> None:
        self._file = file
        self._report = report
        self.count = 0

    def add(self, problem: str) -> None:
        self.count += 1
        if self.count <= _PROBLEMS_A_FILE:
            self._report(f"{self._file}: {problem}")

    def close(self) -> None:
        if self.count > _PROBLEMS_A_FILE:
            self._report(f"{self._file}: and {self.count - _PROBLEMS_A_FILE:,} more problems like these")


def _called(message: object, position: int) -> str:
    message_id = message.get("id") if isinstance(message, dict) else None
    known = whole_id(message_id)
    if known is not None:
        return f"message {known}:"
    return f"message {message_id!r:.40}:" if message_id else f"message no. {position}:"
