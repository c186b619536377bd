"""``rapport``: the commands by name, each loaded when it is called, and every error brought to one line."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from bot.cli.failure import INTERRUPTED, Interrupted, explain, one_line, reason, unexpected

PACKAGE = "rapport-bot"
COMMANDS = {
    "run": "bot.cli.run",
    "demo": "bot.cli.demo",
    "import": "bot.cli.importing",
    "report": "bot.cli.report",
    "backtest": "bot.cli.backtest",
    "doctor": "bot.cli.doctor",
    "sentiment": "bot.cli.sentiment",
    "backup": "bot.cli.backup",
    "restore": "bot.cli.restore",
    "encrypt": "bot.cli.encrypt",
    "decrypt": "bot.cli.decrypt",
    "export-user": "bot.cli.export_user",
    "erase-user": "bot.cli.erase_user",
}
"""Command and module; the module's ``command`` is the command."""


class Application(click.Group):
    """A group whose commands are modules, in the order in which people meet them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(COMMANDS[cmd_name]).command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        typed = args[0]
        if typed not in COMMANDS and not typed.startswith("-"):
            from difflib import get_close_matches  # only for who mistypes

            close = get_close_matches(typed, COMMANDS, n=1)
            advice = f"did you mean {close[0]}?" if close else f"choose one of {', '.join(COMMANDS)}"
            raise click.UsageError(f"{typed!r} is not a command: {advice}", ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise Interrupted from None

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> NoReturn:
        """Runs and always exits; click's own several lines of usage become one. Nothing typed asks for help."""
        typed = list(sys.argv[1:] if args is None else args)
        try:
            result = super().main(
                typed or ["--help"], prog_name or "rapport", complete_var, standalone_mode=False, **extra
            )
        except click.ClickException as error:
            code = _complain(explain(error), error.exit_code)
        except click.Abort:
            code = _complain("rapport: stopped", INTERRUPTED)
        except OSError as error:
            code = _complain(f"rapport: {reason(error)}", 1)
        except Exception as error:
            code = _complain(unexpected(error), 1)
        else:
            code = result if isinstance(result, int) else 0
        sys.exit(code)


def _complain(line: str, code: int) -> int:
    click.echo(one_line(line), err=True)
    return code


def _tell_version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    if not asked or ctx.resilient_parsing:
        return
    from importlib.metadata import PackageNotFoundError, version

    try:
        click.echo(f"rapport {version(PACKAGE)}")
    except PackageNotFoundError:
        click.echo("rapport, from a checkout that is not installed")
    ctx.exit()


@click.command(
    cls=Application,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Every command has its own --help with examples. Settings are read from the environment and from .env.",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_tell_version,
    help="Show the version and exit.",
)
def rapport() -> None:
    """Tells the moderators of a Discord community who their people are."""
