"""Damaged and odd exports: what can be read is read, the rest is named in a line."""

from __future__ import annotations

import contextlib
import json
import shutil
import tempfile
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.intake.exports import ExportError, read_exports
from storage.models import ChannelSeen, GuildSeen, MemberSeen, MessageSent, ReactionsCounted, StretchSeen
from tests.export_samples import HELLO, PIER_JSON, by_id, load, of_author, only, read, write
from tests.intake_ear import GUILD_ID, MIRA, SAMPLES


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"id": None}, "has no id that is a number"),
        ({"id": "12x"}, "has no id that is a number"),
        ({"author": None}, "has no author"),
        ({"author": {"id": "U024BE7LH", "name": "x"}}, "has an author whose id is no number ('U024BE7LH')"),
        ({"timestamp": None}, "has no timestamp that can be read (None)"),
        ({"timestamp": "yesterday"}, "has no timestamp that can be read ('yesterday')"),
    ],
)
def test_a_bad_message_is_named_and_the_rest_is_read(tmp_path: Path, change: dict[str, Any], why: str) -> None:
    document = load()
    document["messages"][2] |= change
    facts, problems = read(write(tmp_path / "bad.json", document))
    assert len(problems) == 1
    assert problems[0].startswith("bad.json: message ")
    assert problems[0].endswith(why)
    assert len(only(MessageSent, facts)) == 8


def test_many_bad_messages_are_not_all_listed(tmp_path: Path) -> None:
    document = load()
    document["messages"] = [*document["messages"], *range(100)]
    _, problems = read(write(tmp_path / "bad.json", document))
    assert len(problems) == 21
    assert problems[0] == "bad.json: message no. 16: is not an object"
    assert problems[-1] == "bad.json: and 80 more problems like these"


def test_odd_shapes_inside_a_message_do_not_stop_it(tmp_path: Path) -> None:
    document = load()
    document["messages"] = document["messages"][:3]
    for message in document["messages"]:
        message |= {"mentions": [None, {"id": "x"}, 5], "reactions": [7, {"emoji": 3, "users": "?"}], "attachments": 1}
        message |= {"content": None, "reference": "none", "timestampEdited": 12}
    facts, problems = read(write(tmp_path / "odd.json", document))
    assert problems == []
    assert [fact.length for fact in only(MessageSent, facts)] == [0, 0, 0]


def test_a_clock_that_disagrees_with_the_ids_is_told_once_a_file(tmp_path: Path) -> None:
    document = load()
    for message in document["messages"]:
        message["timestamp"] = "2011-01-01T00:00:00+00:00"
    facts, problems = read(write(tmp_path / "late.json", document))
    assert len(problems) == 1
    assert f"message {HELLO}: its id says 2024-03-04 18:00:00" in problems[0]
    assert len(only(MessageSent, facts)) == 9


