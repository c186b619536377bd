"""The running bot's log, on standard error: a line an event, with its time."""

from __future__ import annotations

import logging

from bot.cli.failure import one_line

FORMAT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"


def log_to_stderr(level: str) -> None:
    """Our own loggers at ``level``; libraries no lower than INFO: discord.py's DEBUG prints what members wrote."""
    logging.basicConfig(format=FORMAT, level=max(logging.getLevelNamesMapping()[level], logging.INFO))
    for ours in ("bot", "cogs", "storage", "rapport"):
        logging.getLogger(ours).setLevel(level)
    logging.getLogger("discord.client").addFilter(_is_of_use)


class _OneLine(logging.Formatter):
    """Leaves out tracebacks, and says what was raised instead."""

    def format(self, record: logging.LogRecord) -> str:
        error = record.exc_info[1] if record.exc_info else None
        return one_line(
            f"{record.name}: {record.getMessage()}" + (f" ({type(error).__name__}: {error})" if error else "")
        )


def log_errors_in_one_line() -> None:
    """What the demo shows of the log."""
    handler = logging.StreamHandler()
    handler.setFormatter(_OneLine())
    logging.basicConfig(handlers=[handler], level=logging.ERROR)


def _is_of_use(record: logging.LogRecord) -> bool:
    """discord.py warns at every start that it cannot play sound, which Rapport never does."""
    return "voice will NOT be supported" not in record.getMessage()
