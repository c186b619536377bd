"""``rapport report`` of what was judged ahead of time: at once, and it says so."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from bot.service import Service
from storage import Store
from tests.commandline import call, exported, imported
from tests.empty_file import empty
from tests.storage_world import read
from tests.test_service import LIVE, community

HOUR = timedelta(hours=1)
ABOUT = "This server is so large that it is judged ahead of time: here as of"


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file in which everybody was judged an hour ago."""
    path = empty(tmp_path_factory.mktemp("live") / "rapport.db")
    then = datetime.now(UTC) - HOUR
    with Store.open(path, clock=lambda: then) as store:
        store.record_blocking(community(LIVE, imported=False, end=then - HOUR))
        store.flush()
        (guild,) = store.guilds()
        for prepared in Service(store, lambda: then, stopwatch=count(0.0, 1.0).__next__).prepared(guild):
            assert prepared.keep(store)
    return path


def as_of(document: str) -> datetime:
    return datetime.fromisoformat(json.loads(document)["as_of"])


@pytest.mark.parametrize("name", ["overview", "members", "audit", "digest"])
def test_a_report_is_of_the_hour_before_and_says_so_apart(live: Path, name: str) -> None:
    done = call("report", name, "--db", live, "--format", "json")
    then = as_of(done.stdout)
    assert abs(datetime.now(UTC) - then - HOUR) < timedelta(minutes=5)
    assert done.stderr.splitlines() == [
        f"{ABOUT} {then:%Y-%m-%d %H:%M} UTC.",
        "It is judged anew, in some seconds, with --as-of now.",
    ]


@pytest.mark.parametrize("typed", ["now", " NOW "])
def test_now_is_now(live: Path, typed: str) -> None:
    done = call("report", "overview", "--db", live, "--format", "json", "--as-of", typed)
    assert done.stderr == ""
    assert datetime.now(UTC) - as_of(done.stdout) < timedelta(minutes=1)


@pytest.mark.parametrize(("name", "more"), [("channels", ()), ("members", ("--days", 28))])
def test_what_was_not_made_ahead_is_of_now(live: Path, name: str, more: tuple[object, ...]) -> None:
    done = call("report", name, "--db", live, "--format", "json", *more)
    assert done.stderr == ""
    assert datetime.now(UTC) - as_of(done.stdout) < timedelta(minutes=1)


def test_an_import_judges_where_it_is_worth_it_and_anew_when_there_is_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = imported(tmp_path)
    assert read(path, "SELECT * FROM prepared") == []
    monkeypatch.setattr("bot.standings.WORTH_IT_SECONDS", 0.0)
    plain = call("report", "overview", "--db", path, "--format", "json")
    assert call("import", "--db", path, exported(tmp_path / "exports")).exit_code == 0
    ((ready,),) = read(path, "SELECT DISTINCT as_of_ms FROM prepared")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE prepared SET content = x'00'")
    assert call("import", "--db", path, "--again", exported(tmp_path / "again")).exit_code == 0
    assert read(path, "SELECT * FROM prepared WHERE content = x'00'") == [], (
        "the end is the same, what lies before may not be"
    )
    again = call("report", "overview", "--db", path, "--format", "json")
    assert (again.stdout, again.stderr) == (plain.stdout, "")
    assert as_of(again.stdout).timestamp() * 1000 == pytest.approx(ready, abs=1)
