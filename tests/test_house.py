"""The house stands as ARCHITECTURE.md draws it: which room imports which, where SQL lives, how long a file is."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parent.parent
ROOMS = ("bot", "cogs", "storage", "twin", "benchmarks")

# The rooms from the innermost outwards. A file belongs to the longest name that its module begins with.
MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "storage": ("storage",),
    "twin": ("twin",),
    "bot.sentiment": (),
    "bot.words.text": (),
    "bot.words": (),
    "bot.scoring": ("storage.models", "bot.words.text"),
    "bot.intake": ("storage.models", "bot.sentiment"),
    "bot.reports": ("bot.scoring", "bot.words.text", "storage.models"),
    "bot.render": ("bot.reports", "bot.scoring", "bot.words", "storage.models"),
    "bot.schedule": ("storage.models",),
    "bot.catalogue": (),
    "bot.weighing": (),
    "bot.folding": (),
    "bot.keeping": ("bot.folding", "bot.weighing", "storage.models"),
    "bot.judging": ("bot.reports", "bot.scoring", "storage"),
    "bot.preparing": ("bot.folding", "bot.judging", "storage"),
    "bot.making": ("bot.judging", "bot.keeping", "bot.preparing", "bot.reports", "bot.weighing", "storage"),
    "bot.standings": (
        "bot.judging",
        "bot.keeping",
        "bot.making",
        "bot.preparing",
        "bot.reports",
        "bot.scoring",
        "storage",
    ),
    "bot.backtesting": ("bot.reports", "bot.scoring", "storage"),
    "bot.service": (
        "bot.allocation",
        "bot.backtesting",
        "bot.catalogue",
        "bot.judging",
        "bot.keeping",
        "bot.making",
        "bot.preparing",
        "bot.reports",
        "bot.schedule",
        "bot.scoring",
        "bot.standings",
        "storage",
    ),
    "bot.async_service": (
        "bot.allocation",
        "bot.keeping",
        "bot.reports",
        "bot.service",
        "bot.standings",
        "storage",
    ),
    "bot.web": ("bot.service", "bot.render", "storage.models"),
    "bot.config": ("storage.models",),
    "bot.app": ("bot", "storage"),
    "bot.cli.demo": ("bot", "storage", "twin"),
    "bot.cli": ("bot", "storage"),
    "bot.__main__": ("bot",),
    "bot": (),
    "cogs": ("bot", "cogs", "storage.models"),
    "benchmarks": ("bot", "cogs", "storage", "twin", "benchmarks"),
}
DISCORD_MAY_LIVE_IN = ("bot.app", "bot.intake", "bot.render", "cogs", "twin.pointing", "benchmarks")
ONLY_IN = {
    "babel": ("bot.words", "benchmarks"),
    "textblob": ("bot.sentiment", "benchmarks"),
    "graspologic_native": ("bot.scoring",),
    "sqlite_utils": ("storage",),
    "sqlite3": ("storage", "benchmarks"),
    "sqlcipher3": ("storage.ciphered",),
}
SQL = re.compile(
    r"\b(SELECT\s.+\sFROM|INSERT\s+(OR\s+\w+\s+)?INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|CREATE\s+TABLE)\b", re.S
)


def files() -> list[Path]:
    return sorted(p for room in ROOMS for p in (HOUSE / room).rglob("*.py"))


def module_of(path: Path) -> str:
    parts = path.relative_to(HOUSE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(module: str) -> str:
    return max((room for room in MAY_IMPORT if module == room or module.startswith(room + ".")), key=len)


def within(module: str, rooms: tuple[str, ...]) -> bool:
    return any(module == room or module.startswith(room + ".") for room in rooms)


def imports_of(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            # `from storage import models` imports storage.models where there is such a module.
            for alias in node.names:
                deeper = HOUSE.joinpath(*node.module.split("."), alias.name)
                found = deeper.is_dir() or deeper.with_suffix(".py").is_file()
                yield node.lineno, f"{node.module}.{alias.name}" if found else node.module


def test_the_borders_are_drawn_for_every_file() -> None:
    assert files(), "no files found: the borders would hold of nothing"
    for path in files():
        assert room_of(module_of(path)), path


def broken_borders(path: Path, module: str) -> list[str]:
    """What the file at ``path`` imports as ``module`` and may not: other rooms of ours, and libraries of one room."""
    room = room_of(module)
    broken = []
    for line, name in imports_of(path):
        library = name.split(".")[0]
        homes = DISCORD_MAY_LIVE_IN if library == "discord" else ONLY_IN.get(library)
        ours = library in ROOMS and not within(name, (room, *MAY_IMPORT[room]))
        if ours or (homes is not None and not within(module, homes)):
            broken.append(f"{path.name}:{line} {room} may not import {name}")
    return broken


def test_rooms_import_only_what_they_may() -> None:
    broken = [line for path in files() for line in broken_borders(path, module_of(path))]
    assert not broken, "\n".join(broken)


def test_a_broken_border_is_seen(tmp_path: Path) -> None:
    room = tmp_path / "wrong.py"
    room.write_text("from storage import Store\nimport discord\nfrom storage.models import Fact\n", "utf-8")
    assert broken_borders(room, "bot.scoring.wrong") == [
        "wrong.py:1 bot.scoring may not import storage",
        "wrong.py:2 bot.scoring may not import discord",
    ]


def test_every_connection_is_made_in_one_place() -> None:
    """Any other would find an encrypted file to be no database."""
    makers = [p.name for p in files() if room_of(module_of(p)) == "storage" and ".connect(" in p.read_text("utf-8")]
    assert makers == ["ciphered.py", "connecting.py"]


def test_sql_lives_in_storage_only() -> None:
    broken = [
        f"{path.relative_to(HOUSE)}:{node.lineno}"
        for path in files()
        if not within(module_of(path), ("storage", "benchmarks"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.search(node.value)
    ]
    assert not broken, "\n".join(broken)


def test_no_file_is_two_rooms() -> None:
    long = {
        str(p.relative_to(HOUSE)): n
        for p in [*files(), *(HOUSE / "tests").rglob("*.py")]
        if (n := len(p.read_text("utf-8").splitlines())) > 400
    }
    assert not long


@pytest.mark.parametrize("word", ["utils", "helpers", "manager", "common", "misc"])
def test_no_room_is_a_drawer(word: str) -> None:
    assert not [p for p in files() if word in p.stem]


def test_every_room_is_typed_and_shipped() -> None:
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text("utf-8"))
    assert set(project["tool"]["mypy"]["files"]) == {*ROOMS, "tests"}
    assert project["tool"]["mypy"]["strict"] is True
    assert set(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) == set(ROOMS) - {"benchmarks"}
