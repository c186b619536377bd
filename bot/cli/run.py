"""``rapport run``: the one place where the bot is put together."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.database import ENV_FILE, database_key, database_option, now
from bot.cli.failure import Failure

if TYPE_CHECKING:
    from bot.config import Settings

NO_TOKEN = "no DISCORD_TOKEN: put it in .env or the environment (README, 'Create the application')"

EXAMPLES = """\b
Examples:
  rapport run
  DISCORD_TOKEN=... RAPPORT_DB=/srv/rapport/rapport.db rapport run

Settings are read from the environment and from .env; .env.example explains each. Ctrl-C or SIGTERM stops the bot, after
everything that it saw is written down.
"""


@click.command("run", epilog=EXAMPLES)
@database_option
def command(db: Path | None) -> None:
    """Run the bot, on DISCORD_TOKEN."""
    from bot.config import ConfigError, Settings

    try:
        settings = Settings.read(os.environ, ENV_FILE)
    except ConfigError as error:
        raise Failure(str(error)) from error
    if db is not None:
        settings = settings.model_copy(update={"db": db})
    if settings.discord_token is None:
        raise Failure(NO_TOKEN)
    _run(settings, settings.discord_token.get_secret_value())


def _run(settings: Settings, token: str) -> None:
    import asyncio

    from bot.app import StartupError
    from bot.cli.logs import log_to_stderr
    from bot.cli.serving import CountedStore, serve
    from bot.web.server import AddressError
    from storage import StoreError

    log_to_stderr(settings.log_level)
    try:
        with CountedStore.open(settings.db, key=database_key(), clock=now, apart=True) as store:
            asyncio.run(serve(settings, store, now, token))
    except (StartupError, AddressError, StoreError) as error:
        raise Failure(str(error)) from error
