"""Who stays among the first whichever weight of the score changes, and that every rendering says the same of it."""

from __future__ import annotations

import csv
import io
from dataclasses import fields, replace

import numpy as np
import orjson
import pytest
from hypothesis import given, settings

from bot.render.document import as_json
from bot.render.message import as_container, texts_of
from bot.render.picture import as_spec
from bot.render.table import as_csv
from bot.render.text import as_text
from bot.reports import Evangelists
from bot.scoring import Standing, judge, stability
from bot.scoring.facets import FacetColumns
from bot.scoring.score import WEIGHT, combine
from bot.scoring.stability import changed_weights
from bot.words.language import ENGLISH
from storage.models import Observations
from tests.observed import judged, observe
from tests.scoring_guild import GuildOf
from tests.test_scoring_roles import communities


def standing_of(**values: list[float]) -> Standing:
    """Members, best first, with these facets; those that are not named are the same for all."""
    members = len(next(iter(values.values())))
    made = GuildOf(members)
    for member in range(members):
        made.wrote(member, 3)
    one = judge(made.observe())
    columns = {field.name: np.full(members, 0.5) for field in fields(FacetColumns)}
    facets = FacetColumns(**(columns | {name: np.array(column) for name, column in values.items()}))
    score = combine(facets)
    return replace(one, facets=facets, score=score, order=np.argsort(-score, kind="stable").astype(np.int32))


def test_each_weight_is_halved_and_raised_by_half_and_the_rest_keeps_its_proportions() -> None:
    found = list(changed_weights())
    assert [(facet, change) for facet, change, _ in found] == [
        (facet, change) for facet in WEIGHT for change in ("half as much", "half more")
    ]
    for facet, change, weights in found:
        assert sum(weights.values()) == pytest.approx(1.0)
        others = [name for name in WEIGHT if name != facet]
        scaled = [weights[name] / WEIGHT[name] for name in others]
        assert scaled == pytest.approx([scaled[0]] * len(scaled))
        times = weights[facet] / WEIGHT[facet] / scaled[0]
        assert times == pytest.approx(0.5 if change == "half as much" else 1.5)


def test_whoever_is_better_in_everything_is_firm_and_whoever_hangs_on_one_weight_is_not() -> None:
    standing = standing_of(reach=[0.9, 0.85, 0.5, 0.1], consistency=[0.9, 0.5, 0.7, 0.1])
    assert standing.order.tolist() == [0, 1, 2, 3]
    found = stability(standing, standing.order[:2])
    assert found.first == 2
    best, second = found.members
    assert best.is_firm
    assert (best.place, best.worst_place) == (1, 1)
    assert not second.is_firm
    assert (second.place, second.worst_place) == (2, 3)
    assert {(leaving.facet, leaving.change, leaving.place) for leaving in second.leaves} == {
        ("reach", "half as much", 3),
        ("consistency", "half more", 3),
    }
    assert all(member.is_firm for member in stability(standing, standing.order[:3]).members)


def test_those_far_below_need_not_be_looked_at() -> None:
    chance = np.random.default_rng(8)
    columns = {name: chance.random(800).round(3).tolist() for name in (*WEIGHT, "welcome", "recruiting")}
    standing = standing_of(**columns)
    for number in (1, 5, 60, 400):
        rows = standing.order[:number]
        found = stability(standing, rows)
        worst = np.zeros(number, dtype=np.int64)
        for _, _, weights in changed_weights():
            score = combine(standing.facets, weights)
            worst = np.maximum(worst, [1 + np.count_nonzero(score > score[row]) for row in rows])
        assert [member.worst_place for member in found.members] == np.maximum(worst, np.arange(number) + 1).tolist()


def test_nobody_asked_about_is_no_first() -> None:
    standing = standing_of(reach=[0.5])
    assert stability(standing, standing.order[:0]).members == ()
    assert stability(standing, standing.order).first == 1


@settings(max_examples=40)
@given(communities())
def test_of_everybody_all_are_firm(observations: Observations) -> None:
    standing = judge(observations)
    rows = standing.order[standing.score[standing.order] > 0]
    found = stability(standing, rows)
    assert found.first == len(rows)
    assert all(member.is_firm and member.worst_place >= member.place for member in found.members)


def shaky() -> Evangelists:
    """A report with somebody in it who is not firm."""
    report = next(
        found for limit in range(1, 12) if (found := judged(observe()).evangelists(limit)).firm < len(found.evangelists)
    )
    assert len(report.evangelists) - report.firm > 0
    return report


def test_every_rendering_marks_who_is_not_firm() -> None:
    report = shaky()
    document = orjson.loads(as_json(report, ENGLISH))
    rows = list(csv.DictReader(io.StringIO(as_csv(report, ENGLISH))))
    assert document["first"] == report.first
    assert document["firm"] == report.firm == sum(person["firm"] for person in document["evangelists"])
    assert [row["firm"] for row in rows] == ["yes" if person["firm"] else "no" for person in document["evangelists"]]
    assert [row["worst_place"] for row in rows] == [str(person["worst_place"]) for person in document["evangelists"]]
    loose = [person for person in document["evangelists"] if not person["firm"]]
    text = as_text(report)
    assert sum(line.endswith("~") for line in text.splitlines()) == len(loose) + 1
    said = f"among the first {report.first} of the ranking, whichever weight of the score is halved or raised by half"
    assert said in " ".join(text.split())
    for person in loose:
        lowest = max(person["leaves_with"], key=lambda leaving: leaving["place"])
        assert f"place {lowest['place']} where {lowest['facet']} weighs {lowest['weight']}" in " ".join(text.split())
    spoken = "\n".join(texts_of(as_container(report, ENGLISH)))
    assert spoken.replace("\\", "").count("~ not firm") == len(loose)
    assert str(as_spec(report, ENGLISH)).count(" ~'") == len(loose)
