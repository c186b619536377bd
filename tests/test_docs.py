"""The documents say what is true: each command, setting, table, report and room is named where people look for it."""

from __future__ import annotations

import importlib
import inspect
import re
import sqlite3
import tomllib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import click
import discord
import pytest
from discord import app_commands
from discord.ext import commands

from bot.app import COGS, wanted_intents
from bot.catalogue import REPORT_NAMES
from bot.cli.application import rapport
from bot.config import Settings, variables
from bot.scoring import Role
from bot.scoring.evidence import HALF_AGE_DAYS
from bot.scoring.facets import DIALOGUE_HALF, REACH_HALF
from bot.scoring.score import WEIGHT
from storage import Store
from storage.models import GuildSettings, RetentionPolicy
from storage.registry import PERSONAL_TABLES
from tests.test_house import HOUSE, MAY_IMPORT, files

DOCUMENTS = sorted(HOUSE.glob("*.md"))
README, ARCHITECTURE, PRIVACY, SECURITY = (
    (HOUSE / name).read_text("utf-8") for name in ("README.md", "ARCHITECTURE.md", "PRIVACY.md", "SECURITY.md")
)


def named(word: str, text: str) -> bool:
    """Whether ``text`` names ``word`` as code."""
    return re.search(rf"`[^`\n]*(?<![\w/-]){re.escape(word)}(?![\w-])[^`\n]*`", text) is not None


def typed_commands() -> Iterator[click.Command]:
    context = click.Context(rapport)
    assert isinstance(rapport, click.Group)
    for name in rapport.list_commands(context):
        command = rapport.get_command(context, name)
        assert command is not None
        yield command


SlashCommand = app_commands.Command[Any, ..., Any] | app_commands.Group


def slash_commands() -> list[SlashCommand]:
    """Everything that the cogs would offer to Discord."""
    found: dict[str, SlashCommand] = {}
    for name in COGS:
        for thing in vars(importlib.import_module(name)).values():
            if inspect.isclass(thing) and issubclass(thing, commands.Cog):
                found |= {command.name: command for command in thing.__cog_app_commands__}
    return list(found.values())


def subcommands(group: str) -> list[str]:
    found = next(command for command in slash_commands() if command.name == group)
    assert isinstance(found, app_commands.Group)
    return [command.name for command in found.commands]


def test_every_command_of_the_command_line_is_in_the_readme_with_help_and_an_example() -> None:
    for command in typed_commands():
        assert named(f"rapport {command.name}", README), f"README does not name `rapport {command.name}`"
        assert command.help, command.name
        assert f"rapport {command.name}" in (command.epilog or ""), f"{command.name} has no example"


def test_every_option_says_what_it_does() -> None:
    for command in typed_commands():
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.help, f"rapport {command.name} {parameter.opts[0]} has no help"


def test_every_report_and_role_is_in_the_readme() -> None:
    missing = [name for name in (*REPORT_NAMES, *(role.value for role in Role)) if not named(name, README)]
    assert not missing


def test_every_setting_is_in_the_readme_and_in_the_example() -> None:
    example = (HOUSE / ".env.example").read_text("utf-8")
    for field, variable in variables().items():
        assert named(variable, README), f"README does not name {variable}"
        assert re.search(rf"^#? ?{variable}=", example, re.M), f".env.example does not name {variable}"
        default = Settings.model_fields[field].default
        if default not in (None, ()):
            assert f"`{default}`" in next(line for line in README.splitlines() if f"`{variable}`" in line), variable


