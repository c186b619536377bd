"""Which database a command works on, and how it is opened."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from bot.cli.failure import Failure

if TYPE_CHECKING:
    from storage import ReadableStore, Store
    from storage.key import Key

ENV_FILE = Path(".env")
VARIABLE = "RAPPORT_DB"
KEY_VARIABLE = "RAPPORT_DATABASE_KEY_FILE"
DEFAULT = Path("rapport.db")

Command = TypeVar("Command", bound=Callable[..., Any])


def now() -> datetime:
    return datetime.now(UTC)


def database_option(command: Command) -> Command:
    """``--db FILE``: each command that works on a database has it."""
    return click.option(
        "--db",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help=f"The database; else {VARIABLE} (environment or .env), else {DEFAULT}.",
    )(command)


def database_path(given: Path | None, environ: Mapping[str, str] = os.environ, env_file: Path = ENV_FILE) -> Path:
    """What was typed, else what the environment says, else what ``.env`` says, else ``rapport.db`` here."""
    named = _setting(VARIABLE, environ, env_file)
    path = given or (Path(named) if named else DEFAULT)
    if path.is_dir():
        raise Failure(f"{path} is a folder: name a database file in it")
    return path


def key_file(environ: Mapping[str, str] = os.environ, env_file: Path = ENV_FILE) -> Path | None:
    """Where the database's key lies; None where it is not encrypted."""
    named = _setting(KEY_VARIABLE, environ, env_file)
    return Path(named) if named else None


def database_key(environ: Mapping[str, str] = os.environ, env_file: Path = ENV_FILE) -> Key | None:
    """What the database is encrypted with, if it is. Raises :class:`StoreError`."""
    file = key_file(environ, env_file)
    if file is None:
        return None
    from storage.key import read_key

    return read_key(file)


def _setting(variable: str, environ: Mapping[str, str], env_file: Path) -> str:
    """What is said of it; empty where nothing is."""
    named = environ.get(variable, "").strip()
    if not named and env_file.is_file():
        from dotenv import dotenv_values

        try:
            named = dotenv_values(env_file, interpolate=False).get(variable) or ""
        except UnicodeDecodeError as error:
            raise Failure(f"{env_file} cannot be read: {error}") from None
    return named


@contextmanager
def reading(path: Path) -> Iterator[ReadableStore]:
    """The database at ``path``, opened to read and never created."""
    from storage import ReadableStore, StoreError

    try:
        with ReadableStore.open(path, key=database_key()) as store:
            yield store
    except StoreError as error:
        raise Failure(str(error)) from error


@contextmanager
def writing(path: Path, *, create: bool, apart: bool = False) -> Iterator[Store]:
    """The database at ``path``, opened to write, by a process of its own where ``apart``.

    What was recorded is committed at the end.
    """
    from storage import Store, StoreError

    try:
        with Store.open(path, key=database_key(), clock=now, create=create, apart=apart) as store:
            yield store
    except StoreError as error:
        raise Failure(str(error)) from error


def require_guild(store: ReadableStore, guild_id: int | None, path: Path) -> None:
    """Refuses a guild that the database does not have: a slip of the keyboard must not look like success."""
    guilds = {guild.guild_id: guild.name for guild in store.guilds()}
    if guild_id is not None and guild_id not in guilds:
        known = ", ".join(f"{known_id} ({name})" for known_id, name in guilds.items()) or "none"
        raise Failure(f"guild {guild_id} is not in {path}; it has: {known}")
