"""``rapport erase-user ID``: forget one person."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

import click

from bot.cli.database import database_option, database_path, require_guild, writing
from bot.cli.failure import Failure
from bot.cli.values import snowflake

EXAMPLES = """\b
Examples:
  rapport erase-user 288297037548710637
  rapport erase-user 288297037548710637 --guild 35013215390264512 --yes

Their rows, the counts and ties that they moved, and their name are removed, and a restored backup forgets them again.
What they write afterwards is recorded again, unless they opt out (/privacy optout).
"""


@click.command("erase-user", epilog=EXAMPLES, short_help="Forget a person.")
@click.argument("user", metavar="ID", type=snowflake)
@click.option("--guild", type=snowflake, metavar="ID", help="Only what is known from this server.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@database_option
def command(user: int, guild: int | None, yes: bool, db: Path | None) -> None:
    """Erase everything that is known of the person ID. This cannot be undone."""
    path = database_path(db)
    with writing(path, create=False) as store:
        require_guild(store, guild, path)
        if not yes and not _confirmed(user, path):
            raise Failure("not confirmed: nothing was erased (--yes does not ask)")
        removed = store.erase_user(user, guild)
    if not removed.total:
        click.echo(f"Nothing is known of {user} in {path}; a restored backup will forget them too.")
        return
    tables = ", ".join(f"{count:,} from {table}" for table, count in sorted(removed.rows.items()) if count)
    click.echo(f"Erased {user} from {path}: {removed.total:,} rows ({tables}).")


def _confirmed(user: int, path: Path) -> bool:
    confirmed = False
    with contextlib.suppress(click.Abort):
        confirmed = click.confirm(f"Erase everything that is known of {user} from {path}?", err=True)
    if not sys.stdin.isatty():
        click.echo(err=True)  # nobody pressed Enter, so that the cursor still stands behind the question
    return confirmed
