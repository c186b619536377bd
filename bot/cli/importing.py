"""``rapport import PATH…``: DiscordChatExporter's files become facts in the database."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.database import database_option, database_path, writing
from bot.cli.failure import Failure, Interrupted, one_line
from bot.cli.progress import Advance, progress

if TYPE_CHECKING:
    from storage.models import Fact

EXAMPLES = """\b
Examples:
  rapport import my-server.zip
  rapport import exports/ --db archive.db
  rapport import general.json help.json.gz

Reads what DiscordChatExporter writes with `--format Json`. Can be repeated: what is known already is not counted twice.
A message that cannot be read is named and left out; the rest is imported.
"""


@dataclass
class Tally:
    """What went by so far."""

    read: int = 0
    """Messages in the files, those of bots and of Discord itself included."""
    by_members: int = 0
    channels: set[int] = field(default_factory=set)
    held: list[str] | None = field(default_factory=list)
    """Problems that wait until something good was found: where nothing is, one line must do. Then None."""
    problems: int = 0


@click.command("import", epilog=EXAMPLES, short_help="Import DiscordChatExporter files.")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@database_option
def command(paths: tuple[Path, ...], db: Path | None) -> None:
    """Import DiscordChatExporter files: .json, .json.gz, a folder or a .zip."""
    path = database_path(db)
    tally = Tally()
    try:
        with progress("import", in_bytes=True) as advance:
            new = _import(read(paths, tally, advance), path, tally)
    except KeyboardInterrupt:
        raise Interrupted(f"stopped after {tally.read:,} messages; what was written is whole: import again") from None
    click.echo(summary(tally, new, path))


def _import(batches: Iterator[list[Fact]], path: Path, tally: Tally) -> int:
    """Records everything; gives back how many messages are new.

    No database is made before there is something for it.
    """
    first = next(batches, None)
    if first is None:
        raise Failure("nothing to import was found")
    with writing(path, create=True) as store:
        before = store.message_count()
        for facts in itertools.chain([first], batches):
            store.record_blocking(facts)
        store.flush()
        return store.message_count() - before


def read(paths: Iterable[Path], tally: Tally, advance: Advance) -> Iterator[list[Fact]]:
    """The facts of all files; counts into ``tally`` and names every problem on standard error."""
    from bot.intake.exports import ExportError, read_exports
    from storage.models import MessageSent, StretchSeen

    def on_problem(problem: str) -> None:
        tally.problems += 1
        if tally.held is None:
            _name(problem)
        else:
            tally.held.append(problem)

    def on_progress(done: int, total: int, messages: int) -> None:
        tally.read = messages
        advance(done, total, f"{messages:,} messages")

    try:
        for facts in read_exports(paths, on_problem=on_problem, progress=on_progress):
            tally.by_members += sum(isinstance(fact, MessageSent) for fact in facts)
            tally.channels.update(fact.channel_id for fact in facts if isinstance(fact, StretchSeen))
            for problem in tally.held or ():
                _name(problem)
            tally.held = None
            yield facts
    except ExportError as error:
        more = f" (and {tally.problems - 1:,} more problems)" if tally.problems > 1 else ""
        raise Failure(f"{error}{more}") from error


def _name(problem: str) -> None:
    click.echo(f"rapport: {one_line(problem)}", err=True)


def summary(tally: Tally, new: int, path: Path) -> str:
    known = max(0, tally.by_members - new)
    problems = f" {tally.problems:,} problems were named above." if tally.problems else ""
    return (
        f"{tally.read:,} messages read from {len(tally.channels):,} channels and threads, {tally.by_members:,} of them "
        f"by members: {new:,} new, {known:,} known already. All is in {path}.{problems}"
    )
