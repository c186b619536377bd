"""The writer in a process of its own: the same rules, and nothing lost whichever of the two processes ends first."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import get_args

import pytest

from bot.intake.message import Place, message_sent
from storage import Store, StoreDamaged, StoreError, StoreMissing, StoreNewer
from storage.errors import StoreClosed
from storage.models import Fact, MemberSeen, MessageSent, Observations, ReactionAdded, Window, finished
from storage.parcel import pack, unpack
from tests.empty_file import empty
from tests.storage_world import ALICE, BOB, GUILD, at, kept_counts, read, sent

HANDED_OVER = """
import os, sys
from pathlib import Path
from storage import Store
from tests.storage_world import ALICE, sent

store = Store.open(Path(sys.argv[1]), apart=True)
store.record_blocking([sent(hour, ALICE) for hour in range(400)])
os._exit(9)
"""


def process_of(store: Store) -> int:
    assert store.writing_process_id is not None
    return store.writing_process_id


def history() -> list[Fact]:
    facts: list[Fact] = []
    for hour, user_id in enumerate([ALICE, BOB] * 100):
        facts += (
            MemberSeen(GUILD, user_id, f"member {user_id}", at(hour), at(-1)),
            sent(hour, user_id, mentions=(ALICE,), edited_at=at(hour + 1)),
            ReactionAdded(GUILD, 5000, sent(hour, user_id).message_id, ALICE, ":wave:", at(hour), user_id),
        )
    return facts


def test_every_fact_comes_out_as_it_went_in() -> None:
    facts = [*history(), *(kind._make(range(len(kind._fields))) for kind in get_args(Fact))]
    back = unpack(pack(facts))
    assert back == facts
    assert [type(fact) for fact in back] == [type(fact) for fact in facts]


def test_a_message_is_read_where_it_is_recorded(tmp_path: Path) -> None:
    place = Place(GUILD, 5000, sent(1, ALICE).message_id, ALICE)
    unread = message_sent(place, "Thanks, that is great!", mentioned=(BOB,))
    (back,) = unpack(pack([unread]))
    assert back == unread
    rows = []
    for apart in (False, True):
        with Store.open(empty(tmp_path / f"{apart}.db"), apart=apart) as store:
            store.record([unread])
            store.flush()
            rows += read(store.path, "SELECT length, sentiment, thanks, question FROM message")
    (made,) = finished([unread])
    assert isinstance(made, MessageSent)
    assert made.sentiment is not None
    assert rows[0] == rows[1] == (22, round(made.sentiment * 100), 1, 0)


def test_the_same_is_recorded_as_by_a_thread(tmp_path: Path) -> None:
    seen: list[tuple[object, Observations]] = []
    for apart in (False, True):
        path = tmp_path / f"{apart}.db"
        with Store.open(path, apart=apart) as store:
            store.record_blocking(history())
            store.flush()
            counts = kept_counts(path)
            store.close_days(at(24 * 30))
            seen.append((counts, store.observe(GUILD, Window(at(300), 28))))
    assert seen[0][0] == seen[1][0]
    assert seen[0][1].roster.user_id.tolist() == seen[1][1].roster.user_id.tolist() == sorted((ALICE, BOB))
    assert seen[0][1].responses.mentions.tolist() == seen[1][1].responses.mentions.tolist()


def test_what_was_handed_over_is_committed_though_the_bot_was_killed(tmp_path: Path) -> None:
    path = tmp_path / "killed.db"
    root = Path(__file__).resolve().parent.parent
    killed = subprocess.run([sys.executable, "-c", HANDED_OVER, str(path)], cwd=root, check=False)
    assert killed.returncode == 9
    for _ in range(200):
        if read(path, "SELECT count(*) FROM message") == [(400,)]:
            return
        time.sleep(0.05)
    pytest.fail("what was handed over is not there")


def test_the_end_of_the_writing_process_is_said_and_not_hidden(tmp_path: Path) -> None:
    store = Store.open(empty(tmp_path / "dead.db"), apart=True)
    store.record([sent(1, ALICE)])
    store.flush()
    os.kill(process_of(store), signal.SIGKILL)
    while store.health().writer_alive:
        time.sleep(0.01)
    with pytest.raises(StoreClosed, match="process that writes has ended"):
        store.record_blocking([sent(2, ALICE)])
    with pytest.raises(StoreClosed, match="has ended"):
        store.flush()
    with pytest.raises(StoreClosed, match="has ended"):
        store.close()
    assert read(store.path, "SELECT count(*) FROM message") == [(1,)]


def test_signals_are_not_for_the_writing_process(tmp_path: Path) -> None:
    with Store.open(empty(tmp_path / "signals.db"), apart=True) as store:
        for name in (signal.SIGINT, signal.SIGTERM):
            os.kill(process_of(store), name)
        store.record([sent(1, ALICE)])
        store.flush()
        assert store.health().writer_alive
    assert read(store.path, "SELECT count(*) FROM message") == [(1,)]


def test_ctrl_c_in_the_middle_of_handing_over_leaves_nobody_waiting(tmp_path: Path) -> None:
    store = Store.open(empty(tmp_path / "cut.db"), apart=True)
    store.record([sent(1, ALICE)])
    store.flush()
    writing = process_of(store)
    os.kill(writing, signal.SIGSTOP)  # so that the pipe fills, and what is handed over is half said when it is cut
    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    going_on = threading.Timer(1.0, os.kill, (writing, signal.SIGCONT))
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.3)
        going_on.start()
        with pytest.raises(KeyboardInterrupt):
            store.record_blocking([sent(hour / 100, ALICE) for hour in range(200, 5_000)])
    finally:
        signal.signal(signal.SIGALRM, before)
        going_on.join()
    ending = threading.Thread(target=store.close, daemon=True)
    ending.start()
    ending.join(20)
    assert not ending.is_alive()
    assert (1,) <= read(store.path, "SELECT count(*) FROM message")[0] <= (4_801,)


def test_a_file_that_cannot_be_opened_is_refused_with_its_reason(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing, match=r"missing\.db"):
        Store.open(tmp_path / "missing.db", create=False, apart=True)
    Store.open(empty(tmp_path / "newer.db")).close()
    with closing(sqlite3.connect(tmp_path / "newer.db", isolation_level=None)) as newer:
        newer.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('rapport', 'z', '')")
    with pytest.raises(StoreNewer):
        Store.open(tmp_path / "newer.db", apart=True)


def test_errors_of_the_file_keep_their_kind_and_words(tmp_path: Path) -> None:
    from storage.apart import heard
    from storage.scribe import told

    error = StoreDamaged(tmp_path / "some.db", "page 5")
    back = heard(told(error))
    assert (type(back), str(back)) == (StoreDamaged, str(error))
    assert heard(told(None)) is None
    assert isinstance(heard(told(KeyError(5))), KeyError)


def test_what_fails_in_the_writing_process_reaches_whoever_asked(tmp_path: Path) -> None:
    with (
        Store.open(empty(tmp_path / "held.db"), apart=True) as store,
        closing(sqlite3.connect(store.path, isolation_level=None)) as other,
    ):
        other.execute("DROP TABLE subscription")
        with pytest.raises(StoreError, match="subscription"):
            store.unsubscribe(GUILD, ALICE)
        store.record([sent(1, ALICE)])
        store.flush()
        assert read(store.path, "SELECT count(*) FROM message") == [(1,)]


def test_a_helping_program_closes_the_same_days(tmp_path: Path) -> None:
    talk = [sent(hour / 30, (ALICE, BOB)[hour % 2], question=hour % 5 == 0) for hour in range(6_000)]
    packed = []
    for helping in (False, True):
        path = tmp_path / f"{helping}.db"
        with Store.open(path, apart=True) as store:
            store.record_blocking(talk)
            assert store.close_days(at(24 * 30), helping=helping) == 9
        packed.append(read(path, "SELECT day, counts FROM packed_day ORDER BY day"))
    assert packed[0] == packed[1]
