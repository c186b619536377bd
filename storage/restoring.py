"""A backup put back without bringing anybody back."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from storage.backup import copy_database
from storage.erasure import catch_up
from storage.errors import store_error
from storage.key import Key
from storage.ledger import Ledger, Refusals
from storage.writing import open_writer


def restore_database(backup: Path, to: Path, key: Key | None) -> None:
    """Put a backup in the place of the database and forget again whoever was erased since."""
    ledger = Ledger(to)
    copy_database(backup, to, key)
    connection = open_writer(to, key, create=False)
    try:
        ledger.take_over(Ledger(backup))
        catch_up(connection, ledger, Refusals())
    except (sqlite3.Error, OSError) as error:
        raise store_error(to, error) from error
    finally:
        connection.close()
