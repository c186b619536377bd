"""Requests answered from a real store, and refused in one line where they cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest

from bot.async_service import AsyncService
from bot.catalogue import REPORT_NAMES, ReportName
from bot.render.document import as_json
from bot.reports import Channels, Members, Overview
from bot.service import Request, RequestError, Service
from bot.words.language import ENGLISH
from storage import Store
from storage.models import (
    ChannelSeen,
    Fact,
    GuildSeen,
    GuildSettings,
    MemberSeen,
    MessageSent,
    StretchSeen,
    snowflake_at,
)
from tests.empty_file import empty

NOW = datetime(2024, 6, 1, 12, tzinfo=UTC)
END = datetime(2024, 5, 1, 9, 30, tzinfo=UTC)
LIVE, ARCHIVE = 10, 20
GENERAL, STAFF = 101, 102
PEOPLE = (1, 2, 3)


def community(guild_id: int, *, imported: bool, end: datetime) -> list[Fact]:
    """Three people who answer each other daily for ten weeks up to ``end``, in two channels."""
    facts: list[Fact] = [
        GuildSeen(guild_id, f"guild {guild_id}", imported),
        ChannelSeen(guild_id, guild_id * 1000 + GENERAL, "general"),
        ChannelSeen(guild_id, guild_id * 1000 + STAFF, "staff"),
    ]
    begin = end - timedelta(days=70)
    facts += [MemberSeen(guild_id, user_id, f"person {user_id}", begin) for user_id in PEOPLE]
    last: dict[int, tuple[int, int]] = {}
    for turn in range(70 * 6 + 1):
        channel_id = guild_id * 1000 + (STAFF if turn % 6 == 0 else GENERAL)
        author, message_id = PEOPLE[turn % 3], snowflake_at(begin + timedelta(hours=4 * turn)) + guild_id
        before = last.get(channel_id)
        answered = before if before and before[1] != author else None
        facts.append(
            MessageSent(
                guild_id,
                channel_id,
                message_id,
                author,
                length=20,
                sentiment=0.1,
                reply_to=answered[0] if answered else None,
                reply_to_author=answered[1] if answered else None,
            )
        )
        last[channel_id] = (message_id, author)
    facts += [
        StretchSeen(guild_id, guild_id * 1000 + channel, snowflake_at(begin), snowflake_at(end), "import")
        for channel in (GENERAL, STAFF)
    ]
    return facts


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(empty(tmp_path_factory.mktemp("one") / "rapport.db"), clock=lambda: NOW) as store:
        store.record_blocking(community(ARCHIVE, imported=True, end=END))
        store.flush()
        yield store


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(empty(tmp_path_factory.mktemp("two") / "rapport.db"), clock=lambda: NOW) as store:
        store.record_blocking(community(ARCHIVE, imported=True, end=END))
        store.record_blocking(community(LIVE, imported=False, end=NOW - timedelta(hours=1)))
        store.flush()
        yield store


EVENT = (END - timedelta(days=10)).date()


def service(store: Store) -> Service:
    return Service(store, lambda: NOW)


@pytest.mark.parametrize("name", REPORT_NAMES)
async def test_every_report_is_answered_off_the_event_loop(one: Store, name: ReportName) -> None:
    request = Request(name, user_id=1, event="A day", day=EVENT)
    report = await AsyncService(one, lambda: NOW).answer(request)
    read = orjson.loads(as_json(report, ENGLISH))
    assert read["report"] == name
    assert read["too_little"] is None


def test_a_list_is_compared_with_the_same_days_before(two: Store) -> None:
    asked = Request("members", guild_id=LIVE, days=2, compare=True)
    report = service(two).report(asked)
    assert isinstance(report, Members)
    against = report.heading.against
    assert against is not None
    assert against.end - against.start == timedelta(days=2)
    assert against.end < report.heading.as_of
    before = service(two).report(replace(asked, as_of=against.end, compare=False))
    assert isinstance(before, Members)
    assert before.heading.against is None
    then = {person.user_id: person.messages for person in before.members}
    if against.alike:
        assert {user_id: earlier.messages for user_id, earlier in report.earlier.items()} == {
            person.user_id: then[person.user_id] for person in report.members if person.user_id in then
        }


def test_an_archive_is_looked_at_from_just_after_its_end(one: Store) -> None:
    report = service(one).report(Request("members"))
    assert report.heading.as_of == END + timedelta(milliseconds=1)
    assert isinstance(report, Members)
    assert [person.user_id for person in report.members] == sorted(PEOPLE) or len(report.members) == len(PEOPLE)


def test_a_live_guild_is_looked_at_from_now(two: Store) -> None:
    assert service(two).report(Request("members", guild_id=LIVE)).heading.as_of == NOW + timedelta(seconds=1)
    assert service(two).report(Request("members", guild_id=ARCHIVE)).heading.as_of == END + timedelta(milliseconds=1)


def test_nothing_that_happened_after_as_of_is_used(one: Store) -> None:
    earlier = END - timedelta(days=35)
    now = service(one).report(Request("members"))
    then = service(one).report(Request("members", as_of=earlier))
    assert isinstance(now, Members)
    assert isinstance(then, Members)
    assert then.heading.as_of == earlier
    assert 0 < sum(person.messages for person in then.members) < sum(person.messages for person in now.members)


@pytest.mark.parametrize(
    ("request_", "why"),
    [
        (Request("members"), f"2 guilds, say which one: {LIVE}"),
        (Request("members", guild_id=123), "guild 123 is not in this file; it has: "),
        (Request("members", guild_id=LIVE, days=0), "days must be 1 to 3660, not 0"),
        (Request("members", guild_id=LIVE, limit=-1), "limit must be 0"),
        (Request("members", guild_id=LIVE, channel_id=7), "channel 7 is not known in guild 10"),
        (Request("member", guild_id=LIVE), "which member"),
        (Request("member", guild_id=LIVE, user_id=77), "member 77 is not known in guild 10"),
        (Request("members", guild_id=LIVE, as_of=datetime(2024, 5, 1)), "time zone"),  # noqa: DTZ001 - it is the mistake
        (Request("members", guild_id=LIVE, as_of=datetime(1, 1, 2, tzinfo=UTC)), "too early"),
        (Request("gossip", guild_id=LIVE), "no report 'gossip'"),  # type: ignore[arg-type]  # what a user may type
        (Request("members", guild_id=LIVE, role="king"), "there is no role 'king'; there are: evangelist, contributor"),  # type: ignore[arg-type]  # likewise
        (Request("network", guild_id=LIVE, role="fading"), "only members can be limited to a role, not network"),
        (Request("overview", guild_id=LIVE, compare=True), "report overview is not compared"),
        (Request("members", guild_id=LIVE, by="luck"), "cannot be sorted by 'luck'"),  # type: ignore[arg-type]  # likewise
    ],
)
def test_what_cannot_be_answered_is_refused_in_one_line(two: Store, request_: Request, why: str) -> None:
    with pytest.raises(RequestError) as refused:
        service(two).report(request_)
    assert why in str(refused.value)
    assert "\n" not in str(refused.value)


def test_an_empty_file_says_that_there_is_nothing_yet(tmp_path: Path) -> None:
    with Store.open(empty(tmp_path / "rapport.db")) as store, pytest.raises(RequestError, match="no guild"):
        service(store).report(Request("overview"))


def test_one_channel_can_be_asked_about(one: Store) -> None:
    general = ARCHIVE * 1000 + GENERAL
    report = service(one).report(Request("channels", channel_id=general))
    assert isinstance(report, Channels)
    assert [row.channel_id for row in report.channels] == [general]
    assert report.heading.channel == "general"


def test_what_moderators_left_out_is_left_out(tmp_path: Path) -> None:
    staff = ARCHIVE * 1000 + STAFF
    with Store.open(empty(tmp_path / "rapport.db"), clock=lambda: NOW) as store:
        store.record_blocking(community(ARCHIVE, imported=True, end=END))
        store.flush()
        asked = service(store)
        before = asked.report(Request("members"))
        store.save_settings(ARCHIVE, GuildSettings(excluded_channel_ids=(staff,), excluded_user_ids=(2,)))
        after = asked.report(Request("members"))
        channels = asked.report(Request("channels"))
        assert isinstance(before, Members)
        assert isinstance(after, Members)
        assert isinstance(channels, Channels)
        assert 2 in {person.user_id for person in before.members}
        assert 2 not in {person.user_id for person in after.members}
        assert staff not in {row.channel_id for row in channels.channels}
        with pytest.raises(RequestError, match="left out"):
            asked.report(Request("channels", channel_id=staff))


def test_a_thread_of_what_is_left_out_is_refused_and_no_report_of_nothing(tmp_path: Path) -> None:
    general, thread, category = LIVE * 1000 + GENERAL, 4711, 4712
    with Store.open(empty(tmp_path / "rapport.db"), clock=lambda: NOW) as store:
        store.record_blocking(
            [
                *community(LIVE, imported=False, end=NOW),
                ChannelSeen(LIVE, category, "All", "category"),
                ChannelSeen(LIVE, general, "general", "text", category),
                ChannelSeen(LIVE, thread, "a thread", "thread", general),
            ]
        )
        store.flush()
        asked = Request("members", guild_id=LIVE, channel_id=thread)
        heading = service(store).report(asked).heading
        assert (heading.channel, heading.thread_of) == ("a thread", "general")
        for excluded in (thread, general, category):
            store.save_settings(LIVE, GuildSettings(excluded_channel_ids=(excluded,)))
            with pytest.raises(RequestError, match="left out"):
                service(store).report(asked)


def test_the_hours_of_an_overview_are_those_of_the_guild(two: Store) -> None:
    asked = Request("overview", guild_id=LIVE)
    plain = service(two).report(asked)
    two.save_settings(LIVE, GuildSettings(timezone="Asia/Tokyo"))
    local = service(two).report(asked)
    assert isinstance(plain, Overview)
    assert isinstance(local, Overview)
    assert (plain.zone, local.zone) == ("UTC", "Asia/Tokyo")
    in_utc, in_tokyo = ([count for day in report.hours for count in day] for report in (plain, local))
    assert sum(in_utc) > 0
    assert in_tokyo == in_utc[-9:] + in_utc[:-9], "nine hours ahead, and Sunday's last ones are Monday's"
