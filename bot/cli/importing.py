"""``rapport import PATH…``: DiscordChatExporter's files become facts in the database."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.database import database_option, database_path, now, writing
from bot.cli.failure import Failure, Interrupted, one_line
from bot.cli.progress import Advance, progress

if TYPE_CHECKING:
    from storage import Store
    from storage.models import ExportRead, Recordable

EXAMPLES = """\b
Examples:
  rapport import my-server.zip
  rapport import exports/ --db archive.db
  rapport import general.json help.json.gz

Reads what DiscordChatExporter writes with `--format Json`. Can be stopped and repeated: it goes on where it stopped,
leaves out files that have not changed since, and counts nothing twice. A message that cannot be read is named and left
out; the rest is imported.
"""

_ENOUGH_TO_DO = 8_000
"""Facts that wait to be recorded: a fraction of a second's work, in which the next ones come."""


@dataclass
class Tally:
    """What went by so far."""

    read: int = 0
    """Messages in the files, those of bots and of Discord itself included."""
    by_members: int = 0
    channels: set[int] = field(default_factory=set)
    whole_before: int = 0
    """Files that an earlier import read to their end."""
    begun_before: int = 0
    """Files that an earlier import began."""
    held: list[str] | None = field(default_factory=list)
    """Problems that wait until something good was found: where nothing is, one line must do. Then None."""
    problems: int = 0


@click.command("import", epilog=EXAMPLES, short_help="Import DiscordChatExporter files.")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--again", is_flag=True, help="Read also what was imported before and has not changed since.")
@database_option
def command(paths: tuple[Path, ...], again: bool, db: Path | None) -> None:
    """Import DiscordChatExporter files: .json, .json.gz, a folder or a .zip."""
    path = database_path(db)
    tally = Tally()
    try:
        new = _import(paths, path, again, tally)
    except KeyboardInterrupt:
        raise Interrupted(
            f"stopped after {tally.read:,} messages; what was written is whole, and the same import goes on from there"
        ) from None
    click.echo(summary(tally, new, path))


def _import(paths: Iterable[Path], path: Path, again: bool, tally: Tally) -> int:
    """Records everything and packs the days that are over, so that reports on them are quick and the file is small;
    gives back how many messages are new.

    No database is made before there is something for it.
    """
    with ExitStack() as stack:
        with progress("import", in_bytes=True) as advance:
            store = stack.enter_context(writing(path, create=False, apart=True)) if path.exists() else None
            read_before = {} if again or store is None else store.exports_read()
            batches = read(paths, read_before, tally, advance)
            first = next(batches, None)
            if store is None:
                if first is None:
                    raise Failure("nothing to import was found")
                store = stack.enter_context(writing(path, create=True, apart=True))
            before = store.message_count()
            store.drop_prepared()
            for facts in itertools.chain([first] if first else [], batches):
                _record(store, facts)
            store.flush()
            new = store.message_count() - before
        with progress("pack", in_bytes=False) as advance:
            store.close_days(now(), lambda done, days: advance(done, days, "days"), helping=True)
        _judge(store)
    return new


def _judge(store: Store) -> None:
    """What is costly of large guilds, so that the first report on them comes at once."""
    from bot.service import Service

    with progress("judge", in_bytes=False) as advance:
        guilds = store.guilds()
        for done, guild in enumerate(guilds):
            advance(done, len(guilds), "servers")
            for prepared in Service(store, now).prepared(guild):
                prepared.keep(store)
        advance(len(guilds), len(guilds), "servers")


def _record(store: Store, facts: list[Recordable]) -> None:
    """Hands facts over, and reads their texts here while the process that writes has enough to do, so that neither
    waits for the other."""
    from storage.models import finished

    store.record_blocking(facts if store.health().backlog < _ENOUGH_TO_DO else finished(facts))


def read(
    paths: Iterable[Path],
    read_before: Mapping[str, ExportRead],
    tally: Tally,
    advance: Advance,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[list[Recordable]]:
    """The facts of all files; counts into ``tally`` and names every problem on standard error."""
    from bot.intake.exports import ExportError, read_exports
    from bot.intake.message import Unread
    from storage.models import StretchSeen

    began = clock()

    def on_problem(problem: str) -> None:
        tally.problems += 1
        if tally.held is None:
            _name(problem)
        else:
            tally.held.append(problem)

    def on_known(export: ExportRead) -> None:
        if export.whole:
            tally.whole_before += 1
        else:
            tally.begun_before += 1

    def on_progress(done: int, total: int, messages: int) -> None:
        tally.read = messages
        rate = messages / max(clock() - began, 0.001)
        advance(done, total, f"{messages:,} messages, {rate:,.0f} a second")

    try:
        for facts in read_exports(
            paths, read_before=read_before, on_problem=on_problem, on_known=on_known, progress=on_progress
        ):
            tally.by_members += sum(isinstance(fact, Unread) for fact in facts)
            tally.channels.update(fact.channel_id for fact in facts if isinstance(fact, StretchSeen))
            for problem in tally.held or ():
                _name(problem)
            tally.held = None
            yield facts
    except ExportError as error:
        more = f" (and {tally.problems - 1:,} more problems)" if tally.problems > 1 else ""
        raise Failure(f"{error}{more}") from error
    for problem in tally.held or ():
        _name(problem)


def _name(problem: str) -> None:
    click.echo(f"rapport: {one_line(problem)}", err=True)


def summary(tally: Tally, new: int, path: Path) -> str:
    known = max(0, tally.by_members - new)
    told = [
        f"{tally.read:,} messages read from {len(tally.channels):,} channels and threads, {tally.by_members:,} of them "
        f"by members: {new:,} new, {known:,} known already. All is in {path}."
    ]
    if tally.begun_before:
        told.append(f"In {_files(tally.begun_before)} the reading went on where an earlier import stopped.")
    if tally.whole_before:
        told.append(
            f"Left out: {_files(tally.whole_before)} that were imported before and have not changed; --again reads all."
        )
    if tally.problems:
        told.append(f"{tally.problems:,} problems were named above.")
    return " ".join(told)


def _files(count: int) -> str:
    return f"{count:,} file{'s' if count > 1 else ''}"
