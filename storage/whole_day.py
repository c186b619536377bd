"""A day as it truly is: its blob, the rows that came since, and the traffic where the blob's is stale or missing."""

from __future__ import annotations

import sqlite3

from storage.closed_day import KEPT_TIE_COUNTS, MEMBER_COUNTS, MEMBER_KEY, TIE_KEY, ClosedDay
from storage.models.moments import DAY_MS
from storage.packing import read_cells
from storage.tables import Table, table
from storage.traffic import Foreseen, read_day_traffic

_BLOB = "SELECT counts FROM packed_day WHERE guild = ? AND day = ?"
_IS_STALE = f"""
SELECT 1 FROM stale_day JOIN guild ON guild.id = stale_day.guild
WHERE stale_day.guild = ? AND day = ? AND day * {DAY_MS} >= horizon_ms
"""  # noqa: S608 (our own text)


def read_whole_day(connection: sqlite3.Connection, guild: int, day: int, foreseen: Foreseen | None = None) -> ClosedDay:
    """``guild`` by its small id, ``day`` in UTC days since 1970; open or closed, mended or not. Of a day
    before the guild's horizon there are no events, so that what the blob says of their order stays.

    :raises StoreError: where the day's blob cannot be read.
    """
    packed = connection.execute(_BLOB, (guild, day)).fetchone()
    closed = ClosedDay.empty() if packed is None else ClosedDay.unpack(packed[0])
    whole = closed.merged(
        _rows(connection, "member_day", (*MEMBER_KEY, *MEMBER_COUNTS), guild, day),
        _rows(connection, "tie_day", (*TIE_KEY, *KEPT_TIE_COUNTS), guild, day),
    )
    if packed is None or connection.execute(_IS_STALE, (guild, day)).fetchone():
        return whole.with_traffic(read_day_traffic(connection, guild, day, foreseen))
    return whole


def _rows(connection: sqlite3.Connection, name: str, columns: tuple[str, ...], guild: int, day: int) -> Table:
    statement = f"SELECT {', '.join(columns)} FROM {name} WHERE guild = ? AND day = ?"  # noqa: S608 (our own names)
    return table(columns, read_cells(connection, statement, (guild, day), len(columns)))
