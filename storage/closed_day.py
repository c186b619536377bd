"""One day of one guild that is over: its counts, and what reports read from its messages, as one blob.

Most of what a member does in a day happens in one channel. So the blob has what each did in all, with the channel or
that there were several, and only for those few the parts a channel: a window over all channels reads the former and
groups nothing. People and channels are listed once, and rows point into the lists.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from storage.columnar import Narrow, decode, encode, version_of
from storage.models import Ints
from storage.tables import Table, chosen, distinct, joined, places, rows_of, run_starts, summed, table

MEMBER_KEY = ("person", "channel")
MEMBER_COUNTS = (
    "messages",
    "replies",
    "characters",
    "questions",
    "thanks",
    "links",
    "reactions",
    "unnamed",
    "sentiment_sum",
    "sentiment_count",
    "voice_ms",
)
TIE_KEY = ("source", "target", "channel")
TONE_COUNTS = ("tone_sum", "tone_count")
"""How the reactions sound of which that is known, beside ``warmth_sum`` and ``warmth_count`` of the replies."""
KEPT_TIE_COUNTS = ("replies", "mentions", "reactions", "warmth_sum", "warmth_count", *TONE_COUNTS)
"""Those that have a column in ``tie_day``; what is inferred is known only of closed days."""
TIE_COUNTS = (*KEPT_TIE_COUNTS, "inferred")
HOURS = ("channel", "hour", "messages")
OPEN_QUESTIONS = ("message", "person", "channel", "seconds")
LATE_REPLIES = ("message", "source", "target", "channel", "seconds")
ANSWERS = ("channel", "slot", "answers")

SEVERAL = 0
"""In the blob, a row's channel is its place in the list of channels from 1, or this."""
_LISTS = (("person",), ("channel",))
LAYOUT = (
    *_LISTS,
    (*MEMBER_KEY, *MEMBER_COUNTS),
    ("row", "channel", *MEMBER_COUNTS),
    (*TIE_KEY, *TIE_COUNTS),
    ("row", "channel", *TIE_COUNTS),
    HOURS,
    OPEN_QUESTIONS,
    LATE_REPLIES,
    ANSWERS,
)
"""The blob's tables. ``row`` is the row, in the table before, of which this is the part in one channel."""
VERSION = 4
_LAYOUT_3 = tuple(tuple(name for name in names if name not in TONE_COUNTS) for names in LAYOUT)
"""What version 3 packed, before anybody asked how reactions sound: of those days nothing is known of it."""
_LAYOUT_2 = (*_LAYOUT_3[:-3], OPEN_QUESTIONS[:-1], LATE_REPLIES[:-1])
"""What versions 1 and 2 packed, before waits were measured: they stay unknown until the day is packed again."""
NEXT_SPEAKER = 6
"""Parts of ``INFERRED_PARTS``. In the place of what was inferred, version 1 counted who spoke next within the hour, of
whom two in five answer. That is what remains of days whose messages are gone."""
MEMBERS, TIES = 2, 4
"""The places in there of what each did in all channels together."""


@dataclass(frozen=True, slots=True, eq=False)
class DayTraffic:
    """What only the messages themselves can tell of a day. People and channels are small ids."""

    inferred: Table
    """``source, target, channel, inferred``: messages without Reply or mention that most likely answer the target, who
    spoke within the hour before in the same channel, each by how likely in parts of ``INFERRED_PARTS``. One row a key,
    sorted."""
    hours: Table
    """``channel, hour`` (0 to 23, UTC) and how many ``messages``. One row a key, sorted."""
    open_questions: Table
    """``message, person, channel`` of the questions that nobody else answered with a Reply on the same UTC day in the
    same channel: by message. ``seconds`` until somebody else wrote next there, on the same day, within the hour, and to
    nobody else; 0 where nobody did."""
    late_replies: Table
    """``message`` (the one answered), ``source, target, channel`` of the Replies to others' messages of earlier days or
    of other channels: by the id of the Reply, which came ``seconds`` after the message."""
    answers: Table
    """``channel, slot`` (see :mod:`storage.waiting`) of how long the other questions waited for the first such Reply,
    and how many ``answers`` took so long. One row a key, sorted."""


