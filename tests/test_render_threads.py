"""A report on one thread says so over every form of it: behind its channel, as Discord shows it, in every language."""

from __future__ import annotations

from dataclasses import replace

import orjson
import pytest

from bot.render.document import as_json
from bot.render.message import as_container, texts_of
from bot.render.names import THREADS_CHANNEL, of_room
from bot.render.picture import as_spec
from bot.render.text import as_text
from bot.reports import Report
from bot.words.language import ENGLISH, LOCALES, Words, words_for
from tests.observed import every_report, observe, usual_reports

THREAD = replace(observe().channels[0], channel_id=77, name="tide tables", thread_of="pier")
SEEN = replace(observe(), channel_id=77, channels=(THREAD, *observe().channels[1:]))
REPORTS = every_report(SEEN)
PLACE = "#pier › tide tables"


def title(report: Report, words: Words = ENGLISH) -> str:
    """The first line of a message."""
    return texts_of(as_container(report, words))[0].partition("\n")[0]


def subtitle(report: Report) -> str:
    return str(as_spec(report, ENGLISH)["title"]["subtitle"])


@pytest.mark.parametrize("name", REPORTS)
def test_every_form_of_a_report_names_the_thread_behind_its_channel(name: str) -> None:
    report = REPORTS[name]
    assert PLACE in as_text(report).splitlines()[0]
    for code in LOCALES:
        assert PLACE in title(report, words_for(code)), code
    assert subtitle(report).startswith(f"{PLACE} · ")
    told = orjson.loads(as_json(report, ENGLISH))
    assert (told["channel"], told["channel_id"], told["thread_of"]) == ("tide tables", "77", "pier")


def test_a_channel_is_named_alone() -> None:
    for report in every_report(replace(observe(), channel_id=11)).values():
        assert "#general in Tea & Trains" in as_text(report).splitlines()[0]
        told = orjson.loads(as_json(report, ENGLISH))
        assert (told["channel"], told["channel_id"], told["thread_of"]) == ("general", "11", None)
    for report in usual_reports().values():
        told = orjson.loads(as_json(report, ENGLISH))
        assert (told["channel"], told["channel_id"], told["thread_of"]) == (None, None, None)


def test_the_longest_names_leave_room_for_the_thread() -> None:
    long = replace(THREAD, name="tide tables " * 8, thread_of="pier-and-everything-around-it-" * 3)
    report = every_report(replace(SEEN, guild="Harbour " * 12, channels=(long,)))["members"]
    for said in (as_text(report), title(report), subtitle(report)):
        assert "… › tide tables tide" in said
    assert len(of_room("x", "p" * 99)) == len("# › x") + THREADS_CHANNEL


def test_a_name_that_acts_is_inert_behind_a_channel_too() -> None:
    evil = replace(THREAD, name="@everyone", thread_of="\u202e*pier*\n")
    said = title(every_report(replace(SEEN, channels=(evil,)))["members"])
    assert "@everyone" not in said
    assert "\u202e" not in said
    assert "*pier*" not in said.replace("\\*", "")
