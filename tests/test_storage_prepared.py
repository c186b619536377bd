"""What was made ahead of time is there whole or not at all, and never longer than what it was made of."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from storage import ReadableStore, Store
from storage.models import GuildLeft, GuildSeen, MemberLeft, MemberSeen, Prepared, RetentionPolicy
from tests.empty_file import empty
from tests.storage_world import ALICE, BOB, GUILD, at, read, sent

ELSEWHERE = 901
NOW = at(24 * 30)
HOUR = timedelta(hours=1)
PARTS = (("judged", b"outline"), ("judged", b"column"), ("before", b"little"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(empty(tmp_path / "prepared.db"), clock=lambda: NOW) as opened:
        for guild_id in (GUILD, ELSEWHERE):
            opened.record_blocking([GuildSeen(guild_id, "Home"), MemberSeen(guild_id, BOB, "Bob", at(0))])
        opened.record_blocking([sent(1, ALICE), sent(2, BOB)])
        opened.flush()
        yield opened


def put(
    store: Store, as_of: datetime = NOW, guild_id: int = GUILD, parts: tuple[tuple[str, bytes], ...] = PARTS
) -> bool:
    return store.prepare(guild_id, "all", as_of, store.change_mark().wishes, parts)


def found(store: ReadableStore, guild_id: int = GUILD, question: str = "all") -> Prepared | None:
    return store.prepared(guild_id, question, NOW - HOUR, NOW + HOUR, ("judged", "before", "nothing"))


def rows(store: Store) -> int:
    return int(read(store.path, "SELECT count(*) FROM prepared")[0][0])


def test_parts_come_back_in_their_order_by_name(store: Store) -> None:
    assert found(store) is None
    assert put(store)
    assert found(store) == Prepared(NOW, {"judged": (b"outline", b"column"), "before": (b"little",)})
    assert found(store, question="another") is None
    assert found(store, ELSEWHERE) is None
    assert store.prepared(GUILD, "all", NOW + HOUR, NOW + 2 * HOUR, ("judged",)) is None
    assert store.prepared(GUILD, "all", NOW, NOW, ()) == Prepared(NOW, {})


@pytest.mark.parametrize("later", [timedelta(0), HOUR / 2])
def test_the_next_takes_the_place_of_the_last(store: Store, later: timedelta) -> None:
    put(store)
    put(store, NOW + later, parts=(("judged", b"less"),))
    assert found(store) == Prepared(NOW + later, {"judged": (b"less",)})
    assert rows(store) == 2


def test_what_was_not_finished_is_not_seen_and_makes_way(store: Store) -> None:
    def torn() -> Iterator[tuple[str, bytes]]:
        yield "judged", b"half"
        assert found(store) is not None, "what was there before, meanwhile"
        raise OSError("cut short")

    put(store)
    with pytest.raises(OSError, match="cut short"):
        store.prepare(GUILD, "all", NOW + HOUR / 2, store.change_mark().wishes, torn())
    kept = found(store)
    assert kept is not None
    assert kept.as_of == NOW
    put(store, NOW + HOUR)
    assert rows(store) == 1 + len(PARTS)


def test_whoever_is_erased_takes_it_along_where_they_are(store: Store) -> None:
    put(store)
    put(store, guild_id=ELSEWHERE)
    shown = store.export_user(BOB, GUILD)["prepared"]["rows"]
    assert shown == [{"guild_id": str(GUILD), "guild": "Home", "judged_at": NOW.isoformat()}]
    assert "prepared" not in store.export_user(ALICE + 1000)
    store.erase_user(BOB, GUILD)
    assert found(store) is None
    assert found(store, ELSEWHERE) is not None


def test_a_wish_since_keeps_it_from_being_seen(store: Store) -> None:
    wishes = store.change_mark().wishes
    put(store)
    store.opt_in(BOB, GUILD)
    assert not store.prepare(GUILD, "all", NOW + HOUR / 2, wishes, PARTS)
    assert rows(store) == 0


def test_it_goes_with_a_member_who_left_long_ago_and_with_its_guild(store: Store) -> None:
    put(store)
    store.record_blocking([MemberLeft(GUILD, BOB, at(0))])
    store.flush()
    store.retain(RetentionPolicy(), NOW + HOUR)
    assert found(store) is None
    put(store)
    store.record_blocking([GuildLeft(GUILD, NOW)])
    store.flush()
    store.retain(RetentionPolicy(), NOW + timedelta(days=9))
    assert rows(store) == 0


def test_what_is_old_is_dropped_but_for_archives(store: Store) -> None:
    archive = ELSEWHERE + 1
    store.record_blocking([GuildSeen(archive, "Archive", imported=True)])
    store.flush()
    for guild_id in (GUILD, archive):
        put(store, guild_id=guild_id)
    put(store, NOW + HOUR, ELSEWHERE)
    store.drop_prepared(NOW)
    assert found(store) is not None
    store.drop_prepared(NOW + HOUR)
    assert [found(store, guild_id) is None for guild_id in (GUILD, ELSEWHERE, archive)] == [True, False, False]


def test_other_questions_stay(store: Store) -> None:
    put(store)
    assert store.prepare(GUILD, "one channel", NOW, store.change_mark().wishes, PARTS[:1])
    put(store, NOW + HOUR / 2)
    assert found(store, question="one channel") == Prepared(NOW, {"judged": (b"outline",)})
    assert rows(store) == 2 + 1 + len(PARTS)


def test_it_can_be_dropped_before_the_past_is_written_anew(store: Store) -> None:
    put(store)
    put(store, guild_id=ELSEWHERE)
    store.drop_prepared()
    assert rows(store) == 0


def test_a_file_of_before_has_none(store: Store) -> None:
    with ReadableStore.open(store.path) as reader:
        assert found(reader) is None
        with closing(sqlite3.connect(store.path)) as connection, connection:
            connection.execute("DROP TABLE prepared")
        assert found(reader) is None
