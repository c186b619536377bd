"""``rapport export-user ID``: everything that is known of one person."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli.database import database_option, database_path, reading, require_guild
from bot.cli.output import write
from bot.cli.values import snowflake

EXAMPLES = """\b
Examples:
  rapport export-user 288297037548710637 --out them.json
  rapport export-user 288297037548710637 --guild 35013215390264512
"""


@click.command("export-user", epilog=EXAMPLES, short_help="Print everything known of a person.")
@click.argument("user", metavar="ID", type=snowflake)
@click.option("--guild", type=snowflake, metavar="ID", help="Only what is known from this server.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write here instead of to the terminal.")
@database_option
def command(user: int, guild: int | None, out: Path | None, db: Path | None) -> None:
    """Print everything that is known of the person ID, as JSON."""
    import orjson

    path = database_path(db)
    with reading(path) as store:
        require_guild(store, guild, path)
        known = store.export_user(user, guild)
    write(orjson.dumps(known, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE), out)
