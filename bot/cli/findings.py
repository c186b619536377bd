"""What the doctor looks at. Each check says what it found, and none raises."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.cli.database import KEY_VARIABLE, database_key, database_path, key_file
from bot.cli.disk import look_at_disk
from bot.cli.encryption import is_encrypted

if TYPE_CHECKING:
    from bot.config import Settings

State = Literal["well", "wrong", "note"]
LIBRARIES = ("discord.py", "aiohttp", "numpy", "sqlite-utils", "textblob", "vl-convert-python", "pydantic-settings")
LEAST_FREE_BYTES = 1_000_000_000
LOOPBACK = ("127.0.0.1", "::1", "localhost")
MOST_SECONDS = 3.0
"""How long a running bot may take to say how it is."""


@dataclass(frozen=True, slots=True)
class Finding:
    state: State
    what: str


def examine(db: Path | None, environ: Mapping[str, str], env_file: Path) -> Iterator[Finding]:
    """Every check, in order."""
    from bot.config import ConfigError, Settings

    yield from check_versions()
    yield from check_time_zones()
    try:
        settings = Settings.read(environ, env_file)
    except ConfigError as error:
        yield Finding("wrong", str(error))
        settings = Settings()
    else:
        yield from check_token(settings, env_file)
    path = database_path(db, environ, env_file)
    yield from check_disk(path)
    keys = key_file(environ, env_file)
    yield from check_database(path, environ, env_file)
    yield from check_privacy_of(path)
    yield from check_running(settings)
    if keys is None:
        yield from check_encryption(path)
    else:
        yield from check_key(keys, path)


def check_key(keys: Path, path: Path) -> Iterator[Finding]:
    """The database is opened with it elsewhere: here is what somebody may do to it."""
    if not keys.is_file():
        yield Finding("wrong", f"{KEY_VARIABLE} names {keys}, which is not there: `rapport encrypt` makes a key")
        return
    yield Finding("well", f"{path} is encrypted with the key in {keys}: keep a copy of it, but not beside the backups")
    yield from check_privacy_of(keys)


def check_encryption(path: Path) -> Iterator[Finding]:
    """Discord's Developer Policy asks for it, of Rapport or of the disk."""
    advice = (
        "encrypt it (`rapport encrypt --help`), or keep it and its backups on an encrypted disk, as Discord's Developer"
        " Policy asks"
    )
    match is_encrypted(path):
        case True:
            yield Finding("well", f"{path} lies on an encrypted disk: keep its backups on one, too")
        case False:
            yield Finding("note", f"{path} lies on a disk that is not encrypted: {advice}")
        case None:
            yield Finding("note", f"nobody can tell here whether {path} lies on an encrypted disk: {advice}")


def check_versions() -> Iterator[Finding]:
    python = ".".join(map(str, sys.version_info[:3]))
    if (3, 11) <= sys.version_info < (3, 15):
        yield Finding("well", f"Python {python}")
    else:
        yield Finding("wrong", f"Python {python}: Rapport needs 3.11 to 3.14")
    found = []
    for library in LIBRARIES:
        try:
            found.append(f"{library} {version(library)}")
        except PackageNotFoundError:
            yield Finding("wrong", f"{library} is not installed: install Rapport again")
    yield Finding("well", ", ".join(found))


def check_time_zones() -> Iterator[Finding]:
    try:
        ZoneInfo("Europe/Berlin")
    except (ZoneInfoNotFoundError, OSError):
        yield Finding("wrong", "no time zone data: install tzdata, or digests cannot be sent at a local hour")
    else:
        yield Finding("well", "time zone data is here")


def check_token(settings: Settings, env_file: Path) -> Iterator[Finding]:
    """Whether there is one that looks like one: three parts with dots between them. It is never shown."""
    if settings.discord_token is None:
        yield Finding("wrong", "no DISCORD_TOKEN: put it in .env or the environment (README, 'Create the application')")
        return
    if settings.discord_token.get_secret_value().count(".") == 2:
        yield Finding("well", "DISCORD_TOKEN is set (not shown)")
    else:
        yield Finding("note", "DISCORD_TOKEN is set, but does not look like a bot's token (three parts with dots)")
    yield from check_privacy_of(env_file)


def check_privacy_of(path: Path) -> Iterator[Finding]:
    """Whether other users of this machine may read the file."""
    if path.is_file() and path.stat().st_mode & 0o077:
        yield Finding("note", f"{path} can be read by others on this machine: chmod 600 {path}")


def check_disk(path: Path) -> Iterator[Finding]:
    disk = look_at_disk(path)
    if not disk.writable:
        yield Finding("wrong", f"the folder {disk.folder} cannot be written to: {disk.error}")
        return
    yield Finding("well", f"the folder {disk.folder} can be written to")
    free = f"{disk.free_bytes / 1e9:,.1f} GB free on its disk"
    if disk.free_bytes < LEAST_FREE_BYTES:
        yield Finding("wrong", f"only {free}: make room")
    else:
        yield Finding("well", free)


def check_database(path: Path, environ: Mapping[str, str], env_file: Path) -> Iterator[Finding]:
    from storage import ReadableStore, StoreDamaged, StoreError, StoreMissing

    try:
        with ReadableStore.open(path, key=database_key(environ, env_file)) as store:
            guilds = store.guilds()
            size = path.stat().st_size / 1e6
            servers = "1 server" if len(guilds) == 1 else f"{len(guilds):,} servers"
            yield Finding("well", f"the database {path} opens: {size:,.1f} MB, {servers}")
            for guild in guilds:
                latest = store.latest(guild.guild_id)
                until = f"seen until {latest:%Y-%m-%d %H:%M} UTC" if latest else "nothing seen yet"
                yield Finding("well", f"server {guild.guild_id}: {until}")
            damage = store.damage()
            if damage is None:
                yield Finding("well", "every page of the database is whole")
            else:
                yield Finding("wrong", str(StoreDamaged(path, damage)))
    except StoreMissing:
        yield Finding("note", f"there is no database {path} yet: `rapport run` or `rapport import` makes it")
    except StoreError as error:
        yield Finding("wrong", str(error))


def check_running(settings: Settings) -> Iterator[Finding]:
    """Asks the bot that runs on this machine, if one does, how it is."""
    import urllib.error
    import urllib.request

    if not settings.web_port:
        yield Finding("note", "the web server is turned off: a running bot cannot be asked how it is")
        return
    host = f"[{settings.web_host}]" if ":" in settings.web_host else settings.web_host
    where = f"http://{host}:{settings.web_port}/readyz"
    if settings.web_host not in LOOPBACK:
        yield Finding("note", f"RAPPORT_WEB_HOST is {settings.web_host}: other machines may reach health and metrics")
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(where, timeout=MOST_SECONDS) as answer:
            document = json.load(answer)
        yield Finding("well", f"the bot runs and is ready; {document['backlog']:,} facts wait to be written")
    except urllib.error.HTTPError as error:
        with error:
            yield Finding("wrong", f"the bot runs and is not ready: {_unready(error.read())}")
    except (OSError, ValueError, KeyError, TypeError):
        yield Finding("note", f"no bot runs here: nothing of ours answers on {where}")


def _unready(body: bytes) -> str:
    try:
        document = json.loads(body)
        return ", ".join(name for name, holds in document.items() if holds is False and name != "ready") or "no reason"
    except (ValueError, AttributeError):
        return "it does not say why"
