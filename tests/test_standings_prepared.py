"""What nobody waits for: it was made ahead of time and lies ready in the file."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.catalogue import REPORT_NAMES
from bot.preparing import EVERY, SHOWN_FOR, program
from bot.render.document import as_json
from bot.reports import Report
from bot.service import Request, Service
from bot.words.language import ENGLISH
from storage import ReadableStore, Store
from storage.models import GuildSettings
from tests.bot_stage import Clock
from tests.empty_file import empty
from tests.storage_world import read
from tests.test_service import ARCHIVE, GENERAL, LIVE, NOW, PEOPLE, STAFF, community
from tests.test_service import END as ARCHIVE_END
from tests.test_standings import END, costly, messages, shown, write

READY = NOW + timedelta(seconds=1)
"""Of when it is what is made at that moment."""
BUSY, QUIET = LIVE * 1000 + GENERAL, LIVE * 1000 + STAFF
ROOT = Path(__file__).resolve().parent.parent
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


def prepare(store: Store, service: Service, guild_id: int = LIVE) -> bool:
    (guild,) = (guild for guild in store.guilds() if guild.guild_id == guild_id)
    return sum(prepared.keep(store) for prepared in service.prepared(guild)) > 0


def nothing_lies_ready(store: Store) -> bool:
    return read(store.path, "SELECT guild FROM prepared") == []


def asked(name: str, **more: object) -> Request:
    return Request(name, user_id=PEOPLE[0], event="A day", day=EVENT, **more)  # type: ignore[arg-type]  # of a request


def told(report: Report) -> str:
    return as_json(report, ENGLISH)


def test_every_report_is_the_same_from_what_lies_ready(store: Store, clock: Clock) -> None:
    service = costly(store, clock)
    assert prepare(store, service)
    plain = {name: told(service.report(asked(name))) for name in REPORT_NAMES}
    with ReadableStore.open(store.path) as elsewhere:
        for name in REPORT_NAMES:
            again = Service(elsewhere, clock)
            assert told(again.report(asked(name))) == plain[name], name
            assert again.kept().made <= (name in ("channels", "coverage", "impact")), name


def test_what_was_read_once_is_kept_once(store: Store, clock: Clock) -> None:
    assert prepare(store, costly(store, clock))
    service = costly(store, clock)
    for name in ("members", "overview", "digest"):
        service.report(asked(name))
    assert service.kept().number == 4, "everybody, the period before, a week ago and this week"


def test_the_busiest_channels_lie_ready_too(store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.service.BUSIEST", 1)
    service = costly(store, clock)
    assert prepare(store, service)
    plain = {name: told(service.report(asked(name, channel_id=BUSY))) for name in REPORT_NAMES}
    again = costly(store, clock)
    for name in REPORT_NAMES:
        assert told(again.report(asked(name, channel_id=BUSY))) == plain[name], name
    assert again.kept().made == 1, "an impact"
    again.report(Request("members", channel_id=QUIET))
    assert again.kept().made == 2


def test_quieter_channels_are_left_where_the_busiest_is_quick(store: Store, clock: Clock) -> None:
    took = iter((0.0, 1.0) * 4 + (0.0, 0.01) * 3)
    service = Service(store, clock, stopwatch=took.__next__)
    assert prepare(store, service)
    assert len(read(store.path, "SELECT DISTINCT question FROM prepared")) == 1
    assert service.kept().made == 4 + 3, "the whole with its week, and the busiest channel"


def test_what_lies_ready_is_shown_rather_than_anything_that_is_made(store: Store, clock: Clock) -> None:
    assert prepare(store, costly(store, clock))
    write(store, END + timedelta(minutes=1))
    service = costly(store, clock)
    for minutes in (1, 3, 3):
        clock.move(minutes=minutes)
        for name in ("overview", "members", "digest", "network"):
            assert service.report(asked(name)).heading.as_of == READY, name
    assert service.kept().made == 0
    service.tidy()
    clock.move(minutes=3)
    service.tidy()
    assert service.kept().number == 0, "an idle bot is a small one"


@pytest.mark.parametrize("day", [timedelta(days=1), timedelta(days=1, seconds=1)])
def test_it_is_shown_for_a_day(store: Store, clock: Clock, day: timedelta) -> None:
    assert prepare(store, costly(store, clock))
    clock.move(seconds=day.total_seconds())
    is_ready = day <= SHOWN_FOR
    shown_as_of = costly(store, clock).report(Request("members")).heading.as_of
    assert shown_as_of == (READY if is_ready else clock() + timedelta(seconds=1))


def test_it_is_made_anew_within_the_hour_and_shown_from_then_on(store: Store, clock: Clock) -> None:
    service = costly(store, clock)
    assert prepare(store, service)
    clock.move(seconds=EVERY.total_seconds())
    assert not prepare(store, service)
    assert service.report(Request("members")).heading.as_of == READY
    clock.move(seconds=1)
    assert prepare(store, service)
    for asking in (service, costly(store, clock)):
        assert asking.report(Request("overview")).heading.as_of == clock() + timedelta(seconds=1)


def test_a_guild_that_is_quick_is_not_tried_again_at_once(store: Store, clock: Clock) -> None:
    service = costly(store, clock, 0.2)
    for minutes, tried in ((0, 3), (49, 3), (1, 5), (10, 5)):  # the period before stays the same
        clock.move(minutes=minutes)
        assert not prepare(store, service)
        assert service.kept().made == tried, minutes


def test_a_moment_that_is_named_is_made_unless_it_is_the_very_one(store: Store, clock: Clock) -> None:
    assert prepare(store, costly(store, clock))
    service = costly(store, clock)
    assert service.report(Request("overview", as_of=READY)).heading.as_of == READY
    assert service.kept().made == 0
    clock.move(minutes=3)
    service.report(Request("overview", as_of=READY + timedelta(seconds=1)))
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
    prepared = next(costly(store, clock).prepared(guild))
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
    monkeypatch.setattr("bot.preparing.program", lambda: "another")
    service = costly(store, clock)
    service.report(Request("members"))
    assert service.kept().made == 1


@pytest.mark.parametrize(
    "place", ["bot/judging.py", "bot/scoring/score.py", "bot/reports/before.py", "storage/conversation/signs.py"]
)
def test_a_program_is_another_where_anything_that_judges_is(tmp_path: Path, place: str) -> None:
    for name in ("bot/reports", "bot/scoring", "storage"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "bot/judging.py", tmp_path / "bot/judging.py")
    assert program.__wrapped__(tmp_path) == program()
    with (tmp_path / place).open("a") as file:
        file.write("# another\n")
    assert program.__wrapped__(tmp_path) != program()


def test_what_cannot_be_read_is_made_anew(store: Store, clock: Clock) -> None:
    plain = told(costly(store, clock).report(Request("overview")))
    assert prepare(store, costly(store, clock))
    with closing(sqlite3.connect(store.path)) as connection, connection:
        connection.execute("UPDATE prepared SET content = zeroblob(9) WHERE place = 3")
    service = costly(store, clock)
    assert told(service.report(Request("overview"))) == plain
    assert service.kept().made == 2
