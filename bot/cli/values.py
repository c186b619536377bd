"""What may be typed after an option: moments and Discord's ids."""

from __future__ import annotations

from datetime import UTC, datetime

import click

BEGINNING = datetime(2015, 1, 1, tzinfo=UTC)
"""Discord's epoch: no snowflake is older."""
LARGEST_ID = 2**63 - 1


def moment(typed: str) -> datetime:
    """An ISO 8601 date or date and time, in UTC. Without a zone it is UTC; a date alone is its midnight."""
    try:
        read = datetime.fromisoformat(typed.strip())
        read = read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        raise click.BadParameter(f"{typed!r} is not a date: write 2026-03-01 or 2026-03-01T18:00Z") from None
    if read < BEGINNING:
        raise click.BadParameter(f"{typed!r} is before Discord began (2015)")
    return read


def snowflake(typed: str) -> int:
    """The id that Discord gives to everything: a whole number above zero, of 64 bits."""
    text = typed.strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 19 and 0 < int(text) <= LARGEST_ID):
        raise click.BadParameter(f"{typed!r} is not a Discord id: write a number of 17 to 19 digits")
    return int(text)
