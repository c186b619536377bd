"""``rapport doctor``: is all well, and if not, what to do. One check a line."""

from __future__ import annotations

import os
from pathlib import Path

import click

from bot.cli.database import ENV_FILE, database_option
from bot.cli.failure import one_line
from bot.cli.output import can_show, write

MARKS = {"well": "✓", "wrong": "✗", "note": "–"}
PLAIN_MARKS = {"well": "ok", "wrong": "!!", "note": "--"}
"""For a terminal that would show every mark as the same question mark."""
COLOURS = {"well": "green", "wrong": "red", "note": "yellow"}

EXAMPLES = """\b
Examples:
  rapport doctor
  rapport doctor --db /srv/rapport/rapport.db

✓ is well, – is worth knowing, ✗ has to be put right: then the exit code is 1. The token is looked at, never shown.
"""


@click.command("doctor", epilog=EXAMPLES, short_help="Check whether all is well.")
@database_option
def command(db: Path | None) -> int:
    """Check the installation, the settings, the database and the running bot."""
    from bot.cli.findings import examine

    marks = MARKS if can_show("".join(MARKS.values())) else PLAIN_MARKS
    wrong = 0
    for finding in examine(db, os.environ, ENV_FILE):
        wrong += finding.state == "wrong"
        write(f"{click.style(marks[finding.state], COLOURS[finding.state])} {one_line(finding.what)}", None)
    return min(wrong, 1)
