"""The running bot's log, on standard error: a line an event, with its time."""

from __future__ import annotations

import logging

FORMAT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"


def log_to_stderr(level: str) -> None:
    """Our own loggers at ``level``; libraries no lower than INFO: discord.py's DEBUG prints what members wrote."""
    logging.basicConfig(format=FORMAT, level=max(logging.getLevelNamesMapping()[level], logging.INFO))
    for ours in ("bot", "cogs", "storage", "rapport"):
        logging.getLogger(ours).setLevel(level)
