"""How everybody stands: columns for all, words and objects for those who are asked about."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime

import numpy as np

from bot.scoring.deeds import Deeds
from bot.scoring.facets import FacetColumns
from bot.scoring.integrity import MOSTLY, Integrity
from bot.scoring.moods import interval_of
from bot.scoring.reasons import Grounds, doubts_about, reasons_for
from bot.scoring.roles import CODE, ROLES, Role
from bot.scoring.tally import count_up
from bot.scoring.ties import Holding, Ties
from bot.scoring.weeks import Weeks
from bot.words.text import Text
from storage.models import DAY_MS, Counts, Flags, Floats, Ints, Scene, milliseconds


@dataclass(frozen=True, slots=True)
class Facets:
    """The parts of one member's score, 0 to 1, None where not enough was seen."""

    reach: float | None
    resonance: float | None
    dialogue: float | None
    consistency: float | None
    warmth: float | None
    welcome: float | None
    recruiting: float | None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a moderator, or the member, is told about one member."""

    user_id: int
    name: str
    score: float
    """0..100, to three decimals: two decimals fewer would tie people who are not ranked as equals."""
    role: Role
    facets: Facets
    reasons: tuple[Text, ...]
    """Plain sentences with numbers, the weightiest first."""
    messages: int
    responders: int
    """Different people who responded in the window."""
    active_weeks: int
    sentiment: float | None
    """Mean sentiment of what they wrote, −1..1; None where too little could be told, or where it is nobody's to see."""
    sentiment_interval: tuple[float, float] | None
    """In which 19 of 20 such means lie."""
    sentiment_messages: int | None
    """How many messages that rests on."""
    weekly: tuple[int, ...]
    """Messages a week, oldest first."""
    last_active: datetime | None
    """Midnight of the last day in the window on which they wrote, reacted or spoke."""
    inflated: tuple[Text, ...]
    """Why the numbers look inflated: sentences, empty for nearly everybody."""


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """Everybody's score. Columns have one row a roster row."""

    user_id: Ints
    score: Floats
    """0..100."""
    role: Counts
    """Places in :data:`bot.scoring.roles.ROLES`."""
    kept: Flags
    """Whose role is kept from some weeks ago, being above what they are now."""
    messages: Counts
    responders: Counts
    """How many different people responded to the member."""
    answered: Counts
    """How many different people the member responded to."""
    expected: Floats
    """How many responses the member probably got."""
    active_weeks: Counts
    possible_weeks: Counts
    """Weeks of the window since the member came and since anything was seen, at least 1."""
    sentiment: Floats
    """Mean sentiment of what they wrote, −1..1, NaN where too little could be told, or for all where it is hidden."""
    facets: FacetColumns
    order: Counts
    """Roster rows of those who are ranked (here, and not left out as staff), best first."""
    ties: Ties = field(repr=False)
    holding: Holding = field(repr=False)
    deeds: Deeds = field(repr=False)
    weeks: Weeks = field(repr=False)
    integrity: Integrity = field(repr=False)
    scene: Scene = field(repr=False)

    def judgement(self, row: int) -> Judgement:
        """Everything about the member in this roster row."""
        facets = Facets(**{name.name: known(getattr(self.facets, name.name)[row]) for name in fields(Facets)})
        role = ROLES[int(self.role[row])]
        grounds = self._grounds(row)
        sentiment, told = known(self.sentiment[row]), int(self.deeds.sentiment_count[row])
        return Judgement(
            user_id=int(self.user_id[row]),
            name=self.scene.roster.name[row],
            score=round(float(self.score[row]), 3),
            role=role,
            facets=facets,
            reasons=reasons_for(grounds, role),
            messages=grounds.messages,
            responders=grounds.responders,
            active_weeks=grounds.active_weeks,
            sentiment=sentiment,
            sentiment_interval=None if sentiment is None else interval_of(sentiment, told),
            sentiment_messages=None if sentiment is None else told,
            weekly=self.weeks.messages_of(row),
            last_active=day_start(int(self.deeds.last_day[row])),
            inflated=doubts_about(grounds),
        )

    def without_moods(self) -> Standing:
        """The same for those who may not see how single members sound."""
        return replace(self, sentiment=np.full(len(self.sentiment), np.nan))

    def best(self, limit: int) -> list[Judgement]:
        """The first ``limit`` ranked members; 0 is everybody."""
        return [self.judgement(int(row)) for row in (self.order[:limit] if limit else self.order)]

    def of(self, user_id: int) -> Judgement | None:
        """One member, ranked or not; None where the guild does not know them."""
        row = int(np.searchsorted(self.user_id, user_id))
        return self.judgement(row) if row < len(self.user_id) and self.user_id[row] == user_id else None

    def counts(self) -> dict[Role, int]:
        """How many of those who have not left play each role; every role is there."""
        here = self.scene.roster.left_ms < 0
        numbers = count_up(self.role[here], len(ROLES))
        silent = self.scene.silent
        numbers[CODE[Role.LAPSED]] += silent.lapsed
        numbers[CODE[Role.UNSEEN]] += silent.unseen
        return {role: int(numbers[code]) for code, role in enumerate(ROLES)}

    def with_role(self, role: Role, limit: int = 0) -> list[Judgement]:
        """The best ``limit`` ranked members with this role; 0 is all of them."""
        rows = self.order[self.role[self.order] == CODE[role]]
        return [self.judgement(int(row)) for row in (rows[:limit] if limit else rows)]

    def _grounds(self, row: int) -> Grounds:
        deeds, integrity, roster = self.deeds, self.integrity, self.scene.roster
        messages, unnamed = int(self.messages[row]), int(deeds.unnamed[row])
        as_of_ms = milliseconds(self.scene.window.as_of)
        arrived = int(roster.joined_ms[row] if roster.joined_ms[row] >= 0 else roster.first_seen_ms[row])
        return Grounds(
            messages=messages,
            responders=int(self.responders[row]),
            answered=int(self.answered[row]),
            unnamed=unnamed,
            active_weeks=int(self.active_weeks[row]),
            possible_weeks=int(self.possible_weeks[row]),
            weeks=self.weeks.number,
            days=self.scene.window.days,
            effective=float(integrity.effective[row]),
            answered_share=min(1.0, (float(self.expected[row]) + unnamed) / max(1, messages)),
            reactions=int(deeds.reactions[row]),
            voice_hours=float(deeds.voice_seconds[row]) / 3600,
            late_days=self.weeks.late_days_of(row),
            days_here=(as_of_ms - arrived) // DAY_MS if arrived >= 0 else None,
            reach=known(self.facets.reach[row]),
            consistency=known(self.facets.consistency[row]),
            dialogue=known(self.facets.dialogue[row]),
            welcome=known(self.facets.welcome[row]),
            invited=int(roster.invited[row]),
            circle_size=int(integrity.circle_size[row]),
            insular=float(integrity.insular[row]),
            echoed=float(integrity.echoed[row]),
            one_voice=bool(integrity.closed[row] >= MOSTLY),
            circling=bool(integrity.circling[row]),
            props=int(integrity.props[row]) if integrity.propped[row] else 0,
            raider=bool(integrity.raider[row]),
            propping=bool(integrity.propping[row]),
            flooded=int(integrity.flooded[row]),
            flood_days=int(integrity.flood_days[row]),
            kept=bool(self.kept[row]),
            only_tie_of=int(self.holding.only[row]),
        )


def day_start(day: int) -> datetime | None:
    """Midnight of a UTC day since 1970; None for −1."""
    return datetime.fromtimestamp(day * DAY_MS / 1000, UTC) if day >= 0 else None


def known(value: float) -> float | None:
    """NaN as None, anything else to three decimals."""
    return None if np.isnan(value) else round(float(value), 3)
