"""Who came lately, as columns: a large place has thousands of newcomers, and a report names twenty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from bot.reports.counting import here
from bot.reports.seen import Seen
from bot.scoring.roles import NEWCOMER_DAYS, newly_arrived
from storage.models import Counts, Flags, Ints, Scene, milliseconds

NO, MAYBE, YES, SILENT = range(4)
"""Whether a newcomer was answered: nobody did, somebody wrote right after them, somebody did, they wrote nothing."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Newcomers who wrote and were not answered by anybody."""

    user_ids: tuple[int, ...]
    """The newest first."""
    newest: str
    """The name of the first; empty where there is none."""


@dataclass(frozen=True, slots=True, eq=False)
class Arrivals:
    """One row a newcomer, columns of equal length: unanswered first, then the newest first."""

    row: Ints
    """Row in the roster."""
    arrived_ms: Ints
    """When they joined, or were first seen where that is unknown: milliseconds since 1970."""
    messages: Counts
    answered: Ints
    """One of ``NO``, ``MAYBE``, ``YES`` and ``SILENT``."""

    def __len__(self) -> int:
        return len(self.row)

    def number(self, answered: int) -> int:
        return int(np.count_nonzero(self.answered == answered))

    def waiting(self, seen: Scene) -> Waiting:
        rows = self.row[self.answered == NO]
        newest = seen.roster.name[int(rows[0])] if len(rows) else ""
        return Waiting(tuple(seen.roster.user_id[rows].tolist()), newest)


def arrivals_of(seen: Seen, lately_days: int = NEWCOMER_DAYS, *, but: Flags | None = None) -> Arrivals:
    """Members who are here and arrived in the last days, without the rows of ``but``.

    Who was first seen when the archive itself began is nobody's newcomer, unless it is known when they joined.
    """
    roster = seen.roster
    since = milliseconds(seen.window.as_of - timedelta(days=lately_days))
    old_hand = (roster.first_wrote_ms >= 0) & (roster.first_wrote_ms < since)
    is_new = newly_arrived(seen, lately_days) & here(seen) & ~old_hand
    answered = np.full(len(roster), NO)
    exchanges = seen.exchanges
    to_them = exchanges.to(is_new)
    target, explicit = exchanges.target[to_them], exchanges.explicit[to_them] > 0
    answered[target[exchanges.inferred[to_them] > 0]] = MAYBE
    answered[target[explicit]] = YES
    answered[seen.deeds.unnamed > 0] = YES
    answered[seen.deeds.messages == 0] = SILENT
    row = np.flatnonzero(is_new if but is None else is_new & ~but)
    arrived_ms = np.where(roster.joined_ms >= 0, roster.joined_ms, roster.first_seen_ms)[row]
    row = row[(order := np.lexsort((roster.user_id[row], -arrived_ms, answered[row])))]
    return Arrivals(row, arrived_ms[order], seen.deeds.messages[row], answered[row])
