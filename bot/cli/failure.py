"""What went wrong, in one line on standard error: ``rapport: …``. Exit 2 for what was typed, 1 for what was found."""

from __future__ import annotations

import os
from collections.abc import Mapping

import click

INTERRUPTED = 130
"""128 + SIGINT, as shells expect."""


class Failure(click.ClickException):
    """What was found cannot be worked with: a file, a database, the answer of Discord."""

    exit_code = 1


class Interrupted(click.ClickException):
    """Somebody pressed Ctrl-C."""

    exit_code = INTERRUPTED

    def __init__(self, message: str = "stopped") -> None:
        super().__init__(message)


def one_line(text: str) -> str:
    """``text`` on one line, with no character that could move the cursor or colour the terminal."""
    return "".join(c for c in " ".join(text.split()) if c.isprintable())


def explain(error: click.ClickException) -> str:
    """The line for an error of ours or of click's, whose own messages may run over several lines."""
    if (
        isinstance(error, click.BadParameter)
        and error.param is not None
        and not isinstance(error, click.MissingParameter)
    ):
        message = f"{_name_of(error.param)}: {one_line(error.message)}"
    else:
        message = one_line(error.format_message())
    message = message.removesuffix(".")
    if isinstance(error, click.UsageError) and error.ctx is not None:
        message += f" (see {error.ctx.command_path} --help)"
    return f"rapport: {message}"


def _name_of(parameter: click.Parameter) -> str:
    """As it is typed: ``--as-of``, or ``NAME`` for an argument."""
    return max(parameter.opts, key=len) if isinstance(parameter, click.Option) else parameter.human_readable_name


def unexpected(error: BaseException, environ: Mapping[str, str] = os.environ) -> str:
    """The line for what nobody foresaw; the traceback is only for those who asked for it."""
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    if environ.get("RAPPORT_LOG_LEVEL", "").strip().upper() == "DEBUG":
        import logging

        logging.getLogger("rapport").error("unexpected error", exc_info=error)
    return f"rapport: unexpected error, {one_line(what)} (RAPPORT_LOG_LEVEL=DEBUG shows where)"


def reason(error: OSError) -> str:
    """``No such file or directory: 'x'`` without the number that ``str`` puts before it."""
    what = error.strerror or str(error) or type(error).__name__
    return f"{error.filename}: {what}" if error.filename else what
