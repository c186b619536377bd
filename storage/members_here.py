"""Everybody who is a member now, as two columns."""

from __future__ import annotations

import sqlite3

from storage.models import MembersHere
from storage.packing import read_cells

_HERE = """
SELECT user_id, max(coalesce(joined_ms, first_seen_ms), first_seen_ms)
FROM member JOIN person ON person.id = member.person JOIN guild ON guild.id = member.guild
WHERE guild_id = ? AND member.left_ms IS NULL AND first_seen_ms IS NOT NULL
"""


def read_members_here(connection: sqlite3.Connection, guild_id: int) -> MembersHere:
    """Of an unknown guild there is nobody."""
    user_id, since_ms = read_cells(connection, _HERE, (guild_id,), 2)
    return MembersHere(user_id, since_ms)
