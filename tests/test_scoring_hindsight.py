"""The figures of a look back, against their definitions and against the evaluator beside the checkout."""

from __future__ import annotations

import importlib.util
from dataclasses import astuple
from itertools import combinations
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.scoring.baselines import answering, answers_in, baselines, pagerank
from bot.scoring.hindsight import FIGURES, Foresight, foresight, mean_of
from storage.models import Floats
from tests.scoring_guild import GuildOf

WHOLE = st.integers(0, 6)


def column(values: list[int]) -> Floats:
    return np.array(values, dtype=np.float64)


def rows(chance: np.random.Generator, number: int) -> tuple[Floats, Floats, Floats]:
    """A score, what came and how much was written, with many equals."""
    came = chance.poisson(chance.gamma(0.6, 3.0, number)).astype(np.float64)
    return np.round(came + chance.normal(0, 2, number), 1), came, np.ceil(chance.gamma(0.7, 30.0, number))


@pytest.fixture(scope="module")
def evaluator(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("evaluator", shared / "evaluate" / "foresight.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@given(st.lists(st.tuples(WHOLE, WHOLE), max_size=30))
def test_a_pair_that_wrote_as_much_counts_once(people: list[tuple[int, int]]) -> None:
    score, came = column([said for said, _ in people]), column([got for _, got in people])
    found = foresight(score, came, np.full(len(people), 7.0)).matched
    told = [(one, other) for one, other in combinations(people, 2) if one[1] != other[1]]
    won = sum(0.5 if one[0] == other[0] else (one[0] > other[0]) == (one[1] > other[1]) for one, other in told)
    assert found == (pytest.approx(won / len(told)) if told else None)


@given(st.lists(st.tuples(WHOLE, WHOLE), min_size=1, max_size=30))
def test_the_area_is_how_often_one_of_the_top_stands_above_another(people: list[tuple[int, int]]) -> None:
    score, came = column([said for said, _ in people]), column([got for _, got in people])
    bar = max(1.0, sorted(came, reverse=True)[max(1, len(came) // 10) - 1])
    top, rest = score[came >= bar], score[came < bar]
    found = foresight(score, came, came).auc10
    if len(top) and len(rest):
        assert found == pytest.approx(np.mean([(a > b) + 0.5 * (a == b) for a in top for b in rest]))
    else:
        assert found is None


def test_whoever_foresees_all_is_perfect_and_whoever_says_nothing_is_at_chance() -> None:
    came = np.arange(200.0)
    volume = np.full(200, 10.0)
    assert astuple(foresight(came, came, volume)) == pytest.approx((1.0, 1.0, 1.0, 1.0))
    assert astuple(foresight(-came, came, volume)) == pytest.approx((0.0, -1.0, 0.05, 0.0), abs=0.05)
    silent = foresight(np.zeros(200), came, volume)
    assert (silent.auc10, silent.rho, silent.matched) == (0.5, None, 0.5)
    assert foresight(np.zeros(0), np.zeros(0), np.zeros(0)) == Foresight(None, None, None, None)


def test_counting_messages_is_at_chance_among_those_who_wrote_as_much() -> None:
    _, came, volume = rows(np.random.default_rng(5), 3000)
    matched = foresight(volume, came, volume).matched
    assert matched == pytest.approx(0.5, abs=0.03)


@pytest.mark.shared
@pytest.mark.parametrize("number", [45, 300])
def test_the_figures_are_those_of_the_evaluator(evaluator: ModuleType, number: int) -> None:
    score, came, volume = rows(np.random.default_rng(number), number)
    found = foresight(score, came, volume)
    top = came >= max(1, np.sort(came)[-max(1, len(came) // 10)])
    assert found.auc10 == pytest.approx(evaluator.auc(top, score))
    assert found.rho == pytest.approx(evaluator.rho(score, came))
    assert found.ndcg20 == pytest.approx(evaluator.ndcg(came, score))
    # The evaluator draws some of those who wrote as much; where all are taken both are the same.
    assert found.matched == pytest.approx(evaluator.matched(came, score, volume), abs=1e-9 if number < 100 else 0.02)


@pytest.mark.shared
def test_pagerank_is_that_of_the_evaluator(evaluator: ModuleType) -> None:
    chance = np.random.default_rng(3)
    edges = [(0.0, int(a), int(b)) for a, b in chance.integers(0, 60, (400, 2)) if a != b]
    users = list(range(50))
    pairs = sorted({(a, b) for _, a, b in edges})
    number = column([sum((a, b) == pair for _, a, b in edges) for pair in pairs])
    source, target = (np.array(side) for side in zip(*pairs, strict=True))
    found = pagerank(source, target, number, np.arange(60) < 50)
    assert found[:50] == pytest.approx(evaluator.pagerank(edges, users))
    assert not found[50:].any()


def test_the_mean_leaves_out_what_cannot_be_told() -> None:
    mean = mean_of([Foresight(0.5, None, 0.2, None), Foresight(0.7, 0.4, None, None)])
    assert [getattr(mean, name) for name in FIGURES] == [pytest.approx(0.6), 0.4, 0.2, None]


@pytest.mark.parametrize(("messages", "replies", "said"), [(100, 5, "replies"), (100, 4, "likely answers")])
def test_likely_answers_count_where_hardly_anybody_presses_reply(messages: int, replies: int, said: str) -> None:
    assert answers_in(messages, replies) == said


def test_simpler_methods_count_what_they_say() -> None:
    made = GuildOf(6)
    for ago in (1, 2, 50):
        made.wrote(0, ago, 3)
        made.replied(1, 0, ago)
    made.replied(2, 0, 2, 4)
    made.responded(3, 0, 2, reactions=2)
    made.responded(4, 0, 2, inferred=80)
    made.did(0, 2, unnamed=7)
    seen = made.observe()
    found = baselines(seen, "replies")
    assert {name: float(values[0]) for name, values in found.items() if name != "pagerank"} == {
        "messages": 9,
        "recent_messages": 6,
        "active_days": 3,
        "reactions": 9,
        "responders": 2,
    }
    assert baselines(seen, "likely answers")["responders"][0] == 3
    source, target, number = answering(seen, "replies")
    assert list(zip(source, target, number, strict=True)) == [(1, 0, 3), (2, 0, 4)]
    assert found["pagerank"].sum() == pytest.approx(1.0)
    assert found["pagerank"][0] > found["pagerank"][1] == found["pagerank"][2] > found["pagerank"][5] == 0
