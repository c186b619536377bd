"""``rapport report``: every report in every format, quickly, and without touching anything."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.catalogue import REPORT_NAMES
from bot.cli.application import COMMANDS, rapport
from tests.commandline import call, community, complaint, imported, process, process_env

HEAVY = (
    "discord",
    "aiohttp",
    "textblob",
    "nltk",
    "vl_convert",
    "prompt_toolkit",
    "rich",
    "pydantic",
    "prometheus_client",
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return imported(tmp_path_factory.mktemp("archive"))


@pytest.mark.parametrize("name", REPORT_NAMES)
def test_every_report_as_text_json_and_csv(archive: Path, name: str) -> None:
    needed = {"member": ("--user", community().owner_id), "impact": ("--event", "Meetup", "--date", "2026-02-10")}
    about = needed.get(name, ())
    text, document, table = (
        call("report", name, "--db", archive, *about, "--format", f) for f in ("text", "json", "csv")
    )
    assert text.exit_code == document.exit_code == table.exit_code == 0, text.stderr + document.stderr + table.stderr
    assert community().guild_name in text.stdout
    told = json.loads(document.stdout)
    assert told["report"] == name
    assert told["guild_id"] == str(community().guild_id)
    assert {"as_of", "days", "coverage"} <= set(told)
    assert len({len(row) for row in csv.reader(io.StringIO(table.stdout))}) == 1


def test_limit_zero_is_everybody_and_as_of_is_the_moment_asked_for(archive: Path) -> None:
    limited = json.loads(call("report", "members", "--db", archive, "--format", "json", "--limit", 3).stdout)
    everybody = json.loads(call("report", "members", "--db", archive, "--format", "json", "--limit", 0).stdout)
    assert len(limited["members"]) == 3 < len(everybody["members"])
    for typed in ("2026-02-01", "2026-02-01T00:00", "2026-02-01T00:00Z", "2026-02-01T01:00+01:00"):
        told = json.loads(call("report", "overview", "--db", archive, "--as-of", typed, "--format", "json").stdout)
        assert told["as_of"].startswith("2026-02-01T00:00:00")


def test_members_beside_the_period_before(archive: Path) -> None:
    asked = ("report", "members", "--db", archive, "--days", 28, "--compare")
    told = json.loads(call(*asked, "--format", "json").stdout)
    assert (told["against"]["end"], told["against"]["comparable"]) == ("2026-02-01T00:00:00Z", True)
    then = call(
        "report",
        "members",
        "--db",
        archive,
        "--days",
        28,
        "--as-of",
        told["against"]["end"],
        "--limit",
        0,
        "--format",
        "json",
    )
    before = {person["user_id"]: person for person in json.loads(then.stdout)["members"]}
    assert any(person["before"] for person in told["members"])
    for person in told["members"]:
        known = person["before"] or {}
        assert all(value == before[person["user_id"]][key] for key, value in known.items()), person["name"]
    assert "the difference to the period before" in " ".join(call(*asked).stdout.split())


def test_members_of_one_role(archive: Path) -> None:
    everybody = json.loads(call("report", "members", "--db", archive, "--format", "json", "--limit", 0).stdout)
    asked = ("report", "members", "--db", archive, "--role", "regular", "--limit", 0)
    told = json.loads(call(*asked, "--format", "json").stdout)
    regulars = [person for person in everybody["members"] if person["role"] == "regular"]
    assert told["role"] == "regular"
    assert told["members"] == regulars != []
    assert told["matching"] == len(regulars) < told["ranked"] == len(everybody["members"])
    assert "Members (regular)" in call(*asked).stdout
    assert f"of {len(regulars)} members whose role is regular" in " ".join(call(*asked).stdout.split())
    rows = list(csv.DictReader(io.StringIO(call(*asked, "--format", "csv").stdout)))
    assert {row["role"] for row in rows} == {"regular"}


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("impact",), "report impact needs --event TEXT and --date ISO"),
        (("impact", "--event", "Meetup"), "report impact needs --event TEXT and --date ISO"),
        (("members", "--event", "Meetup"), "--event and --date are for report impact, not for report members"),
        (("impact", "--event", "Meetup", "--date", "next week"), "'next week' is not a date"),
    ],
)
def test_an_event_without_its_date_is_one_line(archive: Path, arguments: tuple[str, ...], why: str) -> None:
    assert why in complaint(call("report", *arguments, "--db", archive), 2)


def test_an_event_that_is_not_a_week_ago_is_too_early_to_tell_from(archive: Path) -> None:
    asked = ("report", "impact", "--event", "Meetup", "--db", archive)
    assert "can be looked at from 2026-03-06 on" in complaint(call(*asked, "--date", "2026-02-26"), 1)
    assert "can be looked at from 2040-01-09 on" in complaint(call(*asked, "--date", "2040-01-01"), 1)


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("members", "--role", "fadign"), "'fadign' is not a role: did you mean fading? There are evangelist, contrib"),
        (("members", "--role", "boss"), "'boss' is not a role: choose one of evangelist, contributor, regular, newc"),
        (
            ("overview", "--compare"),
            "--compare is for members, evangelists, lurkers, channels, fading; report overview",
        ),
        (("network", "--role", "fading"), "--role is for report members; report network has none"),
    ],
)
def test_what_a_report_has_not_is_one_line(archive: Path, arguments: tuple[str, ...], why: str) -> None:
    assert why in complaint(call("report", *arguments, "--db", archive), 2)


def test_the_ending_of_out_chooses_the_format_and_the_file_is_there_whole(archive: Path, tmp_path: Path) -> None:
    document, picture = tmp_path / "overview.json", tmp_path / "overview.png"
    for out in (document, picture):
        done = call("report", "overview", "--db", archive, "--out", out)
        assert (done.exit_code, done.stdout) == (0, "")
    assert json.loads(document.read_text("utf-8"))["report"] == "overview"
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["overview.json", "overview.png"]


def test_a_failed_write_leaves_the_file_that_was_there(archive: Path, tmp_path: Path) -> None:
    before = tmp_path / "report.txt"
    before.write_text("before", "utf-8")
    line = complaint(call("report", "overview", "--db", archive, "--out", tmp_path), 1)
    assert "is a folder" in line
    assert "cannot be written" in complaint(call("report", "overview", "--db", archive, "--out", before / "x.txt"), 1)
    assert before.read_text("utf-8") == "before"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_one_line(archive: Path) -> None:
    line = complaint(call("report", "overview", "--db", archive, "--out", "/dev/full"), 1)
    assert "/dev/full" in line
    assert "No space left" in line


def test_a_picture_goes_to_a_pipe_as_bytes(archive: Path) -> None:
    done = CliRunner().invoke(rapport, ["report", "lurkers", "--db", str(archive), "--format", "png"])
    assert done.stdout_bytes.startswith(b"\x89PNG")


def test_a_reader_that_goes_away_is_silent(archive: Path, tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "bot", "report", "members", "--limit", "0", "--db", str(archive)],
        cwd=tmp_path,
        env=process_env(),
        stdout=writing,
        stderr=subprocess.PIPE,
        timeout=30,
        check=False,
    )
    os.close(writing)
    assert done.stderr == b""


def test_reports_never_create_or_change_a_database(archive: Path, tmp_path: Path) -> None:
    line = complaint(call("report", "overview", "--db", tmp_path / "none.db"), 1)
    assert "none.db" in line
    assert not list(tmp_path.iterdir())
    before = archive.read_bytes()
    assert call("report", "overview", "--db", archive).exit_code == 0
    assert archive.read_bytes() == before


def test_which_database_typed_then_environment_then_env_file_then_here(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "rapport.db" in complaint(call("report", "overview"), 1)
    (tmp_path / ".env").write_text("RAPPORT_DB=from-file.db\n", "utf-8")
    assert "from-file.db" in complaint(call("report", "overview"), 1)
    assert "from-environment.db" in complaint(call("report", "overview", env={"RAPPORT_DB": "from-environment.db"}), 1)
    assert call("report", "overview", "--db", archive, env={"RAPPORT_DB": "from-environment.db"}).exit_code == 0


def test_a_report_loads_nothing_heavy_and_is_there_in_two_seconds(archive: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from bot.__main__ import main\n"
        "try:\n    main()\n"
        "finally:\n    print([n for n in sorted(sys.modules) if '.' not in n], file=sys.stderr)"
    )
    arguments = ("report", "members", "--limit", 0, "--format", "json", "--db", archive)
    before = os.times()
    done = process(*arguments, cwd=tmp_path, code=code)
    after = os.times()
    assert done.returncode == 0
    assert not [name for name in HEAVY if f"'{name}'" in done.stderr]
    # Of the processor: a busy machine is no fault in the program.
    assert after.children_user + after.children_system - before.children_user - before.children_system < 2.0


@pytest.mark.parametrize("arguments", [("--help",), *((name, "--help") for name in COMMANDS)])
def test_help_is_light_and_has_examples(arguments: tuple[str, ...], tmp_path: Path) -> None:
    done = call(*arguments)
    assert done.exit_code == 0
    assert arguments == ("--help",) or "Examples:" in done.stdout
    assert all(len(line) <= 100 for line in done.stdout.splitlines())


def test_the_help_of_all_commands_loads_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys; from bot.__main__ import main\n"
        "try:\n    main()\n"
        "finally:\n    print(sorted(sys.modules), file=sys.stderr)"
    )
    done = process("--help", cwd=tmp_path, code=code)
    loaded = done.stderr
    assert (done.returncode, "'click'" in loaded) == (0, True)
    assert not [name for name in (*HEAVY, "numpy", "storage") if f"'{name}'" in loaded]
