"""See, export, erase, opt out: and nobody comes back by a restore, a replay or an old message."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from storage import Store
from storage.closed_day import ClosedDay
from storage.ledger import Ledger
from storage.models import (
    Fact,
    GuildLeft,
    GuildSeen,
    GuildSettings,
    MemberJoined,
    MemberLeft,
    MemberSeen,
    MessageDeleted,
    ReactionAdded,
    RetentionPolicy,
    Subscription,
    VoiceStayed,
)
from storage.registry import PERSONAL_TABLES
from tests.empty_file import empty
from tests.storage_world import (
    ALICE,
    BOB,
    CARA,
    CHANNEL,
    GUILD,
    at,
    counts_from_events,
    kept_counts,
    message_id,
    reacted,
    read,
    sent,
    window,
)

ELSEWHERE = 901
NOW = at(24 * 30)
NAME = "Zebulon-the-Unmistakable"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(empty(tmp_path / "privacy.db"), clock=lambda: NOW) as opened:
        yield opened


def keep(store: Store, *facts: Fact) -> None:
    store.record(facts)
    store.flush()
    assert store.health().error is None


def busy_life(guild: int = GUILD, base: int = 0) -> list[Fact]:
    """Bob, named unmistakably, in every table, among Alice and Cara."""
    hello = sent(1 + base, ALICE, mentions=(BOB,))._replace(guild_id=guild, channel_id=CHANNEL + base)
    answer = hello._replace(message_id=message_id(2 + base), author_id=BOB, reply_to=hello.message_id, mentions=(CARA,))
    back = hello._replace(message_id=message_id(3 + base), reply_to=answer.message_id, mentions=(CARA,), question=True)
    late = hello._replace(message_id=message_id(27 + base), author_id=BOB, reply_to=back.message_id, mentions=())
    return [
        GuildSeen(guild, f"guild {guild}"),
        MemberSeen(guild, ALICE, "Alice", at(0)),
        MemberSeen(guild, BOB, NAME, at(0), at(-5)),
        MemberJoined(guild, CARA, "Cara", at(0), inviter_id=BOB),
        hello,
        answer,
        back,
        late,
        ReactionAdded(guild, CHANNEL + base, back.message_id, BOB, "👍", at(4), ALICE),
        ReactionAdded(guild, CHANNEL + base, answer.message_id, CARA, "👍", at(4), BOB),
        ReactionAdded(guild, CHANNEL + base, message_id(0), CARA, "👍", at(4), BOB),
        VoiceStayed(guild, CHANNEL + base, BOB, at(1), at(2)),
    ]


def bobs_row(path: Path) -> list[tuple[object, ...]]:
    return read(path, "SELECT id FROM person WHERE user_id = ?", (BOB,))


def packed_days(path: Path) -> list[bytes]:
    return [blob for (blob,) in read(path, "SELECT counts FROM packed_day")]


@pytest.mark.parametrize("is_closed", [False, True])
def test_erasing_leaves_no_byte_of_the_name_and_no_row(store: Store, is_closed: bool) -> None:
    keep(store, *busy_life())
    if is_closed:
        store.close_days(NOW)
    days = packed_days(store.path)
    assert bool(days) == is_closed
    bob = int(str(bobs_row(store.path)[0][0]))
    store.save_settings(GUILD, GuildSettings(excluded_user_ids=(BOB,)))
    store.subscribe(Subscription(GUILD, BOB, 0, 9, "UTC", at(1)))
    assert store.claim_delivery(GUILD, BOB, "2026-03-09", at(10))
    assert store.prepare(GUILD, "everybody", NOW, 0, [("judged", NAME.encode())])
    exported = store.export_user(BOB)
    shown = {entry.table for entry in PERSONAL_TABLES} - {"refusal"} - (set() if is_closed else {"packed_day"})
    assert shown == exported.keys() - {"user_id"}
    assert json.loads(json.dumps(exported)) == exported
    assert exported["member"]["rows"][0]["name"] == NAME

    removed = store.erase_user(BOB)

    assert removed.rows["message"] >= 1
    assert store.export_user(BOB) == {"user_id": str(BOB)}
    assert bobs_row(store.path) == []
    for suffix in ("", "-wal", "-shm", ".erased"):
        file = Path(f"{store.path}{suffix}")
        assert not file.exists() or not [one for one in (NAME.encode(), *days) if one in file.read_bytes()], suffix
    assert not [blob for blob in packed_days(store.path) if bob in ClosedDay.unpack(blob).people()]
    assert kept_counts(store.path) == counts_from_events(store.path)
    assert store.settings(GUILD).excluded_user_ids == ()
    assert store.subscriptions() == []
    roster = store.observe(GUILD, window()).roster
    assert roster.user_id.tolist() == [ALICE, CARA]
    assert roster.inviter.tolist() == [-1, -1]


@pytest.mark.parametrize("is_closed", [False, True])
def test_erasing_in_one_guild_leaves_the_other(store: Store, is_closed: bool) -> None:
    keep(store, *busy_life(), *busy_life(ELSEWHERE, base=10))
    if is_closed:
        store.close_days(NOW)
    before = kept_counts(store.path)
    store.erase_user(BOB, GUILD)
    after = kept_counts(store.path)
    assert [row for row in after["members"] if row[0] == ELSEWHERE] == [
        row for row in before["members"] if row[0] == ELSEWHERE
    ]
    assert [row for row in after["ties"] if row[0] == ELSEWHERE] == [
        row for row in before["ties"] if row[0] == ELSEWHERE
    ]
    assert not [row for row in after["ties"] if row[0] == GUILD and BOB in row[2:4]]
    assert bobs_row(store.path) != []
    store.erase_user(BOB, ELSEWHERE)
    assert bobs_row(store.path) == []


def test_what_was_erased_does_not_come_back_but_a_new_start_counts(store: Store) -> None:
    store.record(busy_life())
    store.erase_user(BOB)
    keep(store, *busy_life())
    assert bobs_row(store.path) == []
    keep(store, sent(24 * 31, BOB))
    assert store.export_user(BOB)["message"]["rows"][0]["message_id"] == str(message_id(24 * 31))


def test_opting_out_until_opting_in(store: Store) -> None:
    keep(store, *busy_life())
    store.opt_out(BOB, GUILD)
    assert store.is_opted_out(BOB, GUILD)
    assert store.opted_out(GUILD) == frozenset({BOB})
    keep(store, *busy_life(), sent(24 * 31, BOB), sent(24 * 31 + 1, ALICE, mentions=(BOB,)))
    keep(store, MemberLeft(GUILD, BOB, at(24 * 32)), reacted(message_id(24 * 31), ALICE, 24 * 33, author_id=BOB))
    assert bobs_row(store.path) == []
    store.opt_in(BOB, GUILD)
    assert not store.is_opted_out(BOB, GUILD)
    keep(store, sent(2, BOB), sent(24 * 34, BOB))
    assert len(store.export_user(BOB)["message"]["rows"]) == 1


def test_erasing_keeps_the_wish_not_to_be_recorded(store: Store) -> None:
    store.opt_out(BOB, GUILD)
    store.erase_user(BOB)
    assert store.is_opted_out(BOB, GUILD)


def test_wishes_hold_after_reopening(tmp_path: Path) -> None:
    path = tmp_path / "again.db"
    with Store.open(path, clock=lambda: NOW) as store:
        keep(store, *busy_life())
        store.opt_out(BOB, GUILD)
        store.erase_user(CARA)
    with Store.open(path, clock=lambda: NOW) as store:
        keep(store, *busy_life())
        assert store.observe(GUILD, window()).roster.user_id.tolist() == [ALICE]


def test_an_erasure_by_another_process_reaches_a_store_that_stays_open(tmp_path: Path) -> None:
    path = tmp_path / "running.db"
    with Store.open(path, clock=lambda: NOW) as running:
        keep(running, *busy_life())
        with Store.open(path, clock=lambda: NOW) as command_line:
            command_line.erase_user(BOB)
        keep(running, *busy_life(), sent(24 * 29, ALICE, mentions=(CARA,)))
        assert NAME.encode() not in path.read_bytes()
        assert running.member_name(GUILD, BOB) is None
        assert kept_counts(path) == counts_from_events(path)
        assert read(path, "SELECT count(*) FROM message WHERE author NOT IN (SELECT id FROM person)") == [(0,)]


@pytest.mark.parametrize("torn", [b'{"id": "a', b"\x00\xff\xfe\x00"])
def test_a_line_that_a_power_cut_tore_keeps_no_wish_from_being_read(tmp_path: Path, torn: bytes) -> None:
    path = tmp_path / "torn.db"
    with Store.open(path, clock=lambda: NOW) as store:
        keep(store, *busy_life())
        store.erase_user(CARA)
    with Path(f"{path}.erased").open("ab") as file:
        file.write(b"\n" + torn)
    with Store.open(path, clock=lambda: NOW) as store:
        store.erase_user(BOB)
    with Store.open(path, clock=lambda: NOW) as store:
        keep(store, *busy_life())
        assert store.observe(GUILD, window()).roster.user_id.tolist() == [ALICE]


def test_a_restored_backup_forgets_again(tmp_path: Path) -> None:
    path, backup = tmp_path / "rapport.db", tmp_path / "backup.db"
    steps: list[tuple[int, int]] = []
    with Store.open(path, clock=lambda: NOW) as store:
        store.record(busy_life())
        store.backup(backup, lambda done, total: steps.append((done, total)))
        assert steps
        assert steps[-1][0] == steps[-1][1] > 0
        store.erase_user(BOB)
        store.opt_out(CARA, GUILD)
    assert NAME.encode() in backup.read_bytes()
    Store.restore(backup, path)
    assert NAME.encode() not in path.read_bytes()
    with Store.open(path) as store:
        assert store.observe(GUILD, window()).roster.user_id.tolist() == [ALICE]
        assert store.is_opted_out(CARA, GUILD)


def test_a_backup_goes_on_elsewhere_without_the_older_messages_of_who_was_erased(tmp_path: Path) -> None:
    """Their history is read again there, and only the ledger knows that it must not be recorded."""
    backup, elsewhere = tmp_path / "rapport.backup", tmp_path / "elsewhere"
    elsewhere.mkdir()
    with Store.open(empty(tmp_path / "rapport.db"), clock=lambda: NOW) as store:
        keep(store, *busy_life())
        store.erase_user(CARA)
        store.backup(backup)
        store.backup(backup)
    assert len(Ledger(backup).read()) == 1
    Store.restore(backup, elsewhere / "rapport.db")
    with Store.open(elsewhere / "rapport.db") as store:
        keep(store, *busy_life())
        assert store.export_user(CARA) == {"user_id": str(CARA)}
        assert store.export_user(BOB) != {"user_id": str(BOB)}


def test_an_erasure_that_a_crash_cut_short_is_finished_at_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "rapport.db"
    with Store.open(path, clock=lambda: NOW) as store:
        keep(store, *busy_life())
        store.erase_user(CARA)
    (entry,) = Ledger(path).read()
    Ledger(path).append(replace(entry, id="another", user_id=BOB))
    with Path(f"{path}.erased").open("a") as file:
        file.write('\n{"id": "half a li')
    with Store.open(path) as store:
        assert store.export_user(BOB) == {"user_id": str(BOB)}
        assert store.export_user(ALICE) != {"user_id": str(ALICE)}


DAY = 24


def test_retention_drops_events_and_keeps_their_counts(store: Store) -> None:
    old, fresh = sent(1, ALICE, mentions=(BOB,)), sent(DAY * 90, BOB)
    keep(store, GuildSeen(GUILD, "Home"), old, reacted(old.message_id, BOB, 2), reacted(old.message_id, CARA, DAY * 90))
    keep(store, fresh, VoiceStayed(GUILD, CHANNEL, ALICE, at(1), at(2)))
    before = kept_counts(store.path)
    removed = store.retain(RetentionPolicy(), at(DAY * 95))
    assert removed.rows == {"message": 1, "mention": 1, "reaction": 1, "voice": 1}
    assert kept_counts(store.path) == before
    late: list[Fact] = [old, old._replace(edited_at=at(3), length=99), MessageDeleted(GUILD, CHANNEL, old.message_id)]
    keep(store, *late[:2], reacted(old.message_id, BOB, 2), VoiceStayed(GUILD, CHANNEL, ALICE, at(1), at(2)))
    assert kept_counts(store.path) == before
    assert store.retain(RetentionPolicy(), at(DAY * 95)).total == 0


def test_retention_drops_old_counts_departed_members_and_departed_guilds(store: Store) -> None:
    keep(store, *busy_life(), *busy_life(ELSEWHERE, base=10), MemberLeft(GUILD, BOB, at(DAY * 2)))
    store.retain(RetentionPolicy(), at(DAY * 31))
    assert store.member_name(GUILD, BOB) == NAME
    store.retain(RetentionPolicy(), at(DAY * 33))
    assert store.export_user(BOB, GUILD) == {"user_id": str(BOB)}
    assert store.member_name(ELSEWHERE, BOB) == NAME
    keep(store, GuildLeft(ELSEWHERE, at(DAY * 33)))
    store.retain(RetentionPolicy(), at(DAY * 41))
    assert [guild.guild_id for guild in store.guilds()] == [GUILD]
    assert bobs_row(store.path) == []
    assert kept_counts(store.path)["members"] != []
    store.retain(RetentionPolicy(), at(DAY * 500))
    assert kept_counts(store.path)["members"] == []
    assert read(store.path, "PRAGMA foreign_key_check") == []


def test_an_archive_is_never_let_go(store: Store) -> None:
    keep(store, *busy_life()[1:], GuildSeen(GUILD, "Archive", imported=True), MemberLeft(GUILD, BOB, at(5)))
    assert store.retain(RetentionPolicy(), at(DAY * 5000)).total == 0
    keep(store, GuildSeen(GUILD, "Live now"))
    assert store.retain(RetentionPolicy(), at(DAY * 5000)).total > 0


def test_opting_out_survives_that_the_bot_was_removed(store: Store) -> None:
    keep(store, GuildSeen(GUILD, "Home"))
    store.opt_out(BOB, GUILD)
    keep(store, GuildLeft(GUILD, at(1)))
    store.retain(RetentionPolicy(), at(DAY * 20))
    assert store.guilds() == []
    keep(store, GuildSeen(GUILD, "Home again"))
    assert store.is_opted_out(BOB, GUILD)


def test_an_import_of_a_guild_that_was_let_go_is_an_archive(store: Store) -> None:
    keep(store, *busy_life())
    store.retain(RetentionPolicy(events=1), at(DAY * 5))
    store.opt_out(BOB, GUILD)
    keep(store, GuildLeft(GUILD, at(DAY * 5)))
    store.retain(RetentionPolicy(), at(DAY * 20))
    keep(store, GuildSeen(GUILD, "Archive", imported=True), sent(1, CARA), sent(2, BOB))
    assert store.retain(RetentionPolicy(), at(DAY * 5000)).total == 0
    assert store.message_count() == 1, "of those who did not opt out"
    assert store.latest(GUILD) == at(1)
