"""The table itself: enough rows, each with a fault that can still be put into the program."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.red import unbreakable
from tests.faults.row import Row

HERE = Path(__file__).parent


def test_every_row_can_still_be_broken_and_says_how(request: pytest.FixtureRequest) -> None:
    """The rows themselves run with their fault by ``python -m tests.faults.red``."""
    rows: dict[str, Row] = {
        item.nodeid: mark.args[0] for item in request.session.items if (mark := item.get_closest_marker("row"))
    }
    assert not [why for row in rows.values() if (why := unbreakable(row.broken))]


def test_every_test_here_is_a_row_with_a_word_on_how_it_was_seen_red(request: pytest.FixtureRequest) -> None:
    silent = [
        item.nodeid
        for item in request.session.items
        if isinstance(item, pytest.Function)
        and item.path.parent == HERE
        and item.path != Path(__file__)
        and not (item.get_closest_marker("row") and "Seen red" in (item.function.__doc__ or ""))
    ]
    assert not silent
