"""One thing worth doing now: the first of a few, in order of what is lost by waiting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.reports.arrivals import Waiting
from bot.reports.channels import ChannelRow
from bot.reports.fading import FadingMember
from bot.scoring import Judgement
from bot.words.text import Text, counted, text
from storage.models import Coverage

NudgeKind = Literal["answer_newcomer", "answer_questions", "reach_out", "open_channel", "thank", "wait"]
MANY_OPEN = 0.4
ENOUGH_QUESTIONS = 5
WELL_SEEN = 0.7


@dataclass(frozen=True, slots=True)
class Nudge:
    kind: NudgeKind
    sentence: Text
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
            counted(
                "Look in on #{channel}: {open} of {n} question got no answer.",
                "Look in on #{channel}: {open} of {n} questions got no answer.",
                worst.questions,
                channel=worst.name,
                open=worst.open,
            ),
        )
    missing = next((gap.channel for gap in coverage.gaps if gap.channel), None)
    if missing and coverage.share is not None and coverage.share < WELL_SEEN:
        return Nudge("open_channel", text("Only part of this place was seen; check #{channel}.", channel=missing))
    if evangelists:
        first = evangelists[0]
        if not first.reasons:
            return Nudge("thank", text("Thank {name}.", name=first.name), (first.user_id,))
        thanks = text("Thank {name}: {reason}.", name=first.name, reason=first.reasons[0])
        return Nudge("thank", thanks, (first.user_id,))
    return Nudge("wait", text("Nothing presses. Say hello to whoever writes next."))


def _welcome(waiting: Waiting) -> Text:
    first = waiting.newest
    others = len(waiting.user_ids) - 1
    if not others:
        return text("Say hello to {name}: they wrote for the first time lately, and nobody answered.", name=first)
    return counted(
        "Say hello to {name} and {n} other newcomer: they wrote for the first time lately, and nobody answered.",
        "Say hello to {name} and {n} other newcomers: they wrote for the first time lately, and nobody answered.",
        others,
        name=first,
    )


def _reach_out(person: FadingMember) -> Text:
    usual, lately = round(person.usual, 1), round(person.lately, 1)
    ask = counted(
        "Ask {name} how they are: {n} message a week before, {lately} lately.",
        "Ask {name} how they are: {n} messages a week before, {lately} lately.",
        usual,
        name=person.judgement.name,
        lately=lately,
    )
    if not person.closest:
        return ask
    return text("{ask} They talked most with {friend}.", ask=ask, friend=person.closest[0])
