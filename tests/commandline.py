"""What the tests of the command line share: how it is called, what an error must look like, a small archive."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from click.testing import CliRunner, Result

from bot.cli.application import rapport
from twin.community import plant
from twin.community.exports import write
from twin.timeline import Timeline

CHECKOUT = Path(__file__).resolve().parent.parent
ENDED = datetime(2026, 3, 1, 12, tzinfo=UTC)
QUIET = {"RAPPORT_DB": "", "DISCORD_TOKEN": "", "RAPPORT_LOG_LEVEL": "", "COLUMNS": "100"}


def call(*arguments: object, stdin: str | None = None, env: Mapping[str, str] | None = None) -> Result:
    """The program in this process, with nothing of ours in its environment unless given."""
    theirs = {name: None for name in os.environ if name.startswith(("RAPPORT_", "DISCORD_"))}
    return CliRunner(env={**theirs, **QUIET, **(env or {})}).invoke(rapport, [str(a) for a in arguments], input=stdin)


def process(
    *arguments: object, cwd: Path, env: Mapping[str, str] | None = None, code: str | None = None, seconds: float = 60
) -> subprocess.CompletedProcess[str]:
    """The program as a process of its own: ``python -m bot``, or ``python -c code`` with the same arguments."""
    start = ["-c", code] if code is not None else ["-m", "bot"]
    return subprocess.run(
        [sys.executable, *start, *map(str, arguments)],
        cwd=cwd,
        env=process_env(env),
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )


def process_env(env: Mapping[str, str] | None = None) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("RAPPORT_", "DISCORD_"))}
    return {**ours, "PYTHONPATH": str(CHECKOUT), "PYTHONIOENCODING": "utf-8", **(env or {})}


def complaint(done: Result | subprocess.CompletedProcess[str], code: int) -> str:
    """The one line on standard error, after checking that it is one, is ours, and came with this exit code."""
    exit_code = done.exit_code if isinstance(done, Result) else done.returncode
    lines = done.stderr.splitlines()
    assert exit_code == code, done.stderr
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("rapport: ")
    assert "Traceback" not in done.stderr
    return lines[0]


@cache
def community() -> Timeline:
    return plant(3, now=ENDED, weeks=14, size=50)


def exported(folder: Path) -> Path:
    """The sample community as a folder of DiscordChatExporter files."""
    write(community(), folder)
    return folder


def imported(folder: Path) -> Path:
    """A database with the sample community in it, imported once and copied from then on."""
    path = folder / "sample.db"
    path.write_bytes(_imported())
    path.chmod(0o600)
    return path


@cache
def _imported() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "sample.db"
        assert call("import", exported(Path(folder) / "exports"), "--db", path).exit_code == 0
        return path.read_bytes()
