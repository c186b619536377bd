"""Numbers lie: rings, second accounts, floods and raids are worth nothing, and honest cores are left alone."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.scoring import Role, judge
from bot.scoring.roles import CONTRIBUTOR_BAR, above
from tests.scoring_guild import GuildOf
from tests.spoken import english


def props(made: GuildOf, friends: Sequence[int]) -> None:
    """Whatever one of them says, another one replies to and likes, most days."""
    for ago in range(0, 80, 2):
        for place, friend in enumerate(friends):
            made.wrote(friend, ago, 3)
            fans = [fan for fan in friends if fan != friend]
            fan = fans[(ago // 2 + place) % len(fans)]
            made.replied(fan, friend, ago, 3)
            for other in fans:
                made.responded(other, friend, ago, reactions=2)
                made.did(other, ago, reactions=2)


def test_a_ring_of_five_gains_hardly_more_than_a_pair() -> None:
    made = GuildOf(60)
    made.chatter(range(40))
    ring, pair = range(40, 45), range(50, 52)
    props(made, ring)
    props(made, pair)
    standing = judge(made.observe())
    assert max(standing.score[list(ring)]) <= 1.1 * max(standing.score[list(pair)])
    assert max(standing.score[list(ring)]) < 0.8 * min(standing.score[:40])


def test_a_ring_is_named_as_what_can_be_seen() -> None:
    made = GuildOf(60)
    made.chatter(range(40))
    props(made, range(40, 45))
    standing = judge(made.observe())
    for row in range(40, 45):
        assert standing.judgement(row).inflated
        assert english(standing.judgement(row).inflated)[0].startswith("looks inflated, because")
    assert not any(standing.judgement(row).inflated for row in range(40))


def test_who_looks_inflated_is_neither_evangelist_nor_contributor() -> None:
    made = GuildOf(60)
    made.chatter(range(40))
    props(made, range(40, 45))
    for ago in range(0, 84, 4):
        for friend in range(40, 45):
            made.replied((ago + 7 * friend) % 40, friend, ago)
            made.replied(friend, (ago + 7 * friend) % 40, ago)
    standing = judge(made.observe())
    ring = [standing.judgement(row) for row in range(40, 45)]
    assert all(friend.inflated for friend in ring)
    assert above(CONTRIBUTOR_BAR, standing.score, standing.facets)[40:45].all()
    assert {friend.role for friend in ring} == {Role.REGULAR}


def test_friends_in_a_quiet_corner_are_one_voice_and_nothing_worse() -> None:
    made = GuildOf(60)
    made.chatter(range(40))
    for ago in range(0, 84, 4):
        for friend in range(50, 54):
            made.wrote(friend, ago, 9)
            made.replied(50 + (friend - 50 + 1 + ago // 4 % 3) % 4, friend, ago)
    standing = judge(made.observe())
    friends = [standing.judgement(row) for row in range(50, 54)]
    assert not any(friend.inflated for friend in friends)
    assert all(
        "100% of it comes from a circle of 4, which counts as one voice" in english(friend.reasons)
        for friend in friends
    )


def test_second_accounts_are_one_voice() -> None:
    made = GuildOf(60)
    made.chatter(range(40))
    for ago in range(0, 84, 2):
        made.wrote(50, ago, 2)
        made.wrote(55, ago, 2)
        for alt in (51, 52, 53):
            made.replied(alt, 50, ago, 2)
        made.replied(ago % 40, 55, ago)
    standing = judge(made.observe())
    assert standing.score[50] < 0.75 * standing.score[55]
    assert english(standing.judgement(50).inflated) == (
        "looks inflated, because most of the answers come from 3 members who answer hardly anybody else",
    )
    for alt in (51, 52, 53):
        assert english(standing.judgement(alt).inflated) == (
            "looks inflated, because nearly all of their answers go to one member, whom hardly anybody else answers",
        )
        assert standing.score[alt] < 0.5 * standing.score[50]
    assert not standing.judgement(55).inflated


def test_who_answers_one_popular_member_only_props_nobody_up() -> None:
    made = GuildOf(60)
    made.chatter(range(40))
    for ago in range(0, 84, 2):
        made.replied(50, 3, ago, 2)
    standing = judge(made.observe())
    assert not standing.judgement(50).inflated
    assert not standing.judgement(3).inflated


def test_a_pair_that_answers_more_than_it_writes_is_told() -> None:
    made = GuildOf(60)
    made.chatter(range(40))
    for ago in range(0, 84, 2):
        for one, other in ((50, 51), (51, 50)):
            made.replied(one, other, ago, 4)
            made.responded(one, other, ago, reactions=8)
        made.wrote(52, ago, 2)
        made.replied(53, 52, ago)
        made.wrote(53, ago, 1)
        made.replied(52, 53, ago)
    for ago in range(0, 84, 9):
        made.replied(ago % 40, 52, ago)
        made.replied(ago % 40, 53, ago)
    standing = judge(made.observe())
    for row in (50, 51):
        (why,) = english(standing.judgement(row).inflated)
        assert "they and 1 other member answer nearly everything of each other's" in why
        assert standing.score[row] < 0.8 * standing.score[52]
    assert not standing.judgement(52).inflated


def test_three_who_greeted_each_other_once_are_no_ring() -> None:
    made = GuildOf(60)
    made.chatter(range(40))
    for one in range(50, 53):
        made.wrote(one, 2)
        for other in range(50, 53):
            if one != other:
                made.replied(one, other, 2)
                made.responded(one, other, 2, reactions=3)
    assert not any(judge(made.observe()).judgement(row).inflated for row in range(50, 53))


def test_a_raid_scores_nothing_and_lends_nothing() -> None:
    made = GuildOf(60)
    made.chatter(range(40))
    for raider in range(45, 57):
        made.joined[raider] = 20 - raider / 100_000
        made.wrote(raider, 19, 4)
        for other in range(45, 57):
            if other != raider:
                made.responded(raider, other, 19, reactions=3)
    standing = judge(made.observe())
    assert not standing.score[45:57].any()
    assert all(standing.judgement(row).inflated for row in range(45, 57))


@pytest.mark.parametrize("size", [3, 6])
def test_a_small_guild_that_talks_among_itself_is_no_ring(size: int) -> None:
    made = GuildOf(size)
    props(made, range(size))
    standing = judge(made.observe())
    assert not any(standing.judgement(row).inflated for row in range(size))


def test_floods_that_nobody_answers_are_said() -> None:
    made = GuildOf(60)
    made.chatter(range(40))
    made.wrote(50, 4, 900)
    for ago in (8, 9, 20):
        made.wrote(51, ago, 80)
    standing = judge(made.observe())
    assert english(standing.judgement(50).inflated) == (
        "looks inflated, because of 900 messages on one day hardly any were answered",
    )
    assert english(standing.judgement(51).inflated) == (
        "looks inflated, because of 240 messages on 3 days hardly any were answered",
    )


def test_a_long_evening_with_others_is_no_flood_and_answers_on_other_days_excuse_none() -> None:
    made = GuildOf(60)
    made.chatter(range(40))
    for row in (50, 51):
        made.wrote(row, 4, 150)
        for place in range(40):
            made.responded(place, row, 4 if row == 50 else 10 + place, reactions=1, replies=1)
    standing = judge(made.observe())
    assert not standing.judgement(50).inflated
    assert standing.judgement(51).inflated


def test_who_writes_for_weeks_and_is_hardly_ever_answered_is_told() -> None:
    made = GuildOf(60)
    made.chatter(range(40))
    for ago in range(0, 80, 2):
        made.wrote(50, ago, 5)
        made.wrote(51, ago, 5)
    for place in range(10):
        made.replied(place, 51, 4 * place, 2)
    standing = judge(made.observe())
    assert english(standing.judgement(50).inflated) == (
        "looks inflated, because of 200 messages on 40 days hardly any were answered",
    )
    assert not standing.judgement(51).inflated
