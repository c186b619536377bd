"""The folder that a database lies in: may it be written to, and is there room?"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Disk:
    folder: Path
    writable: bool
    free_bytes: int
    error: str | None = None


def look_at_disk(database: Path) -> Disk:
    """Tries it, by writing a nameless file: permissions alone do not tell of read-only and full disks."""
    folder = database.absolute().parent
    try:
        free = shutil.disk_usage(folder).free
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"\0")
            file.flush()
    except OSError as error:
        return Disk(folder, False, 0, error.strerror or type(error).__name__)
    return Disk(folder, True, free)