@dataclass(frozen=True, slots=True, eq=False)
class ClosedDay:
    """The day's tables: int64 columns of equal length, people and channels by their small ids.

    Channel 0 is an unknown one. Questions that are not open were answered.
    """

    members: Table
    """``MEMBER_KEY`` and ``MEMBER_COUNTS``, one row a person and channel, sorted."""
    ties: Table
    """``TIE_KEY`` and ``TIE_COUNTS``, one row a pair and channel, sorted."""
    hours: Table
    """As in :class:`DayTraffic`, like the following."""
    open_questions: Table
    late_replies: Table
    answers: Table

    @classmethod
    def empty(cls) -> ClosedDay:
        return cls(
            table((*MEMBER_KEY, *MEMBER_COUNTS)),
            table((*TIE_KEY, *TIE_COUNTS)),
            *(table(names) for names in (HOURS, OPEN_QUESTIONS, LATE_REPLIES, ANSWERS)),
        )

    @property
    def messages(self) -> int:
        return int(self.members["messages"].sum())

    def merged(self, member_rows: Table, tie_rows: Table) -> ClosedDay:
        """With differences added: rows as those of ``member_day`` and ``tie_day``, in any order. A row of which
        nothing remains vanishes."""
        return replace(
            self,
            members=summed(joined((*MEMBER_KEY, *MEMBER_COUNTS), (self.members, member_rows)), MEMBER_KEY),
            ties=summed(joined((*TIE_KEY, *TIE_COUNTS), (self.ties, tie_rows)), TIE_KEY),
        )

    def with_traffic(self, traffic: DayTraffic) -> ClosedDay:
        """With this traffic instead of the day's own."""
        kept = {**self.ties, "inferred": np.zeros(rows_of(self.ties), dtype=np.int64)}
        ties = summed(joined((*TIE_KEY, *TIE_COUNTS), (kept, traffic.inferred)), TIE_KEY)
        return ClosedDay(
            self.members, ties, traffic.hours, traffic.open_questions, traffic.late_replies, traffic.answers
        )

    def people(self) -> Ints:
        """Everybody who occurs, sorted."""
        return distinct(*(one[name] for one, names in self._of_people() for name in names))

    def without(self, people: Ints) -> ClosedDay:
        """Without every row in which one of these people occurs. ``hours`` and ``answers`` name nobody and stay."""
        return self._chosen(people, named=False)

    def about(self, people: Ints) -> ClosedDay:
        """Only the rows in which one of these people occurs, and what names nobody."""
        return self._chosen(people, named=True)

    def _chosen(self, people: Ints, *, named: bool) -> ClosedDay:
        kept = [
            chosen(one, np.logical_or.reduce([np.isin(one[name], people) for name in names]) == named)
            for one, names in self._of_people()
        ]
        return ClosedDay(kept[0], kept[1], self.hours, kept[2], kept[3], self.answers)

    def _of_people(self) -> Sequence[tuple[Table, tuple[str, ...]]]:
        return (
            (self.members, ("person",)),
            (self.ties, ("source", "target")),
            (self.open_questions, ("person",)),
            (self.late_replies, ("source", "target")),
        )

    def split(self) -> Sequence[Table]:
        """The blob's tables, as in ``LAYOUT``."""
        people = self.people()
        traffic = (self.hours, self.open_questions, self.late_replies, self.answers)
        in_channels = (self.members, self.ties, *traffic)
        channels = distinct(*(one["channel"] for one in in_channels))
        place_of = dict.fromkeys(("person", "source", "target"), places(people, int(people.max(initial=0)) + 1))
        place_of["channel"] = places(channels, int(channels.max(initial=0)) + 1) + 1

        def pointing(one: Table) -> Table:
            return {
                name: place_of[name][column].astype(np.int64) if name in place_of else column
                for name, column in one.items()
            }

        return (
            {"person": people},
            {"channel": channels},
            *_split(pointing(self.members), ("person",)),
            *_split(pointing(self.ties), ("source", "target")),
            *map(pointing, traffic),
        )

    def pack(self) -> bytes:
        return encode(self.split(), VERSION)

    @classmethod
    def unpack(cls, blob: bytes) -> ClosedDay:
        """:raises StoreError: where another version wrote the blob, or it is damaged."""
        people, channels, members, member_parts, ties, tie_parts, *traffic = tables_of(blob)
        lists = {name: people["person"].astype(np.int64) for name in ("person", "source", "target")}
        lists["channel"] = np.concatenate(([0], channels["channel"].astype(np.int64)))

        def named(one: Mapping[str, Narrow]) -> Table:
            return {
                name: lists[name][column] if name in lists else column.astype(np.int64) for name, column in one.items()
            }

        return cls(
            named(_unsplit(members, member_parts, ("person",))),
            named(_unsplit(ties, tie_parts, ("source", "target"))),
            *(named(one) for one in traffic),
        )


