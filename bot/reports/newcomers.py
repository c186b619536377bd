"""Newcomers: who joined or first wrote lately, and whether anybody answered them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

import numpy as np

from bot.reports.counting import explicit, here, per_member
from bot.reports.heading import Heading, head
from bot.scoring.roles import NEWCOMER_DAYS, newly_arrived
from storage.models import Ints, Observations, Roster, milliseconds

Answered = Literal["no", "maybe", "yes", "silent"]


@dataclass(frozen=True, slots=True)
class Newcomer:
    user_id: int
    name: str
    arrived: datetime
    """When they joined, or were first seen where nobody knows when they joined."""
    messages: int
    answered: Answered
    """"yes": replied to, mentioned or reacted to; "maybe": somebody wrote right after them; "silent": wrote nothing."""
    answered_by: tuple[str, ...]
    """Who answered, most often first; empty where the source does not name them."""
    inviter: str | None


@dataclass(frozen=True, slots=True)
class Newcomers:
    heading: Heading
    lately_days: int
    total: int
    wrote: int
    waiting: int
    """Newcomers who wrote and were not answered by anybody."""
    newcomers: tuple[Newcomer, ...]


def build_newcomers(seen: Observations, limit: int) -> Newcomers:
    """The newcomers of the last 28 days, those who wrote and got no answer first, ``limit`` of them (0 is all)."""
    everyone = newcomers_of(seen)
    return Newcomers(
        heading=head("newcomers", seen),
        lately_days=min(NEWCOMER_DAYS, seen.window.days),
        total=len(everyone),
        wrote=sum(person.messages > 0 for person in everyone),
        waiting=sum(person.answered == "no" for person in everyone),
        newcomers=everyone[:limit] if limit else everyone,
    )


def arrived_ms(roster: Roster) -> Ints:
    """When each member joined, or was first seen where that is unknown: milliseconds since 1970, −1 for neither."""
    return np.where(roster.joined_ms >= 0, roster.joined_ms, roster.first_seen_ms)


def newcomers_of(seen: Observations, lately_days: int = NEWCOMER_DAYS) -> tuple[Newcomer, ...]:
    """Members who are here and arrived in the last days: unanswered first, then the newest first.

    Who was first seen when the archive itself began is nobody's newcomer, unless it is known when they joined.
    """
    since = seen.window.as_of - timedelta(days=lately_days)
    first_wrote = seen.roster.first_wrote_ms
    old_hand = (first_wrote >= 0) & (first_wrote < milliseconds(since))
    rows = np.flatnonzero(newly_arrived(seen, lately_days) & here(seen) & ~old_hand)
    arrived = arrived_ms(seen.roster)
    messages = per_member(seen, seen.activity.messages)
    unnamed = per_member(seen, seen.activity.unnamed)
    answers, followed = _answers(seen, set(rows.tolist()))
    people = [
        _newcomer(seen, int(row), int(arrived[row]), int(messages[row]), bool(unnamed[row]), answers, followed)
        for row in rows
    ]
    waiting_first = {"no": 0, "maybe": 1, "yes": 2, "silent": 3}
    return tuple(
        sorted(people, key=lambda person: (waiting_first[person.answered], -person.arrived.timestamp(), person.user_id))
    )


def _newcomer(
    seen: Observations,
    row: int,
    arrived: int,
    messages: int,
    unnamed: bool,
    answers: dict[int, dict[int, int]],
    followed: set[int],
) -> Newcomer:
    by = sorted(answers[row].items(), key=lambda item: (-item[1], item[0]))
    answered: Answered = "yes" if by or unnamed else "maybe" if row in followed else "no"
    inviter = int(seen.roster.inviter[row])
    return Newcomer(
        user_id=int(seen.roster.user_id[row]),
        name=seen.roster.name[row],
        arrived=datetime.fromtimestamp(arrived / 1000, UTC),
        messages=messages,
        answered=answered if messages else "silent",
        answered_by=tuple(seen.roster.name[source] for source, _ in by),
        inviter=seen.roster.name[inviter] if inviter >= 0 else None,
    )


def _answers(seen: Observations, rows: set[int]) -> tuple[dict[int, dict[int, int]], set[int]]:
    """For each of these rows who answered them how often, and which of them somebody wrote right after."""
    answers: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    followed: set[int] = set()
    concerned = np.flatnonzero(np.isin(seen.responses.target, np.fromiter(rows, dtype=np.int64, count=len(rows))))
    given = explicit(seen)
    for index in concerned.tolist():
        target = int(seen.responses.target[index])
        if given[index]:
            answers[target][int(seen.responses.source[index])] += int(given[index])
        elif seen.responses.adjacent[index]:
            followed.add(target)
    return answers, followed
