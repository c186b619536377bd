"""A file that an older version wrote is brought up to date, and says what it said."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from storage import Store
from storage.models import DAY_MS, EXPORT_SOURCE_BYTES, ExportRead, ReactionRemoved
from storage.schema import migrations
from storage.version import APPLICATION_ID, MIGRATION_SET, MIGRATIONS, MIGRATIONS_TABLE, VERSION
from tests.storage_world import (
    ALICE,
    BOB,
    CHANNEL,
    GUILD,
    at,
    counts_from_events,
    kept_counts,
    message_id,
    reacted,
    read,
)

VERSION_1 = Path(__file__).parent / "files" / "version_1.sql"
"""Two guilds as version 1 wrote them: one live, of which retention let go of the events of the first five days, and an
archive."""

_MEMBERS = """
SELECT guild_id, day, user_id, sum(messages), sum(replies), sum(characters), sum(questions), sum(thanks), sum(links),
    sum(reactions), sum(unnamed), sum(sentiment_sum), sum(sentiment_count), sum(voice_ms)
FROM member_day JOIN guild ON guild.id = guild JOIN person ON person.id = person GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""
_TIES = """
SELECT guild_id, day, source, target, sum(replies), sum(mentions), sum(reactions), sum(warmth_sum), sum(warmth_count)
FROM tie_day JOIN guild ON guild.id = guild GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
"""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "version_1.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(VERSION_1.read_text("utf-8"))
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 1")
    return path


def test_the_migrations_are_those_that_readers_know() -> None:
    assert [migration.name for migration in migrations._migrations] == list(MIGRATIONS)
    assert (migrations.name, migrations.migrations_table) == (MIGRATION_SET, MIGRATIONS_TABLE)


def test_version_1_keeps_every_count(old: Path) -> None:
    members, ties, wrote = read(old, _MEMBERS), read(old, _TIES), read(old, "SELECT * FROM member ORDER BY 1, 2")
    assert len(members) > 50
    Store.open(old).close()
    assert read(old, _MEMBERS) == members
    assert read(old, _TIES) == ties
    assert read(old, "SELECT * FROM member ORDER BY 1, 2") == wrote
    assert read(old, "PRAGMA user_version") == [(VERSION,)]
    assert read(old, "PRAGMA foreign_key_check") == []


def test_version_1_tells_channels_apart_where_its_events_are_left(old: Path) -> None:
    horizons = dict(read(old, "SELECT guild_id, horizon_ms / 86400000 FROM guild"))
    Store.open(old).close()
    kept, counted = kept_counts(old), counts_from_events(old)
    for table, channel in (("members", 3), ("ties", 4)):
        old_days = [row for row in kept[table] if row[1] < horizons[row[0]]]
        assert old_days
        assert {row[channel] for row in old_days} == {0}
        assert [row for row in kept[table] if row[1] >= horizons[row[0]]] == counted[table]


def test_both_ways_to_the_newest_version_end_at_the_same_tables(old: Path, tmp_path: Path) -> None:
    Store.open(old).close()
    fresh = tmp_path / "fresh.db"
    Store.open(fresh).close()
    shape = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE '%migrations%' ORDER BY 1, 2"
    assert read(old, shape) == read(fresh, shape)


def test_counts_go_on_where_version_1_left_off(old: Path) -> None:
    with Store.open(old) as store:
        (archive,) = (guild for guild in store.guilds() if guild.imported)
        newest = store.latest(archive.guild_id)
        assert newest is not None
        before = kept_counts(old)
        assert store.close_days(newest) > 0
        assert kept_counts(old) == before


def test_version_3_knows_what_it_saw_and_how_far_its_imports_came(tmp_path: Path) -> None:
    path, source = tmp_path / "version_3.db", "00c0ffee" * 4
    cut = source[: 2 * EXPORT_SOURCE_BYTES]
    with closing(sqlite3.connect(path)) as connection:
        migrations.apply(Database(connection), stop_before="m004_fewer_bytes")
        connection.execute("INSERT INTO guild (guild_id, name, imported) VALUES (7, 'Pier', 1)")
        connection.execute("INSERT INTO import_progress VALUES (?, 1, 600, 20, 21, 500, 5, 0)", (source,))
        connection.execute("INSERT INTO stretch VALUES (1, 8, 50, 60, 'import'), (1, 9, 40, 45, 'live')")
        connection.commit()
    with Store.open(path) as store:
        assert store.stretches(7, 8) == [(50, 60)]
        assert read(path, "SELECT channel_id, source FROM stretch") == [(8, 2), (9, 0)]
        assert store.exports_read() == {cut: ExportRead(cut, 7, 600, 20, 21, 500, 5)}


