"""``rapport backtest``: does the score say who will be answered next month, by this server's own past?"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from bot.cli.database import database_option, database_path, now, reading
from bot.cli.failure import Failure
from bot.cli.output import write
from bot.cli.progress import progress
from bot.cli.values import snowflake

Format = Literal["text", "json", "csv"]
SUFFIXES: dict[str, Format] = {".json": "json", ".csv": "csv"}
FIRST_SECONDS = 1.0

EXAMPLES = """\b
Examples:
  rapport backtest
  rapport backtest --db archive.db
  rapport backtest --guild 35013215390264512 --format json --out backtest.json

From the first of each month everybody is judged by the 84 days before it, as a report of that day would have done, and
held against how many different people answered them in the 30 days after it. Beside Rapport stand simpler methods,
counting messages first; where they are ahead, it says so. Members who were forgotten since are not in it.
"""


@click.command("backtest", epilog=EXAMPLES, short_help="Hold the score against this server's own past.")
@click.option(
    "--guild", type=snowflake, metavar="ID", help="Which server; may be left out where the database holds one."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "csv"]),
    help="Default: what the ending of --out says, else text.",
)
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write here instead of to the terminal.")
@database_option
def command(guild: int | None, form: Format | None, out: Path | None, db: Path | None) -> None:
    """Print whom the score would have foreseen month by month, beside what counting messages would have."""
    chosen = form or SUFFIXES.get(out.suffix.lower() if out else "", "text")

    from bot.service import RequestError, Service

    with (
        reading(database_path(db)) as store,
        progress("looking back", in_bytes=False, first_seconds=FIRST_SECONDS) as advance,
    ):
        try:
            report = Service(store, now).backtest(guild, advance)
        except RequestError as error:
            raise Failure(str(error)) from error
    from bot.words.language import ENGLISH

    if chosen == "json":
        from bot.render.document import as_json

        write(as_json(report, ENGLISH).encode("utf-8"), out)
    elif chosen == "csv":
        from bot.render.table import as_csv

        write(as_csv(report, ENGLISH).encode("utf-8"), out)
    else:
        from bot.render.text import as_text

        write(as_text(report), out)
