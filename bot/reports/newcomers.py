"""Newcomers: who joined or first wrote lately, and whether anybody answered them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

import numpy as np

from bot.reports.arrivals import NO, SILENT, Arrivals, arrivals_of
from bot.reports.heading import Heading, head
from bot.reports.seen import Seen
from bot.scoring.roles import NEWCOMER_DAYS
from storage.models import Ints

Answered = Literal["no", "maybe", "yes", "silent"]
ANSWERED: tuple[Answered, ...] = ("no", "maybe", "yes", "silent")
"""In words, by the numbers that :class:`Arrivals` has."""


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


def build_newcomers(seen: Seen, limit: int) -> Newcomers:
    """The newcomers of the last 28 days, those who wrote and got no answer first, ``limit`` of them (0 is all)."""
    everyone = arrivals_of(seen)
    return Newcomers(
        heading=head("newcomers", seen),
        lately_days=min(NEWCOMER_DAYS, seen.window.days),
        total=len(everyone),
        wrote=len(everyone) - everyone.number(SILENT),
        waiting=everyone.number(NO),
        newcomers=newcomers_of(seen, everyone, limit or len(everyone)),
    )


def newcomers_of(seen: Seen, arrivals: Arrivals, number: int) -> tuple[Newcomer, ...]:
    """The first ``number`` of these arrivals, each with what is told of them."""
    rows = arrivals.row[:number]
    answered_by = _answered_by(seen, rows)
    columns = (column[:number].tolist() for column in (arrivals.arrived_ms, arrivals.messages, arrivals.answered))
    return tuple(
        Newcomer(
            user_id=int(seen.roster.user_id[row]),
            name=seen.roster.name[row],
            arrived=datetime.fromtimestamp(arrived_ms / 1000, UTC),
            messages=messages,
            answered=ANSWERED[answered],
            answered_by=answered_by.get(row, ()),
            inviter=seen.roster.name[inviter] if inviter >= 0 else None,
        )
        for row, inviter, arrived_ms, messages, answered in zip(
            rows.tolist(), seen.roster.inviter[rows].tolist(), *columns, strict=True
        )
    )


def _answered_by(seen: Seen, rows: Ints) -> dict[int, tuple[str, ...]]:
    """For each of these rows the names of those who answered them, most often first."""
    if not len(rows):
        return {}
    partners = seen.exchanges.partners(rows, len(seen.roster))
    order = np.lexsort((partners.other, -partners.received, partners.member))
    order = order[partners.received[order] > 0]
    found: dict[int, tuple[str, ...]] = {}
    for row, other in zip(partners.member[order].tolist(), partners.other[order].tolist(), strict=True):
        found[row] = (*found.get(row, ()), seen.roster.name[other])
    return found
