"""The texts of which sentiment is learned: what is held out is learned from nowhere, chat comes as it was written."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from benchmarks.examples import HELD_OUT_OF, NOWHERE, PARTS, UNKNOWN, Example, held_out
from benchmarks.overheard import LINES, overheard
from benchmarks.sentiment import HELD_OUT_FOLD
from benchmarks.varying import variations
from bot.sentiment.weights import Weights

KNOWN = Weights(values={"great": 3.0}, signs={":)": 0.5})


def _message(content: str, *, kind: str = "Default", bot: bool = False) -> dict[str, Any]:
    return {"type": kind, "content": content, "author": {"isBot": bot}}


def _community(path: Path, *messages: dict[str, Any]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("room.json", json.dumps({"messages": messages}))


def test_chat_is_taken_once_from_people_and_without_quotes(tmp_path: Path) -> None:
    _community(
        tmp_path / "one.zip",
        _message("> was it any good?\nthis is a great thing"),
        _message("this is a great thing", kind="Reply"),
        _message("a great robot says so", bot=True),
        _message("that great person joined us", kind="GuildMemberJoin"),
        _message("great, short"),
    )
    with gzip.open(tmp_path / LINES, "wt", encoding="utf-8") as lines:
        lines.write(json.dumps({"content": "otter: now that works great", "mentions": ["otter"]}) + "\n")
        lines.write(json.dumps({"content": "note: all is great again", "mentions": []}) + "\n")
    found = list(overheard(tmp_path, KNOWN))
    assert {e.words for e in found} == {"this is a great thing", "now that works great", "note: all is great again"}
    assert len(found) == 3
    assert {(e.label, e.fold) for e in found} == {(UNKNOWN, NOWHERE)}
    assert not any(map(held_out, found))


def test_of_what_no_lexicon_hears_a_part_is_taken(tmp_path: Path) -> None:
    _community(tmp_path / "one.zip", *(_message(f"the number of it is {number}") for number in range(400)))
    assert 60 < len(list(overheard(tmp_path, KNOWN))) < 140


def test_no_chat_is_an_error_and_not_silence(tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        list(overheard(tmp_path, KNOWN))


def test_variations_are_made_of_one_part_of_one_set_and_of_nothing_that_is_held_out() -> None:
    given = [
        Example(source, 1, fold, " ".join(f"s{source}f{fold}n{number}w{word}" for word in range(12)))
        for source in (0, HELD_OUT_OF)
        for fold in range(10)
        for number in range(5)
    ]
    made = list(variations(given))
    assert made == list(variations(given))
    assert {(e.source, e.fold) for e in made} == {(e.source, e.fold) for e in given if not held_out(e)}
    for variation in made:
        for word in variation.words.split():
            source, fold = word[1:].split("n")[0].split("f")
            assert int(source) == variation.source
            assert int(fold) % PARTS == variation.fold % PARTS
            assert (int(source), int(fold)) != (HELD_OUT_OF, HELD_OUT_FOLD)
