"""Settings come from a mapping that is handed in, are explained in .env.example, and are refused in one line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.config import ConfigError, Settings, variables
from storage.models import RetentionPolicy

EXAMPLE = Path(__file__).resolve().parent.parent / ".env.example"


def test_nothing_given_is_the_defaults_that_are_promised() -> None:
    settings = Settings.read({})
    assert settings.discord_token is None
    assert settings.db == Path("rapport.db")
    assert (settings.web_host, settings.web_port) == ("127.0.0.1", 8080)
    assert settings.backfill_days == 90
    assert settings.retention == RetentionPolicy(events=90, counts=400, departed_members=30, departed_guilds=7)


def test_the_process_environment_is_not_read_behind_the_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAPPORT_WEB_PORT", "1234")
    monkeypatch.setenv("WEB_PORT", "1234")
    monkeypatch.setenv("DISCORD_TOKEN", "from the process")
    settings = Settings.read({})
    assert settings.web_port == 8080
    assert settings.discord_token is None


def test_the_environment_wins_over_the_file_and_empty_counts_as_not_given(tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text("# ours\nRAPPORT_WEB_PORT=1\nexport RAPPORT_DB='file.db'\nRAPPORT_LOG_LEVEL=\n", "utf-8")
    settings = Settings.read({"RAPPORT_WEB_PORT": "2", "RAPPORT_DB": " "}, env_file)
    assert settings.web_port == 2
    assert settings.db == Path("file.db")
    assert settings.log_level == "INFO"


def test_a_missing_file_is_no_error_and_an_unreadable_one_is_one_line(tmp_path: Path) -> None:
    assert Settings.read({}, tmp_path / "none").web_port == 8080
    broken = tmp_path / ".env"
    broken.write_bytes(b"RAPPORT_DB=\xff\xfe")
    with pytest.raises(ConfigError, match=r"\.env cannot be read") as caught:
        Settings.read({}, broken)
    assert "\n" not in str(caught.value)


def test_lists_and_capitals_are_read_kindly() -> None:
    settings = Settings.read({"RAPPORT_SYNC_GUILDS": "12, 34 ,", "RAPPORT_LOG_LEVEL": "debug"})
    assert settings.sync_guilds == (12, 34)
    assert settings.log_level == "DEBUG"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RAPPORT_WEB_PORT", "eighty"),
        ("RAPPORT_WEB_PORT", "70000"),
        ("RAPPORT_KEEP_EVENTS_DAYS", "0"),
        ("RAPPORT_BACKFILL_DAYS", "-1"),
        ("RAPPORT_LOG_LEVEL", "loud"),
        ("RAPPORT_SYNC_GUILDS", "12,b"),
    ],
)
def test_a_wrong_value_is_one_line_that_names_variable_and_value(name: str, value: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Settings.read({name: value})
    line = str(caught.value)
    assert line.startswith(f"{name}: ")
    assert "\n" not in line
    assert value.rpartition(",")[2].upper() in line.upper()


def test_a_misspelt_setting_is_refused_with_what_was_meant() -> None:
    with pytest.raises(ConfigError, match="did you mean RAPPORT_KEEP_EVENTS_DAYS"):
        Settings.read({"RAPPORT_KEEP_EVENT_DAYS": "5"})


def test_the_token_is_never_shown() -> None:
    settings = Settings.read({"DISCORD_TOKEN": "abc.def.ghi"})
    assert "abc.def.ghi" not in repr(settings) + str(settings) + str(settings.model_dump())
    with pytest.raises(ConfigError) as caught:
        Settings.read({"DISCORD_TOKEN": "secret and more"})
    assert "secret" not in str(caught.value)


def test_the_example_file_holds_every_setting_and_no_other() -> None:
    named = re.findall(r"^(?:# )?((?:RAPPORT|DISCORD)_[A-Z_]+)=", EXAMPLE.read_text("utf-8"), re.M)
    assert sorted(named) == sorted(variables().values())


def test_the_example_file_says_the_defaults(tmp_path: Path) -> None:
    told = tmp_path / ".env"
    told.write_text(re.sub(r"^# (?=RAPPORT_[A-Z_]+=)", "", EXAMPLE.read_text("utf-8"), flags=re.M), "utf-8")
    assert Settings.read({}, told) == Settings.read({})
