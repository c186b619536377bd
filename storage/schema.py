"""The file's tables, as append-only migrations: never edit one that was released, add the next.

Ids inside are small integers (27 bytes an event); snowflakes appear once each. A message's time is its id's. The
references are declared for the reader, for the registry's test and for ``PRAGMA foreign_key_check``; SQLite does not
enforce them here, because removing a person would then scan every table without an index on them.
"""

# ruff: noqa: S608 (statements are put together from this file's own text, never from input)
from __future__ import annotations

from sqlite_utils import Database, Migrations

from storage import recounting
from storage.closed_day import MEMBER_COUNTS
from storage.counts import trigger_statements
from storage.models.facts import EXPORT_SOURCE_BYTES
from storage.models.moments import DAY_MS, DISCORD_EPOCH_MS
from storage.stretches import SOURCES
from storage.version import APPLICATION_ID, MIGRATION_SET

migrations = Migrations(MIGRATION_SET)

_FOREVER = (1 << 63) - 1
"""After every moment and id."""

_TABLES = """
CREATE TABLE control (frozen INTEGER NOT NULL);
INSERT INTO control VALUES (0);
CREATE TABLE guild (
    id INTEGER PRIMARY KEY AUTOINCREMENT, guild_id INTEGER NOT NULL UNIQUE, name TEXT NOT NULL,
    imported INTEGER NOT NULL, left_ms INTEGER,
    horizon_ms INTEGER NOT NULL DEFAULT 0, latest_ms INTEGER);
CREATE TABLE person (id INTEGER PRIMARY KEY AUTOINCREMENT, user_id INTEGER NOT NULL UNIQUE);
CREATE TABLE channel (
    id INTEGER PRIMARY KEY AUTOINCREMENT, channel_id INTEGER NOT NULL UNIQUE,
    guild INTEGER NOT NULL REFERENCES guild, parent_id INTEGER, name TEXT NOT NULL, kind TEXT NOT NULL,
    readable INTEGER NOT NULL, deleted INTEGER NOT NULL DEFAULT 0, heard_from_id INTEGER NOT NULL DEFAULT 0);
CREATE TABLE emoji (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE member (
    guild INTEGER NOT NULL REFERENCES guild, person INTEGER NOT NULL REFERENCES person,
    name TEXT NOT NULL, named_ms INTEGER, first_seen_ms INTEGER, first_wrote_ms INTEGER,
    joined_ms INTEGER, left_ms INTEGER, inviter INTEGER REFERENCES person,
    PRIMARY KEY (guild, person)) WITHOUT ROWID;
CREATE TABLE membership (
    guild INTEGER NOT NULL REFERENCES guild, person INTEGER NOT NULL REFERENCES person,
    at_ms INTEGER NOT NULL, joined INTEGER NOT NULL, inviter INTEGER REFERENCES person,
    PRIMARY KEY (guild, person, at_ms, joined)) WITHOUT ROWID;
CREATE TABLE message (
    id INTEGER PRIMARY KEY, guild INTEGER NOT NULL REFERENCES guild, channel INTEGER NOT NULL REFERENCES channel,
    author INTEGER NOT NULL REFERENCES person, target INTEGER REFERENCES person, reply_to INTEGER,
    length INTEGER NOT NULL, sentiment INTEGER, question INTEGER NOT NULL, thanks INTEGER NOT NULL,
    links INTEGER NOT NULL, attachments INTEGER NOT NULL, edited_ms INTEGER);
CREATE TABLE mention (
    message INTEGER NOT NULL REFERENCES message, person INTEGER NOT NULL REFERENCES person,
    PRIMARY KEY (message, person)) WITHOUT ROWID;
CREATE TABLE reaction (
    message INTEGER NOT NULL, person INTEGER NOT NULL REFERENCES person, emoji INTEGER NOT NULL REFERENCES emoji,
    guild INTEGER NOT NULL REFERENCES guild, channel INTEGER NOT NULL REFERENCES channel,
    target INTEGER REFERENCES person, at_ms INTEGER,
    PRIMARY KEY (message, person, emoji)) WITHOUT ROWID;
CREATE INDEX reaction_at ON reaction (at_ms) WHERE at_ms IS NOT NULL;
CREATE TABLE tally (
    message INTEGER PRIMARY KEY, guild INTEGER NOT NULL REFERENCES guild,
    total INTEGER NOT NULL, unnamed INTEGER NOT NULL);
CREATE TABLE awaiting (
    reply_to INTEGER NOT NULL, message INTEGER NOT NULL REFERENCES message,
    PRIMARY KEY (reply_to, message)) WITHOUT ROWID;
CREATE TABLE tombstone (message INTEGER PRIMARY KEY, guild INTEGER NOT NULL REFERENCES guild);
CREATE TABLE voice (
    guild INTEGER NOT NULL REFERENCES guild, person INTEGER NOT NULL REFERENCES person,
    stay_ms INTEGER NOT NULL, start_ms INTEGER NOT NULL, end_ms INTEGER NOT NULL,
    channel INTEGER NOT NULL REFERENCES channel,
    PRIMARY KEY (guild, person, stay_ms, start_ms)) WITHOUT ROWID;
CREATE TABLE stretch (
    guild INTEGER NOT NULL REFERENCES guild, channel_id INTEGER NOT NULL,
    first_id INTEGER NOT NULL, last_id INTEGER NOT NULL, source TEXT NOT NULL,
    PRIMARY KEY (guild, channel_id, first_id)) WITHOUT ROWID;
CREATE TABLE member_day (
    guild INTEGER NOT NULL REFERENCES guild, day INTEGER NOT NULL, person INTEGER NOT NULL REFERENCES person,
    messages INTEGER NOT NULL DEFAULT 0, replies INTEGER NOT NULL DEFAULT 0, characters INTEGER NOT NULL DEFAULT 0,
    questions INTEGER NOT NULL DEFAULT 0, thanks INTEGER NOT NULL DEFAULT 0, links INTEGER NOT NULL DEFAULT 0,
    reactions INTEGER NOT NULL DEFAULT 0, unnamed INTEGER NOT NULL DEFAULT 0,
    sentiment_sum INTEGER NOT NULL DEFAULT 0, sentiment_count INTEGER NOT NULL DEFAULT 0,
    voice_ms INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (guild, day, person)) WITHOUT ROWID;
CREATE TABLE tie_day (
    guild INTEGER NOT NULL REFERENCES guild, day INTEGER NOT NULL,
    source INTEGER NOT NULL REFERENCES person, target INTEGER NOT NULL REFERENCES person,
    replies INTEGER NOT NULL DEFAULT 0, mentions INTEGER NOT NULL DEFAULT 0, reactions INTEGER NOT NULL DEFAULT 0,
    warmth_sum INTEGER NOT NULL DEFAULT 0, warmth_count INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (guild, day, source, target)) WITHOUT ROWID;
CREATE TABLE refusal (
    guild INTEGER NOT NULL REFERENCES guild, user_id INTEGER NOT NULL, at_ms INTEGER NOT NULL,
    PRIMARY KEY (guild, user_id)) WITHOUT ROWID;
CREATE TABLE settings (
    guild INTEGER PRIMARY KEY REFERENCES guild, timezone TEXT NOT NULL,
    moderator_role_id INTEGER, notice_channel_id INTEGER);
CREATE TABLE excluded_channel (
    guild INTEGER NOT NULL REFERENCES guild, channel_id INTEGER NOT NULL,
    PRIMARY KEY (guild, channel_id)) WITHOUT ROWID;
CREATE TABLE excluded_user (
    guild INTEGER NOT NULL REFERENCES guild, user_id INTEGER NOT NULL,
    PRIMARY KEY (guild, user_id)) WITHOUT ROWID;
CREATE TABLE subscription (
    guild INTEGER NOT NULL REFERENCES guild, user_id INTEGER NOT NULL, weekday INTEGER NOT NULL,
    hour INTEGER NOT NULL, timezone TEXT NOT NULL, subscribed_ms INTEGER NOT NULL,
    PRIMARY KEY (guild, user_id)) WITHOUT ROWID;
CREATE TABLE delivery (
    guild INTEGER NOT NULL REFERENCES guild, user_id INTEGER NOT NULL, period TEXT NOT NULL,
    state TEXT NOT NULL, at_ms INTEGER NOT NULL, detail TEXT NOT NULL,
    PRIMARY KEY (guild, user_id, period)) WITHOUT ROWID;
CREATE TABLE erasure (id TEXT PRIMARY KEY) WITHOUT ROWID;
"""


