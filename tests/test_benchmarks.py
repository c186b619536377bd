"""The benchmarks on a small log: the community is what it says it is, and each of them runs and tells its figures."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks import answering, disk, growth, inside, plain_bot, reports
from benchmarks.__main__ import ALONE, ON_THE_LOG
from benchmarks.community import Community, Day
from benchmarks.filling import OtherLogError, fill
from benchmarks.page import PAGE, put
from benchmarks.population import END_DAY, Shape, shape_of
from benchmarks.requests import Busiest, askings
from benchmarks.telling import beginning, facts_of
from bot.catalogue import REPORT_NAMES
from cogs.insights import Insights
from storage.models import DAY_MS, DISCORD_EPOCH_MS, MemberSeen, MessageSent, ReactionAdded

SMALL = Shape(members=4_000, age=300, daily=1_000, days=20, regulars=0.35, seed=3)
EVENTS = 20_000


@pytest.fixture(scope="module")
def community() -> Community:
    return Community(SMALL)


@pytest.fixture(scope="module")
def month(community: Community) -> list[Day]:
    return [community.day(day) for day in range(END_DAY - 30, END_DAY)]


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What every benchmark takes for this many events."""
    path = tmp_path_factory.mktemp("benchmarks") / "log.db"
    fill(path, Community(shape_of(EVENTS)))
    return path


def test_a_day_follows_from_the_seed_and_the_day_alone(community: Community, month: list[Day]) -> None:
    other = Community(SMALL.last(5))
    for day in (month[-1], month[3]):
        again = other.day(day.day)
        for part in ("messages", "mentions", "reactions", "voice", "joined", "left"):
            for one, same in zip(getattr(day, part), getattr(again, part), strict=True):
                assert np.array_equal(one, same), part
    elsewhere = Community(Shape(SMALL.members, SMALL.age, SMALL.daily, SMALL.days, SMALL.regulars, seed=4))
    assert not np.array_equal(elsewhere.day(month[0].day).messages.id[:10], month[0].messages.id[:10])


def test_the_community_is_as_lively_as_it_says(month: list[Day]) -> None:
    messages = sum(len(day.messages.id) for day in month)
    events = sum(day.events for day in month)
    assert 0.9 < events / (SMALL.daily * len(month)) < 1.1
    assert 0.17 < sum(len(day.reactions.message) for day in month) / events < 0.23
    assert 0.22 < sum(int((day.messages.reply_to >= 0).sum()) for day in month) / messages < 0.29
    assert 0.07 < sum(len(day.mentions.message) for day in month) / messages < 0.13
    assert 0.005 < sum(len(day.deleted) for day in month) / messages < 0.015


