"""The bot's settings, read from a mapping that is handed in: never at import, never from a global."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, Self

from dotenv import dotenv_values
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from storage.models import RetentionPolicy

PREFIX = "RAPPORT_"
TOKEN = "DISCORD_TOKEN"
"""The variable's name, not a token."""

LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]
Days = Annotated[int, Field(ge=1, le=3650)]


class ConfigError(Exception):
    """A setting that cannot be used: one line that names the variable and never repeats the token."""


def _upper(value: object) -> object:
    return value.strip().upper() if isinstance(value, str) else value


def _ids(value: object) -> object:
    """``"1, 2"`` as two ids."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _token(value: SecretStr) -> SecretStr:
    token = value.get_secret_value().strip()
    if any(character.isspace() for character in token):
        raise ValueError("holds a space or a line break, which no token does")
    return SecretStr(token)


class Settings(BaseSettings):
    """What the bot can be told. Every field is one line of ``.env.example``."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid")

    discord_token: Annotated[SecretStr, AfterValidator(_token)] | None = None
    db: Path = Path("rapport.db")
    database_key_file: Path | None = None
    """Where there is one, the database is encrypted with the key in it."""
    web_host: str = "127.0.0.1"
    web_port: Annotated[int, Field(ge=0, le=65535)] = 8080
    """0 turns the web server off."""
    backfill_days: Annotated[int, Field(ge=0, le=3650)] = 90
    """0 leaves history alone."""
    keep_events_days: Days = 90
    keep_counts_days: Days = 400
    keep_departed_days: Days = 30
    keep_left_guild_days: Days = 7
    log_level: Annotated[LogLevel, BeforeValidator(_upper)] = "INFO"
    sync_guilds: Annotated[tuple[Annotated[int, Field(gt=0, lt=2**63)], ...], NoDecode, BeforeValidator(_ids)] = ()
    """For trying out: only these guilds get the slash commands, at once; ``/privacy`` stays everybody's."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what is handed in: the process's own environment is read by whoever calls :meth:`read`."""
        return (init_settings,)

    @classmethod
    def read(cls, environ: Mapping[str, str], env_file: Path | None = None) -> Self:
        """The settings in ``environ`` over those in ``env_file``, which need not be there; empty is not given.

        Raises :class:`ConfigError`.
        """
        given = _lines(env_file) if env_file is not None and env_file.is_file() else {}
        given |= {name: value for name, value in environ.items() if value.strip()}
        _refuse_unknown(given)
        try:
            return cls.model_validate({field: given[name] for field, name in variables().items() if name in given})
        except ValidationError as error:
            raise ConfigError(_first_problem(error)) from None

    @property
    def retention(self) -> RetentionPolicy:
        return RetentionPolicy(
            events=self.keep_events_days,
            counts=self.keep_counts_days,
            departed_members=self.keep_departed_days,
            departed_guilds=self.keep_left_guild_days,
        )


def variables() -> dict[str, str]:
    """Every field of :class:`Settings` and the variable that sets it."""
    return {field: TOKEN if field == "discord_token" else PREFIX + field.upper() for field in Settings.model_fields}


def _lines(env_file: Path) -> dict[str, str]:
    try:
        return {name: value for name, value in dotenv_values(env_file, interpolate=False).items() if value}
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{env_file} cannot be read: {error}") from None


def _refuse_unknown(given: Mapping[str, str]) -> None:
    """A misspelt setting is an error: a retention period that silently does not apply would be a broken promise."""
    known = list(variables().values())
    for name in sorted(given):
        if name.startswith(PREFIX) and name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            advice = f"did you mean {close[0]}?" if close else f"known are {', '.join(known)}"
            raise ConfigError(f"{name} is not a setting: {advice}")


def _first_problem(error: ValidationError) -> str:
    problem = error.errors(include_url=False)[0]
    field = str(problem["loc"][0])
    name = variables().get(field, field)
    message = problem["msg"].removeprefix("Value error, ")
    message = message[:1].lower() + message[1:]
    if field == "discord_token":
        return f"{name}: {message}"
    return f"{name}: {problem['input']!r}: {message}"