def test_every_table_is_in_the_architecture(tmp_path: Path) -> None:
    path = tmp_path / "docs.db"
    Store.open(path).close()
    with closing(sqlite3.connect(path)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    tables = {table for table in tables if not table.startswith(("sqlite_", "_sqlite"))}
    assert len(tables) > 15
    assert not [table for table in tables if not named(table, ARCHITECTURE)]
    assert {entry.table for entry in PERSONAL_TABLES} <= tables


def test_every_room_is_in_the_architecture() -> None:
    for room in MAY_IMPORT:
        path = room.replace(".", "/")
        assert f"`{path}/`" in ARCHITECTURE or f"`{path}.py`" in ARCHITECTURE or room == "bot", room


def test_every_file_that_the_architecture_names_is_there_and_every_file_of_the_store_is_named() -> None:
    known = {path.relative_to(HOUSE).as_posix() for path in (*files(), *(HOUSE / "tests").glob("*.py"))}
    for name in set(re.findall(r"`([\w/]+\.py)`", ARCHITECTURE)):
        assert any(path == name or path.endswith(f"/{name}") for path in known), f"there is no {name}"
    plain = {"__init__.py", "schema.py", "connection.py", "errors.py"}
    store = {path.name for path in (HOUSE / "storage").glob("*.py")} - plain
    assert not {name for name in store if f"`{name}`" not in ARCHITECTURE and f"storage/{name}`" not in ARCHITECTURE}


def test_every_library_is_in_the_architecture_with_its_reason() -> None:
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text("utf-8"))["project"]
    for wanted in project["dependencies"]:
        name = re.split(r"[<>=~ ]", wanted)[0]
        assert re.search(rf"^\|[^|]*(?<![\w-]){re.escape(name)}(?![\w-])", ARCHITECTURE, re.M), name


def test_the_invitation_asks_for_what_is_said_and_nothing_else() -> None:
    asked = discord.Permissions(view_channel=True, read_message_history=True).value
    assert f"permissions={asked}\n" in README
    assert f"`{asked}` is exactly two permissions: **View Channels** and **Read Message History**" in README
    assert f"View Channels and Read Message History ({asked})" in SECURITY
    intents = wanted_intents()
    assert intents.members == ("**Server Members Intent**" in README)
    assert intents.message_content == ("**Message Content Intent**" in README)
    assert not intents.presences


def test_the_periods_on_the_privacy_page_are_the_defaults() -> None:
    kept = RetentionPolicy()
    for row, days in (("that a message was sent", kept.events), ("counts a day", kept.counts)):
        line = next(line for line in PRIVACY.splitlines() if line.startswith(f"| {row}"))
        assert line.endswith(f"| {days} days |")
    assert f"forgotten {kept.departed_members} days later" in PRIVACY
    assert f"goes {kept.departed_guilds} days after the bot was removed" in PRIVACY


def test_the_formula_in_the_architecture_is_the_one_that_scores() -> None:
    assert not [name for name, weight in WEIGHT.items() if not re.search(rf"{name}\s+\({weight:.2f}\)", ARCHITECTURE)]
    assert f"1/(1 + age/{HALF_AGE_DAYS:.0f} days)" in ARCHITECTURE
    assert f"*v*/(*v*+{REACH_HALF:.0f})" in ARCHITECTURE
    assert f"*x*/(*x*+{DIALOGUE_HALF:.0f})" in ARCHITECTURE


def test_every_slash_command_is_in_the_readme() -> None:
    assert len(slash_commands()) > 10
    for command in slash_commands():
        line = next((line for line in README.splitlines() if f"`/{command.name}`" in line), None)
        assert line is not None, f"README does not name /{command.name}"
        for part in command.walk_commands() if isinstance(command, app_commands.Group) else (command,):
            assert part.description != "…", f"/{part.qualified_name} has no description"
            options = part.parameters if isinstance(part, app_commands.Command) else ()
            assert not [o.name for o in options if str(o.description) == "…"], part.qualified_name


@pytest.mark.parametrize("group", ["digest", "privacy", "data"])
def test_every_subcommand_is_in_the_readme(group: str) -> None:
    line = next(line for line in README.splitlines() if line.startswith("|") and f"`/{group}`" in line)
    assert not [name for name in subcommands(group) if f"`{name}`" not in line]


def test_privacy_commands_are_in_the_privacy_page() -> None:
    assert not [name for name in subcommands("privacy") if f"/privacy {name}" not in PRIVACY]


def test_every_guild_setting_can_be_set() -> None:
    assert len(subcommands("settings")) >= len(GuildSettings.__dataclass_fields__)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_within_the_documents_leads_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", document.read_text("utf-8")):
        if "://" not in target:
            assert (HOUSE / target).exists(), f"{document.name} links to {target}"
