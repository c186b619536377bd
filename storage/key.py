"""What a file is encrypted with: 256 random bits, in a file of their own that holds nothing else."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from storage.errors import StoreWrongKey

_DIGITS = re.compile(r"[0-9a-fA-F]{64}")


@dataclass(frozen=True, slots=True)
class Key:
    """64 hexadecimal digits. Not a password: what is stretched from one takes a quarter of a second a connection."""

    digits: str = field(repr=False)

    @property
    def literal(self) -> str:
        """As SQLCipher takes it."""
        return f"x'{self.digits}'"


def read_key(file: Path) -> Key:
    """Raises :class:`StoreWrongKey`, which never repeats what the file holds."""
    try:
        digits = file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "is no text"
        raise StoreWrongKey(f"the key file {file} cannot be read: {why}") from None
    if not _DIGITS.fullmatch(digits):
        raise StoreWrongKey(f"the key file {file} does not hold a key: 64 hexadecimal digits and nothing else")
    return Key(digits)


def make_key(file: Path) -> Key:
    """A new key in a new file that only its owner may read, on the disk before anything is encrypted with it. Raises
    :class:`OSError`."""
    key = Key(os.urandom(32).hex())
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
        opened.write(f"{key.digits}\n")
        opened.flush()
        os.fsync(opened.fileno())
    return key
