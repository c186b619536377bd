"""A list beside the period before: the same differences in every format, and none where nobody can tell."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from typing import Any

import numpy as np
import orjson
import pytest

from bot.render.document import as_json
from bot.render.names import width
from bot.render.picture import as_spec
from bot.render.table import as_csv
from bot.render.text import as_text
from bot.reports import (
    Before,
    Channels,
    Evangelists,
    Fading,
    Listed,
    Lurkers,
    Members,
    compare,
    look_back,
    page_after,
    sum_up,
)
from bot.scoring import Role, judge
from bot.words.language import ENGLISH
from storage.models import Observations
from tests.observed import earlier as moved_back
from tests.observed import every_report, observe

NOW = observe()
THEN = moved_back(observe(60, seed=5))
"""Other weeks, and ten people fewer: whoever has no row then did nothing."""
UNLIKE = replace(THEN, coverage=replace(THEN.coverage, share=0.5))
LISTS = {name: every_report(NOW, limit=0)[name] for name in ("members", "evangelists", "fading", "lurkers", "channels")}


def remembered(then: Observations) -> Before:
    return look_back(sum_up(then), judge(then))


def beside(name: str, then: Observations = THEN) -> Listed:
    report = LISTS[name]
    assert isinstance(report, Members | Evangelists | Fading | Lurkers | Channels)
    return compare(report, sum_up(NOW), remembered(then))


def document(report: Listed) -> dict[str, Any]:
    loaded: dict[str, Any] = orjson.loads(as_json(report, ENGLISH))
    return loaded


def table(report: Listed) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(as_csv(report, ENGLISH))))


def signed(now: float, before: float, digits: int = 0) -> str:
    difference = round(round(now, digits) - round(before, digits), digits)
    return f"{'+' if difference > 0 else '−'}{abs(difference):,.{digits}f}" if difference else "±0"


def test_each_member_is_held_against_themselves_in_the_period_before() -> None:
    report, then = beside("members"), judge(THEN)
    assert isinstance(report, Members)
    for person in report.members:
        known = then.of(person.user_id)
        earlier = report.earlier.get(person.user_id)
        if known is None or known.role in (Role.LAPSED, Role.UNSEEN):
            assert earlier is None
        else:
            assert earlier is not None
            assert (earlier.score, earlier.role) == (known.score, known.role)
            assert (earlier.messages, earlier.responders, earlier.active_weeks) == (
                known.messages,
                known.responders,
                known.active_weeks,
            )
    assert report.earlier
    assert len(report.earlier) < len(report.members)


def test_text_json_and_csv_say_the_same_differences() -> None:
    report = beside("members")
    assert isinstance(report, Members)
    text = as_text(report)
    for row, line in zip(document(report)["members"], table(report), strict=True):
        before = row["before"]
        if before is None:
            assert line["score_before"] == line["messages_before"] == ""
            continue
        assert (float(line["score_before"]), line["role_before"]) == (before["score"], before["role"])
        assert int(line["messages_before"]) == before["messages"]
        score, messages = signed(row["score"], before["score"], 1), signed(row["messages"], before["messages"])
        said = rf"{row['score']:.1f} {re.escape(score)} +{row['role']} +{row['messages']:,} {re.escape(messages)}\s"
        assert re.search(said, text), (said, text)
    assert "did nothing in the period before" in text
    assert re.search(r"(regular|contributor|evangelist) in the period before", text)


def test_channels_are_held_against_themselves() -> None:
    fewer = tuple(replace(channel, messages=channel.messages // 2) for channel in THEN.channels[:2])
    report = beside("channels", replace(THEN, channels=fewer))
    text = " ".join(as_text(report).split())
    assert "900 +450" in text
    assert "#help" in text
    assert "420 +210" in text
    assert "nobody wrote here in the period before" in text
    rows = document(report)["channels"]
    assert [row["before"] and row["before"]["messages"] for row in rows] == [450, 210, None]
    assert [line["messages_before"] for line in table(report)] == ["450", "210", ""]


def test_those_who_wrote_nothing_are_counted_then_and_now() -> None:
    report = beside("lurkers")
    assert isinstance(report, Lurkers)
    assert report.earlier is not None
    rows = {line["figure"]: (line["now"], line["before"]) for line in table(report)}
    read = document(report)
    assert rows["humans"] == (str(report.humans), str(report.earlier.humans)) == ("70", "60")
    for role, count in read["kinds"].items():
        then = read["before"]["kinds"][role]
        assert rows[f"role_{role}"] == (str(count), str(then))
        assert re.search(rf"{role} +{count} {re.escape(signed(count, then))}\s", as_text(report))
    assert f"before: {report.earlier.humans - report.earlier.active} of 60 members wrote nothing" in as_text(report)


@pytest.mark.parametrize("name", LISTS)
def test_nothing_is_compared_with_a_period_of_which_less_was_seen(name: str) -> None:
    report = beside(name, UNLIKE)
    assert report.heading.against is not None
    assert not report.heading.against.alike
    assert not report.earlier
    assert "Not compared with the period before" in " ".join(as_text(report).split())
    assert document(report)["against"]["comparable"] is False
    assert as_spec(report, ENGLISH) == as_spec(LISTS[name], ENGLISH), "nothing is drawn of it"


@pytest.mark.parametrize("name", LISTS)
def test_a_list_that_is_not_compared_has_no_key_or_column_of_the_past(name: str) -> None:
    report = LISTS[name]
    assert isinstance(report, Members | Evangelists | Fading | Lurkers | Channels)
    assert "before" not in {key for row in document(report).get(name, []) for key in row}
    assert document(report)["against"] is None
    assert not [head for head in table(report)[0] if head.endswith("_before")]


@pytest.mark.parametrize("name", LISTS)
def test_a_compared_list_fits_a_terminal_and_draws_what_was_before(name: str) -> None:
    report = beside(name)
    assert max(width(line) for line in as_text(report).splitlines()) <= 80
    if name != "fading":
        assert "the outline is the period before" in str(as_spec(report, ENGLISH))


@pytest.mark.parametrize("name", ["members", "evangelists", "fading", "channels"])
def test_every_page_of_a_compared_list_is_whole(name: str) -> None:
    report = beside(name)
    whole = as_text(report)
    for skip in (1, 2):
        page = page_after(report, skip)
        told = as_text(page)
        assert document(page)[name] == document(report)[name][skip:]
        assert len(told) < len(whole)


def test_who_did_nothing_then_is_not_taken_for_their_neighbour() -> None:
    known = remembered(THEN).stood
    ids = known.user_id.tolist()
    assert ids == sorted(ids)
    asked = [ids[0] - 1, ids[3], ids[-1] + 1, 0]
    assert list(known.of(asked)) == [ids[3]]
    assert known.of([]) == {}
    assert int(known.messages[3]) == known.of([ids[3]])[ids[3]].messages
    none = np.zeros(0, dtype=np.int64)
    nobody = replace(known, user_id=none, messages=none)
    assert nobody.of([5]) == {}
