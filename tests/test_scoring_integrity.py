"""Numbers lie: rings, second accounts, floods and raids are worth nothing, and honest cores are left alone."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.scoring import Role, judge
from bot.scoring.roles import CONTRIBUTOR_BAR, above
from tests.scoring_guild import GuildOf


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
        assert standing.judgement(row).inflated[0].startswith("looks inflated, because")
    assert not any(standing.judgement(row).inflated for row in range(40))


def test_who_looks_inflated_is_neither_evangelist_nor_contributor() -> None:
    made = GuildOf(60)
    made.chatter(range(40))
    props(made, range(40, 45))
    for ago in range(0, 84, 8):
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
    assert all("100% of it comes from a circle of 4, which counts as one voice" in friend.reasons for friend in friends)


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
    assert "answers hardly anybody else" in standing.judgement(50).inflated[0] or standing.judgement(50).inflated
    assert not standing.judgement(55).inflated


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


def test_a_flood_that_nobody_answers_is_said() -> None:
    made = GuildOf(60)
    made.chatter(range(40))
    made.wrote(50, 4, 900)
    said = judge(made.observe()).judgement(50)
    assert said.inflated == ("looks inflated, because of 900 messages on one day hardly any were answered",)
