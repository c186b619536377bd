"""A database with nothing in it, which is made once and copied from then on: to make one takes twenty times as long as
to open one, and a thousand tests want one of their own."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from storage import Store
from tests.storage_world import IN_MEMORY


def empty(path: Path) -> Path:
    """``path``, at which there is an empty database now, unless there was a file before."""
    if not path.exists():
        path.write_bytes(_content())
        path.chmod(0o600)
    return path


@cache
def _content() -> bytes:
    with TemporaryDirectory(dir=IN_MEMORY) as folder:
        made = Path(folder) / "empty.db"
        Store.open(made).close()
        return made.read_bytes()
