"""What the score rewards and what it does not: distinct people and steadiness, not volume."""

from __future__ import annotations

import numpy as np
import pytest

from bot.scoring import Role, judge
from bot.scoring.evidence import INFERRED, inferred_probability
from storage.models import INFERRED_PARTS
from tests.scoring_guild import GuildOf
from tests.spoken import english


def guild(members: int = 40) -> GuildOf:
    made = GuildOf(members)
    made.chatter(range(30))
    return made


def test_one_outlier_moves_nobody_elses_score() -> None:
    plain, loud = guild(), guild()
    for ago in range(80):
        loud.wrote(39, ago, 5_000)
        for other in range(30, 38):
            loud.responded(other, 39, ago, reactions=500)
    before, after = judge(plain.observe()), judge(loud.observe())
    assert np.abs(before.score[:30] - after.score[:30]).max() < 2.0
    assert after.score[39] > before.score[39]


def test_more_different_people_is_more() -> None:
    scores = []
    for people in range(9):
        made = guild()
        for ago in range(0, 84, 2):
            made.wrote(39, ago)
        for other in range(people):
            made.replied(other, 39, 6)
        scores.append(float(judge(made.observe()).score[39]))
    assert scores == sorted(scores)
    assert np.diff(scores).min() > 0.2


def test_many_people_beat_one_who_answers_as_often() -> None:
    one, many = guild(), guild()
    for made in (one, many):
        for ago in range(0, 84, 2):
            made.wrote(39, ago)
    for place, ago in enumerate(range(0, 84, 2)):
        one.replied(3, 39, ago)
        many.replied(place % 20, 39, ago)
    assert judge(many.observe()).score[39] > judge(one.observe()).score[39] + 5


def test_weeks_of_presence_beat_one_loud_day() -> None:
    made = guild()
    for place in range(12):
        made.wrote(38, place * 7 + 1, 2)
        made.replied(place, 38, place * 7 + 1)
        made.wrote(39, 1, 2)
        made.replied(place, 39, 1)
    standing = judge(made.observe())
    assert standing.score[38] > standing.score[39]


def test_ten_thousand_messages_in_an_hour_gain_no_more_than_a_busy_hour() -> None:
    scores = []
    for messages in (40, 10_000):
        made = guild()
        made.wrote(39, 3, messages)
        for other in range(6):
            made.responded(other, 39, 3, inferred=INFERRED_PARTS * messages // 40)
        scores.append(float(judge(made.observe()).score[39]))
    assert scores[1] <= scores[0] * 1.02


def test_a_soapbox_stays_below_those_who_talk_with_others() -> None:
    made = guild()
    for ago in range(84):
        made.wrote(39, ago, 15)
    standing = judge(made.observe())
    crowd = [float(score) for score in standing.score[:30]]
    assert standing.score[39] < 0.6 * min(crowd)
    said = standing.judgement(39)
    assert said.role is Role.REGULAR
    assert any("nobody was seen answering" in reason for reason in english(said.reasons))
    assert english(said.reasons)[-1] == "more answers to others would show here"


def test_what_is_inferred_proves_little_where_everybody_uses_reply() -> None:
    silent, replying = GuildOf(4), GuildOf(4)
    for ago in range(80):
        silent.wrote(0, ago, 5)
        replying.replied(0, 1, ago, 5)
    assert inferred_probability(silent.observe().activity) == pytest.approx(INFERRED)
    assert inferred_probability(replying.observe().activity) == pytest.approx(0.0)


def test_staff_are_left_out_of_the_order_but_their_answers_count() -> None:
    observations = guild().observe()
    everybody, without = judge(observations), judge(observations, excluded=frozenset({1003}))
    assert 3 in everybody.order
    assert 3 not in without.order
    assert np.array_equal(everybody.score, without.score)


@pytest.mark.parametrize("members", [0, 1, 2])
def test_hardly_anybody_there(members: int) -> None:
    standing = judge(GuildOf(members).observe())
    assert standing.best(0) == [] or standing.best(0)[0].score == 0.0
    assert standing.counts()[Role.UNSEEN] == members


def test_nobody_answers_anybody() -> None:
    made = GuildOf(5)
    for member in range(5):
        made.wrote(member, member)
    standing = judge(made.observe())
    assert not standing.responders.any()
    assert (standing.score < 15).all()
    assert standing.counts()[Role.EVANGELIST] == 0


def test_a_judgement_says_what_it_rests_on() -> None:
    standing = judge(guild().observe())
    best = standing.best(1)[0]
    assert best.messages == sum(best.weekly)
    assert len(best.weekly) == 12
    assert best.responders == standing.responders[best.user_id - 1000]
    assert any(reason.startswith(f"answered by {best.responders} different people") for reason in english(best.reasons))
    assert f"present in {best.active_weeks} of 12 weeks" in english(best.reasons)
    assert standing.of(best.user_id) == best
    assert standing.of(7) is None


def test_a_judgement_keeps_the_order_that_its_score_stands_for() -> None:
    standing = judge(guild().observe())
    told = [standing.judgement(int(row)).score for row in standing.order]
    real = standing.score[standing.order]
    assert told == sorted(told, reverse=True)
    assert np.abs(np.array(told) - real).max() < 0.001


def test_recruiting_is_unknown_where_no_invite_is() -> None:
    made = guild()
    made.inviter = {5: 2, 6: 2}
    standing = judge(made.observe())
    assert standing.judgement(2).facets.recruiting is not None
    assert standing.judgement(3).facets.recruiting is None


def warmth_of(**tone: int) -> float:
    """Of a member who wrote, was answered and reacted as everybody did, and of whose tone this is known."""
    made = guild()
    for ago in (3, 4):
        made.did(39, ago, messages=5, reactions=6)
    seen = made.observe()
    for name, amount in tone.items():
        getattr(seen.tone, name)[39] = amount
    return float(judge(seen).facets.warmth[39])


def test_a_fire_warms_and_a_clown_chills() -> None:
    eyes = warmth_of(reaction_count=9)
    fires, thumbs, clowns = (warmth_of(reaction_count=9, reaction_total=9 * says) for says in (65, 45, -60))
    assert fires > thumbs > eyes > clowns
    assert warmth_of() == eyes


def test_a_reaction_says_less_than_a_reply_that_sounds_the_same() -> None:
    nothing, reaction = warmth_of(), warmth_of(reaction_count=9, reaction_total=9 * 65)
    reply = warmth_of(count=9, total=9 * 65)
    assert nothing < reaction < (nothing + reply) / 2 + 0.05
    assert reply > reaction + 0.03


def test_whoever_gives_clowns_is_not_warm_for_it() -> None:
    fires, unknown, clowns = (warmth_of(given_total=12 * says) for says in (65, 0, -60))
    assert fires == unknown > clowns > 0.5
    assert warmth_of(given_total=12 * -100) == pytest.approx(0.5)
