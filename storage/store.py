"""The only door to what is kept."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from storage import administration, backup, closing, coverage, observing, queries
from storage.apart import WriterApart
from storage.changes import Changes
from storage.connection import Readers
from storage.erasure import wipe_log
from storage.errors import StoreNotWritable
from storage.exporting import export_user
from storage.exports import exports_read
from storage.free_pages import give_back_free_pages, has_many_free_pages
from storage.ledger import Ledger, Wish, new_erasure
from storage.members_here import read_members_here
from storage.models import (
    ChangeMark,
    ChannelSeen,
    Coverage,
    Delivery,
    DeliveryState,
    ExportRead,
    Guild,
    GuildSettings,
    Health,
    MembersHere,
    Observations,
    Recordable,
    Removed,
    RetentionPolicy,
    Subscription,
    Window,
    milliseconds,
)
from storage.models.moments import day_of
from storage.opening import open_writing
from storage.writer import Hand, Writer


def utc_now() -> datetime:
    return datetime.now(UTC)


# What the writer is asked to do, which may be in another process: functions of this module and of others.


def _nothing(hand: Hand) -> None:
    """When it is done, so is everything before it."""


def _due_days(hand: Hand, before: int) -> Sequence[tuple[int, int]]:
    return closing.due_days(hand.connection, before)


def _close_day(hand: Hand, guild: int, day: int) -> None:
    closing.close_day(hand.connection, guild, day)


def _has_many_free_pages(hand: Hand) -> bool:
    return has_many_free_pages(hand.connection)


def _give_back_free_pages(hand: Hand) -> bool:
    return give_back_free_pages(hand.connection)


def _wipe_log(hand: Hand) -> None:
    wipe_log(hand.connection)


class Store:
    """Everything that Rapport keeps, in one SQLite file. Every method is synchronous and safe in any thread."""

    def __init__(
        self,
        path: Path,
        readers: Readers,
        writer: Writer | WriterApart | None,
        ledger: Ledger,
        clock: Callable[[], datetime],
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
        cls,
        path: Path,
        *,
        clock: Callable[[], datetime] = utc_now,
        create: bool = True,
        queue_size: int = 20_000,
        apart: bool = False,
    ) -> Self:
        """Open the file for writing, making or updating it where needed. ``apart`` gives the writer a process of its
        own: worth it where much is recorded beside other work.

        Raises :class:`StoreMissing`, :class:`StoreNotADatabase`, :class:`StoreDamaged`, :class:`StoreNewer`,
        :class:`StoreNotWritable`, :class:`StoreBusy` or :class:`StoreFull`.
        """
        opened: Writer | WriterApart
        if apart:
            opened = WriterApart(path, create=create, clock=clock, queue_size=queue_size)
        else:
            opened = open_writing(path, create=create, clock=clock, queue_size=queue_size)
        return cls(path, Readers(path), opened, Ledger(path), clock)

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
    def _writer(self) -> Writer | WriterApart:
        if self._writer_or_none is None:
            raise StoreNotWritable(f"{self.path}: was opened for reading only")
        return self._writer_or_none

    @property
    def writing_process_id(self) -> int | None:
        """Of the process that writes, where that is another one."""
        return self._writer_or_none.process_id if isinstance(self._writer_or_none, WriterApart) else None

    # Recording

    def record(self, facts: Iterable[Recordable]) -> None:
        """Queue facts without ever waiting; what a full queue has no room for is shed and counted in ``dropped``."""
        self._writer.offer(list(facts))

    def record_blocking(self, facts: Iterable[Recordable]) -> None:
        """Queue facts, waiting for room. Raises a :class:`StoreError` when the file cannot be written."""
        self._writer.put(list(facts))

    def flush(self) -> None:
        """Return when everything recorded before is committed."""
        self._writer.run(_nothing, transaction=False)

    def close_days(self, before: datetime, progress: Callable[[int, int], None] | None = None) -> int:
        """Pack every day that ended before this moment, and say how many had changed. Reports are the same before and
        after; they only come faster.

        Each day is a transaction of its own, between which recording goes on and which a crash cannot halve.
        ``progress`` gets days done and days in all.
        """
        due = self._writer.run(partial(_due_days, before=day_of(before)), transaction=False)
        for done, (guild, day) in enumerate(due, 1):
            self._writer.run(partial(_close_day, guild=guild, day=day))
            if progress is not None:
                progress(done, len(due))
        has_many_free = self._writer.run(_has_many_free_pages, transaction=False)
        while has_many_free and self._writer.run(_give_back_free_pages):
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
        self._writer.run(partial(administration.save_settings, guild_id=guild_id, settings=settings))

    def subscribe(self, subscription: Subscription) -> None:
        """Subscribe somebody, or change when their digest comes."""
        self._writer.run(partial(administration.subscribe, subscription=subscription))

    def unsubscribe(self, guild_id: int, user_id: int) -> bool:
        """Whether there was a subscription to end."""
        return self._writer.run(partial(administration.unsubscribe, guild_id=guild_id, user_id=user_id))

    def subscriptions(self, guild_id: int | None = None) -> list[Subscription]:
        with self._readers.transaction() as connection:
            return queries.subscriptions(connection, guild_id)

    def claim_delivery(self, guild_id: int, user_id: int, period: str, at: datetime) -> bool:
        """True for exactly one caller, and on the disk before it returns."""
        return self._writer.run(
            partial(administration.claim_delivery, guild_id=guild_id, user_id=user_id, period=period, at=at)
        )

    def finish_delivery(
        self, guild_id: int, user_id: int, period: str, state: DeliveryState, at: datetime, detail: str = ""
    ) -> None:
        delivery = Delivery(guild_id, user_id, period, state, at, detail)
        self._writer.run(partial(administration.finish_delivery, delivery=delivery))

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
        removed = self._writer.run(partial(administration.fulfil, ledger=self._ledger, wish=wish))
        self._writer.run(_wipe_log, transaction=False)
        return removed

    def retain(self, policy: RetentionPolicy, now: datetime) -> Removed:
        """Drop what is older than the policy allows; never anything of an archive that was only imported."""
        self.close_days(now - timedelta(days=min(policy.events, policy.counts)))
        removed = self._writer.run(partial(administration.let_go, policy=policy, now=now))
        if removed.total:
            self._writer.run(_wipe_log, transaction=False)
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
