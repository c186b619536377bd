"""Days that no blob tells of: open ones, from their rows, and a last one that is cut, from its events."""

# ruff: noqa: S608 (statements are put together from this file's own text, never from input)
from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

from storage import recounting
from storage.closed_day import KEPT_TIE_COUNTS, MEMBER_COUNTS
from storage.counted import MEMBER, PAIR, Piece
from storage.models import Ints
from storage.models.moments import DAY_MS
from storage.packing import capped, pack, pack_pair, read_cells, unpack, unpack_pair
from storage.span import Span
from storage.tables import Table, joined, summed
from storage.traffic import Traffic

_OPEN = """
WITH RECURSIVE busy (day) AS (
    SELECT min(day) FROM member_day WHERE guild = :guild AND day >= :first
    UNION ALL SELECT (SELECT min(day) FROM member_day WHERE guild = :guild AND day > busy.day)
    FROM busy WHERE day < :after
)
SELECT day FROM busy
WHERE day < :after AND NOT EXISTS (SELECT 1 FROM packed_day WHERE guild = :guild AND packed_day.day = busy.day)
"""
"""Goes from one day to the next by the key, over all that lies between."""


def open_spans(connection: sqlite3.Connection, span: Span) -> Iterator[Span]:
    """The open days among the whole days of a span that begins and ends at midnight, those that follow each other
    taken together."""
    limits = {"guild": span.guild, "first": span.low_ms // DAY_MS, "after": span.high_ms // DAY_MS}
    run: Span | None = None
    for (day,) in connection.execute(_OPEN, limits).fetchall():
        low_ms, high_ms = day * DAY_MS, (day + 1) * DAY_MS
        if run is not None and run.high_ms == low_ms:
            run = span.within(run.low_ms, high_ms)
            continue
        if run is not None:
            yield run
        run = span.within(low_ms, high_ms)
    if run is not None:
        yield run


_SUMS = ", ".join(f"sum({name}) AS {name}" for name in MEMBER_COUNTS)
_TIE_SUMS = ", ".join(f"sum({name}) AS {name}" for name in KEPT_TIE_COUNTS)
_MEMBERS = (
    f"SELECT {pack_pair('person', capped('unnamed'))}, {pack_pair('day', capped('links'))},"
    f" {pack('messages', 'replies', 'questions')}, {pack('thanks', 'reactions', 'sentiment_count')},"
    f" characters, sentiment_sum, voice_ms FROM (SELECT person, day, {_SUMS} FROM ({{rows}}) GROUP BY day, person)"
)
_TIES = (
    f"SELECT {pack_pair('source', 'target')}, {pack('day', 'replies', 'mentions')},"
    f" {pack('reactions', 'warmth_count', 'tone_count')}, warmth_sum, tone_sum"
    f" FROM (SELECT source, target, day, {_TIE_SUMS} FROM ({{rows}}) GROUP BY day, source, target)"
)
_TIE_KEY = ("day", *PAIR)
_KEPT = "SELECT * FROM {table} WHERE guild = :guild AND day >= :low_ms / {ms} AND day < :high_ms / {ms} {here}"
_HERE = "AND channel IN (SELECT value FROM json_each(:channels))"


def read_loose(
    connection: sqlite3.Connection, span: Span, traffic: Traffic, *, from_events: bool
) -> tuple[Piece, Piece]:
    """What members did and who responded to whom in the span: from the kept rows of its whole days, or counted from
    its events. ``traffic`` is the span's."""
    some = span.channels is not None
    if from_events:
        member_rows, tie_rows = recounting.member_days(some_channels=some), recounting.tie_days(some_channels=some)
    else:
        kept = _KEPT.replace("{ms}", str(DAY_MS)).replace("{here}", _HERE if some else "")
        member_rows, tie_rows = kept.replace("{table}", "member_day"), kept.replace("{table}", "tie_day")
    members = _members(connection, _MEMBERS.replace("{rows}", member_rows), span.parameters())
    ties = _ties(connection, _TIES.replace("{rows}", tie_rows), span.parameters())
    names = (*_TIE_KEY, *KEPT_TIE_COUNTS, "inferred")
    ties = summed(joined(names, (ties, traffic.inferred())), _TIE_KEY)
    return Piece.of_people(members, MEMBER), Piece.of_people(ties, PAIR)


def _members(connection: sqlite3.Connection, statement: str, parameters: Any) -> Table:
    cells = read_cells(connection, statement, parameters, 7)
    found: dict[str, Ints] = dict(zip(("characters", "sentiment_sum", "voice_ms"), cells[4:], strict=True))
    found["person"], found["unnamed"] = unpack_pair(cells[0])
    found["day"], found["links"] = unpack_pair(cells[1])
    found["messages"], found["replies"], found["questions"] = unpack(cells[2], 3)
    found["thanks"], found["reactions"], found["sentiment_count"] = unpack(cells[3], 3)
    return found


def _ties(connection: sqlite3.Connection, statement: str, parameters: Any) -> Table:
    cells = read_cells(connection, statement, parameters, 5)
    found: dict[str, Ints] = {"warmth_sum": cells[3], "tone_sum": cells[4]}
    found["source"], found["target"] = unpack_pair(cells[0])
    found["day"], found["replies"], found["mentions"] = unpack(cells[1], 3)
    found["reactions"], found["warmth_count"], found["tone_count"] = unpack(cells[2], 3)
    return found