_CHANNEL_COUNTS = """
CREATE TABLE member_day (
    guild INTEGER NOT NULL REFERENCES guild, day INTEGER NOT NULL, person INTEGER NOT NULL REFERENCES person,
    channel INTEGER NOT NULL,
    messages INTEGER NOT NULL DEFAULT 0, replies INTEGER NOT NULL DEFAULT 0, characters INTEGER NOT NULL DEFAULT 0,
    questions INTEGER NOT NULL DEFAULT 0, thanks INTEGER NOT NULL DEFAULT 0, links INTEGER NOT NULL DEFAULT 0,
    reactions INTEGER NOT NULL DEFAULT 0, unnamed INTEGER NOT NULL DEFAULT 0,
    sentiment_sum INTEGER NOT NULL DEFAULT 0, sentiment_count INTEGER NOT NULL DEFAULT 0,
    voice_ms INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (guild, day, person, channel)) WITHOUT ROWID;
CREATE TABLE tie_day (
    guild INTEGER NOT NULL REFERENCES guild, day INTEGER NOT NULL,
    source INTEGER NOT NULL REFERENCES person, target INTEGER NOT NULL REFERENCES person, channel INTEGER NOT NULL,
    replies INTEGER NOT NULL DEFAULT 0, mentions INTEGER NOT NULL DEFAULT 0, reactions INTEGER NOT NULL DEFAULT 0,
    warmth_sum INTEGER NOT NULL DEFAULT 0, warmth_count INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (guild, day, source, target, channel)) WITHOUT ROWID;
CREATE TABLE packed_day (
    guild INTEGER NOT NULL REFERENCES guild, day INTEGER NOT NULL, messages INTEGER NOT NULL, counts BLOB NOT NULL,
    PRIMARY KEY (guild, day));
CREATE TABLE stale_day (
    guild INTEGER NOT NULL REFERENCES guild, day INTEGER NOT NULL, PRIMARY KEY (guild, day)) WITHOUT ROWID;
CREATE INDEX member_here ON member (guild, left_ms, first_seen_ms, first_wrote_ms);
CREATE INDEX member_unjoined ON member (guild, first_seen_ms) WHERE joined_ms IS NULL;
CREATE INDEX member_invited ON member (guild, inviter, left_ms, first_seen_ms, first_wrote_ms, joined_ms)
    WHERE inviter IS NOT NULL;
CREATE INDEX membership_at ON membership (guild, at_ms)
"""
_TIE_COUNTS = ("replies", "mentions", "reactions", "warmth_sum", "warmth_count")
"""What versions 1 to 6 counted of a tie."""
UNKNOWN_CHANNEL = 0
"""Where counts of the first schema come from of which the events were gone already: no channel's filter finds them."""


