"""One report says the same in text, JSON, CSV and as a Discord message, within the limits of each."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from typing import Any

import orjson
import pytest
from discord.ui import Button, LayoutView

from bot.render.alt import alt_text
from bot.render.document import as_json
from bot.render.message import LEFT_TO_RIGHT, MOST_ROWS, ROOM, Made, as_container, length, texts_of
from bot.render.names import width
from bot.render.table import as_csv
from bot.render.telling import tell
from bot.render.text import as_text
from bot.reports import Evangelists, Lurkers, Members, Overview, Report
from bot.words.language import ENGLISH
from cogs.asking import PAGE
from tests.conftest import CHECKOUT
from tests.observed import GUILD, empty, every_report, observe, usual_reports
from tests.spoken import english

REPORTS = usual_reports()
TERRIBLE = (
    "👩‍👩‍👧‍👦" * 4 + "🏳️‍🌈🎉",
    "*_~`|" * 6,
    "[x](https://a.example)",
    "@everyone <@&1>",
    "\u202e\u0301\u3164",
    "林" * 32,
    "@" * 32,
)


def spoken(made: Made) -> str:
    return "\n".join(texts_of(made)).replace("\\", "").replace("\u200b", "")


def document(report: Report) -> dict[str, Any]:
    loaded: dict[str, Any] = orjson.loads(as_json(report, ENGLISH))
    return loaded


def table(report: Report) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(as_csv(report, ENGLISH))))


def test_the_same_members_with_the_same_scores_in_the_same_order_everywhere() -> None:
    report = REPORTS["members"]
    assert isinstance(report, Members)
    rows = document(report)["members"]
    assert [row["user_id"] for row in rows] == [row["user_id"] for row in table(report)]
    text, message = as_text(report), spoken(as_container(report, ENGLISH))
    assert f"… and {len(rows) - MOST_ROWS} more" in message
    for place, (row, line) in enumerate(zip(rows, table(report), strict=True)):
        assert float(line["score"]) == row["score"]
        assert int(line["messages"]) == row["messages"]
        assert re.search(rf"{row['score']:.1f} +{row['role']} +{row['messages']}\b", text)
        said = f"{row['score']:.1f} · {row['role']} · {row['messages']} message"
        assert place >= MOST_ROWS or said in message


def test_the_same_figures_of_the_overview_everywhere() -> None:
    report = REPORTS["overview"]
    assert isinstance(report, Overview)
    read = document(report)
    rows = {row["figure"]: row["now"] for row in table(report)}
    text, message = as_text(report), spoken(as_container(report, ENGLISH))
    assert rows["active"] == str(read["active"]["now"]) == str(report.active.now)
    assert rows["messages"] == str(read["messages"]["now"])
    for role, count in read["roles"].items():
        assert rows[f"role_{role}"] == str(count)
        assert re.search(rf"{role} +{count}\b", text)
        assert re.search(rf"\*\*{role}\*\* {count} member", message)
    assert f"{read['messages']['now']:,}" in text
    assert f"{read['messages']['now']:,}" in message
    assert read["nudge"]["sentence"] in " ".join(text.split())


def test_the_same_ratio_of_lurkers_everywhere() -> None:
    report = REPORTS["lurkers"]
    assert isinstance(report, Lurkers)
    read = document(report)
    assert {row["figure"]: row["now"] for row in table(report)}["ratio_high"] == str(read["ratio_high"])
    for told in (as_text(report), spoken(as_container(report, ENGLISH))):
        assert f"{read['ratio_low']:.0%} to {read['ratio_high']:.0%}" in " ".join(told.split())


@pytest.mark.parametrize("name", REPORTS)
def test_every_document_says_what_and_where_and_how_much_was_seen(name: str) -> None:
    read = document(REPORTS[name])
    assert read["report"] == name
    assert read["guild_id"] == str(GUILD)
    assert read["as_of"] == "2024-05-13T00:00:00Z"
    assert read["days"] == (7 if name == "digest" else 84)
    assert read["coverage"]["share"] == 0.97
    assert read["coverage"]["gaps"][0]["start"] == "2024-05-03T00:00:00Z"
    assert not re.search(r'"(\w*_id|a|b)": \d', as_json(REPORTS[name], ENGLISH))


@pytest.mark.parametrize("name", ["lurkers", "overview"])
def test_an_archive_says_that_it_knows_only_who_did_something(name: str) -> None:
    archive = every_report(replace(observe(), imported=True))[name]
    assert document(archive)["archive"] is True
    assert document(REPORTS[name])["archive"] is False
    for told in (as_text(archive), spoken(as_container(archive, ENGLISH)), alt_text(archive, ENGLISH)):
        words = " ".join(told.split())
        assert "it knows only people who did something in it" in words
        assert "70 known members" in words
    assert "archive" not in as_text(REPORTS[name])


def test_a_ranking_says_nothing_twice() -> None:
    report = REPORTS["evangelists"]
    assert isinstance(report, Evangelists)
    assert english(report.evangelists[0].reasons)[0].startswith("answered by")
    assert "different people in 12 weeks" not in as_text(report)


def test_ends_of_a_range_are_explained_only_where_there_is_a_range() -> None:
    report = REPORTS["lurkers"]
    assert "low end" in as_text(report)
    assert isinstance(report, Lurkers)
    assert "low end" not in as_text(replace(report, ratio_low=report.ratio_high - 0.0001))


def test_a_column_of_nothing_is_left_out_of_the_text() -> None:
    report = REPORTS["overview"]
    assert isinstance(report, Overview)
    alone = replace(
        report,
        mood_before=None,
        funnel=tuple((step, replace(figure, before=None)) for step, figure in report.funnel),
        **{what: replace(getattr(report, what), before=None) for what in ("active", "new", "messages", "responses")},
    )
    assert "before" in as_text(report)
    assert "before  change" not in as_text(alone)


def test_the_documents_have_the_keys_that_were_promised() -> None:
    row = document(REPORTS["members"])["members"][0]
    assert list(row) == [
        "user_id", "name", "score", "role", "facets", "reasons", "messages", "responders", "active_weeks", "sentiment",
        "sentiment_interval", "sentiment_messages",
    ]  # fmt: skip
    assert all(value is None or 0 <= value <= 1 for value in row["facets"].values())
    assert {"humans", "active", "ratio_low", "ratio_high", "kinds"} <= document(REPORTS["lurkers"]).keys()
    network = document(REPORTS["network"])
    assert set(network["ties"][0]) == {"a", "b", "weight", "weeks"}
    assert set(network["groups"][0]) == {"name", "members"}
    assert all(isinstance(user_id, str) for user_id in network["bridges"] + network["groups"][0]["members"])


@pytest.mark.parametrize("name", REPORTS)
def test_text_fits_a_terminal_of_eighty_columns(name: str) -> None:
    assert max(width(line) for line in as_text(REPORTS[name]).splitlines()) <= 80


@pytest.mark.parametrize("name", REPORTS)
def test_too_little_is_said_instead_of_zeros(name: str) -> None:
    report = every_report(empty())[name]
    text, message = as_text(report), as_container(report, ENGLISH)
    if report.heading.too_little:
        assert ENGLISH.read(report.heading.too_little) in " ".join(text.split())
        assert len(texts_of(message)) == 2, "what it is, and how much was seen"
        assert document(report)["too_little"] == ENGLISH.read(report.heading.too_little)
    assert "nothing" in text.lower()
    assert not re.search(r"\b0(\.0)?\b", text)


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("asked", [True, False])
def test_messages_keep_discords_limits_whatever_people_call_themselves(name: str, asked: bool) -> None:
    seen = observe(100, names=tuple(TERRIBLE[row % len(TERRIBLE)] for row in range(100)))
    report = every_report(replace(seen, guild="🏳️‍🌈" * 25), limit=PAGE if asked else 0)[name]
    made = as_container(report, ENGLISH, picture="p.png", ask=ask if asked else None, room=ROOM - 900)
    LayoutView().add_item(made)  # which counts the components
    texts = texts_of(made)
    assert all(texts)
    assert sum(map(length, texts)) <= 4000 - 900
    said = "\n".join(texts)
    assert not re.search(r"@everyone|<@|https://|\]\(|\u202e", said)
    if asked:
        rows = [text for text in texts if text.startswith("**")]
        buttons = [item for item in made.walk_children() if isinstance(item, Button)]
        people = {"members": 8, "evangelists": 8, "fading": 1, "newcomers": 1}.get(name, 0)
        assert len(buttons) == people if name in ("fading", "newcomers") else len(buttons) <= people
        assert len(rows) >= len(buttons), "nobody is left out for want of room"


def ask(user_id: int) -> Button[LayoutView]:
    return Button(label="Why?", custom_id=f"why {user_id}")


def test_rows_that_do_not_fit_are_counted() -> None:
    report = every_report(observe(100, names=("x" * 32,) * 100), limit=0)["members"]
    assert isinstance(report, Members)
    _, *rows, rest, _ = texts_of(as_container(report, ENGLISH))
    found = re.fullmatch(r"… and (\d+) more", rest)
    assert found
    assert all(row.startswith("**x") for row in rows)
    assert 1 < len(rows) == len(report.members) - int(found[1])


@pytest.mark.parametrize("name", REPORTS)
def test_no_cell_of_a_table_begins_a_formula(name: str) -> None:
    evil = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", " =1", "\u200b=1", '"=1', "=1\n,x")
    seen = observe(70, names=evil)
    for row in csv.reader(io.StringIO(as_csv(every_report(seen, limit=0)[name], ENGLISH))):
        for cell in row:
            assert not cell.startswith(tuple("=+@\t\r＝＋－＠"))
            assert not cell.startswith("-") or re.fullmatch(r"-\d+(\.\d+)?", cell)


def test_a_name_that_looks_like_a_negative_number_stays_text() -> None:
    report = every_report(observe(70, names=("-1",) * 12), limit=0)["members"]
    assert {row["name"] for row in table(report)} >= {"'-1"}


def test_the_keys_that_need_a_word_have_one_in_the_readme() -> None:
    told = {name: document(REPORTS[name]) for name in ("evangelists", "network", "member")}
    row = told["evangelists"]["evangelists"][0]
    keys = {
        "evangelists": {"first", "firm", *row} - {*document(REPORTS["members"])["members"][0]},
        "network": {*told["network"], *told["network"]["ties"][0], *told["network"]["heroes"][0]}
        - {*document(REPORTS["lurkers"]), "people", "total_ties"}
        | {*told["network"]["kept_up"]},
        "member": {"ties", "kept_up", "only_tie_of"} & {*told["member"]["member"]},
    }
    lines = (CHECKOUT / "README.md").read_text("utf-8").splitlines()
    for name, needed in keys.items():
        (line,) = (line for line in lines if line.startswith(f"| `{name}` | ") and "`rapport" not in line)
        assert not [key for key in needed if f"`{key}`" not in line], name


def test_a_name_from_right_to_left_does_not_take_the_figures_along() -> None:
    seen = observe(70, names=("مريم العلي", "שרה", "Ada"))
    texts = texts_of(as_container(every_report(seen)["members"], ENGLISH))
    for name in ("مريم العلي", "שרה"):
        (row,) = (text for text in texts if text.startswith(f"{LEFT_TO_RIGHT}**{name}"))
        assert row.startswith(f"{LEFT_TO_RIGHT}**{name}{LEFT_TO_RIGHT}** ")
    assert not [text for text in texts if "Ada" in text and LEFT_TO_RIGHT in text]


def test_parts_that_do_not_fit_are_counted() -> None:
    report = REPORTS["overview"]
    told = [section.heading for section in tell(report, ENGLISH).sections]
    texts = texts_of(as_container(report, ENGLISH, room=2000))
    shown = [heading for heading in told if any(text.startswith(f"**{heading}**") for text in texts)]
    assert 1 < len(shown) < len(told)
    assert texts[-2] == f"… and {len(told) - len(shown)} more"
    assert all("\n" in text for text in texts if text.startswith("**")), "no heading without what it heads"
