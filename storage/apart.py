"""A writer in a process of its own, so that recording costs a busy event loop nothing but the handing over.

Python runs one thread at a time: a thread that records takes every moment that it needs from the one that listens.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from storage import scribe
from storage.errors import StoreClosed, StoreError
from storage.inlet import Inlet
from storage.key import Key
from storage.line import Line
from storage.models import Health, Recordable
from storage.parcel import pack
from storage.writer import Hand

Result = TypeVar("Result")
_UNTIL_IT_IS_GONE = 1.0
"""Seconds: a process's line breaks a moment before the process has an exit code."""

_Told = tuple[type[StoreError], str] | BaseException | None


def heard(error: _Told) -> BaseException | None:
    """The error that :func:`storage.scribe.told` was given."""
    if isinstance(error, tuple):
        kind, words = error
        return kind.__new__(kind, words)
    return error


class WriterApart(Inlet):
    """As :class:`~storage.writer.Writer`, by the same rules. What is run must be a function of a module, with arguments
    that can be pickled."""

    def __init__(
        self, path: Path, key: Key | None, *, create: bool, clock: Callable[[], datetime], queue_size: int
    ) -> None:
        super().__init__(path, queue_size)
        self._clock = clock
        self._sent = self._settled = self._asked = 0
        self._answers: dict[int, Future[Any]] = {}
        self._health = Health(writer_alive=True, backlog=0, dropped=0, last_commit=None)
        self._ended = False
        self._failed: BaseException | None = None
        self._process, self._line = _start()
        self._messages = self._line.messages()
        self._line.send(path, key, create, queue_size, clock())
        match next(self._messages, None):
            case ("ready",):
                pass
            case said:
                self._process.wait()
                self._line.close()
                raise (heard(said[1]) if said else None) or self._lost()
        self._listening = threading.Thread(target=self._listen, name=f"rapport-scribe {path.name}", daemon=True)
        self._listening.start()

    @property
    def process_id(self) -> int:
        return self._process.pid

    def run(self, work: Callable[[Hand], Result], *, transaction: bool = True) -> Result:
        """Do something after everything handed over before it, and return when it is committed."""
        return self.submit(work, transaction=transaction).result()

    def submit(self, work: Callable[[Hand], Result], *, transaction: bool = True) -> Future[Result]:
        """As :meth:`run`, without waiting."""
        done: Future[Result] = Future()
        with self._changed:
            self._refuse_when_over()
            self._asked += 1
            self._answers[self._asked] = done
            self._send("run", self._clock(), self._asked, work, transaction)
        return done

    def health(self) -> Health:
        with self._changed:
            dropped = self._health.dropped + self._dropped
            alive = self._health.writer_alive and not self._ended
            return replace(self._health, writer_alive=alive, backlog=self._backlog(), dropped=dropped)

    def close(self) -> None:
        """Commit what waits and stop. Raises what kept it from being written."""
        with self._changed:
            already, self._closing = self._closing, True
        self._line.hang_up()
        self._listening.join()
        self._process.wait()
        self._line.close()
        if not already and self._failed is not None:
            raise self._failed

    def _backlog(self) -> int:
        return self._sent - self._settled

    def _refuse_when_over(self) -> None:
        super()._refuse_when_over()
        if self._ended:
            raise self._lost()

    def _hand_over(self, facts: Sequence[Recordable]) -> None:
        if facts:
            self._sent += len(facts)
            self._send("facts", self._clock(), pack(facts))

    def _send(self, *message: Any) -> None:
        try:
            self._line.send(*message)
        except OSError as error:
            raise self._lost() from error

    def _listen(self) -> None:
        is_closed = False
        for message in self._messages:
            with self._changed:
                match message:
                    case ("state", settled, health, stuck):
                        self._settled, self._health, self._stuck = settled, health, heard(stuck)
                    case ("done", number, error, result):
                        answer, failed = self._answers.pop(number), heard(error)
                        if failed is None:
                            answer.set_result(result)
                        else:
                            answer.set_exception(failed)
                    case ("closed", error):
                        is_closed, self._failed = True, heard(error)
                self._changed.notify_all()
        with self._changed:
            self._ended = True
            if not is_closed:
                self._failed = self._lost()
            for answer in self._answers.values():
                answer.set_exception(self._failed or self._lost())
            self._answers.clear()
            self._changed.notify_all()

    def _lost(self) -> StoreError:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_UNTIL_IT_IS_GONE)
        return StoreClosed(f"{self._path}: the process that writes has ended (exit code {self._process.poll()})")


def _start() -> tuple[subprocess.Popen[bytes], Line]:
    # In a session of its own: Ctrl-C is for whoever hands over to understand.
    process = subprocess.Popen(
        [sys.executable, "-c", scribe.PROGRAM, scribe.ROOT],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
        env={**os.environ, "MALLOC_ARENA_MAX": "1"},  # two threads that take turns need no two heaps
    )
    if process.stdin is None or process.stdout is None:
        raise StoreError("the process that writes cannot be spoken with")
    return process, Line(process.stdout, process.stdin)
