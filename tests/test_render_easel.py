"""Pictures come from a process of their own, which may die, and which is given back when nobody draws."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator

import pytest

from bot.render.brush import paint
from bot.render.easel import Easel
from bot.render.picture import as_spec
from bot.words.language import ENGLISH
from tests.observed import every_report, observe

REPORTS = every_report(observe())


@pytest.fixture
async def easel() -> AsyncIterator[Easel]:
    easel = Easel(idle_seconds=0.2)
    yield easel
    await easel.close()


async def test_the_pictures_are_those_of_the_renderer_and_the_loop_turns_meanwhile(easel: Easel) -> None:
    spec = as_spec(REPORTS["lurkers"], ENGLISH)
    await easel.draw(spec)
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
    spec = as_spec(REPORTS["lurkers"], ENGLISH)
    first = await easel.draw(spec)
    assert easel.process_id is not None
    os.kill(easel.process_id, signal.SIGKILL)
    assert await easel.draw(spec) == first
    given_back = [easel.process_id is None]
    for _ in range(250):
        await asyncio.sleep(0.02)
        given_back.append(easel.process_id is None)
        if given_back[-1]:
            break
    assert (given_back[0], given_back[-1]) == (False, True)


async def test_who_stops_waiting_leaves_no_picture_behind_for_the_next(easel: Easel) -> None:
    await easel.draw(as_spec(REPORTS["lurkers"], ENGLISH))
    leaving = asyncio.create_task(easel.draw(as_spec(REPORTS["overview"], ENGLISH)))
    await asyncio.sleep(0.01)
    leaving.cancel()
    spec = as_spec(REPORTS["lurkers"], ENGLISH)
    assert await easel.draw(spec) == paint(spec)