def test_few_write_most_and_most_are_silent(community: Community, month: list[Day]) -> None:
    written = Counter(author for day in month for author in day.messages.author.tolist())
    assert len(written) < 0.25 * len(community.population)
    top = sum(count for _, count in written.most_common(len(written) // 10))
    assert top > 0.5 * written.total()


def test_friends_answer_each_other_more_than_others(community: Community, month: list[Day]) -> None:
    circle = community.population.circle
    author = np.concatenate([day.messages.author[day.messages.reply_to >= 0] for day in month])
    answered = np.concatenate([day.messages.reply_to_author[day.messages.reply_to >= 0] for day in month])
    among_friends = float((circle[author] == circle[answered]).mean())
    by_chance = float((circle[author] == np.random.default_rng(1).permutation(circle[answered])).mean())
    assert among_friends > 1.5 * by_chance


def test_replies_answer_messages_that_are_there_and_come_later(month: list[Day]) -> None:
    known = {
        int(one): int(author) for day in month for one, author in zip(day.messages.id, day.messages.author, strict=True)
    }
    first = int(month[1].messages.id[0])
    checked = 0
    for day in month[2:]:
        for one, reply_to, answered in zip(
            day.messages.id.tolist(), day.messages.reply_to.tolist(), day.messages.reply_to_author.tolist(), strict=True
        ):
            if reply_to >= first:
                assert known[reply_to] == answered
                assert reply_to < one
                checked += 1
    assert checked > 1000


def test_a_day_s_messages_were_sent_on_it_by_people_who_had_come(community: Community, month: list[Day]) -> None:
    for day in month:
        sent = (day.messages.id >> 22) + DISCORD_EPOCH_MS
        assert (sent // DAY_MS == day.day).all()
        assert len(np.unique(day.messages.id)) == len(day.messages.id)
        assert (community.population.arrival[day.messages.author] < day.day).all()


def test_facts_tell_all_of_a_day(community: Community, month: list[Day]) -> None:
    day = month[-1]
    facts = list(facts_of(community, day))
    kinds = Counter(type(fact) for fact in facts)
    assert kinds[ReactionAdded] == len(day.reactions.message)
    assert len({fact.message_id for fact in facts if isinstance(fact, MessageSent)}) == len(day.messages.id)
    edited = [fact for fact in facts if isinstance(fact, MessageSent) and fact.edited_at is not None]
    assert len(edited) == int((day.messages.edited_ms >= 0).sum()) > 0


def test_whoever_was_there_before_the_log_is_known_at_its_beginning(community: Community) -> None:
    seen = [fact for fact in beginning(community) if isinstance(fact, MemberSeen)]
    assert len(seen) == len(community.population.present(SMALL.first_day)) > 0.3 * SMALL.members


def test_a_filled_file_is_used_again_and_never_for_another_log(log: Path) -> None:
    assert fill(log, Community(shape_of(EVENTS))).facts == 0
    with pytest.raises(OtherLogError, match="seed 2"):
        fill(log, Community(shape_of(EVENTS, seed=2)))


def test_a_file_that_was_filled_in_part_is_filled_up(tmp_path: Path) -> None:
    shape = Shape(members=500, age=60, daily=50, days=40, regulars=0.35)
    counts = []
    for is_interrupted in (False, True):
        path = tmp_path / f"{is_interrupted}.db"
        if is_interrupted:
            with pytest.raises(KeyboardInterrupt):
                fill(path, Community(shape), interrupt)
        fill(path, Community(shape))
        with closing(sqlite3.connect(path)) as connection:
            tables = ("message", "reaction", "member", "membership", "voice", "packed_day")
            counts.append([connection.execute(f"SELECT count(*) FROM {name}").fetchone() for name in tables])  # noqa: S608
    assert counts[0] == counts[1]


def interrupt(line: str) -> None:
    raise KeyboardInterrupt


def figures(run: Callable[[list[str]], int], tmp_path: Path, log: Path) -> dict[str, Any]:
    """What a benchmark writes when it is run on the small log."""
    out = tmp_path / "out.json"
    arguments = ["--events", str(EVENTS), "--db", str(log), "--plain", str(tmp_path / "plain.db"), "--out", str(out)]
    assert run([*arguments, "--runs", "1", "--rounds", "1"]) == 0
    found: dict[str, Any] = json.loads(out.read_text("utf-8"))
    assert {"benchmark", "log", "machine", "runs"} <= found.keys()
    return found


def test_reports_are_measured(
    tmp_path: Path, log: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    only = ("channels", "members --role")
    few = [asking for asking in askings(Busiest.of(Community(shape_of(EVENTS)))) if asking.label in only]
    monkeypatch.setattr("benchmarks.reports.askings", lambda busiest: few)
    found = figures(reports.main, tmp_path, log)
    assert set(found["ms"]) == set(only)
    assert all(took["warm_p95"] > 0 and took["first"] > 0 and took["fresh_p95"] > 0 for took in found["ms"].values())
    assert set(found["plain_ms"]) == set(plain_bot.QUESTIONS)
    assert "| members --role |" in capsys.readouterr().out


def test_everything_that_can_be_asked_is_asked() -> None:
    labels = {asking.label for asking in askings(Busiest.of(Community(SMALL)))}
    assert labels == {*REPORT_NAMES, *(f"{name} --channel" for name in REPORT_NAMES), "members --role"}


def test_answers_to_slash_commands_are_measured(
    tmp_path: Path, log: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    commands: dict[str, dict[str, Any]] = {"newcomers": {}, "settings show": {}}
    monkeypatch.setattr(answering, "typed", lambda busiest: commands)
    found = figures(answering.main, tmp_path, log)["seconds"]
    assert set(found) == set(commands)
    assert all(0 < acknowledged <= whole for first in found.values() for acknowledged, whole in (first[:2], first[2:]))
    assert "Whole within 3 s" in capsys.readouterr().out
    assert fill(log, Community(shape_of(EVENTS))).facts == 0, "the log is what it was"


def test_every_command_that_shows_a_report_is_typed() -> None:
    commands = {command.name for command in Insights.__cog_app_commands__}
    assert commands <= {name.split()[0] for name in answering.typed(Busiest(1, 2))}


def test_disk_is_measured(tmp_path: Path, log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "real_communities", lambda: ())
    found = figures(disk.main, tmp_path, log)["synthetic"]
    with closing(sqlite3.connect(log)) as connection:
        assert found["events"] == sum(
            connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608 (our own names)
            for name in ("message", "reaction", "membership", "voice")
        )
    assert found["bytes"] == log.stat().st_size
    assert sum(found["tables"].values()) in (0, pytest.approx(found["bytes"], rel=0.1))


def test_memory_is_measured(log: Path) -> None:
    busiest = Busiest.of(Community(shape_of(EVENTS)))
    found = inside.run(["reporting", str(log), str(busiest.channel_id), str(busiest.user_id), "coverage"])
    assert found is not None
    assert 0 < found["before"] <= found["peak"]


@pytest.mark.slow
def test_growth_compares_logs_of_the_same_days(tmp_path: Path) -> None:
    young, old = (Community(Shape(2_000, 120, 300, days, 0.35)) for days in (8, 40))
    logs = []
    for place, community in enumerate((young, old)):
        fill(tmp_path / f"{place}.db", community)
        logs.append(growth.Grown(community, tmp_path / f"{place}.db"))
    found = growth.measure({7: logs})[7]
    assert set(REPORT_NAMES) <= set(found)
    assert all(len(took) == 2 and min(took) > 0 for took in found.values())
    assert "oldest ÷ youngest" in growth.told(7, [log.events for log in logs], found)


def test_words_are_put_between_their_marks() -> None:
    page = "a\n<!-- disk: begin -->old<!-- disk: end -->\nz\n"
    assert put(page, "disk", "new\n") == "a\n<!-- disk: begin -->\n\nnew\n\n<!-- disk: end -->\nz\n"
    with pytest.raises(KeyError):
        put(page, "memory", "new")


def test_the_page_has_a_place_for_every_benchmark() -> None:
    page = PAGE.read_text("utf-8")
    for name in (*ALONE, *ON_THE_LOG, *(f"{name}-large" for name in ON_THE_LOG)):
        assert "as measured" in put(page, name, "as measured")
