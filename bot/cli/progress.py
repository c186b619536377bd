"""How far a long command is, on standard error: a bar on a terminal, now and then a line elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

EVERY_SECONDS = 5.0
"""How often a line is written where there is no terminal."""

Advance = Callable[[int, int, str], None]
"""Called with what is done, what there is in all (0 for unknown), and a word on it."""


@contextmanager
def progress(
    title: str,
    *,
    in_bytes: bool,
    first_seconds: float = EVERY_SECONDS,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Advance]:
    """A bar titled ``title`` for as long as the block runs; its caller advances it.

    Where there is no terminal the first line comes after ``first_seconds``.
    """
    if sys.stderr.isatty():
        with _bar(title, in_bytes) as advance:
            yield advance
    else:
        yield _lines(title, in_bytes, first_seconds, clock)


@contextmanager
def _bar(title: str, in_bytes: bool) -> Iterator[Advance]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    amount = (DownloadColumn(), TransferSpeedColumn()) if in_bytes else (MofNCompleteColumn(),)
    columns = (TextColumn("{task.description}"), BarColumn(), *amount, TextColumn("{task.fields[word]}"))
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task(title, total=None, word="")

        def advance(done: int, total: int, word: str) -> None:
            bars.update(task, completed=done, total=total or None, word=word)

        yield advance


def _lines(title: str, in_bytes: bool, first_seconds: float, clock: Callable[[], float]) -> Advance:
    last = clock() - EVERY_SECONDS + first_seconds
    began: tuple[float, int] | None = None

    def advance(done: int, total: int, word: str) -> None:
        nonlocal last, began
        now = clock()
        began = began or (now, done)
        if now - last < EVERY_SECONDS:
            return
        last = now
        left = seconds_left(now - began[0], done - began[1], total - done)
        more = "" if left is None else f", {_in_words(left)} left"
        click.echo(f"{title}: {_told(done, total, word, in_bytes)}{more}", err=True)

    return advance


def seconds_left(spent: float, done: int, to_do: int) -> float | None:
    """How long the rest takes at the pace so far; None where there is no pace yet or no rest."""
    return spent * to_do / done if spent > 0 and done > 0 and to_do > 0 else None


def _in_words(seconds: float) -> str:
    if seconds < 90:
        return f"{max(seconds, 1):.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def _told(done: int, total: int, word: str, in_bytes: bool) -> str:
    """``57%, 19,580 messages`` of bytes; ``3 of 106 channels`` of what people count."""
    if in_bytes:
        return f"{done / max(total, 1):.0%}, {word}"
    return f"{done:,} of {total:,} {word}" if total else f"{done:,} {word}"
