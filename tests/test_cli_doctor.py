"""``rapport doctor``: says what is wrong and what to do, shows no secret, and never makes anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commandline import call, community, imported, process

TOKEN = "MTIzNDU2.secret.part"
WELL = {"DISCORD_TOKEN": TOKEN, "RAPPORT_WEB_PORT": "0"}


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_all_well_before_anything_was_recorded(tmp_path: Path) -> None:
    done = call("doctor", env=WELL)
    assert done.exit_code == 0, done.stdout
    assert "✓ DISCORD_TOKEN is set (not shown)" in done.stdout
    assert "– there is no database rapport.db yet" in done.stdout
    assert "encrypted disk" in done.stdout
    assert "✗" not in done.stdout
    assert not list(tmp_path.iterdir())


def test_every_check_is_one_line_and_none_shows_the_token(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"DISCORD_TOKEN={TOKEN}\n", "utf-8")
    (tmp_path / ".env").chmod(0o644)
    done = call("doctor", env={"RAPPORT_WEB_PORT": "0"})
    assert all(line[:2] in ("✓ ", "✗ ", "– ") for line in done.stdout.splitlines())
    assert "secret" not in done.stdout + done.stderr
    assert "– .env can be read by others" in done.stdout


def test_a_database_says_what_it_holds(tmp_path: Path) -> None:
    path = imported(tmp_path)
    path.chmod(0o644)
    done = call("doctor", "--db", path, env=WELL)
    assert done.exit_code == 0
    assert f"chmod 600 {path}" in done.stdout
    assert "1 server" in done.stdout
    assert f"✓ server {community().guild_id}: seen until 2026-03-01" in done.stdout
    assert "✓ every page of the database is whole" in done.stdout


def test_a_damaged_database_is_noticed_and_the_way_back_is_named(tmp_path: Path) -> None:
    path = imported(tmp_path)
    pages = bytearray(path.read_bytes())
    middle = len(pages) // 2 // 4096 * 4096
    pages[middle : middle + 4096] = b"\x55" * 4096
    path.write_bytes(pages)
    done = call("doctor", "--db", path, env=WELL)
    assert done.exit_code == 1
    assert f"✗ the database {path} is damaged" in done.stdout
    assert "`rapport restore FILE`" in done.stdout


@pytest.mark.parametrize(
    ("env", "said"),
    [
        ({"DISCORD_TOKEN": ""}, "✗ no DISCORD_TOKEN: put it in .env"),
        ({"RAPPORT_KEEP_EVENT_DAYS": "5"}, "✗ RAPPORT_KEEP_EVENT_DAYS is not a setting: did you mean"),
        ({"RAPPORT_DB": "nowhere/rapport.db"}, "✗ the folder"),
        ({"RAPPORT_DB": "notes.db"}, "✗ notes.db: is not a Rapport database"),
    ],
)
def test_what_is_wrong_is_marked_and_is_exit_1(env: dict[str, str], said: str, tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("notes", "utf-8")
    done = call("doctor", env={**WELL, **env})
    assert done.exit_code == 1
    assert said in done.stdout


def test_a_token_that_is_none_is_noticed() -> None:
    done = call("doctor", env={**WELL, "DISCORD_TOKEN": "my-client-secret"})
    assert "– DISCORD_TOKEN is set, but does not look like a bot's token" in done.stdout


@pytest.mark.parametrize(("host", "shown"), [("127.0.0.1", "127.0.0.1"), ("::1", "[::1]")])
def test_a_bot_that_does_not_run_is_no_error(host: str, shown: str) -> None:
    env = {"RAPPORT_WEB_HOST": host, "RAPPORT_WEB_PORT": "1", "http_proxy": "http://127.0.0.1:2"}
    done = call("doctor", env={**WELL, **env})
    assert done.exit_code == 0
    assert f"– no bot runs here: nothing of ours answers on http://{shown}:1/readyz" in done.stdout
    assert "other machines" not in done.stdout


def test_a_web_server_that_others_may_reach_is_noted() -> None:
    done = call("doctor", env={**WELL, "RAPPORT_WEB_HOST": "0.0.0.0", "RAPPORT_WEB_PORT": "1"})
    assert "– RAPPORT_WEB_HOST is 0.0.0.0: other machines may reach" in done.stdout


def test_what_is_wrong_can_be_told_on_a_terminal_without_check_marks(tmp_path: Path) -> None:
    done = process("doctor", cwd=tmp_path, env={"PYTHONIOENCODING": "ascii", "RAPPORT_WEB_PORT": "0"})
    assert done.returncode == 1
    marks = {line.split()[0] for line in done.stdout.splitlines()}
    assert marks == {"ok", "!!", "--"}
    assert "!! no DISCORD_TOKEN" in done.stdout
