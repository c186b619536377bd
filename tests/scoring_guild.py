"""Guilds made by hand for the tests of scoring: who wrote on which day, who answered whom."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np

from storage.models import STAYED_DAYS, Activity, Coverage, Ints, Observations, Responses, Roster, Tone, Window

AS_OF = datetime(2024, 5, 13, tzinfo=UTC)
DAY_MS = 86_400_000
ACTIVITY = ("messages", "replies", "characters", "questions", "thanks", "links", "reactions", "unnamed")
RESPONSES = ("replies", "mentions", "reactions", "inferred")


@dataclass
class GuildOf:
    """``members`` people by row. ``ago`` is days before the last day of the window; 0 is that day."""

    members: int
    days: int = 84
    done: dict[tuple[int, int], dict[str, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))
    answers: dict[tuple[int, int, int], dict[str, int]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(int))
    )
    joined: dict[int, float] = field(default_factory=dict)
    """Days before ``as_of`` at which a row joined."""
    left: set[int] = field(default_factory=set)
    wrote_before: set[int] = field(default_factory=set)
    inviter: dict[int, int] = field(default_factory=dict)

    def wrote(self, member: int, ago: int, messages: int = 1) -> None:
        self.done[member, ago]["messages"] += messages

    def did(self, member: int, ago: int, **counts: int) -> None:
        for name, number in counts.items():
            self.done[member, ago][name] += number

    def replied(self, source: int, target: int, ago: int, times: int = 1) -> None:
        """``source`` answers ``target``, and so writes."""
        self.answers[source, target, ago]["replies"] += times
        self.done[source, ago]["messages"] += times
        self.done[source, ago]["replies"] += times

    def responded(self, source: int, target: int, ago: int, **counts: int) -> None:
        for name, number in counts.items():
            self.answers[source, target, ago][name] += number

    def chatter(self, crowd: range, *, every: int = 3) -> None:
        """An honest crowd: each writes every few days and answers ever another one of the crowd."""
        for member in crowd:
            for ago in range(member % every, self.days, every):
                self.wrote(member, ago, 2)
                other = crowd[(member + 1 + ago // every * 5) % len(crowd)]
                if other != member:
                    self.replied(member, other, ago)

    def observe(self) -> Observations:
        window = Window(AS_OF, self.days)
        as_of_ms = round(AS_OF.timestamp() * 1000)
        first_wrote = np.full(self.members, -1)
        for (member, ago), counts in self.done.items():
            if counts["messages"]:
                at = as_of_ms - (ago + 1) * DAY_MS
                first_wrote[member] = at if first_wrote[member] < 0 else min(first_wrote[member], at)
        long_ago = as_of_ms - 300 * DAY_MS
        first_wrote[list(self.wrote_before)] = long_ago
        joined = np.array([as_of_ms - round(self.joined.get(row, 299) * DAY_MS) for row in range(self.members)])
        activity = self._activity(window)
        return Observations(
            guild_id=1,
            guild="Guild",
            window=window,
            roster=Roster(
                user_id=np.arange(self.members) + 1000,
                name=tuple(f"member {row}" for row in range(self.members)),
                joined_ms=joined.astype(np.int64),
                first_seen_ms=joined.astype(np.int64),
                first_wrote_ms=first_wrote.astype(np.int64),
                left_ms=np.array([as_of_ms - 1 if row in self.left else -1 for row in range(self.members)], np.int64),
                inviter=np.array([self.inviter.get(row, -1) for row in range(self.members)], np.int64),
                invited=np.array([list(self.inviter.values()).count(row) for row in range(self.members)], np.int64),
                recruited=np.array([self._recruits(row, first_wrote, joined) for row in range(self.members)], np.int64),
            ),
            activity=activity,
            authors=len(set(activity.member[activity.messages > 0].tolist())),
            sent=int(activity.messages.sum()),
            responses=self._responses(window),
            tone=Tone.none(self.members),
            channels=(),
            hours=np.zeros((7, 24), np.int64),
            coverage=Coverage(1.0, AS_OF - timedelta(days=self.days)),
        )

    def _recruits(self, row: int, first_wrote: Ints, joined: Ints) -> int:
        long_here = round(AS_OF.timestamp() * 1000) - (STAYED_DAYS + 1) * DAY_MS
        invited = [guest for guest, host in self.inviter.items() if host == row and guest not in self.left]
        return sum(bool(first_wrote[guest] >= 0 and joined[guest] <= long_here) for guest in invited)

    def _activity(self, window: Window) -> Activity:
        rows = sorted(self.done)
        columns = {name: column([self.done[row][name] for row in rows]) for name in ACTIVITY}
        return Activity(
            member=column([member for member, _ in rows]),
            day=column([window.last_day - ago for _, ago in rows]),
            **columns,
            sentiment_sum=column([0] * len(rows)),
            sentiment_count=column([0] * len(rows)),
            voice_seconds=column([self.done[row]["voice_seconds"] for row in rows]),
        )

    def _responses(self, window: Window) -> Responses:
        rows = sorted(self.answers)
        columns = {name: column([self.answers[row][name] for row in rows]) for name in RESPONSES}
        return Responses(
            source=column([source for source, _, _ in rows]),
            target=column([target for _, target, _ in rows]),
            day=column([window.last_day - ago for _, _, ago in rows]),
            **columns,
        )


def column(values: list[int]) -> Ints:
    return np.array(values, dtype=np.int64)