@migrations()
def m001_events_and_counts(db: Database) -> None:
    for statement in _TABLES.split(";"):
        if statement.strip():
            db.conn.execute(statement)
    db.conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.conn.execute("PRAGMA user_version = 1")


@migrations()
def m002_counts_by_channel_and_closed_days(db: Database) -> None:
    _drop_triggers(db)
    db.conn.execute("ALTER TABLE member_day RENAME TO member_day_1")
    db.conn.execute("ALTER TABLE tie_day RENAME TO tie_day_1")
    for statement in _CHANNEL_COUNTS.split(";"):
        db.conn.execute(statement)
    for guild, horizon_ms in db.conn.execute("SELECT id, horizon_ms FROM guild").fetchall():
        _count_by_channel(db, guild, horizon_ms)
    db.conn.execute("DROP TABLE member_day_1")
    db.conn.execute("DROP TABLE tie_day_1")
    for trigger in trigger_statements(toned=False):
        db.conn.execute(trigger)
    db.conn.execute("PRAGMA user_version = 2")


def _drop_triggers(db: Database) -> None:
    for (trigger,) in db.conn.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        db.conn.execute(f"DROP TRIGGER {trigger}")


def _count_by_channel(db: Database, guild: int, horizon_ms: int) -> None:
    """Count a guild's events again, and copy the counts of the days that have none any more."""
    events = {
        "guild": guild,
        "low_ms": horizon_ms,
        "high_ms": _FOREVER,
        "low_id": (horizon_ms - DISCORD_EPOCH_MS) << 22,
        "high_id": _FOREVER,
        "unknown": UNKNOWN_CHANNEL,
    }
    for table, key, counts, counted in (
        ("member_day", "person", MEMBER_COUNTS, recounting.member_days(some_channels=False)),
        ("tie_day", "source, target", _TIE_COUNTS, recounting.tie_days(some_channels=False, toned=False)),
    ):
        columns = ", ".join(counts)
        db.conn.execute(
            f"INSERT INTO {table} (guild, day, {key}, channel, {columns})"
            f" SELECT guild, day, {key}, :unknown, {columns} FROM {table}_1"
            f" WHERE guild = :guild AND day < :low_ms / {DAY_MS} UNION ALL"
            f" SELECT :guild, day, {key}, channel, {columns} FROM ({counted})",
            events,
        )


@migrations()
def m003_import_progress(db: Database) -> None:
    db.conn.execute(
        """
        CREATE TABLE import_progress (
            source TEXT PRIMARY KEY, guild INTEGER NOT NULL REFERENCES guild, position INTEGER NOT NULL,
            messages INTEGER NOT NULL, lines INTEGER NOT NULL, recall_from INTEGER NOT NULL,
            recalled INTEGER NOT NULL, whole INTEGER NOT NULL) WITHOUT ROWID
        """
    )
    db.conn.execute("PRAGMA user_version = 3")


