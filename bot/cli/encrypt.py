"""``rapport encrypt``: the database becomes one that nobody can read without its key."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli.database import KEY_VARIABLE, database_option, database_path, key_file
from bot.cli.failure import Failure

NO_KEY = f"{KEY_VARIABLE} is not set: it names the file that the key lies in, or is to lie in"

EXAMPLES = """\b
Examples:
  RAPPORT_DATABASE_KEY_FILE=/etc/rapport/key rapport encrypt
  rapport encrypt --db old.backup

Stop the bot first, and keep the setting: every command needs it from then on. Where the key's file does not exist yet,
it is made. Keep a copy of it elsewhere: without it nobody can read the database, nor its backups.
Needs `pip install 'rapport-bot[encryption]'`. Stopped at any moment, it leaves a whole file.
"""


@click.command("encrypt", epilog=EXAMPLES, short_help="Encrypt the database.")
@database_option
def command(db: Path | None) -> None:
    """Encrypt the database with the key in the file that RAPPORT_DATABASE_KEY_FILE names."""
    path = database_path(db)
    file = key_file()
    if file is None:
        raise Failure(NO_KEY)

    from storage import StoreError
    from storage.converting import encrypt_database
    from storage.key import make_key, read_key

    try:
        if not file.exists():
            make_key(file)
            click.echo(f"Made a key in {file}: keep a copy of it elsewhere.")
        key = read_key(file)
        if not path.exists():
            click.echo(f"There is no database {path} yet: it will be encrypted from its beginning.")
            return
        encrypt_database(path, key)
    except StoreError as error:
        raise Failure(str(error)) from error
    click.echo(f"Encrypted {path}. Backups made before are as they were: encrypt or delete them, too.")
