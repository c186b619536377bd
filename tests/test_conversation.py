"""Whom messages answer where nobody says so: small conversations, and what the inference must never depend on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.conversation.belief import NOBODY, Belief, Talks
from storage.conversation.inference import Answers, infer, threshold
from storage.conversation.turns import REACH, Course, Turns

ANN, BEN, CAT, DAN = 11, 12, 13, 14


class Said(NamedTuple):
    minute: int
    author: int
    names: tuple[int, ...] = ()
    question: bool = False
    room: int = 1
    length: int = 40
    thanks: bool = False


def turns_of(said: Sequence[Said]) -> Turns:
    """In the order of rooms and minutes."""
    said = sorted(said, key=lambda one: (one.room, one.minute))
    names = [(row, name) for row, one in enumerate(said) for name in one.names if name != one.author]
    naming, named = np.array(names, dtype=np.int64).reshape(-1, 2).T
    return Turns(
        room=column([one.room for one in said]),
        author=column([one.author for one in said]),
        minute=column([one.minute for one in said]),
        length=column([one.length for one in said]),
        question=column([one.question for one in said]).astype(np.bool_),
        thanks=column([one.thanks for one in said]).astype(np.bool_),
        addressed=column([bool(one.names) for one in said]).astype(np.bool_),
        naming=naming,
        named=named,
    )


def column(values: Sequence[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array(values, dtype=np.int64)


def told(said: Sequence[Said]) -> dict[int, tuple[int, float]]:
    """By the row of a message whom it most likely answers, and how likely."""
    turns = turns_of(said)
    found = infer(turns).likeliest()
    rows = zip(found.message.tolist(), turns.author[found.spoke].tolist(), found.chance.tolist(), strict=True)
    return {message: (person, chance) for message, person, chance in rows}


def test_two_alone_answer_each_other() -> None:
    found = told([Said(minute, (ANN, BEN)[minute % 2], question=minute == 0) for minute in range(12)])
    assert 0 not in found
    for row in range(1, 12):
        person, chance = found[row]
        assert person == (ANN, BEN)[(row + 1) % 2]
        assert chance > threshold()


def test_who_spoke_to_each_other_goes_on_doing_so_between_others() -> None:
    said = [
        Said(0, ANN, question=True),
        Said(1, BEN, names=(ANN,)),
        Said(2, CAT, question=True),
        Said(3, DAN, names=(CAT,)),
        Said(4, ANN),
        Said(4, CAT),
        Said(5, BEN, names=(ANN,)),
        Said(5, DAN, names=(CAT,)),
        Said(6, ANN),
        Said(6, CAT),
    ]
    found = told(said)
    for row, person in ((4, BEN), (5, DAN), (8, BEN), (9, DAN)):
        assert found[row][0] == person
        assert found[row][1] > threshold()


def test_a_question_by_somebody_new_answers_nobody_and_the_next_speaker_answers_it() -> None:
    chat = [Said(minute, (ANN, BEN)[minute % 2]) for minute in range(6)]
    asked = [*chat, Said(30, CAT, question=True, length=120), Said(32, DAN)]
    found = told(asked)
    assert found[6][1] < 0.3
    assert found[7][0] == CAT
    assert found[7][1] > found[6][1]


def test_nothing_is_inferred_across_rooms_or_an_hour_or_where_it_is_said() -> None:
    said = [
        Said(0, ANN),
        Said(REACH, BEN),
        Said(0, CAT, room=2),
        Said(1, DAN, room=3),
        Said(5, ANN, names=(DAN,), room=3),
        Said(6, ANN, room=2),
    ]
    assert {row: person for row, (person, _) in told(said).items()} == {3: CAT}


MESSAGES = st.lists(
    st.builds(
        Said,
        minute=st.integers(0, 300),
        author=st.sampled_from([ANN, BEN, CAT, DAN]),
        names=st.sampled_from([(), (), (), (ANN,), (BEN, CAT), (99,)]),
        question=st.booleans(),
        room=st.integers(1, 2),
        length=st.integers(0, 300),
        thanks=st.booleans(),
    ),
    max_size=40,
)


def assert_same(found: Answers, other: Answers) -> None:
    assert found.message.tolist() == other.message.tolist()
    assert found.spoke.tolist() == other.spoke.tolist()
    assert found.chance == pytest.approx(other.chance, abs=1e-5)


@settings(deadline=None)
@given(MESSAGES)
def test_an_answer_goes_to_somebody_else_who_spoke_within_the_hour(said: list[Said]) -> None:
    turns = turns_of(said)
    found = infer(turns)
    assert (np.diff(found.message) >= 0).all()
    assert (found.spoke < found.message).all()
    assert (turns.author[found.spoke] != turns.author[found.message]).all()
    assert (turns.room[found.spoke] == turns.room[found.message]).all()
    assert (turns.minute[found.message] - turns.minute[found.spoke] < REACH).all()
    assert not turns.addressed[found.message].any()
    assert ((found.chance >= 0) & (found.chance <= 1)).all()


@settings(deadline=None)
@given(MESSAGES)
def test_when_two_last_talked_is_found_as_by_going_through_all_that_was_said(said: list[Said]) -> None:
    turns = turns_of(said)
    own = Belief.of_names(turns).one
    pairs = [
        (late, other)
        for late in range(len(turns))
        for other in range(len(turns))
        if turns.room[late] == turns.room[other]
    ]
    late, other = np.array(pairs, dtype=np.int64).reshape(-1, 2).T

    def since(message: int, target: int) -> int:
        said_to = (row for row in range(message) if turns.author[row] == turns.author[message] and own[row] != NOBODY)
        here = (row for row in said_to if own[row] == turns.author[target] and turns.room[row] == turns.room[message])
        return min(REACH, *(int(turns.minute[message] - turns.minute[row]) for row in here), REACH)

    found = Talks.of(turns, Course.of(turns), own).minutes(late, late, other)
    assert found.tolist() == [since(*pair) for pair in pairs]


@settings(deadline=None)
@given(MESSAGES, st.permutations([ANN, BEN, CAT, DAN, 99]))
def test_who_people_are_changes_nothing(said: list[Said], other: list[int]) -> None:
    name = dict(zip([ANN, BEN, CAT, DAN, 99], other, strict=True))
    renamed = [one._replace(author=name[one.author], names=tuple(name[who] for who in one.names)) for one in said]
    assert_same(infer(turns_of(said)), infer(turns_of(renamed)))


@settings(deadline=None)
@given(MESSAGES, MESSAGES)
def test_four_hours_before_are_all_that_a_message_depends_on(early: list[Said], late: list[Said]) -> None:
    """What the store reads before a day, and which days it holds for stale, rest on this."""
    begin = 300 + 4 * REACH
    everything = [*early, *(one._replace(minute=one.minute + begin) for one in late)]
    whole, cut = turns_of(everything), turns_of([one for one in everything if one.minute >= begin - 4 * REACH])
    row_of = np.flatnonzero(whole.minute >= begin - 4 * REACH)
    found, again = infer(whole), infer(cut)
    mine, same = whole.minute[found.message] >= begin, cut.minute[again.message] >= begin
    assert_same(
        Answers(found.message[mine], found.spoke[mine], found.chance[mine]),
        Answers(row_of[again.message[same]], row_of[again.spoke[same]], again.chance[same]),
    )
