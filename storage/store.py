"""What is kept, open for recording, too."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Self

from storage import administration, closing, prepared
from storage.apart import WriterApart
from storage.connection import Readers
from storage.erasure import wipe_log
from storage.free_pages import give_back_free_pages, has_many_free_pages, rewrite_if_small
from storage.key import Key
from storage.ledger import Ledger, Wish, new_erasure
from storage.models import (
    Delivery,
    DeliveryState,
    GuildSettings,
    Health,
    Recordable,
    Removed,
    RetentionPolicy,
    Subscription,
    milliseconds,
)
from storage.models.moments import day_of
from storage.opening import open_writing
from storage.readable import ReadableStore
from storage.restoring import restore_database
from storage.traffic import Foreseen, foresee
from storage.writer import Hand, Writer


def utc_now() -> datetime:
    return datetime.now(UTC)


# What the writer is asked to do, which may be in another process: functions of this module and of others.


def _nothing(hand: Hand) -> None:
    """When it is done, so is everything before it."""


def _due_days(hand: Hand, before: int) -> Sequence[tuple[int, int]]:
    return closing.due_days(hand.connection, before)


def _close_day(hand: Hand, guild: int, day: int, foreseen: Foreseen | None) -> None:
    closing.close_day(hand.connection, guild, day, foreseen)


def _has_many_free_pages(hand: Hand) -> bool:
    return has_many_free_pages(hand.connection)


def _rewrite_if_small(hand: Hand) -> None:
    rewrite_if_small(hand.connection)


def _give_back_free_pages(hand: Hand) -> bool:
    return give_back_free_pages(hand.connection)


def _wipe_log(hand: Hand) -> None:
    wipe_log(hand.connection)


class Store(ReadableStore):
    """… which may be recorded to as well, in any thread."""

    def __init__(
        self,
        path: Path,
        key: Key | None,
        writer: Writer | WriterApart,
        clock: Callable[[], datetime],
    ) -> None:
        super().__init__(path, Readers(path, key), key)
        self._writer = writer
        self._ledger = Ledger(path)
        self._clock = clock
        self._open = True
        self._lock = threading.Lock()

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        key: Key | None = None,
        clock: Callable[[], datetime] = utc_now,
        create: bool = True,
        queue_size: int = 20_000,
        apart: bool = False,
    ) -> Self:
        """Open the file for writing, making or updating it where needed; ``key`` is what it is
        encrypted with. ``apart`` gives the writer a process of its
        own: worth it where much is recorded beside other work.

        Raises :class:`StoreMissing`, :class:`StoreNotADatabase`, :class:`StoreDamaged`, :class:`StoreNewer`,
        :class:`StoreNotWritable`, :class:`StoreBusy` or :class:`StoreFull`.
        """
        opened: Writer | WriterApart
        if apart:
            opened = WriterApart(path, key, create=create, clock=clock, queue_size=queue_size)
        else:
            opened = open_writing(path, key, create=create, clock=clock, queue_size=queue_size)
        return cls(path, key, opened, clock)

    def close(self) -> None:
        """Commit everything recorded, then close. Raises what could not be written."""
        with self._lock:
            if not self._open:
                return
            self._open = False
        super().close()
        self._writer.close()

    @property
    def writing_process_id(self) -> int | None:
        """Of the process that writes, where that is another one."""
        return self._writer.process_id if isinstance(self._writer, WriterApart) else None

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

    def close_days(
        self, before: datetime, progress: Callable[[int, int], None] | None = None, *, helping: bool = False
    ) -> int:
        """Pack every day that ended before this moment, and say how many had changed. Reports are the same before and
        after; they only come faster.

        Each day is a transaction of its own, between which recording goes on and which a crash cannot halve.
        ``progress`` gets days done and days in all. ``helping`` is for a program with nothing else to do, whose writer
        is a process of its own: it takes every other day's work off it.
        """
        due = self._writer.run(partial(_due_days, before=day_of(before)), transaction=False)
        closed = self._closed(due, helping=helping)
        for done, _ in enumerate(closed, 1):
            if progress is not None:
                progress(done, len(due))
        if self._writer.run(_has_many_free_pages, transaction=False):
            self._writer.run(_rewrite_if_small, transaction=False)
            while self._writer.run(_give_back_free_pages):
                pass
        return len(due)

    def _closed(self, due: Sequence[tuple[int, int]], *, helping: bool) -> Iterator[None]:
        """Once for each day that was closed."""
        asked: deque[Future[None]] = deque()
        for guild, day in due:
            foreseen = None
            if asked and not asked[0].done():
                with self._readers.transaction() as connection:
                    foreseen = foresee(connection, guild, day)
            asked.append(self._writer.submit(partial(_close_day, guild=guild, day=day, foreseen=foreseen)))
            while len(asked) > (1 if helping else 0):
                yield asked.popleft().result()
        while asked:
            yield asked.popleft().result()

    def prepare(
        self, guild_id: int, question: str, as_of: datetime, wishes: int, parts: Iterable[tuple[str, bytes]]
    ) -> bool:
        """Keep what was made ahead of time, in parts of which several may have one name, instead of what was kept for
        the question before; each is written by itself, while recording goes on.

        ``wishes`` is what :meth:`change_mark` said before it was made. Where it is another by now, nothing is kept: it
        may tell of somebody who was erased. Gives back whether it is.
        """
        asked: dict[str, Any] = {"guild_id": guild_id, "question": question, "as_of": as_of}
        self._writer.run(partial(prepared.begin, **asked))
        for place, (name, content) in enumerate(parts):
            self._writer.run(partial(prepared.put_part, **asked, name=name, place=place, content=content))
        return self._writer.run(partial(prepared.finish, **asked, wishes=wishes))

    def drop_prepared(self, before: datetime | None = None) -> None:
        """What is of before a moment, but for archives; or all of it, for whoever writes the past anew."""
        self._writer.run(prepared.drop_all if before is None else partial(prepared.drop_old, before=before))

    def health(self) -> Health:
        return self._writer.health()

    # Settings and the weekly digest

    def save_settings(self, guild_id: int, settings: GuildSettings) -> None:
        self._writer.run(partial(administration.save_settings, guild_id=guild_id, settings=settings))

    def subscribe(self, subscription: Subscription) -> None:
        """Subscribe somebody, or change when their digest comes."""
        self._writer.run(partial(administration.subscribe, subscription=subscription))

    def unsubscribe(self, guild_id: int, user_id: int) -> bool:
        """Whether there was a subscription to end."""
        return self._writer.run(partial(administration.unsubscribe, guild_id=guild_id, user_id=user_id))

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

    # People's wishes, and letting go

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
        """As of a store that only reads, with everything recorded before."""
        self.flush()
        super().backup(to, progress)

    @classmethod
    def restore(cls, backup_file: Path, to: Path, *, key: Key | None = None) -> None:
        """Put a backup in the place of the database, which must not be open, and forget again who was erased since."""
        restore_database(backup_file, to, key)
