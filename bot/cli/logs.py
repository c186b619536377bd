"""The running bot's log, on standard error: a line an event, with its time."""

from __future__ import annotations

import logging

FORMAT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"


def log_to_stderr(level: str) -> None:
    """Our own loggers at ``level``; libraries no lower than INFO: discord.py's DEBUG prints what members wrote."""
    logging.basicConfig(format=FORMAT, level=max(logging.getLevelNamesMapping()[level], logging.INFO))
    for ours in ("bot", "cogs", "storage", "rapport"):
        logging.getLogger(ours).setLevel(level)
    logging.getLogger("discord.client").addFilter(_is_of_use)


def _is_of_use(record: logging.LogRecord) -> bool:
    """discord.py warns at every start that it cannot play sound, which Rapport never does."""
    return "voice will NOT be supported" not in record.getMessage()
