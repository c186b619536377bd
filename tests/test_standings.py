"""What is kept for the next report: for as long as it is honest, never of somebody who is gone, and bounded."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from bot.async_service import THREADS, AsyncService
from bot.catalogue import REPORT_NAMES, ROLE_NAMES, ReportName
from bot.render.document import as_json
from bot.reports import Channels, CoverageReport, Members, Report
from bot.scoring import Role
from bot.service import Kept, Request, Service
from bot.weighing import weigh
from bot.words.language import ENGLISH
from storage import Store
from storage.models import GuildSettings, MessageSent, snowflake_at
from tests.bot_stage import Clock
from tests.empty_file import empty
from tests.test_service import GENERAL, LIVE, NOW, PEOPLE, community

END = NOW - timedelta(hours=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(empty(tmp_path / "rapport.db"), clock=lambda: NOW) as store:
        store.record_blocking(community(LIVE, imported=False, end=END))
        store.flush()
        yield store


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


def costly(store: Store, clock: Clock, seconds: float = 1.0, most_bytes: int = 10**8) -> Service:
    """A service to which everything seems to take so long."""
    return Service(store, clock, stopwatch=count(0.0, seconds).__next__, most_bytes=most_bytes)


def write(store: Store, at: datetime, author: int = PEOPLE[0]) -> None:
    store.record_blocking([MessageSent(LIVE, LIVE * 1000 + GENERAL, snowflake_at(at) + 7, author, length=5)])
    store.flush()


def messages(report: Report) -> int:
    assert isinstance(report, Members)
    return sum(person.messages for person in report.members)


def shown(report: Report) -> set[int]:
    assert isinstance(report, Members)
    return {person.user_id for person in report.members}


@pytest.mark.parametrize(("seconds", "lasts"), [(0.1, 6), (0.5, 30), (100.0, 120)])
def test_now_is_shown_for_sixty_times_as_long_as_it_took_and_two_minutes_at_most(
    store: Store, clock: Clock, seconds: float, lasts: int
) -> None:
    service = costly(store, clock, seconds)
    first = service.report(Request("members"))
    write(store, END + timedelta(minutes=1))
    clock.move(seconds=lasts)
    again = service.report(Request("members"))
    assert messages(again) == messages(first)
    assert again.heading.as_of == first.heading.as_of == NOW + SECOND, "the heading says when it was true"
    clock.move(seconds=1)
    later = service.report(Request("members"))
    assert messages(later) == messages(first) + 1
    assert later.heading.as_of == clock() + SECOND


@pytest.mark.parametrize("name", ["channels", "coverage"])
def test_channels_and_coverage_look_nobody_up(store: Store, clock: Clock, name: ReportName) -> None:
    before = Service(store, clock).report(Request(name))
    with closing(sqlite3.connect(store.path)) as connection, connection:
        connection.execute("ALTER TABLE member RENAME TO nobody")
    assert Service(store, clock).report(Request(name)) == before
    assert isinstance(before, Channels | CoverageReport)
    assert before.heading.too_little is None


def test_what_is_cheap_is_always_made_anew(store: Store, clock: Clock) -> None:
    service = costly(store, clock, 0.04)
    first = service.report(Request("members"))
    write(store, END + timedelta(minutes=1))
    assert messages(service.report(Request("members"))) == messages(first) + 1
    assert service.kept() == Kept(0, 0, made=2, found=0)


def test_a_moment_that_is_named_is_kept_until_the_file_changes(store: Store, clock: Clock) -> None:
    service = costly(store, clock)
    request = Request("members", as_of=END)
    first = service.report(request)
    clock.move(hours=1)
    assert messages(service.report(request)) == messages(first)
    assert service.kept().made == 1
    write(store, END - timedelta(minutes=1))
    assert messages(service.report(request)) == messages(first) + 1
    assert messages(service.report(Request("members", as_of=END - timedelta(days=1)))) < messages(first)


def test_a_moment_that_a_heading_names_is_the_one_that_was_kept(store: Store, clock: Clock) -> None:
    service = costly(store, clock)
    first = service.report(Request("members"))
    write(store, END + timedelta(minutes=1))
    assert messages(service.report(Request("members", as_of=first.heading.as_of))) == messages(first)
    assert service.kept().made == 1


def test_every_report_is_the_same_from_what_is_kept(store: Store, clock: Clock) -> None:
    service, plain = costly(store, clock), costly(store, clock, 0.0)
    for name in (*REPORT_NAMES, *REPORT_NAMES):
        request = Request(name, user_id=PEOPLE[0], event="A day", day=(END - timedelta(days=10)).date())
        assert as_json(service.report(request), ENGLISH) == as_json(plain.report(request), ENGLISH), name
    assert service.kept().made == 5, "the period before, everybody judged, a week ago, this week, and an event"
    assert plain.kept().found == 0


def test_where_there_is_room_for_one_the_past_is_made_first_and_all_is_the_same(store: Store, clock: Clock) -> None:
    roomy = costly(store, clock)
    roomy.report(Request("members"))
    size = roomy.kept().bytes
    tight = costly(store, clock, most_bytes=size * 2)
    names: list[ReportName] = ["members", "overview", "members", "digest", "digest", "overview", "channels"]
    for name in names:
        assert as_json(tight.report(Request(name)), ENGLISH) == as_json(roomy.report(Request(name)), ENGLISH), name
        assert 0 < tight.kept().bytes <= size * 2
    assert costly(store, clock, most_bytes=size // 2).report(Request("members")).heading.too_little is None


def test_what_there_is_no_room_for_is_folded_and_still_the_same(store: Store, clock: Clock) -> None:
    roomy = costly(store, clock)
    roomy.report(Request("groups"))
    size = roomy.kept().bytes
    tight = costly(store, clock, most_bytes=int(size * 2.3))
    names: list[ReportName] = ["members", "overview", "groups", "audit", "digest", "newcomers", "network", "channels"]
    for name in (*names, *names):
        for days in (84, 70):
            request = Request(name, days=days)
            assert as_json(tight.report(request), ENGLISH) == as_json(roomy.report(request), ENGLISH), (name, days)
            assert size / 2 < tight.kept().bytes <= size * 2.3
    assert tight.kept().made == roomy.kept().made == 7, "both periods and those before, a week ago, and the week"
    assert roomy.kept().bytes > size * 2.3


def test_what_was_asked_for_longest_ago_makes_room(store: Store, clock: Clock) -> None:
    service = costly(store, clock)
    service.report(Request("members"))
    size = service.kept().bytes
    service = costly(store, clock, most_bytes=int(size * 1.8))
    for days in (84, 77, 70, 63, 56, 49):
        service.report(Request("lurkers", days=days))
        service.report(Request("lurkers", days=84))
        assert size / 2 < service.kept().bytes <= size * 1.8
    made = service.kept().made
    for days in (84, 49):
        service.report(Request("lurkers", days=days))
    assert service.kept().made == made == 6
    service.report(Request("lurkers", days=77))
    assert service.kept().made == made + 1


def test_what_nobody_asks_for_is_let_go(store: Store, clock: Clock) -> None:
    service = costly(store, clock)
    service.report(Request("overview"))
    assert service.kept().number > 0
    clock.move(seconds=121)
    service.tidy()
    assert service.kept().number == service.kept().bytes == 0


async def test_an_idle_bot_lets_go_off_the_event_loop(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.async_service.LONGEST", timedelta(seconds=-1))
    threads: list[str] = []
    may_tell, told = False, threading.Event()

    def give_back() -> None:
        threads.append(threading.current_thread().name)
        if may_tell:
            told.set()

    service = AsyncService(store, clock, stopwatch=count(0.0, 1.0).__next__, give_back=give_back)
    await service.answer(Request("members"))
    assert service.kept().number == 1
    clock.move(seconds=121)
    may_tell = True
    assert await asyncio.to_thread(told.wait, 10)
    assert service.kept().number == 0
    assert all(name.startswith("report") for name in threads)
    service.close()


@pytest.mark.parametrize("elsewhere", [False, True], ids=["by this process", "by another connection"])
@pytest.mark.parametrize("wish", ["erase_user", "opt_out"])
def test_who_is_erased_is_never_shown_from_memory(store: Store, clock: Clock, wish: str, elsewhere: bool) -> None:
    service = costly(store, clock)
    moment = Request("members", as_of=END)
    assert PEOPLE[0] in shown(service.report(Request("members"))) & shown(service.report(moment))
    if elsewhere:
        with Store.open(store.path, clock=lambda: NOW) as other:
            getattr(other, wish)(PEOPLE[0], LIVE)
    else:
        getattr(store, wish)(PEOPLE[0], LIVE)
    assert PEOPLE[0] not in shown(service.report(Request("members"))) | shown(service.report(moment))


def test_who_is_erased_while_everybody_is_judged_is_not_shown(store: Store, clock: Clock) -> None:
    ticks = count()

    def stopwatch() -> float:
        tick = next(ticks)
        if tick == 1:  # all is read and judged, and not yet handed out
            store.erase_user(PEOPLE[0], LIVE)
        return float(tick)

    service = Service(store, clock, stopwatch=stopwatch)
    assert shown(service.report(Request("members"))) == {*PEOPLE[1:]}


def test_settings_are_felt_at_once(store: Store, clock: Clock) -> None:
    service = costly(store, clock)
    assert PEOPLE[0] in shown(service.report(Request("members")))
    store.save_settings(LIVE, GuildSettings(excluded_user_ids=(PEOPLE[0],)))
    assert PEOPLE[0] not in shown(service.report(Request("members")))


def test_many_who_ask_the_same_at_once_make_it_once(store: Store, clock: Clock) -> None:
    service = costly(store, clock)
    with ThreadPoolExecutor(8) as threads:
        reports = list(threads.map(lambda _: service.report(Request("members")), range(8)))
    assert len({as_json(report, ENGLISH) for report in reports}) == 1
    assert service.kept().made == 1


async def test_who_stops_waiting_gives_up_their_place(store: Store, clock: Clock) -> None:
    may_go_on, begun = threading.Event(), threading.Semaphore(0)

    def hold() -> float:
        begun.release()
        assert may_go_on.wait(10)
        return 0.0

    service = AsyncService(store, clock, stopwatch=hold)
    first = asyncio.create_task(service.answer(Request("members")))
    assert await asyncio.to_thread(begun.acquire, timeout=10)
    waiting = [asyncio.create_task(service.answer(Request("members", days=days))) for days in range(20, 30)]
    await asyncio.sleep(0.01)
    begun_too, others = waiting[: THREADS - 1], waiting[THREADS - 1 :]
    for task in others:
        task.cancel()
    may_go_on.set()
    await asyncio.gather(first, *begun_too)
    await asyncio.gather(*others, return_exceptions=True)
    service.close()
    assert service.kept().made == THREADS


def test_a_role_is_one_of_those_that_are_played() -> None:
    assert tuple(role.value for role in Role) == ROLE_NAMES
    assert len(get_args(ReportName)) == len(REPORT_NAMES)


def test_members_of_one_role(store: Store, clock: Clock) -> None:
    service = costly(store, clock)
    everyone = service.report(Request("members", limit=0))
    assert isinstance(everyone, Members)
    found: set[int] = set()
    for role in ROLE_NAMES:
        report = service.report(Request("members", role=role, limit=0))
        assert isinstance(report, Members)
        assert {person.role.value for person in report.members} <= {role}
        assert report.matching == len(report.members)
        assert report.ranked == everyone.ranked
        assert report.heading.role == role
        found |= shown(report)
    assert found >= shown(everyone)
    (most,) = {person.role.value for person in everyone.members[:1]}
    first = service.report(Request("members", role=most, limit=1))  # type: ignore[arg-type]  # a role's value
    assert isinstance(first, Members)
    assert first.members == everyone.members[:1]


def test_the_mark_changes_with_the_file_and_wishes_are_counted(store: Store) -> None:
    before = store.change_mark()
    assert store.change_mark() == before
    write(store, END)
    written = store.change_mark()
    assert (written.commits != before.commits, written.wishes) == (True, before.wishes)
    store.opt_out(PEOPLE[0], LIVE)
    store.opt_in(PEOPLE[0], LIVE)
    assert store.change_mark().wishes == before.wishes + 2
    with sqlite3.connect(store.path) as other:
        other.execute("UPDATE guild SET name = 'another'")
    other.close()
    assert store.change_mark() != written


def test_weighing_counts_each_array_once_and_what_a_part_keeps_alive() -> None:
    column = np.zeros(10_000)
    assert weigh((column, column)) == pytest.approx(80_000, abs=200)
    assert weigh(column[:10]) == 80_000
    assert weigh(tuple("x" * 51 for _ in range(1000))) == pytest.approx(108_000, rel=0.02)
    assert weigh(datetime(2024, 1, 1, tzinfo=UTC)) < 200
