"""Somebody gets the disk and not the key: an encrypted database, its journal and its backups tell nothing."""

from __future__ import annotations

import asyncio
import signal
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest

from storage import ReadableStore, Store, StoreError, StoreFull
from storage.backup import unfinished
from storage.converting import decrypt_database, encrypt_database
from storage.key import Key, make_key
from storage.models import GuildSeen, MemberSeen, Window
from tests.commandline import call, complaint, process
from tests.faults import errands
from tests.faults.living_process import TOKEN, serve, work
from tests.faults.row import Broken, Trials, row
from tests.faults.test_stopping import stopped
from tests.faults.town import Town
from tests.storage_world import GUILD, at, sent
from twin.server import Twin

pytest.importorskip("sqlcipher3", reason="pip install 'rapport-bot[encryption]'")

NAME = "Zebulon-the-Unmistakable"
GUILD_NAME = "Harbour-of-the-Unmistakable"
ZEBULON = 111
HOURS = 24 * 40


def peopled(db: Path, key: Key | None) -> Store:
    """A guild of some weeks, still open: what was recorded last lies in its journal."""
    store = Store.open(db, key=key, clock=lambda: at(HOURS))
    facts = [sent(hour, (ZEBULON, 112, 113)[hour % 3], mentions=(112 + hour % 2,)) for hour in range(HOURS)]
    store.record_blocking([GuildSeen(GUILD, GUILD_NAME), MemberSeen(GUILD, ZEBULON, NAME, at(0)), *facts])
    store.flush()
    return store


def known(db: Path, key: Key | None) -> object:
    with ReadableStore.open(db, key=key) as store:
        assert store.damage() is None
        names = store.export_user(ZEBULON)
        return store.message_count(), names, store.coverage(GUILD, Window(at(HOURS), 84))


def telling(folder: Path) -> list[str]:
    """Which files hold a name, or look like a database."""
    return [
        file.name
        for file in sorted(folder.iterdir())
        if any(
            word in file.read_bytes()
            for word in (NAME.encode(), b"SQLite format 3", b"CREATE TABLE", GUILD_NAME.encode())
        )
    ]


@row(
    "somebody copies the disk: an encrypted database with its journal, a backup, what was restored",
    "no name and no table is in any of them, and the key opens each",
    Broken("storage/connecting.py", "        connection.execute(f'PRAGMA key = \"{key.literal}\"')\n", ""),
)
def test_a_stolen_disk(tmp_path: Path) -> None:
    """Seen red where SQLCipher is not told the key: then it writes plain files."""
    key, disk = make_key(tmp_path / "key"), tmp_path / "disk"
    disk.mkdir()
    with peopled(disk / "rapport.db", key) as store:
        assert (disk / "rapport.db-wal").stat().st_size > 100_000
        store.backup(disk / "rapport.backup")
        assert telling(disk) == []
        store.close_days(at(HOURS))
        assert telling(disk) == []
    Store.restore(disk / "rapport.backup", disk / "again.db", key=key)
    assert telling(disk) == []
    expected = known(disk / "rapport.db", key)
    assert known(disk / "rapport.backup", key) == known(disk / "again.db", key)
    with Store.open(disk / "again.db", key=key) as again:
        again.close_days(at(HOURS))
    assert known(disk / "again.db", key) == expected


