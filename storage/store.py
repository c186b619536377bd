"""The only door to what is kept."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from storage import administration, backup, closing, coverage, observing, queries
from storage.changes import Changes
from storage.connection import Readers, open_writer
from storage.erasure import catch_up, recall, wipe_log
from storage.errors import StoreError, StoreNotWritable, store_error
from storage.exporting import export_user
from storage.exports import exports_read
from storage.free_pages import give_back_free_pages, has_many_free_pages
from storage.ledger import Ledger, Refusals, Wish, new_erasure
from storage.members_here import read_members_here
from storage.models import (
    ChangeMark,
    ChannelSeen,
    Coverage,
    Delivery,
    DeliveryState,
    ExportRead,
    Fact,
    Guild,
    GuildSettings,
    Health,
    MembersHere,
    Observations,
    Removed,
    RetentionPolicy,
    Subscription,
    Window,
    milliseconds,
)
from storage.models.moments import day_of
from storage.writer import Hand, Writer


def utc_now() -> datetime:
    return datetime.now(UTC)


def _close_day(hand: Hand, guild: int, day: int) -> None:
    closing.close_day(hand.connection, guild, day)


class Store:
    """Everything that Rapport keeps, in one SQLite file. Every method is synchronous and safe in any thread."""

    def __init__(
        self, path: Path, readers: Readers, writer: Writer | None, ledger: Ledger, clock: Callable[[], datetime]
    ) -> None:
        self.path = path
        self._readers = readers
        self._changes = Changes(path)
        self._writer_or_none = writer
        self._ledger = ledger
        self._clock = clock
        self._open = True
        self._lock = threading.Lock()

    @classmethod
    def open(
        cls, path: Path, *, clock: Callable[[], datetime] = utc_now, create: bool = True, queue_size: int = 20_000
    ) -> Self:
        """Open the file for writing, making or updating it where needed.

        Raises :class:`StoreMissing`, :class:`StoreNotADatabase`, :class:`StoreDamaged`, :class:`StoreNewer`,
        :class:`StoreNotWritable`, :class:`StoreBusy` or :class:`StoreFull`.
        """
        connection = open_writer(path, create=create)
        ledger = Ledger(path)
        refusals = Refusals()
        try:
            catch_up(connection, ledger, refusals)
        except (sqlite3.Error, OSError, StoreError) as error:
            connection.close()
            raise store_error(path, error) from error
        recall_wishes = partial(recall, connection, ledger, refusals)
        writer = Writer(path, connection, refusals, clock, queue_size, recall_wishes)
        return cls(path, Readers(path), writer, ledger, clock)

    @classmethod
    def open_readonly(cls, path: Path) -> Self:
        """Open an existing file for reports: nothing is made or changed."""
        readers = Readers(path)
        readers.check()
        return cls(path, readers, None, Ledger(path), utc_now)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Commit everything recorded, then close. Raises what could not be written."""
        with self._lock:
            if not self._open:
                return
            self._open = False
        self._changes.close()
        self._readers.close()
        if self._writer_or_none is not None:
            self._writer_or_none.close()

    @property
    def _writer(self) -> Writer:
        if self._writer_or_none is None:
            raise StoreNotWritable(f"{self.path}: was opened for reading only")
        return self._writer_or_none

    # Recording

    def record(self, facts: Iterable[Fact]) -> None:
        """Queue facts without ever waiting; what a full queue has no room for is shed and counted in ``dropped``."""
        self._writer.offer(list(facts))

    def record_blocking(self, facts: Iterable[Fact]) -> None:
        """Queue facts, waiting for room. Raises a :class:`StoreError` when the file cannot be written."""
        self._writer.put(list(facts))

    def flush(self) -> None:
        """Return when everything recorded before is committed."""
        self._writer.run(lambda hand: None, transaction=False)

    def close_days(self, before: datetime, progress: Callable[[int, int], None] | None = None) -> int:
        """Pack every day that ended before this moment, and say how many had changed. Reports are the same before and
        after; they only come faster.

        Each day is a transaction of its own, between which recording goes on and which a crash cannot halve.
        ``progress`` gets days done and days in all.
        """
        due = self._writer.run(lambda hand: closing.due_days(hand.connection, day_of(before)), transaction=False)
        for done, (guild, day) in enumerate(due, 1):
            self._writer.run(partial(_close_day, guild=guild, day=day))
            if progress is not None:
                progress(done, len(due))
        has_many_free = self._writer.run(lambda hand: has_many_free_pages(hand.connection), transaction=False)
        while has_many_free and self._writer.run(lambda hand: give_back_free_pages(hand.connection)):
            pass
        return len(due)

    def health(self) -> Health:
        if self._writer_or_none is None:
            return Health(writer_alive=False, backlog=0, dropped=0, last_commit=None)
        return self._writer_or_none.health()

    # Reading

    def change_mark(self) -> ChangeMark:
        """A mark that differs once the file has changed: cheap, whoever changed it."""
        return self._changes.mark()

    def guilds(self) -> list[Guild]:
        """Every guild in the file, by id."""
        with self._readers.transaction() as connection:
            return queries.guilds(connection)

    def latest(self, guild_id: int) -> datetime | None:
        """The moment of the last thing that happened in the guild, as far as it was seen."""
        with self._readers.transaction() as connection:
            return queries.latest(connection, guild_id)

    def damage(self) -> str | None:
        """The first thing that is wrong with the file's pages, None where all is well. Reads the whole file."""
        with self._readers.transaction() as connection:
            return queries.damage(connection)

    def message_count(self) -> int:
        """How many messages of members are counted, in all guilds."""
        with self._readers.transaction() as connection:
            return queries.message_count(connection)

    def exports_read(self) -> dict[str, ExportRead]:
        """How far each exported file was imported, by its ``source``."""
        with self._readers.transaction() as connection:
            return exports_read(connection)

    def observe(
        self,
        guild_id: int,
        window: Window,
        *,
        channel_id: int | None = None,
        excluded_channels: Collection[int] = (),
        everyone: bool = False,
        about: int | None = None,
    ) -> Observations:
        """Everything a report may use, read in one transaction. Raises :class:`KeyError` for an unknown guild.

        The roster has those whom a report may have something to say about, and the user ``about``; all others are
        only counted, unless ``everyone`` is to have a row.
        """
        with self._readers.transaction() as connection:
            excluded = frozenset(excluded_channels)
            return observing.observe(connection, guild_id, window, channel_id, excluded, everyone=everyone, about=about)

    def coverage(self, guild_id: int, window: Window) -> Coverage:
        with self._readers.transaction() as connection:
            return coverage.read_coverage(connection, guild_id, window)

    def stretches(self, guild_id: int, channel_id: int) -> list[tuple[int, int]]:
        """What was seen of a channel, as merged closed intervals of ids: its own and the guild-wide live ones."""
        with self._readers.transaction() as connection:
            return coverage.read_stretches(connection, guild_id, channel_id)

    def channels(self, guild_id: int) -> list[ChannelSeen]:
        """The channels and threads that exist, by id."""
        with self._readers.transaction() as connection:
            return queries.channels(connection, guild_id)

    def member_name(self, guild_id: int, user_id: int) -> str | None:
        with self._readers.transaction() as connection:
            return queries.member_name(connection, guild_id, user_id)

    def members_here(self, guild_id: int) -> MembersHere:
        """Who is a member now, as far as is known."""
        with self._readers.transaction() as connection:
            return read_members_here(connection, guild_id)

    def is_opted_out(self, user_id: int, guild_id: int) -> bool:
        return user_id in self.opted_out(guild_id)

    def opted_out(self, guild_id: int) -> frozenset[int]:
        with self._readers.transaction() as connection:
            return queries.opted_out(connection, guild_id)

    # Settings and the weekly digest

    def settings(self, guild_id: int) -> GuildSettings:
        """What moderators set, or the defaults."""
        with self._readers.transaction() as connection:
            return queries.settings(connection, guild_id)

    def save_settings(self, guild_id: int, settings: GuildSettings) -> None:
        self._writer.run(lambda hand: administration.save_settings(hand, guild_id, settings))

    def subscribe(self, subscription: Subscription) -> None:
        """Subscribe somebody, or change when their digest comes."""
        self._writer.run(lambda hand: administration.subscribe(hand, subscription))

    def unsubscribe(self, guild_id: int, user_id: int) -> bool:
        """Whether there was a subscription to end."""
        return self._writer.run(lambda hand: administration.unsubscribe(hand, guild_id, user_id))

    def subscriptions(self, guild_id: int | None = None) -> list[Subscription]:
        with self._readers.transaction() as connection:
            return queries.subscriptions(connection, guild_id)

    def claim_delivery(self, guild_id: int, user_id: int, period: str, at: datetime) -> bool:
        """True for exactly one caller, and on the disk before it returns."""
        return self._writer.run(lambda hand: administration.claim_delivery(hand, guild_id, user_id, period, at))

    def finish_delivery(
        self, guild_id: int, user_id: int, period: str, state: DeliveryState, at: datetime, detail: str = ""
    ) -> None:
        delivery = Delivery(guild_id, user_id, period, state, at, detail)
        self._writer.run(lambda hand: administration.finish_delivery(hand, delivery))

    def deliveries(self, guild_id: int, since: datetime | None = None) -> list[Delivery]:
        """Deliveries of a guild, oldest first."""
        with self._readers.transaction() as connection:
            return queries.deliveries(connection, guild_id, since)

    # People's wishes, and letting go

    def export_user(self, user_id: int, guild_id: int | None = None) -> dict[str, Any]:
        """Everything kept about somebody, ready for JSON: a table's rows with words on what they are."""
        with self._readers.transaction() as connection:
            return export_user(connection, user_id, guild_id)

    def erase_user(self, user_id: int, guild_id: int | None = None) -> Removed:
        """Erase somebody from one guild, or from all. What they did before this moment is never recorded again."""
        return self._fulfil("erase", user_id, guild_id)

    def opt_out(self, user_id: int, guild_id: int) -> Removed:
        """Erase somebody from a guild and record nothing of them there until they opt in."""
        return self._fulfil("opt_out", user_id, guild_id)

    def opt_in(self, user_id: int, guild_id: int) -> None:
        """Record somebody again, from this moment on."""
        self._fulfil("opt_in", user_id, guild_id)

    def _fulfil(self, kind: Wish, user_id: int, guild_id: int | None) -> Removed:
        wish = new_erasure(kind, user_id, guild_id, milliseconds(self._clock()))
        removed = self._writer.run(lambda hand: administration.fulfil(hand, self._ledger, wish))
        self._writer.run(lambda hand: wipe_log(hand.connection), transaction=False)
        return removed

    def retain(self, policy: RetentionPolicy, now: datetime) -> Removed:
        """Drop what is older than the policy allows; never anything of an archive that was only imported."""
        self.close_days(now - timedelta(days=min(policy.events, policy.counts)))
        removed = self._writer.run(lambda hand: administration.let_go(hand, policy, now))
        if removed.total:
            self._writer.run(lambda hand: wipe_log(hand.connection), transaction=False)
        return removed

    def backup(self, to: Path, progress: Callable[[int, int], None] | None = None) -> None:
        """Copy what is committed while recording goes on. ``progress`` gets pages done and pages in all."""
        if self._writer_or_none is not None:
            self.flush()
        backup.copy_database(self.path, to, progress)

    @classmethod
    def restore(cls, backup_file: Path, to: Path) -> None:
        """Put a backup in the place of the database, which must not be open, and forget again who was erased since."""
        backup.restore_database(backup_file, to)
