"""Whether the database lies on an encrypted disk is told where the system tells it, and never guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli.encryption import is_encrypted
from bot.cli.findings import check_encryption

DB = Path("/srv/rapport/rapport.db")


def machine(root: Path, kind: str, *layers: str, number: str = "253:1", source: str = "/dev/mapper/data") -> Path:
    """A system whose /srv lies on the last of these device mapper layers, each of which is made of the one before."""
    (root / "proc/self").mkdir(parents=True)
    (root / "proc/self/mountinfo").write_text(
        "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n"
        f"30 22 {number} / /srv rw,noatime shared:1 - {kind} {source} rw\n"
        "31 22 0:5 / /srv2 rw - tmpfs tmpfs rw\n",
        "utf-8",
    )
    device = root / "sys/dev/block" / number
    for layer in reversed(layers):
        (device / "dm").mkdir(parents=True)
        (device / "dm/uuid").write_text(layer + "\n", "ascii")
        device = device / "slaves/below"
    device.mkdir(parents=True)
    return root


@pytest.mark.parametrize(
    ("kind", "layers", "told"),
    [
        ("ext4", ("CRYPT-LUKS2-0123-data",), True),
        ("xfs", ("CRYPT-LUKS1-0123-disk", "LVM-0123"), True),
        ("ext4", ("LVM-0123",), False),
        ("ext4", (), False),
        ("ecryptfs", (), True),
        ("fuse.gocryptfs", (), True),
        ("zfs", (), None),
        ("nfs4", (), None),
    ],
)
def test_it_is_told_by_file_system_and_layers(tmp_path: Path, kind: str, layers: tuple[str, ...], told: bool) -> None:
    assert is_encrypted(DB, machine(tmp_path, kind, *layers), "linux") is told


def test_a_file_system_without_a_device_of_its_own_is_found_by_its_name(tmp_path: Path) -> None:
    root = machine(tmp_path, "btrfs", number="0:44")
    (root / "sys/dev/block/0:44").rmdir()
    assert is_encrypted(DB, root, "linux") is None
    (root / "sys/class/block/data/dm").mkdir(parents=True)
    (root / "sys/class/block/data/dm/uuid").write_text("CRYPT-LUKS2-0123", "ascii")
    assert is_encrypted(DB, root, "linux") is True


def test_where_nobody_can_tell_nothing_is_claimed(tmp_path: Path) -> None:
    assert is_encrypted(DB, tmp_path, "linux") is None
    assert is_encrypted(DB, machine(tmp_path / "w", "ext4"), "win32") is None
    (finding,) = check_encryption(tmp_path / "x.db")
    assert "encrypted disk" in finding.what
    assert finding.state in ("well", "note")
