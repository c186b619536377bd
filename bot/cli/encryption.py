"""Whether a file lies on an encrypted disk, as far as the system tells."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ENCRYPTING = ("ecryptfs", "fuse.gocryptfs", "fuse.cryfs", "fuse.encfs", "fuse.securefs")
"""File systems that encrypt by themselves."""
TELLING = ("ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "vfat", "exfat", "ntfs3")
"""File systems of a disk: where none of the layers below encrypts, nothing does. Others may, and do not say so."""
_CRYPT = "CRYPT-"
"""How the device mapper calls LUKS, plain dm-crypt, VeraCrypt and BitLocker."""


def is_encrypted(path: Path, root: Path = Path("/"), platform: str = sys.platform) -> bool | None:
    """None where nobody can tell. ``root`` is where ``proc`` and ``sys`` are looked for."""
    if platform == "darwin":
        return _file_vault()
    if not platform.startswith("linux"):
        return None
    mount = _mount_of(path.absolute(), root)
    if mount is None:
        return None
    kind, device = mount
    if kind in ENCRYPTING:
        return True
    if device is None or kind not in TELLING:
        return None
    return _has_crypt_layer(device)


def _mount_of(path: Path, root: Path) -> tuple[str, Path | None] | None:
    """The file system that holds ``path`` and, where ``sys`` knows it, the block device that it lies on."""
    try:
        lines = (root / "proc/self/mountinfo").read_text("utf-8", "replace").splitlines()
    except OSError:
        return None
    found: tuple[str, str, str] | None = None
    deepest = -1
    for line in lines:
        before, _, after = line.partition(" - ")
        fields, kinds = before.split(), after.split()
        if len(fields) < 5 or len(kinds) < 2:
            continue
        point = fields[4].replace("\\040", " ")
        # The last of several on one point lies on top.
        if path.is_relative_to(point) and len(Path(point).parts) >= deepest:
            deepest = len(Path(point).parts)
            found = kinds[0], fields[2], kinds[1]
    if found is None:
        return None
    kind, number, source = found
    return kind, _block_device(number, source, root)


def _block_device(number: str, source: str, root: Path) -> Path | None:
    """Its folder in ``sys``: by its number or, where that is no device's (btrfs), by the name it was mounted by."""
    device = root / "sys/dev/block" / number
    if device.exists():
        return device
    try:
        name = Path(os.path.realpath(root / source.lstrip("/"))).name
    except OSError:
        return None
    device = root / "sys/class/block" / name
    return device if name and device.exists() else None


def _has_crypt_layer(device: Path) -> bool:
    """Whether this device, or one that it is made of (a volume on an encrypted disk), encrypts."""
    try:
        if (device / "dm/uuid").read_text("ascii").startswith(_CRYPT):
            return True
    except OSError:
        pass
    below = device / "slaves"
    return below.is_dir() and any(map(_has_crypt_layer, below.iterdir()))


def _file_vault() -> bool | None:
    try:
        said = subprocess.run(["/usr/bin/fdesetup", "status"], capture_output=True, text=True, timeout=5, check=False)
    except (OSError, subprocess.SubprocessError):
        return None
    if "FileVault is On" in said.stdout:
        return True
    return False if "FileVault is Off" in said.stdout else None
