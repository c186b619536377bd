"""``rapport restore FILE``: a backup becomes the database again."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli.database import database_key, database_option, database_path
from bot.cli.failure import Failure

EXAMPLES = """\b
Examples:
  rapport restore rapport-2026-03-01.backup
  rapport restore rapport-2026-03-01.backup --db /srv/rapport/rapport.db --force

Stop the bot first. Whoever was erased since the backup is erased again: the
ledgers of erasures beside the database and the backup (*.erased) say who.
"""


@click.command("restore", epilog=EXAMPLES)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace the database where there is one.")
@database_option
def command(file: Path, force: bool, db: Path | None) -> None:
    """Make the backup FILE the database."""
    path = database_path(db)
    if not file.is_file():
        raise Failure(f"{file}: there is no such backup")
    if path.exists() and not force:
        raise Failure(f"{path} exists already: stop the bot, then --force replaces it")

    from storage import Store, StoreError

    try:
        Store.restore(file, path, key=database_key())
    except StoreError as error:
        raise Failure(str(error)) from error
    click.echo(f"Restored {file} to {path}.")
