"""How a file says that it is Rapport's, and which version wrote it: apart from the tables, since who only reads needs
no more."""

from __future__ import annotations

APPLICATION_ID = 0x52415050
"""``RAPP``."""
MIGRATIONS_TABLE = "_sqlite_migrations"
MIGRATION_SET = "rapport"
MIGRATIONS = (
    "m001_events_and_counts",
    "m002_counts_by_channel_and_closed_days",
    "m003_import_progress",
    "m004_fewer_bytes",
    "m005_inferred_replies",
    "m006_moods_of_members",
    "m007_tone_of_reactions",
    "m008_shorter_digests",
    "m009_prepared",
)
"""What has been done to a file of the newest version, by the names in ``storage/schema.py``."""
VERSION = len(MIGRATIONS)
"""What ``PRAGMA user_version`` says of such a file."""
