"""``rapport backup FILE``: a copy of the database, also while the bot runs."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli.database import database_option, database_path, reading
from bot.cli.failure import Failure
from bot.cli.progress import progress

EXAMPLES = """\b
Examples:
  rapport backup rapport-2026-03-01.backup
  rapport backup /mnt/safe/rapport.backup --db /srv/rapport/rapport.db

A backup holds the same personal data as the database, and where that is encrypted so is the backup, with the same key:
keep it as safe, and delete it when it is old. Where people were erased, the ledger that says who is copied to beside
it (FILE.erased): move both together. What a killed backup left unfinished (*.rapport-part) goes with a later one that
is made in the same folder.
"""


@click.command("backup", epilog=EXAMPLES)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace FILE where it exists.")
@database_option
def command(file: Path, force: bool, db: Path | None) -> None:
    """Copy the database to FILE, also while the bot runs."""
    path = database_path(db)
    _refuse_to_overwrite(file, path, force)
    with reading(path) as store, progress("backup", in_bytes=False) as advance:
        store.backup(file, lambda done, total: advance(done, total, "pages"))
    click.echo(f"Backed up {path} to {file} ({file.stat().st_size:,} bytes).")


def _refuse_to_overwrite(file: Path, path: Path, force: bool) -> None:
    if file.is_dir():
        raise Failure(f"{file} is a folder: name a file in it")
    if file.exists() and path.exists() and file.samefile(path):
        raise Failure(f"{file} is the database itself: name another file")
    if file.exists() and not force:
        raise Failure(f"{file} exists already: name another file, or --force replaces it")
