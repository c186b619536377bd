"""The command ``rapport demo``."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from pathlib import Path

import click

from bot.cli.database import now, writing
from bot.cli.failure import Failure

EXAMPLES = """\b
Examples:
  rapport demo
  rapport demo --once --out pictures
  rapport demo --seed 7 --db demo.db

The community is made up, and the same for the same seed. Nothing is sent anywhere: Discord's part is played by a
server on this machine. Everything is forgotten at the end, unless --db names a file.
"""


@click.command("demo", epilog=EXAMPLES, short_help="Show the bot at work in a made-up community.")
@click.option("--once", is_flag=True, help="Walk through it, print the reports, write the pictures, and end.")
@click.option("--seed", type=click.IntRange(0), metavar="N", default=1, show_default=True, help="Which community.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    default=Path("demo-out"),
    show_default=True,
    help="Where the pictures go.",
)
@click.option("--db", type=click.Path(path_type=Path), metavar="FILE", help="Keep the database here (a new file).")
def command(once: bool, seed: int, out: Path, db: Path | None) -> None:
    """Show the bot at work in a made-up community; then type slash commands."""
    if db is not None and db.exists():
        raise Failure(f"{db} exists already: the demo needs a new file, so that it touches nobody's data")
    out.mkdir(parents=True, exist_ok=True)

    import asyncio

    from bot.app import StartupError
    from bot.cli.demo.show import show

    with ExitStack() as stack:
        path = db or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="rapport-demo-"))) / "demo.db"
        store = stack.enter_context(writing(path, create=True, apart=True))
        try:
            asyncio.run(show(store, out=out, seed=seed, once=once, began=now()))
        except StartupError as error:
            raise Failure(str(error)) from error
