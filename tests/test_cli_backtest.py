"""``rapport backtest``: the score against what came, in every format, and in one line where the past is too short."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.backtesting import DAYS, DAYS_AHEAD, month_starts
from bot.scoring.baselines import answering
from bot.scoring.hindsight import foresight
from storage import ReadableStore, Store
from storage.models import GuildSeen, Window
from tests.commandline import ENDED, call, complaint, imported
from tests.empty_file import empty
from twin.community import plant
from twin.community.exports import write
from twin.timeline import Timeline

MONTH = datetime(2026, 1, 1, tzinfo=UTC)
"""The only first of a month with enough of the community's 22 weeks on both sides."""


@cache
def old_community() -> Timeline:
    return plant(3, now=ENDED, weeks=22, size=90)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("old")
    write(old_community(), folder / "exports")
    assert call("import", folder / "exports", "--db", folder / "old.db").exit_code == 0
    return folder / "old.db"


@pytest.fixture(scope="module")
def told(archive: Path) -> dict[str, Any]:
    done = call("backtest", "--db", archive, "--format", "json")
    assert done.exit_code == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_same_figures_in_text_json_and_csv(archive: Path, told: dict[str, Any]) -> None:
    assert {"report", "guild_id", "as_of", "days", "coverage"} <= set(told)
    assert (told["report"], told["guild_id"]) == ("backtest", str(old_community().guild_id))
    text, table = (call("backtest", "--db", archive, "--format", form).stdout for form in ("text", "csv"))
    rows = list(csv.DictReader(io.StringIO(table)))
    means = {row["method"]: row for row in rows if not row["as_of"]}
    assert list(means) == list(told["figures"])
    for method, figures in told["figures"].items():
        assert {name: float(means[method][name]) for name in figures} == figures
    ours = "  ".join(f"{value:>{max(len(name), 5)}.3f}" for name, value in told["figures"]["rapport"].items())
    assert ours in text
    assert len(rows) == len(means) * (1 + len(told["months"]))
    assert "1 month tells little" in text
    assert all(len(line) <= 80 for line in text.splitlines())


def test_everybody_is_judged_as_a_report_of_that_day_would_have_judged_them(
    archive: Path, told: dict[str, Any]
) -> None:
    (month,) = told["months"]
    assert month["as_of"] == "2026-01-01T00:00:00Z"
    asked = ("report", "members", "--db", archive, "--as-of", month["as_of"], "--limit", 0, "--format", "json")
    people = {int(person["user_id"]): person for person in json.loads(call(*asked).stdout)["members"]}
    wrote = [user_id for user_id, person in people.items() if person["messages"]]
    with ReadableStore.open(archive) as store:
        (guild,) = store.guilds()
        after = store.observe(guild.guild_id, Window(MONTH + timedelta(days=DAYS_AHEAD), DAYS_AHEAD))
    assert after.window.start == MONTH
    _, target, _ = answering(after, "replies")
    came = np.array([np.count_nonzero(after.roster.user_id[target] == user_id) for user_id in wrote], dtype=float)
    score, volume = (
        np.array([people[user_id][name] for user_id in wrote], dtype=float) for name in ("score", "messages")
    )
    # Those who left before that day were judged too, but are in no report of it.
    assert len(wrote) <= month["judged"] < len(wrote) + 5
    found = foresight(score, came, volume)
    assert month["figures"]["rapport"]["auc10"] == pytest.approx(found.auc10, abs=0.03)
    assert month["figures"]["messages"]["rho"] == pytest.approx(foresight(volume, came, volume).rho, abs=0.03)


def test_it_says_where_rapport_is_not_ahead(archive: Path, told: dict[str, Any]) -> None:
    ours, counting = (told["figures"][method] for method in ("rapport", "messages"))
    assert told["ahead_of_messages"] == [name for name in ours if ours[name] > counting[name]]
    behind = [name for name in ours if ours[name] <= counting[name]]
    said = " ".join(call("backtest", "--db", archive).stdout.split())
    assert f"in {len(told['ahead_of_messages'])} of 4 figures" in said
    assert not behind or f"(not in {', '.join(behind)})" in said


def test_a_past_that_is_too_short_is_one_line(tmp_path: Path) -> None:
    line = complaint(call("backtest", "--db", imported(tmp_path)), 1)
    assert "the past is too short: counts reach from 2025-11-" in line
    assert "84 days of counts before it and 30 after it" in line


def test_what_cannot_be_looked_back_on_is_one_line(archive: Path, tmp_path: Path) -> None:
    assert "nothing.db" in complaint(call("backtest", "--db", tmp_path / "nothing.db"), 1)
    with Store.open(empty(tmp_path / "empty.db")) as store:
        store.record_blocking([GuildSeen(7, "Empty")])
        store.flush()
    assert "nothing was counted yet" in complaint(call("backtest", "--db", tmp_path / "empty.db"), 1)
    assert "guild 8 is not in this file" in complaint(call("backtest", "--guild", 8, "--db", archive), 1)
    assert "--format" in complaint(call("backtest", "--format", "png", "--db", archive), 2)


def test_the_ending_of_out_chooses_the_format(archive: Path, tmp_path: Path, told: dict[str, Any]) -> None:
    done = call("backtest", "--db", archive, "--out", tmp_path / "back.json")
    assert (done.exit_code, done.stdout) == (0, "")
    assert json.loads((tmp_path / "back.json").read_text("utf-8")) == told


def test_months_have_a_window_before_them_and_a_month_after_them() -> None:
    began = datetime(2025, 1, 1, tzinfo=UTC)
    ended = datetime(2025, 12, 31, tzinfo=UTC)
    found = list(month_starts(began, ended))
    assert [month.month for month in found] == [4, 5, 6, 7, 8, 9, 10, 11, 12]
    assert all(month.day == 1 and month >= began + timedelta(days=DAYS) for month in found)
    exact = found[0] - timedelta(days=DAYS)
    assert next(month_starts(exact, ended)) == found[0]
    assert next(month_starts(exact + timedelta(days=1), ended)) == found[1]
    assert list(month_starts(exact, found[0] + timedelta(days=DAYS_AHEAD))) == found[:1]
    assert not list(month_starts(exact, found[0] + timedelta(days=DAYS_AHEAD - 1)))
