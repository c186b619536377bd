"""One member: what is said of them and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from dataclasses import fields as fields_of
from datetime import UTC, datetime

import numpy as np

from bot.reports.counting import ranked, row_of
from bot.reports.heading import Heading, head
from bot.reports.seen import Seen
from bot.scoring import Facets, Judgement, Standing
from storage.models import Activity, Counts, Observations, Responses, Scene, Tone

SHOWN_CLOSEST = 5
FACETS: tuple[str, ...] = tuple(field.name for field in fields_of(Facets))


@dataclass(frozen=True, slots=True)
class FacetLine:
    facet: str
    value: float | None
    """0 to 1; None where not enough was seen."""
    median: float | None
    """What half of the ranked members of this guild reach."""


@dataclass(frozen=True, slots=True)
class Closeness:
    user_id: int
    name: str
    given: int
    """Responses of this member to the other: replies, mentions and reactions."""
    received: int


@dataclass(frozen=True, slots=True)
class Member:
    heading: Heading
    judgement: Judgement
    rank: int | None
    """Place among the ranked members, 1 is first; None for those who are not ranked."""
    ranked: int
    facets: tuple[FacetLine, ...]
    closest: tuple[Closeness, ...]
    ties: int
    kept_up: int
    """How many of the ties they keep up."""
    only_tie_of: int
    """How many members have no tie but theirs."""
    joined: datetime | None
    first_wrote: datetime | None


class UnknownMemberError(LookupError):
    """Nothing is known of this member in this guild."""


def build_member(seen: Seen, standing: Standing, user_id: int) -> Member:
    """Raises :class:`UnknownMemberError` where the roster does not have them."""
    row = _row(seen, user_id)
    order = ranked(standing)
    place = np.flatnonzero(order == row)
    closest = _closest(seen, row)
    return _member(seen, standing, standing, row, int(place[0]) + 1 if len(place) else None, closest)


def build_silent_member(seen: Seen, standing: Standing, alone: Standing, user_id: int) -> Member:
    """Of somebody of whom nothing was seen in the window, and who therefore has no row in it: ``alone`` has one, and
    nobody who did anything. Raises :class:`UnknownMemberError` where it has none either."""
    return _member(seen, standing, alone, _row(alone.scene, user_id), None, ())


def silence(seen: Scene, day: Observations) -> Observations:
    """The members of another observation as if nobody had done anything in the window of ``seen``."""
    activity = {name: getattr(day.activity, name)[:0] for name in Activity.__slots__}
    responses = {name: getattr(day.responses, name)[:0] for name in Responses.__slots__}
    return replace(
        day,
        window=seen.window,
        coverage=seen.coverage,
        activity=replace(day.activity, **activity),
        responses=replace(day.responses, **responses),
        tone=Tone.none(len(day.roster)),
    )


def _row(seen: Scene, user_id: int) -> int:
    row = row_of(seen, user_id)
    if row is None:
        raise UnknownMemberError(user_id)
    return row


def _member(
    seen: Seen,
    standing: Standing,
    own: Standing,
    row: int,
    rank: int | None,
    closest: tuple[Closeness, ...],
) -> Member:
    """``own`` is the standing that has this row; the medians are those of ``standing``."""
    roster, judgement, order = own.scene.roster, own.judgement(row), ranked(standing)
    return Member(
        heading=head("member", seen),
        judgement=judgement,
        rank=rank,
        ranked=len(order),
        facets=tuple(_line(standing, order, judgement, facet) for facet in FACETS),
        closest=closest,
        ties=int(own.holding.ties[row]),
        kept_up=int(own.holding.kept_up[row]),
        only_tie_of=int(own.holding.only[row]),
        joined=_moment(int(roster.joined_ms[row])),
        first_wrote=_moment(int(roster.first_wrote_ms[row])),
    )


def _line(standing: Standing, order: Counts, judgement: Judgement, facet: str) -> FacetLine:
    of_all = np.asarray(getattr(standing.facets, facet), dtype=np.float64)[order]
    known = of_all[~np.isnan(of_all)]
    return FacetLine(facet, getattr(judgement.facets, facet), float(np.median(known)) if len(known) else None)


def _closest(seen: Seen, row: int) -> tuple[Closeness, ...]:
    partners = seen.exchanges.partners(np.array([row]), len(seen.roster))
    both = partners.given + partners.received
    order = np.lexsort((partners.other, -both))[:SHOWN_CLOSEST]
    return tuple(
        Closeness(
            user_id=int(seen.roster.user_id[partners.other[place]]),
            name=seen.roster.name[int(partners.other[place])],
            given=int(partners.given[place]),
            received=int(partners.received[place]),
        )
        for place in order[both[order] > 0].tolist()
    )


def _moment(milliseconds: int) -> datetime | None:
    return datetime.fromtimestamp(milliseconds / 1000, UTC) if milliseconds >= 0 else None