def test_a_file_that_breaks_off_gives_what_came_before(tmp_path: Path) -> None:
    whole = PIER_JSON.read_bytes()
    path = tmp_path / "short.json"
    path.write_bytes(whole[: len(whole) * 3 // 4])
    facts, problems = read(path)
    assert 4 < len(only(MessageSent, facts)) < 9
    assert len(only(StretchSeen, facts)) == 1
    assert problems[0].startswith("short.json: cut short: ")
    assert problems[0].endswith(" messages of it were read")


def test_a_message_that_is_no_json_is_named_and_all_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "broken.json"
    whole = PIER_JSON.read_text("utf-8")
    line = whole[: whole.index('"ThreadCreated"')].count("\n") + 1
    path.write_text(whole.replace('"ThreadCreated"', "ThreadCreated"), encoding="utf-8")
    facts, problems = read(path)
    assert facts == read(PIER_JSON)[0]
    assert problems == [
        f"broken.json: message no. 9 (line {line}): broken JSON (unexpected character, expected a JSON value)"
    ]


LAYOUTS: dict[str, dict[str, Any]] = {
    "minified": {"separators": (",", ":")},
    "on one line": {},
    "as DiscordChatExporter": {"indent": 2, "ensure_ascii": False},
    "tabs": {"indent": "\t"},
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("backwards", [False, True], ids=["its order", "another exporter's order"])
def test_one_broken_message_costs_one_message_in_any_layout(tmp_path: Path, layout: str, backwards: bool) -> None:
    document = load()
    if backwards:
        document["messages"] = [dict(reversed(message.items())) for message in document["messages"]]
    path = tmp_path / "any.json"
    text = json.dumps(document, **LAYOUTS[layout])
    path.write_text(text, "utf-8")
    assert read(path) == read(PIER_JSON)
    sent = [str(message_id) for message_id in by_id(read(PIER_JSON)[0])]
    for spoilt in sent:
        for scrap in ("x", '"', "\udcff", "]", "{", ""):
            raw = text.replace(f'"{spoilt}"', f'{scrap}"{spoilt}' + '"' * (scrap != ""), 1)
            path.write_bytes(raw.encode("utf-8", "surrogateescape"))
            facts, problems = read(path)
            assert {str(message_id) for message_id in by_id(facts)} == {*sent} - {spoilt}, (spoilt, scrap)
            assert len(problems) == 1, problems


def test_a_message_that_never_ends_costs_one_message(tmp_path: Path) -> None:
    document = load(SAMPLES / "logbook-2019.json")
    first = document["messages"][2]
    first["mentions"] = [first["author"]]
    document["messages"] = [first | {"id": str(int(first["id"]) + (n << 22))} for n in range(2_000)]
    raw = json.dumps(document, indent=2)
    end = raw.index("\n    },\n", len(raw) // 2)
    line = raw[: raw.rindex("\n    {\n", 0, end) + 1].count("\n") + 1
    path = tmp_path / "endless.json"
    path.write_text(raw[: raw.rindex("]", 0, end)] + raw[end + 6 :], "utf-8")
    facts, problems = read(path)
    assert len(only(MessageSent, facts)) == 1_999
    assert problems == [f"endless.json: message no. 1,000 (line {line:,}): broken JSON (it does not end)"]


def test_one_bad_file_among_others_is_named(tmp_path: Path) -> None:
    shutil.copy(PIER_JSON, tmp_path / "pier.json")
    write(tmp_path / "list.json", [1, 2])
    write(tmp_path / "config.json", {"guild": "no", "theme": "dark"})
    (tmp_path / "empty.json").write_bytes(b"")
    (tmp_path / "cut.zip").write_bytes(b"PK\x03\x04 and then nothing")
    (tmp_path / "not.json.gz").write_bytes(b"plain")
    (tmp_path / "latin.json").write_bytes(b'{"guild": {"id": "1", "name": "caf\xe9"}}')
    facts, problems = read(tmp_path)
    assert len(only(MessageSent, facts)) == 9
    assert Counter(problem.split(":")[0] for problem in problems) == Counter(
        ["list.json", "config.json", "empty.json", "cut.zip", "not.json.gz", "latin.json"]
    )


def test_a_damaged_member_of_a_zip_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "two.zip"
    with zipfile.ZipFile(path, "w") as zipped:
        zipped.write(SAMPLES / "thread.json", "a.json")
        zipped.write(PIER_JSON, "b.json")
    packed = bytearray(path.read_bytes())
    where = packed.find(b"The knot holds")
    packed[where : where + 3] = b"Who"
    path.write_bytes(packed)
    facts, problems = read(path)
    assert len(problems) == 1
    assert problems[0].startswith("two.zip/a.json: damaged (Bad CRC-32")
    assert len(of_author(facts, MIRA)) >= 3


def test_a_direct_conversation_is_left_out(tmp_path: Path) -> None:
    shutil.copy(PIER_JSON, tmp_path)
    shutil.copy(SAMPLES / "direct.json", tmp_path)
    facts, problems = read(tmp_path)
    assert problems == ["direct.json: a direct conversation and no server's channel: left out"]
    assert {fact.guild_id for fact in only(GuildSeen, facts)} == {GUILD_ID}


def test_where_nothing_can_be_read_the_import_fails_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"nowhere\.json: no such file or folder$"):
        read(tmp_path / "nowhere.json")
    with pytest.raises(ExportError, match=r": no \.json, \.json\.gz or \.zip in this folder$"):
        read(tmp_path)
    with pytest.raises(ExportError, match=r"^list\.json: not a DiscordChatExporter file"):
        read(write(tmp_path / "list.json", []))
    with pytest.raises(ExportError, match=r"^direct\.json: a direct conversation"):
        read(SAMPLES / "direct.json")
    empty = tmp_path / "empty.zip"
    with zipfile.ZipFile(empty, "w") as zipped:
        zipped.writestr("readme.txt", "nothing")
    with pytest.raises(ExportError, match=r"^empty\.zip: no \.json"):
        read(empty)


def test_an_empty_channel_is_a_channel(tmp_path: Path) -> None:
    facts, problems = read(write(tmp_path / "quiet.json", load() | {"messages": []}))
    assert problems == []
    assert only(StretchSeen, facts) == []
    assert len(only(ChannelSeen, facts)) == 2


def test_half_a_surrogate_pair_costs_one_character(tmp_path: Path) -> None:
    document = load()
    document["messages"][0]["author"]["nickname"] = "Mira \ud83d"
    document["messages"][0]["content"] = "\ud83d\ude00 \ude00?"
    facts, problems = read(write(tmp_path / "half.json", document))
    assert problems == []
    assert "Mira \ufffd" in [fact.name for fact in only(MemberSeen, facts)]
    assert by_id(facts)[HELLO].length == 4


@pytest.mark.parametrize("opening", [b"[", b'{"a":'])
def test_a_file_nested_without_end_is_refused_before_it_fills_the_memory(tmp_path: Path, opening: bytes) -> None:
    path = tmp_path / "deep.json"
    path.write_bytes(b'{"guild": {"id": "5"}, "channel": {"id": "6"}, "messages": [' + opening * 300_000)
    with pytest.raises(ExportError, match=r"^deep\.json: message no\. 1 \(line 1\): nested deeper than any export is$"):
        read(path)


def test_a_count_that_cannot_be_is_no_count(tmp_path: Path) -> None:
    document = load(SAMPLES / "logbook-2019.json")
    document["messages"][0]["reactions"][0]["count"] = 10**30
    facts, problems = read(write(tmp_path / "many.json", document))
    assert problems == []
    assert [fact.total for fact in only(ReactionsCounted, facts)] == [1]


SCRAPS = st.one_of(st.binary(max_size=8), st.sampled_from([b"null", b'"', b"}", b"[", b"-1"]))


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_no_damage_ends_in_anything_but_a_line(data: st.DataObject) -> None:
    raw = bytearray(PIER_JSON.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(raw)))
        stop = min(len(raw), start + data.draw(st.integers(0, 40)))
        raw[start:stop] = data.draw(SCRAPS)
    problems: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any.json"
        path.write_bytes(raw)
        with contextlib.suppress(ExportError):
            assert any(
                isinstance(fact, GuildSeen)
                for batch in read_exports([path], on_problem=problems.append)
                for fact in batch
            )
    assert all(problem.startswith("any.json: ") and problem.isprintable() for problem in problems)


def test_a_problem_is_one_printable_line_whatever_the_file_says(tmp_path: Path) -> None:
    document = load()
    document["messages"][0]["id"] = "1\n\x1b[31mred" + "x" * 500
    path = tmp_path / "odd.zip"
    with zipfile.ZipFile(path, "w") as zipped:
        zipped.writestr("a\n\x1b[31m.json", json.dumps(document))
    _, problems = read(path)
    assert len(problems) == 1
    assert problems[0].isprintable()
    assert len(problems[0]) < 200
