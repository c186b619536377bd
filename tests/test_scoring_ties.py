"""Ties that are kept up, and who is somebody's only one."""

from __future__ import annotations

import csv
import io

import numpy as np
import orjson
import pytest
from hypothesis import given, settings

from bot.render.document import as_json
from bot.render.table import as_csv
from bot.render.text import as_text
from bot.scoring import Hero, judge, network
from bot.words.language import ENGLISH
from storage.models import Observations
from tests.observed import judged, observe
from tests.scoring_guild import GuildOf
from tests.spoken import english
from tests.test_scoring_roles import communities


def talk(made: GuildOf, one: int, other: int, *weeks: int, back: bool = True) -> None:
    """They answer each other, or only one the other, in these weeks before the last day."""
    for week in weeks:
        made.replied(one, other, 7 * week, 2)
        if back:
            made.replied(other, one, 7 * week + 1, 2)


def test_a_tie_is_kept_up_where_both_answer_in_several_weeks() -> None:
    made = GuildOf(6)
    talk(made, 0, 1, 0, 1, 2)
    talk(made, 0, 2, 0, 1)
    talk(made, 3, 4, 0, 2, 4, 6, 8)
    for ago in range(6):
        made.replied(0, 5, ago, 3)
        made.replied(5, 0, ago, 3)
    standing = judge(made.observe())
    weeks = {(a, b): n for a, b, n in zip(standing.ties.a, standing.ties.b, standing.ties.weeks, strict=True)}
    assert weeks == {(0, 1): 3, (0, 2): 2, (3, 4): 5, (0, 5): 1}
    assert standing.holding.ties.tolist() == [3, 1, 1, 1, 1, 1]
    assert standing.holding.kept_up.tolist() == [1, 1, 0, 1, 1, 0]


def test_answers_of_one_side_keep_nothing_up_and_a_crowded_day_is_one_week() -> None:
    made = GuildOf(3)
    talk(made, 0, 1, 0)
    talk(made, 0, 1, 1, 2, 3, 4, back=False)
    made.replied(2, 1, 3, 30_000)
    made.replied(1, 2, 2, 30_000)
    standing = judge(made.observe())
    assert standing.ties.weeks.tolist() == [1, 1]
    assert not standing.holding.kept_up.any()


@pytest.mark.parametrize(("days", "kept"), [(7, 1), (14, 0), (84, 0)])
def test_in_a_short_window_fewer_weeks_are_asked_for(days: int, kept: int) -> None:
    made = GuildOf(2, days=days)
    made.replied(0, 1, 2)
    made.replied(1, 0, 1)
    assert judge(made.observe()).holding.kept_up.tolist() == [kept, kept]


def test_a_hero_is_the_only_tie_of_others() -> None:
    made = GuildOf(9)
    for other in (1, 2, 3):
        talk(made, 0, other, 0, 1)
    talk(made, 3, 4, 0, 1)
    talk(made, 5, 6, 0, 1)
    talk(made, 7, 8, 0, 1)
    made.left = {8}
    observations = made.observe()
    standing = judge(observations)
    assert standing.holding.only.tolist() == [2, 0, 0, 1, 0, 1, 1, 0, 0]
    assert network(observations, standing).heroes[0] == Hero(1000, 2)
    assert "the only tie of 2 members" in english(standing.judgement(0).reasons)
    assert not any("only tie" in reason for reason in english(standing.judgement(1).reasons))


@settings(max_examples=60)
@given(communities())
def test_whoever_leaves_takes_as_many_last_ties_along_as_was_said(observations: Observations) -> None:
    standing = judge(observations)
    here = observations.roster.left_ms < 0
    ties = [(a, b) for a, b in zip(standing.ties.a, standing.ties.b, strict=True) if here[a] and here[b]]
    tied = {member for tie in ties for member in tie}
    for member in np.flatnonzero(here).tolist():
        left = {end for tie in ties if member not in tie for end in tie}
        assert standing.holding.only[member] == len(tied - left - {member})
    assert (standing.holding.kept_up <= standing.holding.ties).all()


def test_every_rendering_tells_of_heroes_and_of_ties_that_are_kept_up() -> None:
    all_of = judged(observe())
    report = all_of.network()
    document = orjson.loads(as_json(report, ENGLISH))
    rows = list(csv.DictReader(io.StringIO(as_csv(report, ENGLISH))))
    assert sum(tie["weeks"] >= document["kept_up"]["weeks"] for tie in document["ties"]) == document["kept_up"]["ties"]
    assert [row["weeks"] for row in rows] == [str(tie["weeks"]) for tie in document["ties"]]
    only = {hero["user_id"]: hero["only_tie_of"] for hero in document["heroes"]}
    assert only
    assert {int(row["a_only_tie_of"]) for row in rows if row["a"] in only} == {
        only[row["a"]] for row in rows if row["a"] in only
    }
    text = " ".join(as_text(report).split())
    assert f"{document['kept_up']['ties']} of {document['total_ties']} ties are kept up" in text
    first = document["heroes"][0]
    assert f"{document['names'][first['user_id']]} {first['only_tie_of']}" in text
    member = all_of.member(int(first["user_id"]))
    told = orjson.loads(as_json(member, ENGLISH))["member"]
    assert told["only_tie_of"] == first["only_tie_of"]
    assert f"{told['ties']} ties, {told['kept_up']} of them kept up" in as_text(member)
    assert {row["figure"]: row["now"] for row in csv.DictReader(io.StringIO(as_csv(member, ENGLISH)))}[
        "kept_up"
    ] == str(told["kept_up"])
