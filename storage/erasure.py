"""Forgetting people: everywhere, in one guild, or for good."""

from __future__ import annotations

import json
import sqlite3
import time
from collections import Counter
from contextlib import closing
from typing import Any

import numpy as np

from storage.ledger import Erasure, Ledger, Refusals
from storage.models import Removed
from storage.packed_people import named_in_packed_days, take_out_doomed
from storage.packing import read_cells
from storage.registry import PERSONAL_TABLES, unreferred_people

_CHECKPOINT_TRIES = 5


def carry_out(connection: sqlite3.Connection, wish: Erasure) -> Removed:
    """Do what one entry of the ledger asks for, inside the caller's transaction."""
    connection.execute("INSERT INTO erasure (id) VALUES (?) ON CONFLICT DO NOTHING", (wish.id,))
    removed = Removed()
    if wish.wish != "opt_in":
        removed = _erase_user(connection, wish.user_id, wish.guild_id)
    if wish.wish == "opt_out":
        connection.execute(
            "INSERT INTO guild (guild_id, name, imported) VALUES (?, '', 1) ON CONFLICT DO NOTHING", (wish.guild_id,)
        )
        connection.execute(
            "INSERT INTO refusal (guild, user_id, at_ms) SELECT id, ?, ? FROM guild WHERE guild_id = ?"
            " ON CONFLICT DO NOTHING",
            (wish.user_id, wish.at_ms, wish.guild_id),
        )
    if wish.wish == "opt_in":
        connection.execute(
            "DELETE FROM refusal WHERE user_id = ? AND guild = (SELECT id FROM guild WHERE guild_id = ?)",
            (wish.user_id, wish.guild_id),
        )
    return removed


def catch_up(connection: sqlite3.Connection, ledger: Ledger, refusals: Refusals) -> None:
    """Carry out what the ledger asks for and this file lacks (it is a restored backup, or a crash came between), empty
    the journal that a crash left, and remember who must not be recorded."""
    wishes = ledger.read()
    done = {wish for (wish,) in connection.execute("SELECT id FROM erasure")}
    missing = [wish for wish in wishes if wish.id not in done]
    if missing:
        connection.execute("BEGIN IMMEDIATE")
        try:
            for wish in missing:
                carry_out(connection, wish)
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
    wipe_log(connection, tries=_CHECKPOINT_TRIES if missing else 1)
    recall(connection, ledger, refusals)


def recall(connection: sqlite3.Connection, ledger: Ledger, refusals: Refusals) -> None:
    """Remember who must not be recorded."""
    opted_out = connection.execute("SELECT guild_id, user_id FROM refusal JOIN guild ON guild.id = refusal.guild")
    refusals.load(ledger.read(), opted_out.fetchall())


def wipe_log(connection: sqlite3.Connection, tries: int = _CHECKPOINT_TRIES) -> None:
    """Move the write-ahead log into the file and empty it: old pages in it still hold what was erased."""
    for _ in range(tries):
        (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if not busy:
            return
        time.sleep(0.1)


def erase_doomed(connection: sqlite3.Connection) -> Counter[str]:
    """Erase whom the temporary table ``doomed`` names, table by table, and say how many rows went."""
    removed: Counter[str] = Counter()
    for entry in PERSONAL_TABLES:
        for statement in entry.erase:
            with closing(connection.execute(statement)) as cursor:
                removed[entry.table] += cursor.rowcount
        if entry.packed:
            removed[entry.table] += take_out_doomed(connection)
    removed["person"] += _forget_people(connection)
    return removed


def _forget_people(connection: sqlite3.Connection) -> int:
    """Remove the person rows of the doomed whom nothing names any more."""
    unreferred = read_cells(connection, unreferred_people(), (), 1)[0]
    named = named_in_packed_days(connection, unreferred)
    forgotten = json.dumps(np.setdiff1d(unreferred, named).tolist())
    return connection.execute("DELETE FROM person WHERE id IN (SELECT value FROM json_each(?))", (forgotten,)).rowcount


def doom(connection: sqlite3.Connection, query: str, parameters: tuple[Any, ...] | dict[str, Any]) -> None:
    """Fill ``doomed`` with the rows (guild, person, user_id) of a query."""
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS doomed (guild INTEGER, person INTEGER, user_id INTEGER)")
    connection.execute("DELETE FROM doomed")
    connection.execute(f"INSERT INTO doomed {query}", parameters)


def _erase_user(connection: sqlite3.Connection, user_id: int, guild_id: int | None) -> Removed:
    doom(
        connection,
        "SELECT guild.id, person.id, :user FROM guild LEFT JOIN person ON person.user_id = :user"
        " WHERE :guild IS NULL OR guild.guild_id = :guild",
        {"user": user_id, "guild": guild_id},
    )
    removed = erase_doomed(connection)
    connection.execute("DELETE FROM doomed")
    return Removed({table: rows for table, rows in removed.items() if rows})
