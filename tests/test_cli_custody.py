"""Backup, restore, export and erasure: nothing is lost by accident, and nobody comes back who was to be forgotten."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from storage import Store
from tests.commandline import call, community, complaint, imported


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return imported(tmp_path_factory.mktemp("pristine"))


@pytest.fixture
def db(pristine: Path, tmp_path: Path) -> Path:
    path = tmp_path / "rapport.db"
    assert call("backup", path, "--db", pristine).exit_code == 0
    return path


@pytest.fixture
def somebody(db: Path) -> str:
    document = json.loads(call("report", "members", "--db", db, "--limit", 1, "--format", "json").stdout)
    found: str = document["members"][0]["user_id"]
    return found


def overview(db: Path) -> str:
    return call("report", "overview", "--db", db).stdout


def test_a_backup_says_the_same_as_the_database(db: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.backup"
    done = call("backup", copy, "--db", db)
    assert done.exit_code == 0
    assert f"{copy.stat().st_size:,} bytes" in done.stdout
    assert overview(copy) == overview(db)


def test_a_backup_can_be_made_while_somebody_writes(db: Path, tmp_path: Path) -> None:
    with Store.open(db, create=False):
        assert call("backup", tmp_path / "copy.backup", "--db", db).exit_code == 0
    assert overview(tmp_path / "copy.backup") == overview(db)


def test_a_backup_overwrites_nothing_by_accident(db: Path, tmp_path: Path) -> None:
    copy, notes = tmp_path / "copy.backup", tmp_path / "notes.txt"
    assert call("backup", copy, "--db", db).exit_code == 0
    notes.write_text("mine", "utf-8")
    assert "exists already" in complaint(call("backup", copy, "--db", db), 1)
    assert call("backup", copy, "--db", db, "--force").exit_code == 0
    assert "notes.txt" in complaint(call("backup", notes, "--db", db, "--force"), 1)
    assert notes.read_text("utf-8") == "mine"
    assert "database itself" in complaint(call("backup", db, "--db", db, "--force"), 1)
    assert "is a folder" in complaint(call("backup", tmp_path, "--db", db), 1)
    assert "none.db" in complaint(call("backup", tmp_path / "x", "--db", tmp_path / "none.db"), 1)
    assert not (tmp_path / "x").exists()


def test_restore_needs_force_where_there_is_a_database(db: Path, tmp_path: Path) -> None:
    copy, elsewhere = tmp_path / "copy.backup", tmp_path / "elsewhere.db"
    call("backup", copy, "--db", db)
    assert "exists already" in complaint(call("restore", copy, "--db", db), 1)
    assert call("restore", copy, "--db", elsewhere).exit_code == 0
    assert overview(elsewhere) == overview(db)
    assert call("restore", copy, "--db", elsewhere, "--force").exit_code == 0


def test_what_is_no_backup_is_not_restored(db: Path, tmp_path: Path) -> None:
    before = overview(db)
    notes = tmp_path / "notes.txt"
    notes.write_text("not a database at all", "utf-8")
    assert "notes.txt" in complaint(call("restore", notes, "--db", db, "--force"), 1)
    assert "none.backup" in complaint(call("restore", tmp_path / "none.backup", "--db", db, "--force"), 1)
    assert overview(db) == before


def test_an_export_holds_what_is_known_of_a_person_and_goes_to_a_file(db: Path, somebody: str, tmp_path: Path) -> None:
    printed = json.loads(call("export-user", somebody, "--db", db).stdout)
    assert printed["user_id"] == somebody
    assert len(json.dumps(printed)) > 1_000
    out = tmp_path / "them.json"
    done = call("export-user", somebody, "--db", db, "--out", out)
    assert (done.exit_code, done.stdout) == (0, "")
    assert json.loads(out.read_text("utf-8")) == printed


@pytest.mark.parametrize("command", [("export-user",), ("erase-user", "--yes")])
def test_a_mistyped_guild_does_not_look_like_success(db: Path, somebody: str, command: tuple[str, ...]) -> None:
    before = overview(db)
    done = call(*command, somebody, "--guild", 12345, "--db", db)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith(f"rapport: guild 12345 is not in {db}; it has: ")
    assert overview(db) == before


def test_erasure_asks_first_and_does_nothing_unless_it_is_confirmed(db: Path, somebody: str) -> None:
    before = overview(db)
    for answer in ("n\n", "", "perhaps\n"):
        done = call("erase-user", somebody, "--db", db, stdin=answer)
        assert done.exit_code == 1
        assert done.stderr.splitlines()[-1] == "rapport: not confirmed: nothing was erased (--yes does not ask)"
    assert overview(db) == before


@pytest.mark.parametrize("stdin", ["y\n", None])
def test_erased_is_gone_and_stays_gone_through_a_restore(
    db: Path, somebody: str, tmp_path: Path, stdin: str | None
) -> None:
    copy = tmp_path / "copy.backup"
    call("backup", copy, "--db", db)
    done = call("erase-user", somebody, "--db", db, *([] if stdin else ["--yes"]), stdin=stdin)
    assert done.exit_code == 0
    assert done.stdout.startswith(f"Erased {somebody} from")
    assert somebody in complaint(call("report", "member", "--user", somebody, "--db", db), 1)
    assert list(json.loads(call("export-user", somebody, "--db", db).stdout)) == ["user_id"]
    assert call("restore", copy, "--db", db, "--force").exit_code == 0
    assert somebody in complaint(call("report", "member", "--user", somebody, "--db", db), 1)


def test_erasing_a_stranger_says_so(db: Path) -> None:
    done = call("erase-user", 4242, "--yes", "--db", db)
    assert done.exit_code == 0
    assert "Nothing is known of 4242" in done.stdout


@pytest.mark.parametrize("command", ["export-user", "erase-user"])
def test_custody_creates_no_database_and_wants_an_id(command: str, tmp_path: Path) -> None:
    yes = ["--yes"] if command == "erase-user" else []
    assert "none.db" in complaint(call(command, community().owner_id, *yes, "--db", tmp_path / "none.db"), 1)
    assert not list(tmp_path.iterdir())
    assert "not a Discord id" in complaint(call(command, "Ada", *yes), 2)
