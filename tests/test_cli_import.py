"""``rapport import``: everything that can be read comes in once, and bad input leaves what was there."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path

import pytest

from storage import ReadableStore
from tests.commandline import call, community, complaint, exported
from twin.timeline import Posted


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return exported(tmp_path_factory.mktemp("exports") / "server")


@pytest.fixture
def largest(exports: Path) -> Path:
    return max(exports.iterdir(), key=lambda file: file.stat().st_size)


def members(db: Path) -> list[object]:
    done = call("report", "members", "--db", db, "--format", "json", "--limit", 0)
    assert done.exit_code == 0, done.stderr
    found: list[object] = json.loads(done.stdout)["members"]
    return found


def test_the_summary_tells_what_is_new_and_the_second_time_nothing_is(exports: Path, tmp_path: Path) -> None:
    db = tmp_path / "archive.db"
    first = call("import", exports, "--db", db)
    assert first.exit_code == 0, first.stderr
    assert " 0 known already" in first.stdout
    assert str(db) in first.stdout
    before = members(db)
    second = call("import", exports, "--db", db)
    assert second.exit_code == 0
    assert ": 0 new," in second.stdout
    assert members(db) == before
    posts = sum(isinstance(event, Posted) for event in community().events)
    assert 0.9 * posts < int(first.stdout.split()[0].replace(",", "")) <= 1.1 * posts


@pytest.mark.slow
def test_folder_zip_gzip_and_files_say_the_same(exports: Path, tmp_path: Path) -> None:
    packed = tmp_path / "packed.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in exports.iterdir():
            archive.write(file, file.name)
    zipped = tmp_path / "zipped"
    zipped.mkdir()
    for file in exports.iterdir():
        (zipped / f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes()))
    ways = {"folder": [exports], "zip": [packed], "gzip": [zipped], "files": sorted(exports.iterdir())}
    for name, paths in ways.items():
        assert call("import", *paths, "--db", tmp_path / f"{name}.db").exit_code == 0
    told = [members(tmp_path / f"{name}.db") for name in ways]
    assert told[0]
    assert all(other == told[0] for other in told)


def test_one_bad_message_is_named_and_the_rest_comes_in(largest: Path, tmp_path: Path) -> None:
    document = json.loads(largest.read_text("utf-8"))
    spoilt = document["messages"][len(document["messages"]) // 2]
    named = spoilt["id"]
    spoilt["timestamp"] = spoilt["author"] = None
    bad = tmp_path / "spoilt.json"
    bad.write_text(json.dumps(document), "utf-8")
    done = call("import", bad, "--db", tmp_path / "x.db")
    assert done.exit_code == 0
    assert named in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("rapport: spoilt.json: ")
    assert members(tmp_path / "x.db")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("other.json", b'{"hello": "world"}'),
        ("list.json", b"[1, 2, 3]"),
        ("empty.json", b""),
        ("text.json", b"this is no JSON"),
        ("bad.json.gz", b"not gzip"),
        ("bad.zip", b"PK\x03\x04 not really"),
    ],
)
def test_what_is_no_export_is_one_line_and_makes_no_database(name: str, content: bytes, tmp_path: Path) -> None:
    bad, db = tmp_path / name, tmp_path / "new.db"
    bad.write_bytes(content)
    assert name in complaint(call("import", bad, "--db", db), 1)
    assert not db.exists()


def test_several_bad_files_are_still_one_line(tmp_path: Path) -> None:
    for name in ("a.json", "b.json", "c.json"):
        (tmp_path / name).write_text("{}", "utf-8")
    line = complaint(call("import", tmp_path, "--db", tmp_path / "new.db"), 1)
    assert "2 more problems" in line


def test_a_truncated_zip_leaves_what_was_before(exports: Path, tmp_path: Path) -> None:
    whole, cut, db = tmp_path / "whole.zip", tmp_path / "cut.zip", tmp_path / "archive.db"
    with zipfile.ZipFile(whole, "w") as archive:
        for file in exports.iterdir():
            archive.write(file, file.name)
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    assert call("import", sorted(exports.iterdir())[0], "--db", db).exit_code == 0
    before = call("report", "overview", "--db", db).stdout
    assert "cut.zip" in complaint(call("import", cut, "--db", db), 1)
    assert call("report", "overview", "--db", db).stdout == before


def test_nothing_typed_and_a_path_that_is_not_there_are_typed_wrong(tmp_path: Path) -> None:
    assert "PATH" in complaint(call("import", "--db", tmp_path / "x.db"), 2)
    assert "nowhere.zip" in complaint(call("import", tmp_path / "nowhere.zip", "--db", tmp_path / "x.db"), 2)


def test_a_folder_without_exports_and_one_that_cannot_be_written_are_found_wrong(exports: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "empty" in complaint(call("import", empty, "--db", tmp_path / "x.db"), 1)
    file = tmp_path / "file"
    file.write_text("a file where a folder is expected", "utf-8")
    assert "file" in complaint(call("import", exports, "--db", file / "x.db"), 1)
    assert "nowhere" in complaint(call("import", exports, "--db", tmp_path / "nowhere" / "x.db"), 1)


def test_an_archive_is_never_let_go_of_and_the_database_of_another_program_is_left_alone(
    exports: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.db"
    other.write_text("these are somebody's notes", "utf-8")
    assert "other.db" in complaint(call("import", exports, "--db", other), 1)
    assert other.read_text("utf-8") == "these are somebody's notes"
    db = tmp_path / "archive.db"
    call("import", exports, "--db", db)
    with ReadableStore.open(db) as store:
        assert [guild.imported for guild in store.guilds()] == [True]


@pytest.mark.shared
@pytest.mark.slow
def test_a_real_community_comes_in_whole(shared: Path, tmp_path: Path) -> None:
    db = tmp_path / "meshcore.db"
    done = call("import", shared / "data" / "meshcore-dev.zip", "--db", db)
    assert done.exit_code == 0
    assert done.stdout.startswith("34,662 messages read from 213 channels and threads")
