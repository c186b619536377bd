"""What nobody waits for: it is shown late while it is made anew behind, or lies ready in the file since before."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from bot.async_service import AsyncService
from bot.catalogue import REPORT_NAMES
from bot.preparing import SHOWN_FOR
from bot.render.document import as_json
from bot.reports import Report
from bot.service import Request, Service
from bot.words.language import ENGLISH
from storage import ReadableStore, Store
from storage.models import GuildSettings
from tests.bot_stage import Clock
from tests.empty_file import empty
from tests.storage_world import read
from tests.test_service import ARCHIVE, LIVE, NOW, PEOPLE, community
from tests.test_service import END as ARCHIVE_END
from tests.test_standings import END, costly, messages, shown, write

EVENT = (END - timedelta(days=10)).date()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(empty(tmp_path / "rapport.db"), clock=lambda: NOW) as store:
        store.record_blocking(community(LIVE, imported=False, end=END))
        store.flush()
        yield store


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


class Behind(list[Callable[[], object]]):
    """What is to be done behind, until somebody does it."""

    def do(self) -> None:
        while self:
            self.pop(0)()


def with_behind(store: Store, clock: Clock, behind: Behind, seconds: float = 1.0) -> Service:
    return Service(store, clock, stopwatch=count(0.0, seconds).__next__, behind=behind.append)


def prepare(store: Store, service: Service, guild_id: int = LIVE) -> bool:
    (guild,) = (guild for guild in store.guilds() if guild.guild_id == guild_id)
    prepared = service.prepared(guild)
    return prepared is not None and prepared.keep(store)


def nothing_lies_ready(store: Store) -> bool:
    return read(store.path, "SELECT guild FROM prepared UNION SELECT guild FROM prepared_part") == []


def asked(name: str, **more: object) -> Request:
    return Request(name, user_id=PEOPLE[0], event="A day", day=EVENT, **more)  # type: ignore[arg-type]  # of a request


def told(report: Report) -> str:
    return as_json(report, ENGLISH)


@pytest.mark.parametrize("name", ["members", "overview", "digest", "newcomers", "audit", "network"])
def test_nobody_waits_for_what_was_made_within_the_hour(store: Store, clock: Clock, name: str) -> None:
    behind = Behind()
    service = with_behind(store, clock, behind)
    first = service.report(asked(name))
    made = service.kept().made
    write(store, END + timedelta(minutes=1))
    clock.move(minutes=59)
    assert told(service.report(asked(name))) == told(first)
    assert told(service.report(asked(name, as_of=first.heading.as_of))) == told(first), "the next page"
    assert (service.kept().made, len(behind)) == (made, 1), "and it is asked for once"
    behind.do()
    later = service.report(asked(name))
    assert later.heading.as_of == clock() + timedelta(seconds=1)
    assert not behind
    clock.move(minutes=61)
    assert service.report(asked(name)).heading.as_of == clock() + timedelta(seconds=1), "too old to be shown"
    assert not behind


def test_what_is_quick_is_never_late(store: Store, clock: Clock) -> None:
    behind = Behind()
    service = with_behind(store, clock, behind, 0.2)
    first = messages(service.report(Request("members")))
    write(store, END + timedelta(minutes=1))
    clock.move(minutes=3)
    assert messages(service.report(Request("members"))) == first + 1
    assert not behind


def test_without_anybody_behind_nothing_is_late(store: Store, clock: Clock) -> None:
    service = costly(store, clock)
    service.report(Request("members"))
    clock.move(minutes=3)
    assert service.report(Request("members")).heading.as_of == clock() + timedelta(seconds=1)


def test_what_was_late_is_let_go_once_it_was_made_anew(store: Store, clock: Clock) -> None:
    behind = Behind()
    service = with_behind(store, clock, behind)
    for _ in range(5):
        service.report(Request("overview"))
        behind.do()
        clock.move(minutes=3)
    assert service.kept().number == 2, "everybody judged, and the period before"


def test_an_attempt_that_failed_is_made_again(store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    behind = Behind()
    service = with_behind(store, clock, behind)
    service.report(Request("members"))
    clock.move(minutes=3)
    service.report(Request("members"))
    with monkeypatch.context() as broken:
        broken.setattr(store, "observe", None)
        with pytest.raises(TypeError):
            behind.do()
    service.report(Request("members"))
    behind.do()
    assert service.report(Request("members")).heading.as_of == clock() + timedelta(seconds=1)


async def test_a_bot_makes_it_anew_in_a_thread_of_its_own(
    store: Store, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    service = AsyncService(store, clock, stopwatch=count(0.0, 1.0).__next__)
    first = await service.answer(Request("members"))
    clock.move(minutes=3)
    assert (await service.answer(Request("members"))).heading.as_of == first.heading.as_of
    for _ in range(1_000):
        if (await service.answer(Request("members"))).heading.as_of != first.heading.as_of:
            break
        await asyncio.sleep(0.01)
    else:
        pytest.fail("it was not made anew")
    service.close()
    service._do_behind(lambda: None)
    assert not caplog.records


def test_every_report_is_the_same_from_what_lies_ready(store: Store, clock: Clock) -> None:
    service = costly(store, clock)
    assert prepare(store, service)
    plain = {name: told(service.report(asked(name))) for name in REPORT_NAMES}
    with ReadableStore.open(store.path) as elsewhere:
        for name in REPORT_NAMES:
            again = Service(elsewhere, clock)
            assert told(again.report(asked(name))) == plain[name], name
            assert again.kept().made <= (name in ("channels", "coverage", "impact")), name


def test_what_lies_ready_is_shown_for_a_day_and_made_anew_behind(store: Store, clock: Clock) -> None:
    assert prepare(store, costly(store, clock))
    ready = NOW + timedelta(seconds=1)
    write(store, END + timedelta(minutes=1))
    clock.move(seconds=SHOWN_FOR.total_seconds())
    behind = Behind()
    service = with_behind(store, clock, behind)
    assert service.report(Request("overview")).heading.as_of == ready
    assert service.report(Request("members")).heading.as_of == ready
    assert service.kept().made == 0
    behind.do()
    assert service.report(Request("members")).heading.as_of == clock() + timedelta(seconds=1)
    clock.move(seconds=2)
    alone = costly(store, clock)
    assert alone.report(Request("members")).heading.as_of == clock() + timedelta(seconds=1), "a day is over"


def test_a_moment_that_is_named_is_made_unless_it_is_the_very_one(store: Store, clock: Clock) -> None:
    assert prepare(store, costly(store, clock))
    service = costly(store, clock)
    ready = NOW + timedelta(seconds=1)
    assert service.report(Request("overview", as_of=ready)).heading.as_of == ready
    assert service.kept().made == 0
    clock.move(minutes=3)
    service.report(Request("overview", as_of=ready + timedelta(seconds=1)))
    assert service.kept().made == 1, "the period before is the same until midnight"


def test_an_archive_lies_ready_for_ever(tmp_path: Path, clock: Clock) -> None:
    with Store.open(empty(tmp_path / "archive.db"), clock=clock) as store:
        store.record_blocking(community(ARCHIVE, imported=True, end=ARCHIVE_END))
        store.flush()
        assert prepare(store, costly(store, clock), ARCHIVE)
        clock.move(days=400)
        service = costly(store, clock)
        assert messages(service.report(Request("members"))) == 421
        assert service.kept().made == 0
        assert not prepare(store, service, ARCHIVE), "it lies there already"


def test_what_is_quick_is_not_kept_in_the_file(store: Store, clock: Clock) -> None:
    assert not prepare(store, costly(store, clock, 0.2))
    assert nothing_lies_ready(store)


@pytest.mark.parametrize("wish", ["erase_user", "opt_out"])
def test_who_is_erased_is_gone_from_what_lies_ready(store: Store, clock: Clock, wish: str) -> None:
    assert prepare(store, costly(store, clock))
    getattr(store, wish)(PEOPLE[0], LIVE)
    assert nothing_lies_ready(store)
    assert PEOPLE[0] not in shown(costly(store, clock).report(Request("members")))


def test_who_is_erased_while_it_is_written_is_in_nothing_of_it(store: Store, clock: Clock) -> None:
    (guild,) = store.guilds()
    prepared = costly(store, clock).prepared(guild)
    assert prepared is not None
    store.erase_user(PEOPLE[0], LIVE)
    assert not prepared.keep(store)
    assert nothing_lies_ready(store)


def test_other_settings_ask_another_question(store: Store, clock: Clock) -> None:
    assert prepare(store, costly(store, clock))
    store.save_settings(LIVE, GuildSettings(excluded_user_ids=(PEOPLE[0],)))
    service = costly(store, clock)
    assert PEOPLE[0] not in shown(service.report(Request("members")))
    assert service.kept().made == 1


def test_another_program_judges_for_itself(store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    assert prepare(store, costly(store, clock))
    monkeypatch.setattr("bot.preparing._program", lambda: "another")
    service = costly(store, clock)
    service.report(Request("members"))
    assert service.kept().made == 1


def test_what_cannot_be_read_is_made_anew(store: Store, clock: Clock) -> None:
    plain = told(costly(store, clock).report(Request("overview")))
    assert prepare(store, costly(store, clock))
    with closing(sqlite3.connect(store.path)) as connection, connection:
        connection.execute("UPDATE prepared_part SET content = zeroblob(9) WHERE place = 3")
    service = costly(store, clock)
    assert told(service.report(Request("overview"))) == plain
    assert service.kept().made == 2
