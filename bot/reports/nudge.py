"""One thing worth doing now: the first of a few, in order of what is lost by waiting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.reports.arrivals import Waiting
from bot.reports.channels import ChannelRow
from bot.reports.fading import FadingMember
from bot.scoring import Judgement
from storage.models import Coverage

NudgeKind = Literal["answer_newcomer", "answer_questions", "reach_out", "open_channel", "thank", "wait"]
MANY_OPEN = 0.4
ENOUGH_QUESTIONS = 5
WELL_SEEN = 0.7


@dataclass(frozen=True, slots=True)
class Nudge:
    kind: NudgeKind
    sentence: str
    user_ids: tuple[int, ...] = ()
    """Whom it is about, where it is about somebody."""


def choose_nudge(
    *,
    waiting: Waiting,
    channels: tuple[ChannelRow, ...],
    fading: tuple[FadingMember, ...],
    evangelists: tuple[Judgement, ...],
    coverage: Coverage,
) -> Nudge:
    """What a moderator can do today that the figures speak for; newcomers first, since they wait the shortest."""
    if waiting.user_ids:
        return Nudge("answer_newcomer", _welcome(waiting), waiting.user_ids)
    if fading and fading[0].judgement.score > 0:
        dear = fading[0]
        return Nudge("reach_out", _reach_out(dear), (dear.judgement.user_id,))
    quiet = [place for place in channels if place.questions >= ENOUGH_QUESTIONS and place.open_share > MANY_OPEN]
    if quiet:
        worst = max(quiet, key=lambda place: place.open)
        return Nudge(
            "answer_questions",
            f"Look in on #{worst.name}: {worst.open} of {worst.questions} questions got no answer.",
        )
    missing = next((gap.channel for gap in coverage.gaps if gap.channel), None)
    if missing and coverage.share is not None and coverage.share < WELL_SEEN:
        return Nudge("open_channel", f"Only part of this place was seen; check #{missing}.")
    if evangelists:
        first = evangelists[0]
        why = f": {first.reasons[0]}" if first.reasons else ""
        return Nudge("thank", f"Thank {first.name}{why}.".replace("..", "."), (first.user_id,))
    return Nudge("wait", "Nothing presses. Say hello to whoever writes next.")


def _welcome(waiting: Waiting) -> str:
    first = waiting.newest
    others = len(waiting.user_ids) - 1
    if not others:
        return f"Say hello to {first}: they wrote for the first time lately, and nobody answered."
    return (
        f"Say hello to {first} and {others:,} other newcomer{'s' if others > 1 else ''}: "
        "they wrote for the first time lately, and nobody answered."
    )


def _reach_out(person: FadingMember) -> str:
    name = person.judgement.name
    friend = f" They talked most with {person.closest[0]}." if person.closest else ""
    wrote = f"{_a_week(person.usual)} messages a week before, {_a_week(person.lately)} lately"
    return f"Ask {name} how they are: {wrote}.{friend}"


def _a_week(messages: float) -> str:
    return f"{messages:.1f}".removesuffix(".0") if messages < 10 else f"{messages:,.0f}"
