"""The door through which inferred replies are judged: what it writes, and how often it is right."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks import replies

MINUTE = "2026-03-02T{:02}:{:02}:00+00:00"


def said(number: int, author: str, minute: int, **more: Any) -> dict[str, Any]:
    when = MINUTE.format(minute // 60 % 24, minute % 60)
    message = {"id": f"excerpt/{number}", "ts": when, "author": author, "content": "so it goes", "mentions": []}
    return message | {"reply_to": [], "annotated": True} | more


def chat(path: Path, messages: list[dict[str, Any]]) -> Path:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(message) + "\n" for message in messages)
    return path


def links(path: Path) -> dict[str, str]:
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert all(line.keys() == {"id", "author"} for line in lines)
    return {line["id"]: line["author"] for line in lines}


def test_a_line_for_each_message_that_answers_a_person(tmp_path: Path) -> None:
    asked = chat(
        tmp_path / "chat.jsonl.gz",
        [
            said(1, "ann", 23 * 60 + 58, content="how do I mount a disk?"),
            said(2, "ben", 23 * 60 + 59),
            said(3, "ann", 24 * 60),
            said(4, "cat", 24 * 60 + 1, mentions=["ann", "dan"]),
            said(5, "ann", 24 * 60 + 1, mentions=["ann"]),
        ],
    )
    out = tmp_path / "links.jsonl"
    assert replies.main([str(asked), "--links", str(out)]) == 0
    found = links(out)
    assert found.pop("excerpt/5", "cat") == "cat"
    assert found == {"excerpt/2": "ann", "excerpt/3": "ben", "excerpt/4": "ann"}


@pytest.mark.parametrize(
    "content",
    [b"no gzip", gzip.compress(b"no json\n"), gzip.compress(b'{"id": "1"}\n')],
    ids=["no gzip", "no JSON", "no message"],
)
def test_what_is_no_chat_is_named_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    asked = tmp_path / "chat.jsonl.gz"
    asked.write_bytes(content)
    assert replies.main([str(asked), "--links", str(tmp_path / "links.jsonl")]) == 1
    error = capsys.readouterr().err
    assert error.startswith(f"replies: {asked}: ")
    assert error.count("\n") == 1


def test_people_agree_with_whom_it_names(shared: Path, tmp_path: Path) -> None:
    asked, out = shared / "data" / "ubuntu-irc-dev.jsonl.gz", tmp_path / "links.jsonl"
    assert replies.main([str(asked), "--links", str(out)]) == 0
    told = subprocess.run(
        [sys.executable, shared / "evaluate" / "replies.py", asked, "--links", out],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    f1 = {line.split("  ")[1]: float(found[1]) for line in told.splitlines() if (found := re.search(r"F1 (\S+)", line))}
    assert f1["YOURS"] >= 0.828
    assert f1["YOURS"] > f1["whoever is named"] + 0.1
