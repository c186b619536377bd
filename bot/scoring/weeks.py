"""The weeks in which members wrote: a row where somebody wrote, since most of a long window is silence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.scoring.tally import in_order
from storage.models import Counts, Doings, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Weeks:
    """One row a member and week in which they wrote, by member and then from the newest week back."""

    number: int
    """Weeks of the window."""
    member: Counts
    """Row in the roster."""
    week: Counts
    """0 is the seven days that end with the window, 1 those before it."""
    days: Counts
    """On how many of its days the member wrote, 1 to 7."""
    messages: Counts

    @property
    def late(self) -> int:
        """How many weeks are the late ones of the window."""
        return late_weeks(self.number)

    def of(self, member: int) -> slice:
        """The rows of one member."""
        begin, end = np.searchsorted(self.member, (member, member + 1))
        return slice(int(begin), int(end))

    def messages_of(self, member: int) -> tuple[int, ...]:
        """What somebody wrote each week, the oldest first."""
        mine, counts = self.of(member), [0] * self.number
        for week, messages in zip(self.week[mine].tolist(), self.messages[mine].tolist(), strict=True):
            counts[-1 - week] = messages
        return tuple(counts)

    def late_days_of(self, member: int) -> int:
        """On how many days of the late weeks somebody wrote."""
        mine = self.of(member)
        return int(self.days[mine][self.week[mine] < self.late].sum())


def late_weeks(weeks: int) -> int:
    """The last third of a window, in weeks: where somebody who drifts away is missed."""
    return max(1, weeks // 3)


def weeks_of(doings: Doings) -> Weeks:
    """A last broken day belongs to the oldest week."""
    activity, window = doings.activity, doings.window
    number = max(1, -(-window.days // 7))
    wrote = np.flatnonzero(activity.messages > 0)
    week = np.minimum((window.last_day - activity.day[wrote].astype(np.int64)) // 7, number - 1)
    key = activity.member[wrote].astype(np.int64) * number + week
    key, order = in_order(key, (len(doings.roster) * number).bit_length())
    starts = np.flatnonzero(np.diff(key, prepend=-1))
    messages = activity.messages[wrote[order]]
    member, week = np.divmod(key[starts], number)
    return Weeks(
        number=number,
        member=member.astype(np.int32),
        week=week.astype(np.int16),
        days=np.minimum(np.diff(starts, append=len(key)), 7).astype(np.int8),
        messages=_sums(messages, starts).astype(np.int32),
    )


def _sums(column: Counts, starts: Ints) -> Ints:
    return np.add.reduceat(column, starts, dtype=np.int64) if len(starts) else np.zeros(0, dtype=np.int64)
