"""Roles are exclusive and complete, and lurkers are a range."""

from __future__ import annotations

import warnings
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.scoring import Role, judge, lurkers, network
from storage.models import Coverage, Observations
from tests.scoring_guild import AS_OF, GuildOf
from tests.spoken import english

COUNT = st.sampled_from([0, 0, 1, 2, 7, 300, 100_000])


@st.composite
def communities(draw: st.DrawFn) -> Observations:
    members = draw(st.integers(0, 14))
    made = GuildOf(members, days=draw(st.sampled_from([1, 6, 30, 84])))
    if members:
        row, ago = st.integers(0, members - 1), st.integers(0, made.days - 1)
        counts = st.fixed_dictionaries(
            dict.fromkeys(("messages", "replies", "reactions", "unnamed", "voice_seconds"), COUNT)
        )
        for member, day, found in draw(st.lists(st.tuples(row, ago, counts), max_size=30)):
            made.did(member, day, **found)
        signs = st.fixed_dictionaries(dict.fromkeys(("replies", "mentions", "reactions", "inferred"), COUNT))
        for source, target, day, found in draw(st.lists(st.tuples(row, row, ago, signs), max_size=60)):
            if source != target:
                made.responded(source, target, day, **found)
        made.joined = draw(st.dictionaries(row, st.floats(0, 300), max_size=14))
        made.left = draw(st.sets(row, max_size=5))
        made.wrote_before = draw(st.sets(row, max_size=5))
        made.inviter = draw(st.dictionaries(row, row, max_size=5))
    return made.observe()


@settings(max_examples=120, deadline=None)
@given(communities())
def test_any_community_is_judged_within_bounds(observations: Observations) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        standing = judge(observations)
        counted = lurkers(observations, standing)
        tied = network(observations, standing)
        said = [standing.judgement(row) for row in range(len(observations.roster))]
    assert np.isfinite(standing.score).all()
    assert ((standing.score >= 0) & (standing.score <= 100)).all()
    for facets in (judgement.facets for judgement in said):
        values = [getattr(facets, name) for name in facets.__slots__]
        assert all(value is None or 0.0 <= value <= 1.0 for value in values)
    here = observations.roster.left_ms < 0
    assert sum(standing.counts().values()) == counted.humans == here.sum()
    wrote = standing.messages > 0
    silent = {Role.REACTOR, Role.LAPSED, Role.UNSEEN}
    assert all((judgement.role in silent) != bool(wrote[row]) for row, judgement in enumerate(said))
    assert 0.0 <= counted.ratio_low <= counted.ratio_high <= 1.0
    assert sorted(standing.order) == list(np.flatnonzero(here))
    assert all(0.0 < tie.weight <= 1.0 and tie.a < tie.b for tie in tied.ties)
    members = [member for group in tied.groups for member in group.members]
    assert len(members) == len(set(members))


def test_everybody_has_the_role_of_what_they_did() -> None:
    made = GuildOf(50)
    made.chatter(range(30))
    for ago in range(30, 84):
        made.replied(30, ago % 30, ago)
    made.did(31, 5, reactions=3)
    made.did(32, 5, voice_seconds=3600)
    made.wrote_before = {33}
    made.joined[35] = 9
    made.wrote(35, 4)
    standing = judge(made.observe())
    roles = [standing.judgement(row).role for row in range(30, 36)]
    assert roles == [Role.FADING, Role.REACTOR, Role.REACTOR, Role.LAPSED, Role.UNSEEN, Role.NEWCOMER]
    assert "wrote nothing in the last 4 weeks" in english(standing.judgement(30).reasons)
    assert "came 9 days ago" in english(standing.judgement(35).reasons)
    assert english(standing.judgement(31).reasons) == ("gave 3 reactions", "wrote nothing in the last 84 days")


def test_the_beginning_of_an_archive_is_nobodys_arrival() -> None:
    made = GuildOf(4)
    made.wrote(0, 2)
    observations = made.observe()
    observations.roster.joined_ms[:] = -1
    observations.roster.first_seen_ms[:] = round((AS_OF.timestamp() - 20 * 86_400) * 1000)
    assert judge(observations).judgement(0).role is Role.NEWCOMER
    began = Coverage(1.0, AS_OF.replace(month=4, day=20))
    archive = replace(observations, coverage=began)
    assert judge(archive).judgement(0).role is Role.REGULAR


def test_an_evangelist_needs_many_people_and_many_weeks() -> None:
    made = GuildOf(60)
    made.chatter(range(40))
    for ago in range(0, 84, 2):
        for offset in range(3):
            made.replied((ago + 7 * offset) % 40, 50, ago)
            made.replied(50, (ago + 11 * offset) % 40, ago)
    standing = judge(made.observe())
    best = standing.best(1)[0]
    assert (best.user_id, best.role) == (1050, Role.EVANGELIST)
    assert standing.with_role(Role.EVANGELIST, 1) == [best]


def test_lurkers_are_a_range() -> None:
    made = GuildOf(20)
    made.chatter(range(8))
    made.did(8, 3, reactions=1)
    made.joined[9] = 5
    made.left = {19}
    observations = made.observe()
    counted = lurkers(observations, judge(observations))
    assert (counted.humans, counted.active) == (19, 8)
    assert counted.ratio_high == pytest.approx(11 / 19)
    assert counted.ratio_low == pytest.approx(9 / 19)
    assert counted.kinds[Role.UNSEEN] == 10


def test_groups_are_those_who_are_tied_and_bridges_span_them() -> None:
    made = GuildOf(13)
    for ago in range(0, 80, 2):
        for crowd in (range(6), range(6, 12)):
            for place, member in enumerate(crowd):
                made.replied(member, crowd[(place + 1 + ago // 2 % 5) % 6], ago)
        for other in (0, 1, 6, 7):
            made.replied(12, other, ago)
            made.replied(other, 12, ago)
    observations = made.observe()
    standing = judge(observations)
    found = network(observations, standing)
    assert len(found.groups) == 2
    assert {frozenset(range(1000, 1006)), frozenset(range(1006, 1012))} == {
        frozenset(group.members) - {1012} for group in found.groups
    }
    assert found.bridges[0] == 1012
    again = network(observations, standing)
    assert again.ties[:] == found.ties[:]
    assert (again.groups, again.bridges, again.heroes) == (found.groups, found.bridges, found.heroes)
