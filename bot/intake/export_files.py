"""Where exports lie: plain, gzipped, in folders and in zips. Opened one at a time, never unpacked as a whole."""

from __future__ import annotations

import gzip
import hashlib
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from io import BufferedIOBase, BufferedReader
from pathlib import Path
from typing import cast

from storage.models import EXPORT_SOURCE_BYTES

DAMAGED = (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError, NotImplementedError)
"""What reading a damaged, locked or oddly packed file may raise (``RuntimeError``: a zip that needs a password)."""

_ENDINGS = (".json", ".json.gz")
_HEAD = 65_536  # bytes


class ExportError(Exception):
    """Nothing could be imported: one line that says what and where."""


@dataclass(frozen=True, slots=True)
class ExportFile:
    """One file of an export. ``size`` is in bytes as they pass the reader; only an estimate for gzipped files.

    ``source`` is the same for the same file wherever it lies, and another one when it was changed; empty for a pipe.
    """

    name: str
    size: int
    source: str
    _open: Callable[[], BufferedIOBase]

    @contextmanager
    def open(self) -> Iterator[BufferedIOBase]:
        """The JSON itself, unpacked; may raise any of ``DAMAGED``, here and while it is read."""
        with self._open() as packed:
            if self.name.lower().endswith(".gz"):
                with gzip.GzipFile(fileobj=packed) as plain:
                    yield plain
            else:
                yield packed


def find_exports(paths: Iterable[Path], stack: ExitStack, on_problem: Callable[[str], None]) -> list[ExportFile]:
    """Every export at these paths, in the order given and then by name. Zips stay open until ``stack`` closes.

    A path that does not exist or a folder that holds no export is an :class:`ExportError` before anything is read.
    """
    found: list[ExportFile] = []
    for path in paths:
        if path.is_dir():
            inside = [file for file in _within(path) if _is_export(file.name) or file.suffix.lower() == ".zip"]
            if not inside:
                raise ExportError(f"{path}: no .json, .json.gz or .zip in this folder")
            for file in inside:
                found += _at(file, str(file.relative_to(path)), stack, on_problem)
        elif path.exists():
            found += _at(path, path.name, stack, on_problem)
        else:
            raise ExportError(f"{path}: no such file or folder")
    return found


def _within(folder: Path) -> list[Path]:
    hidden = "."
    return sorted(
        file
        for file in folder.rglob("*")
        if file.is_file() and not any(part.startswith(hidden) for part in file.relative_to(folder).parts)
    )


def _is_export(name: str) -> bool:
    return name.lower().endswith(_ENDINGS)


def _at(path: Path, name: str, stack: ExitStack, on_problem: Callable[[str], None]) -> Iterator[ExportFile]:
    if path.suffix.lower() != ".zip":
        yield ExportFile(name, path.stat().st_size, _source(path), lambda: path.open("rb"))
        return
    try:
        archive = stack.enter_context(zipfile.ZipFile(path))
    except DAMAGED as error:
        on_problem(f"{name}: not a zip that can be read ({error})")
        return
    members = [info for info in archive.infolist() if _is_export(info.filename) and not _is_litter(info.filename)]
    if not members:
        on_problem(f"{name}: no .json or .json.gz in this zip")
    for info in members:
        inside = "".join(letter if letter.isprintable() else "?" for letter in info.filename)
        source = _digest(info.filename, info.file_size, info.CRC)
        yield ExportFile(f"{name}/{inside}", info.file_size, source, _member(archive, info))


def _source(path: Path) -> str:
    if not path.is_file():
        return ""
    status = path.stat()
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return ""
    return _digest(path.name, status.st_size, status.st_mtime_ns, head)


def _digest(*marks: object) -> str:
    return hashlib.blake2b(repr(marks).encode("utf-8", "replace"), digest_size=16).digest()[:EXPORT_SOURCE_BYTES].hex()


def _is_litter(name: str) -> bool:
    """Files that archivers leave beside the real ones."""
    return name.startswith("__MACOSX/") or name.rpartition("/")[2].startswith(".")


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[], BufferedIOBase]:
    return lambda: BufferedReader(cast(BufferedReader, archive.open(info)), 65_536)
