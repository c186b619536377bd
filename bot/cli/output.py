"""Where a report goes: standard output, or a file that is there whole or not at all."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

import click

from bot.cli.failure import Failure, reason


def write(content: str | bytes, out: Path | None) -> None:
    """``content`` to ``out``, or to standard output. Text is UTF-8 in a file, and what the terminal can show on it."""
    if out is not None:
        write_whole(out, content.encode("utf-8") if isinstance(content, str) else content)
        return
    try:
        if isinstance(content, bytes):
            click.echo(content, nl=False)
        else:
            encoding = _encoding()
            click.echo(content.encode(encoding, "replace").decode(encoding), nl=not content.endswith("\n"))
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Failure(f"standard output: {reason(error)}") from error


def can_show(text: str) -> bool:
    """Whether standard output has a character for all of ``text``."""
    return text.encode(_encoding(), "replace").decode(_encoding()) == text


def _encoding() -> str:
    return getattr(sys.stdout, "encoding", None) or "utf-8"


def write_whole(out: Path, content: bytes) -> None:
    """Writes beside ``out`` and renames, so that nobody ever reads half a file. An existing file is replaced."""
    if out.is_dir():
        raise Failure(f"{out} is a folder: name a file in it")
    try:
        if out.exists() and not out.is_file():
            out.write_bytes(content)  # /dev/stdout, a pipe: nothing to rename onto
        else:
            _write_and_rename(out, content)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Failure(f"{out} cannot be written: {error.strerror or error}") from error


def _write_and_rename(out: Path, content: bytes) -> None:
    import tempfile

    handle, temporary = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _allow_as_usual(Path(temporary))
        Path(temporary).replace(out)
    finally:
        with contextlib.suppress(FileNotFoundError):
            Path(temporary).unlink()


def _allow_as_usual(path: Path) -> None:
    """The mode that any new file gets: a temporary one is for its owner alone."""
    mask = os.umask(0)
    os.umask(mask)
    path.chmod(0o666 & ~mask)