@migrations()
def m004_fewer_bytes(db: Database) -> None:
    """Exported files by their digest's bytes, where a stretch is from by a number, and an index of late reactions only:
    an archive may have thousands of small files."""
    db.conn.execute("ALTER TABLE import_progress RENAME TO import_progress_3")
    db.conn.execute(
        """
        CREATE TABLE import_progress (
            source BLOB PRIMARY KEY, guild INTEGER NOT NULL REFERENCES guild, position INTEGER NOT NULL,
            messages INTEGER NOT NULL, lines INTEGER NOT NULL, recall_from INTEGER NOT NULL,
            recalled INTEGER NOT NULL, whole INTEGER NOT NULL) WITHOUT ROWID
        """
    )
    known = db.conn.execute("SELECT * FROM import_progress_3").fetchall()
    db.conn.executemany(
        "INSERT INTO import_progress VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(bytes.fromhex(source), *place) for source, *place in known],
    )
    db.conn.execute("DROP TABLE import_progress_3")
    db.conn.execute("ALTER TABLE stretch RENAME TO stretch_3")
    db.conn.execute(
        """
        CREATE TABLE stretch (
            guild INTEGER NOT NULL REFERENCES guild, channel_id INTEGER NOT NULL,
            first_id INTEGER NOT NULL, last_id INTEGER NOT NULL, source INTEGER NOT NULL,
            PRIMARY KEY (guild, channel_id, first_id)) WITHOUT ROWID
        """
    )
    for number, source in enumerate(SOURCES):
        db.conn.execute(
            "INSERT INTO stretch SELECT guild, channel_id, first_id, last_id, ? FROM stretch_3 WHERE source = ?",
            (number, source),
        )
    db.conn.execute("DROP TABLE stretch_3")
    db.conn.execute("DROP INDEX reaction_at")
    db.conn.execute(f"CREATE INDEX reaction_late ON reaction (at_ms) WHERE {recounting.LATE}")
    db.conn.execute("PRAGMA user_version = 4")


@migrations()
def m005_inferred_replies(db: Database) -> None:
    """What a message answers depends on more of what was said around it than who spoke last. Packed days whose
    messages are still there are read again when days are next closed; the others keep what they have."""
    _drop_triggers(db)
    for trigger in trigger_statements(toned=False):
        db.conn.execute(trigger)
    db.conn.execute(
        "INSERT INTO stale_day (guild, day) SELECT packed_day.guild, day FROM packed_day"
        f" JOIN guild ON guild.id = packed_day.guild WHERE day * {DAY_MS} >= horizon_ms ON CONFLICT DO NOTHING"
    )
    db.conn.execute("PRAGMA user_version = 5")


@migrations()
def m006_moods_of_members(db: Database) -> None:
    db.conn.execute("ALTER TABLE settings ADD COLUMN member_moods INTEGER NOT NULL DEFAULT 0")
    db.conn.execute("PRAGMA user_version = 6")


@migrations()
def m007_tone_of_reactions(db: Database) -> None:
    """What a reaction says is kept with it. Of those that are here already it stays unknown until a source tells of
    them again, so that no count of earlier days changes."""
    db.conn.execute("ALTER TABLE reaction ADD COLUMN sentiment INTEGER")
    for name in ("tone_sum", "tone_count"):
        db.conn.execute(f"ALTER TABLE tie_day ADD COLUMN {name} INTEGER NOT NULL DEFAULT 0")
    _drop_triggers(db)
    for trigger in trigger_statements():
        db.conn.execute(trigger)
    db.conn.execute("PRAGMA user_version = 7")


@migrations()
def m008_shorter_digests(db: Database) -> None:
    """Half of a digest tells a million exported files apart, and nobody goes on in one that was read whole."""
    db.conn.execute(f"UPDATE OR REPLACE import_progress SET source = substr(source, 1, {EXPORT_SOURCE_BYTES})")
    db.conn.execute("UPDATE import_progress SET recall_from = 0, recalled = 0 WHERE whole")
    db.conn.execute("PRAGMA user_version = 8")


@migrations()
def m009_prepared(db: Database) -> None:
    """How everybody stands, made ahead of time: ``content`` is opaque here, and worth nothing once it is old. One table
    and no index: each is a page in every small file."""
    db.conn.execute(
        """
        CREATE TABLE prepared (
            guild INTEGER NOT NULL REFERENCES guild, question TEXT NOT NULL, as_of_ms INTEGER NOT NULL,
            name TEXT NOT NULL, place INTEGER NOT NULL, content BLOB NOT NULL,
            PRIMARY KEY (guild, question, as_of_ms, name, place)) WITHOUT ROWID
        """
    )
    db.conn.execute("PRAGMA user_version = 9")