def tables_of(blob: bytes, most: int = len(LAYOUT)) -> list[Mapping[str, Narrow]]:
    """The first ``most`` tables of a packed day, as in ``LAYOUT``, whichever version packed it: what an earlier one did
    not write is zero or empty.

    :raises StoreError: where the version is not known, or the blob is damaged.
    """
    older, newest = _LAYOUT_2[:most], LAYOUT[:most]
    tables: list[Mapping[str, Narrow]] = [
        *decode(blob, {1: older, 2: older, 3: _LAYOUT_3[:most], VERSION: newest}),
    ]
    version = version_of(blob)
    if version == VERSION:
        return tables
    tables += [table(names) for names in newest[len(tables) :]]
    for place, names in enumerate(newest):
        lacking = tuple(name for name in names if name not in tables[place])
        if lacking:
            whole = {**tables[place], **table(lacking, [np.zeros(rows_of(tables[place]))])}
            tables[place] = {name: whole[name] for name in names}
    for place in range(TIES, min(TIES + 2, most) if version == 1 else TIES):
        ties = tables[place]
        tables[place] = {**ties, "inferred": ties["inferred"].astype(np.int64) * NEXT_SPEAKER}
    return tables


def people_of(blob: bytes) -> Narrow:
    """Everybody who occurs in a packed day, sorted, without unpacking the rest.

    :raises StoreError: where another version wrote the blob, or it is damaged.
    """
    return tables_of(blob, 1)[0]["person"]


def _split(one: Table, who: tuple[str, ...]) -> tuple[Table, Table]:
    """Rows by ``who`` and channel → the sum over channels of each, and the parts of those with several."""
    starts = run_starts(*(one[name] for name in who))
    parts = np.diff(starts, append=rows_of(one))
    totals = {name: one[name][starts] for name in who}
    totals["channel"] = np.where(parts > 1, SEVERAL, one["channel"][starts])
    counts = [name for name in one if name not in totals]
    totals |= {name: np.add.reduceat(one[name], starts) if len(starts) else one[name] for name in counts}
    total_of = np.repeat(np.arange(len(starts)), parts)
    is_part = parts[total_of] > 1
    return totals, {"row": total_of[is_part]} | {name: one[name][is_part] for name in ("channel", *counts)}


def _unsplit(totals: Mapping[str, Narrow], parts: Mapping[str, Narrow], who: tuple[str, ...]) -> Mapping[str, Narrow]:
    """The inverse of :func:`_split`."""
    alone = totals["channel"] != SEVERAL
    rows = np.concatenate((np.flatnonzero(alone), parts["row"].astype(np.int64)))
    order = np.argsort(rows, kind="stable")
    columns = {name: totals[name][rows[order]] for name in who}
    columns |= {
        name: np.concatenate((totals[name][alone], column))[order] for name, column in parts.items() if name != "row"
    }
    return columns
