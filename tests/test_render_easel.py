"""Pictures come from a process of their own, which may die, and which is given back when nobody draws."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable

import pytest

from bot.render.brush import paint
from bot.render.easel import Easel
from bot.render.memo import Memo, key_of
from bot.render.picture import as_spec
from bot.words.language import ENGLISH, words_for
from tests.observed import usual_reports

REPORTS = usual_reports()


@pytest.fixture
async def easel() -> AsyncIterator[Easel]:
    easel = Easel(idle_seconds=0.2)
    yield easel
    await easel.close()


async def test_the_pictures_are_those_of_the_renderer_and_the_loop_turns_meanwhile(easel: Easel) -> None:
    spec = as_spec(REPORTS["lurkers"], ENGLISH)
    await easel.draw(as_spec(REPORTS["fading"], ENGLISH))
    turns = 0

    async def turn() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0.005)
            turns += 1

    turning = asyncio.create_task(turn())
    pictures = await asyncio.gather(easel.draw(spec), easel.draw(as_spec(REPORTS["members"], ENGLISH)))
    turning.cancel()
    assert turns > 5, "drawing in this process would have held it"
    assert pictures[0] == paint(spec)
    assert pictures[1] != pictures[0]
    assert all(picture.startswith(b"\x89PNG") for picture in pictures)


async def test_a_process_that_died_is_replaced_and_an_idle_one_given_back(easel: Easel) -> None:
    await easel.draw(as_spec(REPORTS["fading"], ENGLISH))
    assert easel.process_id is not None
    os.kill(easel.process_id, signal.SIGKILL)
    spec = as_spec(REPORTS["lurkers"], ENGLISH)
    assert await easel.draw(spec) == paint(spec)
    given_back = [easel.process_id is None]
    for _ in range(250):
        await asyncio.sleep(0.02)
        given_back.append(easel.process_id is None)
        if given_back[-1]:
            break
    assert (given_back[0], given_back[-1]) == (False, True)


async def test_who_stops_waiting_leaves_no_picture_behind_for_the_next(easel: Easel) -> None:
    await easel.draw(as_spec(REPORTS["fading"], ENGLISH))
    leaving = asyncio.create_task(easel.draw(as_spec(REPORTS["overview"], ENGLISH)))
    await asyncio.sleep(0.01)
    leaving.cancel()
    spec = as_spec(REPORTS["lurkers"], ENGLISH)
    assert await easel.draw(spec) == paint(spec)


async def test_what_two_ask_for_is_drawn_once_and_a_theme_or_a_language_is_another_picture() -> None:
    easel = Easel()
    report = REPORTS["lurkers"]
    try:
        first, second = await asyncio.gather(*(easel.draw(as_spec(report, ENGLISH)) for _ in range(2)))
        later = await easel.draw(as_spec(report, ENGLISH))
        assert (first == second == later == paint(as_spec(report, ENGLISH)), easel.drawings) == (True, 1)
        dark = await easel.draw(as_spec(report, ENGLISH, "dark"))
        german = await easel.draw(as_spec(report, words_for("de")))
        assert len({first, dark, german}) == easel.drawings == 3
    finally:
        await easel.close()


async def test_a_picture_is_not_shown_again_after_a_while(easel: Easel) -> None:
    spec = as_spec(REPORTS["lurkers"], ENGLISH)
    await easel.draw(spec)
    await asyncio.sleep(0.25)
    await easel.draw(spec)
    assert easel.drawings == 2


def test_pictures_are_kept_up_to_a_bound_the_latest_asked_for_the_longest() -> None:
    memo = Memo(most_bytes=100)
    one, two, three, vast = (key_of(name) for name in (b"one", b"two", b"three", b"vast"))
    memo.keep(one, b"1" * 40)
    memo.keep(two, b"2" * 40)
    assert memo.find(one) == b"1" * 40
    memo.keep(three, b"3" * 40)
    assert (memo.find(one), memo.find(two), memo.find(three)) == (b"1" * 40, None, b"3" * 40)
    memo.keep(vast, b"4" * 101)
    assert (memo.find(vast), memo.size) == (None, 80)
    memo.keep(one, b"5" * 60)
    assert (memo.find(one), memo.size) == (b"5" * 60, 100)
    memo.drop(one)
    memo.drop(one)
    assert memo.size == 40


async def test_it_is_set_up_before_anybody_knows_what_to_draw_and_given_back_where_nothing_comes() -> None:
    easel = Easel(idle_seconds=1)
    easel.set_up()
    easel.set_up()
    assert await until(lambda: easel.process_id is not None)
    first = easel.process_id
    spec = as_spec(REPORTS["lurkers"], ENGLISH)
    assert await easel.draw(spec) == paint(spec)
    assert easel.process_id == first
    assert await until(lambda: easel.process_id is None)
    easel.set_up()  # while the last one is being put away
    assert await until(lambda: easel.process_id is not None)
    assert await until(lambda: easel.process_id is None)
    await easel.close()


async def test_what_is_just_being_set_up_is_put_away_at_the_end() -> None:
    for pauses in range(4):
        easel = Easel()
        easel.set_up()
        for _ in range(pauses):
            await asyncio.sleep(0)
        await easel.close()
        await asyncio.sleep(0.05)
        assert easel.process_id is None


async def until(holds: Callable[[], bool]) -> bool:
    for _ in range(250):
        if holds():
            return True
        await asyncio.sleep(0.02)
    return False
