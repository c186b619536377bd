"""The writer: bounded, ordered, alive, and honest about what it could not write."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from storage import Store, StoreError, StoreFull
from storage.models import GuildSettings, Subscription
from storage.writer import Hand, Writer
from tests.empty_file import empty
from tests.storage_world import ALICE, BOB, GUILD, at, kept_counts, read, sent


@pytest.fixture(params=[False, True], ids=["here", "apart"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with Store.open(empty(tmp_path / "writer.db"), queue_size=100, apart=request.param) as opened:
        yield opened


def hold(_: Hand, started: Path, go_on: Path) -> None:
    """Keep the writer busy, in whichever process."""
    started.touch()
    while not go_on.exists():
        time.sleep(0.01)


def test_a_full_queue_sheds_and_says_so(store: Store) -> None:
    started, go_on = store.path.with_name("started"), store.path.with_name("go on")
    waiting = threading.Thread(target=store._writer.run, args=(partial(hold, started=started, go_on=go_on),))
    waiting.start()
    while not started.exists():
        time.sleep(0.01)
    store.record([sent(hour, ALICE) for hour in range(80)])
    store.record([sent(100 + hour, ALICE) for hour in range(80)])
    assert store.health().dropped == 60
    assert store.health().backlog == 100
    go_on.touch()
    waiting.join()
    store.flush()
    assert read(store.path, "SELECT count(*) FROM message") == [(100,)]
    assert store.health().backlog == 0
    assert store.health().last_commit is not None


def test_waiting_for_room_loses_nothing(store: Store) -> None:
    store.record_blocking([sent(hour, ALICE) for hour in range(450)])
    store.flush()
    assert read(store.path, "SELECT count(*) FROM message") == [(450,)]
    assert store.health().dropped == 0


def test_a_lonely_fact_is_committed_within_two_seconds(store: Store) -> None:
    store.record([sent(1, ALICE)])
    for _ in range(40):
        if read(store.path, "SELECT count(*) FROM message") == [(1,)]:
            return
        threading.Event().wait(0.05)
    pytest.fail("nothing was committed")


def test_one_bad_fact_does_not_spoil_those_beside_it(store: Store) -> None:
    store.record([sent(1, ALICE), sent(2, ALICE, length=1 << 70), sent(3, BOB)])
    store.flush()
    assert read(store.path, "SELECT count(*) FROM message") == [(2,)]
    health = store.health()
    assert health.writer_alive
    assert health.dropped == 1
    assert "could not record a fact" in (health.error or "")


def test_a_bad_fact_among_hundreds_costs_few_commits(tmp_path: Path) -> None:
    statements: list[str] = []
    good = [sent(hour, ALICE) for hour in range(1, 501)]
    with Store.open(empty(tmp_path / "many.db")) as store:
        assert isinstance(store._writer, Writer)
        store._writer._hand.connection.set_trace_callback(statements.append)
        store.record([*good[:200], sent(5000, BOB, length=1 << 70), *good[200:]])
        store.flush()
        assert read(store.path, "SELECT count(*) FROM message") == [(500,)]
        assert store.health().dropped == 1
    assert statements.count("COMMIT") < 30


def test_somebody_else_holding_the_file_only_delays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.connecting.BUSY_TIMEOUT_S", 0.2)
    with Store.open(empty(tmp_path / "busy.db")) as store:
        with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            store.record([sent(1, ALICE)])
            with pytest.raises(StoreError, match="locked"):
                store.flush()
            assert "locked" in (store.health().error or "")
            other.execute("ROLLBACK")
        for _ in range(100):
            if store.health().backlog == 0:
                break
            threading.Event().wait(0.05)
        store.flush()
        assert read(store.path, "SELECT count(*) FROM message") == [(1,)]
        assert store.health().error is None


def test_a_full_disk_surfaces_and_recovers(tmp_path: Path) -> None:
    path = tmp_path / "full.db"
    store = Store.open(path, queue_size=4000)
    store.record([sent(1, ALICE)])
    store.flush()
    assert isinstance(store._writer, Writer)
    connection = store._writer._hand.connection
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}")
    facts = [sent(2 + hour, user) for hour in range(1000) for user in (ALICE + hour % 500,)]
    store.record_blocking(facts)
    with pytest.raises(StoreFull, match="disk is full"):
        store.flush()
    with pytest.raises(StoreFull):
        store.record_blocking([fact._replace(message_id=fact.message_id + 1) for fact in facts * 5])
    assert read(path, "SELECT count(*) FROM message") == [(1,)]
    connection.execute("PRAGMA max_page_count = 1000000")
    store.close()
    assert read(path, "SELECT count(*) >= 1001 FROM message") == [(1,)]


def test_an_erasure_is_not_overtaken(store: Store) -> None:
    store.record([sent(hour, ALICE) for hour in range(90)])
    store.erase_user(ALICE)
    store.flush()
    assert kept_counts(store.path)["members"] == []


def test_only_one_caller_may_deliver(store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        claims = list(pool.map(lambda _: store.claim_delivery(GUILD, BOB, "2026-03-09", at(1)), range(16)))
    assert sorted(claims) == [False] * 15 + [True]
    store.finish_delivery(GUILD, BOB, "2026-03-09", "closed", at(2), "DMs are closed")
    (delivery,) = store.deliveries(GUILD)
    assert (delivery.state, delivery.at, delivery.detail) == ("closed", at(2), "DMs are closed")
    assert store.deliveries(GUILD, since=at(3)) == []
    assert not store.claim_delivery(GUILD, BOB, "2026-03-09", at(4))


def test_settings_and_subscriptions_are_kept(store: Store) -> None:
    assert store.settings(GUILD) == GuildSettings()
    changed = GuildSettings("Europe/Oslo", 5, (6, 7), (ALICE, BOB), 8)
    store.save_settings(GUILD, changed)
    assert store.settings(GUILD) == changed
    store.save_settings(GUILD, GuildSettings())
    assert store.settings(GUILD) == GuildSettings()
    first = Subscription(GUILD, BOB, 0, 9, "UTC", at(1))
    store.subscribe(first)
    store.subscribe(replace(first, weekday=4))
    assert store.subscriptions(GUILD) == [replace(first, weekday=4)]
    assert store.subscriptions() == store.subscriptions(GUILD)
    assert store.subscriptions(1) == []
    assert store.unsubscribe(GUILD, BOB)
    assert not store.unsubscribe(GUILD, BOB)
