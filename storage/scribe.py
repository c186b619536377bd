"""The process that writes, where that is not the bot's own: a :class:`~storage.writer.Writer` at the end of a line.

It ends when the other side closes the line, after it has committed what it was handed. Signals are for the other side
to understand.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from concurrent.futures import Future
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from storage.errors import StoreClosed, StoreError
from storage.line import Line
from storage.opening import open_writing
from storage.parcel import unpack
from storage.writer import Writer

_NEW_BEFORE_A_SEARCH = 50_000
"""Objects that can refer to others."""


class Clock:
    """What time it is on the other side, as of what it said last."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def told(error: BaseException | None) -> tuple[type[StoreError], str] | BaseException | None:
    """An error as it can be sent: ours by kind and words, as some are made of more than their words."""
    return (type(error), str(error)) if isinstance(error, StoreError) else error


def serve(line: Line) -> None:
    messages = line.messages()
    path, key, create, queue_size, now = next(messages)
    clock = Clock(now)
    try:
        writer = open_writing(path, key, create=create, clock=clock, queue_size=queue_size)
    except StoreError as error:
        line.send("refused", told(error))
        return
    writer.on_change = partial(_say_state, line, writer)
    line.send("ready")
    for message in messages:
        match message:
            case ("facts", said_at, parcel):
                clock.now = said_at
                try:
                    writer.put(unpack(parcel))
                except StoreClosed:
                    break  # nothing can be written any more: the other side is told by the end
                except StoreError:
                    pass  # of a damaged file, of which the other side has been told
            case ("run", said_at, number, work, transaction):
                clock.now = said_at
                try:
                    writer.submit(work, transaction=transaction).add_done_callback(partial(_answer, line, number))
                except StoreError as error:
                    _say(line, "done", number, told(error), None)
    failed: StoreError | None = None
    try:
        writer.close()
    except StoreError as error:
        failed = error
    _say(line, "closed", told(failed))


def _say_state(line: Line, writer: Writer) -> None:
    health = writer.health()
    _say(line, "state", writer.settled, health, told(writer.stuck))


def _answer(line: Line, number: int, done: Future[Any]) -> None:
    error = done.exception()
    _say(line, "done", number, told(error), None if error is not None else done.result())


def _say(line: Line, *message: Any) -> None:
    try:
        line.send(*message)
    except OSError:
        pass  # whoever listened is gone; what was handed over is committed all the same
    except Exception as error:  # it cannot be sent: whoever waits must hear of it
        line.send("done", message[1], told(StoreError(f"{type(error).__name__}: {error}")), None)


def spare_the_collector() -> None:
    """For a process in which facts come and go by the thousand. None of them refers to another, so that Python's search
    for circles finds nothing, and takes a tenth of the time."""
    gc.freeze()
    gc.set_threshold(_NEW_BEFORE_A_SEARCH)


def main() -> None:
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN)
    spare_the_collector()
    said = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever is printed must not come in between
    serve(Line(sys.stdin.buffer, said))


PROGRAM = "import sys; sys.path.insert(0, sys.argv[1]); from storage.scribe import main; main()"
ROOT = str(Path(__file__).resolve().parent.parent)
