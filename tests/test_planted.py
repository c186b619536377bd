"""The whole way, from an export to the evangelists report, on communities whose truth is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from benchmarks.planted import NOW, RING_LIMIT, SEEDS, TRICKSTERS, Told, precision, tell
from benchmarks.tricks import BUSY, FLOOD, with_circles, with_hour
from bot.scoring import Judgement, Role
from tests.spoken import english
from twin.community import plant
from twin.timeline import Habit, Timeline

FEW = range(2)
"""Seeds that are looked at closely; all are asked who their evangelists are in a test that takes longer."""
LOOKS_INFLATED: tuple[Habit, ...] = ("farmer", "flooder", "ring", "claque", "pair", "alt", "raider")


@dataclass(frozen=True)
class Judged:
    """A planted community and what Rapport says of it."""

    timeline: Timeline
    told: Told

    def habits(self, judgements: Sequence[Judgement]) -> list[Habit]:
        habit = {person.user_id: person.habit for person in self.timeline.people}
        return [habit[judgement.user_id] for judgement in judgements]


@pytest.fixture(scope="module", params=FEW, ids=lambda seed: f"seed{seed}")
def judged(request: pytest.FixtureRequest) -> Judged:
    timeline = plant(request.param, now=NOW)
    return Judged(timeline, tell(timeline))


def ids(judgements: Sequence[Judgement]) -> tuple[int, ...]:
    return tuple(judgement.user_id for judgement in judgements)


def test_the_first_evangelists_are_those_who_were_planted(judged: Judged) -> None:
    wanted = judged.timeline.who("evangelist")
    assert all(judgement.role is Role.EVANGELIST for judgement in judged.told.evangelists)
    for ranked in (judged.told.evangelists, judged.told.ranked):
        assert set(judged.habits(ranked[: len(wanted)])) == {"evangelist"}


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", [seed for seed in range(SEEDS) if seed not in FEW])
def test_so_are_they_in_every_other_community(seed: int) -> None:
    timeline = plant(seed, now=NOW)
    told, wanted = tell(timeline), timeline.who("evangelist")
    assert precision(ids(told.evangelists), wanted) == precision(ids(told.ranked), wanted) == 1.0


def test_counting_would_have_chosen_others(judged: Judged) -> None:
    wanted = judged.timeline.who("evangelist")
    assert precision(judged.told.by_messages, wanted) == 0.0
    assert precision(judged.told.by_responses, wanted) < 0.3


def test_whoever_fools_a_count_is_no_evangelist_and_no_contributor(judged: Judged) -> None:
    loud = judged.timeline.who(*TRICKSTERS)
    roles = {one.role for one in judged.told.ranked if one.user_id in loud}
    assert not {Role.EVANGELIST, Role.CONTRIBUTOR} & roles


def test_what_looks_inflated_is_told_with_its_reason_and_of_nobody_else(judged: Judged) -> None:
    marked = [one for one in judged.told.ranked if one.inflated]
    shown = judged.timeline.who(*LOOKS_INFLATED) & set(ids(judged.told.ranked))
    assert shown <= set(ids(marked)) <= judged.timeline.who(*TRICKSTERS)
    assert all(why.startswith("looks inflated, because") for one in marked for why in english(one.inflated))


def test_bots_and_webhooks_are_never_members(judged: Judged) -> None:
    assert not judged.timeline.who("bot", "webhook") & judged.told.roster


@pytest.mark.slow
def test_a_ring_of_five_gains_hardly_more_than_an_honest_pair() -> None:
    circles, ring, pair = with_circles(plant(1, now=NOW), 1)
    told = tell(circles)
    assert 0 < told.best_of(ring) <= RING_LIMIT * told.best_of(pair)
    marked = {one.user_id for one in told.ranked if one.inflated}
    assert set(ring) <= marked


@pytest.mark.slow
def test_ten_thousand_messages_in_an_hour_gain_no_more_than_a_busy_hour() -> None:
    timeline = plant(1, now=NOW)
    (talker, *_) = sorted(timeline.who("regular"))
    busy, flood = (tell(with_hour(timeline, talker, messages)) for messages in (BUSY, FLOOD))
    assert flood.score(talker) <= busy.score(talker)
