"""What was inferred of a day ahead of its closing."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from storage import Store
from storage.closing import due_days
from storage.models import Fact
from storage.models.moments import day_of
from storage.traffic import Foreseen, foresee, read_day_traffic
from tests.storage_world import ALICE, BOB, at, sent


def recorded(store: Store, facts: Sequence[Fact]) -> None:
    store.record_blocking(facts)
    store.flush()


def test_what_was_foreseen_of_a_day_is_taken_only_where_nothing_came_in_since(tmp_path: Path) -> None:
    with Store.open(tmp_path / "rapport.db") as store, closing(sqlite3.connect(store.path)) as connection:
        talk = [sent(1 + minute / 60, (ALICE, BOB)[minute % 2]) for minute in range(20)]
        recorded(store, talk)
        ((guild, day),) = due_days(connection, day_of(at(24)))
        foreseen = foresee(connection, guild, day)
        nothing = Foreseen(foreseen.of, {name: column[:0] for name, column in foreseen.inferred.items()})
        whole, taken = (read_day_traffic(connection, guild, day, known) for known in (None, nothing))
        assert whole.inferred["inferred"].sum() > 0
        assert len(taken.inferred["inferred"]) == 0, "what was foreseen is believed"
        recorded(store, [talk[3]._replace(length=900, edited_at=at(30))])
        mended = read_day_traffic(connection, guild, day, nothing)
        assert mended.inferred["inferred"].sum() > 0, "of another traffic it is not"
