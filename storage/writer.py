"""One thread owns the one connection that writes: a bounded queue in, one transaction a batch out."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from storage.errors import StoreBusy, StoreClosed, StoreError, is_damage, store_error
from storage.inlet import Inlet
from storage.ledger import Refusals
from storage.models import Health, Recordable
from storage.recording import Recorder

BATCH_FACTS = 500
BATCH_SECONDS = 1.0
MOST_FACTS_A_COMMIT = 4_000
RETRY_SECONDS = 0.5
RETRY_PATIENCE_MS = 500
"""How long each further attempt waits for a file that somebody holds: whoever is told to stop has to, soon."""

Result = TypeVar("Result")


def _nobody() -> None:
    """Wants to know."""


@dataclass(slots=True)
class Hand:
    """What a command may use: the writing connection and the recorder whose memory goes with it."""

    connection: sqlite3.Connection
    recorder: Recorder
    refusals: Refusals


@dataclass(slots=True)
class _Command:
    work: Callable[[Hand], Any]
    done: Future[Any]
    transaction: bool


class Writer(Inlet):
    def __init__(
        self,
        path: Path,
        connection: sqlite3.Connection,
        refusals: Refusals,
        clock: Callable[[], datetime],
        queue_size: int,
        recall_wishes: Callable[[], None],
    ) -> None:
        super().__init__(path, queue_size)
        self._clock = clock
        self._recall_wishes = recall_wishes
        self._hand = Hand(connection, Recorder(connection, refusals, clock), refusals)
        self._others_wrote: int | None = None
        self._patience_ms: int = connection.execute("PRAGMA busy_timeout").fetchone()[0]
        self._patient_for_ms = self._patience_ms
        self._queue: deque[Recordable | _Command] = deque()
        self._facts_waiting = 0
        self._commands_waiting = 0
        self._in_flight: list[Recordable] = []
        self._last_commit: datetime | None = None
        self._error: StoreError | None = None
        self.settled = 0
        """How many facts were committed or left out."""
        self.on_change: Callable[[], None] = _nobody
        """Called in the writing thread when a batch was committed, or could not be."""
        self._thread = threading.Thread(target=self._run, name=f"rapport-writer {path.name}", daemon=True)
        self._thread.start()

    def run(self, work: Callable[[Hand], Result], *, transaction: bool = True) -> Result:
        """Do something after everything queued before it, and return when it is committed."""
        return self.submit(work, transaction=transaction).result()

    def submit(self, work: Callable[[Hand], Result], *, transaction: bool = True) -> Future[Result]:
        """As :meth:`run`, without waiting."""
        done: Future[Result] = Future()
        with self._changed:
            self._refuse_when_over()
            self._queue.append(_Command(work, done, transaction))
            self._commands_waiting += 1
            self._changed.notify_all()
        return done

    def health(self) -> Health:
        with self._changed:
            error = self._stuck or self._error
            return Health(
                writer_alive=self._thread.is_alive() and not isinstance(self._stuck, StoreClosed),
                backlog=self._backlog(),
                dropped=self._dropped,
                last_commit=self._last_commit,
                error=None if error is None else str(error),
            )

    @property
    def stuck(self) -> BaseException | None:
        """What keeps everything from being written just now."""
        with self._changed:
            return self._stuck

    def close(self) -> None:
        """Commit what waits and stop. Raises what kept it from being written."""
        with self._changed:
            already = self._closing
            self._closing = True
            self._changed.notify_all()
        self._thread.join()
        if already:
            return
        if not self._backlog():
            with suppress(sqlite3.Error):
                self._hand.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._hand.connection.close()
        if self._backlog() and self._stuck is not None:
            raise self._stuck

    def _backlog(self) -> int:
        return self._facts_waiting + len(self._in_flight)

    def _hand_over(self, facts: Sequence[Recordable]) -> None:
        self._queue.extend(facts)
        self._facts_waiting += len(facts)
        self._changed.notify_all()

    def _run(self) -> None:
        try:
            self._write()
        except BaseException as error:
            # Not in silence: whoever hands something over from now on is told, and so is who waits.
            with self._changed:
                self._stuck = StoreClosed(f"{self._path}: what writes has ended ({type(error).__name__}: {error})")
                self._closing = True
            self._fail_commands()
            self.on_change()

    def _write(self) -> None:
        while True:
            with self._changed:
                self._wait_for_work()
                if self._closing and not self._queue and not self._in_flight:
                    return
                self._take_batch()
            if self._in_flight and not self._commit_batch():
                if self._closing:
                    self._fail_commands()
                    return
                self._fail_commands()
                time.sleep(RETRY_SECONDS)
                continue
            self._run_commands()

    def _found_it_held(self, held: bool) -> None:
        """Somebody holds the file, or no longer does: there is no waiting long again before it was written to once."""
        milliseconds = min(RETRY_PATIENCE_MS, self._patience_ms) if held else self._patience_ms
        if milliseconds != self._patient_for_ms:
            self._hand.connection.execute(f"PRAGMA busy_timeout = {milliseconds}")
            self._patient_for_ms = milliseconds

    def _wait_for_work(self) -> None:
        """Until a batch is full, a second is over since its first fact, somebody waits, or the end has come."""
        first_at: float | None = None
        while not (self._in_flight or self._commands_waiting or self._closing or self._facts_waiting >= BATCH_FACTS):
            if self._facts_waiting and first_at is None:
                first_at = time.monotonic()
            left = None if first_at is None else first_at + BATCH_SECONDS - time.monotonic()
            if left is not None and left <= 0:
                return
            self._changed.wait(left)

    def _take_batch(self) -> None:
        """Move the facts up to the next command in flight; they stay there until they are committed."""
        while self._queue and len(self._in_flight) < MOST_FACTS_A_COMMIT:
            head = self._queue[0]
            if isinstance(head, _Command):
                break
            self._in_flight.append(head)
            self._queue.popleft()
            self._facts_waiting -= 1

    def _commit_batch(self) -> bool:
        """True when the batch is done with: committed, or what spoils it left out. A file that is damaged is written to
        no more."""
        if is_damage(self._stuck):
            return False
        try:
            self._record_what_is_sound(tuple(self._in_flight))
        except (sqlite3.DatabaseError, OSError) as error:
            self._get_stuck(error)
            return False
        self._found_it_held(False)
        with self._changed:
            self.settled += len(self._in_flight)
            self._in_flight.clear()
            self._stuck = None
            self._last_commit = self._clock()
            self._changed.notify_all()
        self.on_change()
        return True

    def _get_stuck(self, error: BaseException) -> None:
        with self._changed:
            self._stuck = store_error(self._path, error)
            self._changed.notify_all()
        if isinstance(self._stuck, StoreBusy):
            self._found_it_held(True)
        self.on_change()

    def _record_what_is_sound(self, facts: Sequence[Recordable]) -> None:
        """Record facts; where one of them spoils the others, halve them until that one stands alone."""
        try:
            self._record(facts)
        except (sqlite3.OperationalError, OSError):
            raise
        except Exception as error:  # The writer must outlive any one fact.
            if is_damage(error):
                raise
            if len(facts) == 1:
                self._leave_out(facts[0], error)
                return
            middle = len(facts) // 2
            self._record_what_is_sound(facts[:middle])
            self._record_what_is_sound(facts[middle:])

    def _leave_out(self, fact: Recordable, error: Exception) -> None:
        with self._changed:
            # By itself and not by what it says: facts of two kinds may say the same.
            del self._in_flight[next(place for place, waiting in enumerate(self._in_flight) if waiting is fact)]
            self.settled += 1
            self._dropped += 1
            self._error = StoreError(f"{self._path}: could not record a fact: {type(error).__name__}: {error}")

    def _record(self, facts: Sequence[Recordable]) -> None:
        connection = self._hand.connection
        try:
            self._begin()
            self._hand.recorder.record(facts)
            connection.execute("COMMIT")
        except BaseException:
            self._roll_back()
            raise

    def _begin(self) -> None:
        """Begin a transaction. Where another process wrote since the last one (an import, an erasure on the command
        line), nothing that is remembered of the file can be trusted."""
        connection = self._hand.connection
        connection.execute("BEGIN IMMEDIATE")
        others_wrote = connection.execute("PRAGMA data_version").fetchone()[0]
        if others_wrote != self._others_wrote:
            self._others_wrote = others_wrote
            self._hand.recorder.forget()
            self._recall_wishes()

    def _roll_back(self) -> None:
        if self._hand.connection.in_transaction:
            self._hand.connection.execute("ROLLBACK")
        self._hand.recorder.forget()

    def _next_command(self) -> _Command | None:
        with self._changed:
            if self._queue and isinstance(self._queue[0], _Command):
                self._commands_waiting -= 1
                command = self._queue.popleft()
                return command if isinstance(command, _Command) else None
            return None

    def _run_commands(self) -> None:
        while (command := self._next_command()) is not None:
            try:
                result = self._run_command(command)
            except Exception as error:  # It belongs to whoever asked.
                self._hand.recorder.forget()
                if is_damage(error):
                    self._get_stuck(error)
                known = isinstance(error, (sqlite3.Error, OSError, StoreError))
                told = store_error(self._path, error) if known else error
                if isinstance(told, StoreBusy):
                    self._found_it_held(True)
                command.done.set_exception(told)
            else:
                command.done.set_result(result)

    def _run_command(self, command: _Command) -> Any:
        if not command.transaction:
            return command.work(self._hand)
        try:
            self._begin()
            result = command.work(self._hand)
            self._hand.connection.execute("COMMIT")
        except BaseException:
            self._roll_back()
            raise
        self._found_it_held(False)
        return result

    def _fail_commands(self) -> None:
        """Whoever waits for facts that cannot be written now is told so; the facts are tried again."""
        with self._changed:
            waiting = [entry for entry in self._queue if isinstance(entry, _Command)]
            kept = [entry for entry in self._queue if not isinstance(entry, _Command)]
            self._queue.clear()
            self._queue.extend(kept)
            self._commands_waiting = 0
            error = self._stuck or StoreBusy(f"{self._path}: cannot be written")
            self._changed.notify_all()
        for command in waiting:
            command.done.set_exception(error)
