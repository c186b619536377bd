"""Events of a span, found by its moments."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest

from storage import Store, recounting
from storage.models.moments import milliseconds
from storage.span import Span
from tests.empty_file import empty
from tests.storage_world import ALICE, BOB, CARA, at, message_id, reacted, sent

SENT = (10, 23.5, 24.5)
DELAYS = (-0.01, 0, 0.7, 1, 1.01, 14, 40)
"""Hours after the message; less than none by another clock."""
EDGES = (0, 9.99, 10, 11, 23.5, 24, 24.5, 25.5, 48, 100)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(empty(tmp_path / "recounted.db")) as opened:
        opened.record([sent(hour, ALICE) for hour in SENT])
        yield opened


def test_a_span_has_the_reactions_of_its_moments(store: Store) -> None:
    moments = [(hour, hour + delay) for hour in SENT for delay in DELAYS]
    store.record([reacted(message_id(hour), BOB, when, emoji=f"{when}") for hour, when in moments])
    store.record([reacted(message_id(hour), CARA) for hour in SENT])
    store.flush()
    with closing(sqlite3.connect(store.path)) as connection:
        for low, high in pairwise(EDGES):
            span = Span(1, milliseconds(at(low)), milliseconds(at(high)))
            expected = sum(low <= when < high for when in (*SENT, *(when for _, when in moments)))
            for statement in (recounting.member_days, recounting.tie_days):
                rows = connection.execute(statement(some_channels=False), span.parameters())
                place = [name for name, *_ in rows.description].index("reactions")
                assert sum(row[place] for row in rows) == expected, (low, high)


def test_reactions_are_found_by_a_key_or_an_index(store: Store) -> None:
    span = Span(1, milliseconds(at(0)), milliseconds(at(24)))
    with closing(sqlite3.connect(store.path)) as connection:
        for statement in (recounting.member_days, recounting.tie_days):
            plan = connection.execute(f"EXPLAIN QUERY PLAN {statement(some_channels=False)}", span.parameters())
            steps = [step.partition(" (")[0] for *_, step in plan if " reaction " in step]
            by_key, by_index = "SEARCH reaction USING PRIMARY KEY", "SEARCH reaction USING INDEX reaction_late"
            assert steps == [by_key, by_index, by_key]