def test_version_7_keeps_half_of_a_digest_and_no_way_back_into_files_that_are_whole(tmp_path: Path) -> None:
    path = tmp_path / "version_7.db"
    with closing(sqlite3.connect(path)) as connection:
        migrations.apply(Database(connection), stop_before="m008_shorter_digests")
        connection.execute("INSERT INTO guild (guild_id, name, imported) VALUES (7, 'Pier', 1)")
        for first, whole in ((0x0A, 0), (0x0B, 1)):
            source = bytes([first] * 16)
            connection.execute("INSERT INTO import_progress VALUES (?, 1, 600, 20, 21, 500, 5, ?)", (source, whole))
        connection.commit()
    with Store.open(path) as store:
        assert list(store.exports_read().values()) == [
            ExportRead("0a" * EXPORT_SOURCE_BYTES, 7, 600, 20, 21, 500, 5),
            ExportRead("0b" * EXPORT_SOURCE_BYTES, 7, 600, 20, 21, 0, 0, whole=True),
        ]


def test_version_4_reads_days_again_whose_messages_are_there(tmp_path: Path) -> None:
    path = tmp_path / "version_4.db"
    with closing(sqlite3.connect(path)) as connection:
        migrations.apply(Database(connection), stop_before="m005_inferred_replies")
        connection.execute(
            "INSERT INTO guild (guild_id, name, imported, horizon_ms) VALUES (7, 'Pier', 0, ?)", (20 * DAY_MS,)
        )
        connection.executemany("INSERT INTO packed_day VALUES (1, ?, 0, x'')", [(19,), (20,), (21,)])
        connection.commit()
    Store.open(path).close()
    assert read(path, "SELECT guild, day FROM stale_day ORDER BY day") == [(1, 20), (1, 21)]


def test_version_6_hears_reactions_where_they_are_told_again(tmp_path: Path) -> None:
    path, message = tmp_path / "version_6.db", message_id(1)
    with closing(sqlite3.connect(path)) as connection:
        migrations.apply(Database(connection), stop_before="m007_tone_of_reactions")
        connection.execute("INSERT INTO guild (guild_id, name, imported) VALUES (?, 'Pier', 0)", (GUILD,))
        connection.execute("INSERT INTO channel VALUES (1, ?, 1, NULL, 'pier', 'text', 1, 0, 0)", (CHANNEL,))
        connection.executemany("INSERT INTO person (user_id) VALUES (?)", [(ALICE,), (BOB,)])
        connection.execute("INSERT INTO emoji (name) VALUES ('👍'), ('🤡')")
        connection.execute(
            "INSERT INTO message VALUES (?, 1, 1, 1, NULL, NULL, 20, NULL, 0, 0, 0, 0, NULL)", (message,)
        )
        connection.executemany("INSERT INTO reaction VALUES (?, 2, ?, 1, 1, 1, NULL)", [(message, 1), (message, 2)])
        connection.commit()
    with Store.open(path) as store:
        assert heard(path) == (2, 0, 0)
        store.record([ReactionRemoved(GUILD, CHANNEL, message, BOB, "🤡")])
        store.flush()
        assert heard(path) == (1, 0, 0)
        store.record([reacted(message, BOB), reacted(message, BOB, emoji="🎉")])
        store.flush()
        assert heard(path) == (2, 110, 2)
        store.close_days(at(48))
        store.record([ReactionRemoved(GUILD, CHANNEL, message, BOB, "👍")])
        store.flush()
        assert heard(path) == (1, 65, 1)


def heard(path: Path) -> tuple[int, int, int]:
    """The reactions of the file's only tie, and how they sound."""
    kept = kept_counts(path)["ties"]
    assert kept == counts_from_events(path)["ties"]
    ((*_, reactions, _, _, tone_sum, tone_count),) = kept
    return reactions, tone_sum, tone_count