@pytest.mark.parametrize("command", ["report overview", "erase-user 111 --yes", "backup out", "export-user 111", "run"])
@row(
    "`{command}` with no key, another one, one that is none, or one for a plain file",
    "one line that says so, exit code 1, and no byte of the file has changed",
    Broken("storage/connecting.py", "if key is not None and plain:", "if key is not None and False:"),
)
def test_a_wrong_key(tmp_path: Path, command: str) -> None:
    """Seen red where a plain file is taken for one that is encrypted with another key."""
    db, plain = tmp_path / "rapport.db", tmp_path / "plain.db"
    make_key(tmp_path / "key"), make_key(tmp_path / "another")
    (tmp_path / "word").write_text("sesame-open", "utf-8")
    peopled(db, make_key(tmp_path / "right")).close()
    peopled(plain, None).close()
    before = {file: sha256(file.read_bytes()).hexdigest() for file in (db, plain)}
    cases = {
        (db, ""): "RAPPORT_DATABASE_KEY_FILE must name",
        (db, "another"): "not this file's",
        (db, "word"): "does not hold a key",
        (db, "nowhere"): "cannot be read",
        (plain, "right"): "rapport encrypt",
    }
    arguments = command.replace("out", str(tmp_path / "out")).split()
    for (file, key), words in cases.items():
        env = {"RAPPORT_DATABASE_KEY_FILE": str(tmp_path / key) if key else "", "DISCORD_TOKEN": "a.b.c"}
        said = complaint(call(*arguments, "--db", file, env=env), 1)
        assert words in said
        assert "sesame" not in said
        assert {file: sha256(file.read_bytes()).hexdigest() for file in (db, plain)} == before
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("way", ["encrypted", "decrypted"])
@row(
    "SIGKILL at any moment while the database is {way}",
    "the file is whole, with a key or without, and holds all it held; the next try ends well",
    Broken("storage/converting.py", "            part.touch()\n", "            path.rename(part)\n"),
    quick=4,
    full=60,
)
def test_a_kill_while_the_file_is_converted(tmp_path: Path, trials: Trials, way: str) -> None:
    """Seen red where the old file goes before the new one is whole."""
    key_file, to_encrypted = tmp_path / "key", way == "encrypted"
    key = make_key(key_file)
    before, after = (None, key) if to_encrypted else (key, None)
    convert = encrypt_database if to_encrypted else decrypt_database
    for number in trials:
        db = tmp_path / f"{number}.db"
        peopled(db, before).close()
        expected = known(db, before)
        died = work(tmp_path, errands.convert_and_die, db, key_file, to_encrypted, Random(number).randrange(1, 260))
        assert died.wait() == -signal.SIGKILL, died.log
        try:
            assert known(db, before) == expected
        except StoreError:
            assert known(db, after) == expected
        else:
            convert(db, key)
            assert known(db, after) == expected
        assert not unfinished(db).exists()
        if to_encrypted:
            assert not [name for name in telling(tmp_path) if name.startswith(db.name)]


@row(
    "the bot runs while somebody asks to encrypt its file",
    "it is refused in one line, and the bot goes on",
    Broken("storage/converting.py", "            _hold(path, connection)\n", ""),
)
def test_a_file_in_use_is_not_converted(tmp_path: Path) -> None:
    """Seen red where nobody takes hold of the file."""
    db = tmp_path / "rapport.db"
    make_key(tmp_path / "key")
    env = {"RAPPORT_DATABASE_KEY_FILE": "key"}
    with peopled(db, None) as store:
        # A process: in one and the same, two libraries would not see each other's locks.
        said = complaint(process("encrypt", "--db", db, cwd=tmp_path, env=env), 1)
        assert "is in use: stop the bot first" in said
        store.record_blocking([sent(HOURS + 1)])
        store.flush()
        assert store.message_count() == HOURS + 1


@row(
    "the disk gets full while the database is encrypted",
    "it is said in one line, and the plain file is as it was",
    Broken("storage/converting.py", "            part.touch()\n", "            path.rename(part)\n"),
)
def test_a_full_disk_while_encrypting(small_disk: Path, tmp_path: Path) -> None:
    """Seen red where the old file goes before the new one is whole."""
    db, key = small_disk / "rapport.db", make_key(tmp_path / "key")
    peopled(db, None).close()
    expected = known(db, None)
    with (small_disk / "ballast").open("wb", buffering=0) as ballast:
        try:
            while True:
                ballast.write(b"\0" * 4096)
        except OSError:
            ballast.truncate(ballast.tell() - 100_000)  # enough to open the file, and not to write another
    with pytest.raises(StoreFull):
        encrypt_database(db, key)
    (small_disk / "ballast").unlink()
    assert known(db, None) == expected


@row(
    "the bot on an encrypted file is stopped among people who talk",
    "everything is in the file, which tells nothing without its key; neither log nor environment holds the key",
    Broken("storage/apart.py", "self._line.send(path, key, create,", "self._line.send(path, None, create,"),
)
async def test_a_bot_on_an_encrypted_file(tmp_path: Path) -> None:
    """Seen red where the process that writes is not handed the key."""
    town, disk, key = Town(), tmp_path / "disk", make_key(tmp_path / "key")
    disk.mkdir()
    db = disk / "rapport.db"
    async with Twin.serve(town.world, token=TOKEN, record=False) as twin:
        started = serve(twin, tmp_path, RAPPORT_DB=str(db), RAPPORT_DATABASE_KEY_FILE="key", RAPPORT_LOG_LEVEL="DEBUG")
        try:
            await twin.until(lambda: list(twin.gateway.connections()), patience=60)
            for number in range(500):
                town.happen(twin, Random(number))
                await asyncio.sleep(0.002)
            environment = await asyncio.to_thread(Path(f"/proc/{started.pid}/environ").read_bytes)
            assert key.digits.encode() not in environment
            await twin.settle()
            await stopped(started)
        finally:
            started.kill()
    assert key.digits not in started.log
    assert telling(disk) == []
    with ReadableStore.open(db, key=key) as store:
        assert store.message_count() == len(town.on_the_server())
