"""``rapport decrypt``: the database becomes a plain file again."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli.database import KEY_VARIABLE, database_key, database_option, database_path
from bot.cli.encrypt import NO_KEY
from bot.cli.failure import Failure

EXAMPLES = f"""\b
Examples:
  rapport decrypt
  rapport decrypt --db old.backup

Stop the bot first, and take {KEY_VARIABLE} out of the settings afterwards.
Stopped at any moment, it leaves a whole file.
"""


@click.command("decrypt", epilog=EXAMPLES, short_help="Make the database a plain file again.")
@database_option
def command(db: Path | None) -> None:
    """Make an encrypted database a plain file again, with the key in the file that RAPPORT_DATABASE_KEY_FILE names."""
    path = database_path(db)

    from storage import StoreError
    from storage.converting import decrypt_database

    try:
        key = database_key()
        if key is None:
            raise Failure(NO_KEY)
        decrypt_database(path, key)
    except StoreError as error:
        raise Failure(str(error)) from error
    click.echo(f"Decrypted {path}: whoever has the file can read it. Take {KEY_VARIABLE} out of the settings.")
